//! Servers and the service in the cloud: how a command reaches them, and what it says where it does not.

use std::{env, time::Duration};

use clap::Args;
use serde::de::DeserializeOwned;

use crate::{
    database::{Database, wait},
    endpoint::{Connection, Endpoint, NO_REGION},
    error::{Error, Result as Answered},
    remote::{self, WireResponse},
    texts,
    wire::Exception,
};

const DEFAULT_ENDPOINT: &str = "http://127.0.0.1:8000";
/// The name of the service in the cloud, in the place of a URL.
pub(super) const SERVICE: &str = "aws";

/// An endpoint, and with whose credentials it is asked.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Where")]
pub(super) struct Place {
    /// The server's URL, or `aws` for Amazon DynamoDB [default: AWS_ENDPOINT_URL_DYNAMODB, or http://127.0.0.1:8000]
    #[arg(long, value_name = "URL")]
    pub(super) endpoint: Option<String>,
    /// The region of the tables [default: AWS_REGION, or the profile's, or us-east-1 for a server without TLS]
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// The profile of the AWS configuration files that has the credentials; its `endpoint_url` is not used [default:
    /// AWS_PROFILE; none for a server without TLS]
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
}

impl Place {
    /// A connection to it, as [`connect`] makes it.
    pub(super) fn connect(&self) -> Result<Connection, String> {
        connect(self.endpoint.as_deref(), self.region.as_deref(), self.profile.as_deref(), &OPTIONS)
    }

    /// Whether it is Amazon DynamoDB.
    pub(super) fn is_service(&self) -> bool {
        self.endpoint.as_deref() == Some(SERVICE)
    }
}

/// A connection to an endpoint: to `aws`, a URL, or without either the one that the environment names or a server on this
/// machine. `connect(..)?.database()` has its tables.
///
/// # Errors
/// An address that is none, or no region. What requests fail with, [`told`] tells.
pub(super) fn connect(
    endpoint: Option<&str>,
    region: Option<&str>,
    profile: Option<&str>,
    options: &Options,
) -> Result<Connection, String> {
    let mut endpoint = named(endpoint);
    if let Some(region) = region {
        endpoint = endpoint.region(region);
    }
    if let Some(profile) = profile {
        endpoint = endpoint.profile(profile);
    }
    Connection::new(endpoint).map_err(|error| told_with(&error, options))
}

/// The cloud is asked only where the user names it.
fn named(endpoint: Option<&str>) -> Endpoint {
    if endpoint == Some(SERVICE) {
        return Endpoint::aws().ignore_configured_endpoint_urls();
    }
    let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let of_environment = || variable("AWS_ENDPOINT_URL_DYNAMODB").or_else(|| variable("AWS_ENDPOINT_URL"));
    let url = endpoint.map(str::to_owned).or_else(of_environment);
    let url = url.unwrap_or_else(|| DEFAULT_ENDPOINT.to_owned());
    let is_plain = url.starts_with("http://");
    let endpoint = Endpoint::url(url);
    if is_plain {
        // Somebody waits, and wants to see what such a server answers to one request.
        return endpoint
            .attempts(1)
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(60));
    }
    endpoint
}

/// The options by which a command is told where tables are.
#[derive(Debug)]
pub(super) struct Options {
    pub(super) region: &'static str,
    pub(super) profile: &'static str,
    /// Other places than a server that does not run.
    pub(super) other_places: &'static str,
}

pub(super) const OPTIONS: Options = Options {
    region: "--region",
    profile: "--profile",
    other_places: ", name another with --endpoint, or name a snapshot with --file",
};

/// What TLS says of an answer that is none of TLS.
const NO_TLS: &str = "InvalidContentType";

/// What is said of a request that failed, with what helps.
pub(super) fn told(error: &Error) -> String {
    told_with(error, &OPTIONS)
}

/// The same for a command with options of other names.
pub(super) fn told_with(error: &Error, options: &Options) -> String {
    let Options { region, profile, other_places } = options;
    let (message, hint) = match error {
        Error::NoAnswer(message) if message.ends_with(texts::fault::NOTHING_LISTENS) => {
            (message.clone(), format!("\nStart a server with `hashrange serve`{other_places}."))
        }
        Error::NoAnswer(message) if message.contains(NO_TLS) => {
            let hint = "\nDoes the server speak TLS? The address of one that does not begins with http://.";
            (message.clone(), hint.to_owned())
        }
        Error::Validation(message) if *message == *NO_REGION => {
            (message.to_string(), format!("\nOr name it with {region}, or the profile with {profile}."))
        }
        Error::NoAnswer(message) | Error::Refused { message, status: 0, .. } => {
            (message.clone(), String::new())
        }
        Error::Validation(message) => (message.to_string(), String::new()),
        error => (error.to_string(), String::new()),
    };
    message + &hint
}

/// A connection to an endpoint.
#[derive(Debug)]
pub(super) struct Server {
    connection: Connection,
    /// What the paths below `/_hashrange/` take instead of a signature.
    token: Option<String>,
}

impl Server {
    pub(super) fn new(connection: Connection) -> Self {
        Self { connection, token: None }
    }

    /// The same with a token for the paths below `/_hashrange/`.
    pub(super) fn with_token(self, token: Option<String>) -> Self {
        Self { token, ..self }
    }

    /// The database behind the endpoint.
    pub(super) fn database(&self) -> Database {
        self.connection.database()
    }

    /// Sends a request.
    pub(super) fn send(&self, operation: &str, body: Vec<u8>) -> Result<WireResponse, String> {
        wait(remote::send(&self.connection, operation, body)).map_err(|error| told(&error))
    }

    /// Asks a path below `/_hashrange/`, and parses its answer.
    pub(super) fn ask<T: DeserializeOwned>(
        &self,
        path: &str,
        parameters: &[(&str, &str)],
    ) -> Result<T, String> {
        let answer: Answered<_> = wait(self.connection.ask(path, parameters, self.token.as_deref()));
        let WireResponse { status, body } = answer.map_err(|error| told(&error))?;
        if status == 200 {
            return serde_json::from_slice(&body).map_err(|error| format!("cannot read the answer: {error}"));
        }
        let Exception { name, message } = Exception::in_body(&body);
        // Where the paths are not served, the answer is that of the API to a request that it does not know.
        if message.is_empty() {
            return Err(format!(
                "{} tells nothing of this: start it with `hashrange serve --control`",
                self.connection.address()
            ));
        }
        let hint = match (name.as_str(), &self.token) {
            ("AccessDenied", Some(_)) => "\nThe token in the file of --control-token is another one.",
            ("AccessDenied", None) => {
                "\nName the file that the server has its token from with --control-token. A server that was started with \
                 --console alone\nanswers its pages only: start it with --control too."
            }
            _ => "",
        };
        Err(format!("{name}: {message}{hint}"))
    }
}
