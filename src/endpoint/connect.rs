//! Connections to endpoints.

use std::{env, fmt, sync::Arc};

use aws_config::{BehaviorVersion, SdkConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_types::region::Region;

use super::{
    Endpoint,
    address::Addresses,
    background::Background,
    http::{Client, ClientSettings, Sent},
    settings::Secret,
    token::with_token,
};
use crate::{
    database::Database,
    error::{Error, Result},
    remote::{Sending, Transport, WireResponse},
    wire::is_of_streams,
};

/// The region of servers without one.
const USUAL_REGION: &str = "us-east-1";

impl Database {
    /// The database behind an endpoint that speaks DynamoDB's protocol: Amazon DynamoDB, ScyllaDB Alternator, another
    /// hashrange. Nothing is sent before the first request. What is the same there, and what an endpoint cannot do, is
    /// told at [`connect_through`](Self::connect_through).
    ///
    /// Requests run on a thread of their own, so that it needs no runtime, and works inside of any. Connections are kept
    /// and used again. It is closed with the last handle.
    ///
    /// ```no_run
    /// use hashrange::{Database, Endpoint, item};
    ///
    /// let db = Database::connect(Endpoint::aws())?; // or "http://localhost:8000"
    /// let users = db.table("users")?;
    /// users.put(item! { "id": "haeri05", "age": 39 }).run()?;
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// An address that is none, a region that is not to be found, or a thread that cannot be started:
    /// [`Error::Validation`] and [`Error::NoAnswer`]. Credentials are looked for by the first request, which fails with
    /// [`Error::Refused`] if there are none.
    pub fn connect(endpoint: impl Into<Endpoint>) -> Result<Self> {
        let connection = Connection::new(endpoint.into())?;
        let region = connection.0.region.clone();
        Ok(Self::behind(Self::builder().region(region).build(), connection))
    }
}

/// A connection to an endpoint.
#[derive(Clone)]
struct Connection(Arc<Inner>);

struct Inner {
    addresses: Addresses,
    region: String,
    background: Background,
    dynamodb: Arc<Client>,
    streams: Arc<Client>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { addresses, region, .. } = &*self.0;
        f.debug_struct("Connection").field("endpoint", &addresses.dynamodb).field("region", region).finish()
    }
}

impl Connection {
    fn new(endpoint: Endpoint) -> Result<Self> {
        let no_thread = |error| Error::NoAnswer(format!("no thread can be started: {error}"));
        let background = Background::new().map_err(no_thread)?;
        let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
        let given = endpoint.url.as_deref().map(Addresses::of_server).transpose()?;
        let mut found = aws_config::defaults(BehaviorVersion::latest()).http_client(http.clone());
        if let Some(profile) = &endpoint.profile {
            found = found.profile_name(profile);
        }
        if let Some(region) = &endpoint.region {
            found = found.region(Region::new(region.clone()));
        } else if given.as_ref().is_some_and(Addresses::is_plain) {
            found = found.region(
                aws_config::meta::region::RegionProviderChain::first_try(
                    aws_config::environment::EnvironmentVariableRegionProvider::new(),
                )
                .or_else(USUAL_REGION),
            );
        }
        let loading = background.spawn(async move { found.load().await });
        let found = crate::database::wait(loading);
        let found = found.ok_or_else(|| Error::NoAnswer("the configuration cannot be read".to_owned()))?;
        let addresses = addresses(given, &found)?;
        let region = region(&addresses, &found)?;
        let settings = ClientSettings {
            http,
            region: region.clone(),
            credentials: credentials(&endpoint, &addresses, &found)?,
            attempts: endpoint.attempts,
            connect_timeout: endpoint.connect_timeout,
            timeout: endpoint.timeout,
        };
        let streams = Client::new(&addresses.streams, settings.clone());
        let dynamodb = Client::new(&addresses.dynamodb, settings);
        let (dynamodb, streams) = (Arc::new(dynamodb), Arc::new(streams));
        Ok(Self(Arc::new(Inner { addresses, region, background, dynamodb, streams })))
    }

    /// Sends a request, which is aborted if the future is dropped.
    async fn request(&self, sent: Sent) -> Result<WireResponse> {
        let of_streams = is_of_streams(&sent.operation);
        let client = Arc::clone(if of_streams { &self.0.streams } else { &self.0.dynamodb });
        let task = self.0.background.spawn(async move { client.send(sent).await });
        task.await.unwrap_or_else(|| Err(Error::no_answer()))
    }
}

impl Transport for Connection {
    fn send(&self, operation: &str, body: Vec<u8>) -> Sending {
        let connection = self.clone();
        let sent = Sent { operation: operation.to_owned(), body: with_token(operation, body) };
        Box::pin(async move { connection.request(sent).await })
    }
}

/// The address that was given, or that of the environment or the profile, or the service's.
fn addresses(given: Option<Addresses>, found: &SdkConfig) -> Result<Addresses> {
    if let Some(given) = given {
        return Ok(given);
    }
    let of_service = env::var("AWS_ENDPOINT_URL_DYNAMODB").ok().filter(|url| !url.is_empty());
    if let Some(url) = of_service.as_deref().or(found.endpoint_url()) {
        return Addresses::of_server(url);
    }
    let region = found.region().ok_or_else(no_region)?;
    let (fips, dual_stack) = (found.use_fips(), found.use_dual_stack());
    Addresses::of_service(region.as_ref(), fips.unwrap_or(false), dual_stack.unwrap_or(false))
}

fn region(addresses: &Addresses, found: &SdkConfig) -> Result<String> {
    match found.region() {
        Some(region) => Ok(region.to_string()),
        None if addresses.is_plain() => Ok(USUAL_REGION.to_owned()),
        None => Err(no_region()),
    }
}

fn no_region() -> Error {
    Error::validation("No region is given: by `Endpoint::region`, AWS_REGION, or a profile")
}

fn credentials(
    endpoint: &Endpoint,
    addresses: &Addresses,
    found: &SdkConfig,
) -> Result<SharedCredentialsProvider> {
    let fixed = |secret: Secret, session_token| {
        let Secret { access_key_id, secret_access_key } = secret;
        let credentials =
            Credentials::new(access_key_id, secret_access_key, session_token, None, "hashrange");
        SharedCredentialsProvider::new(credentials)
    };
    if let Some(given) = &endpoint.credentials {
        return Ok(fixed(given.clone(), endpoint.session_token.clone()));
    }
    if endpoint.session_token.is_some() {
        return Err(Error::validation("A session token is one of credentials, which are not given"));
    }
    if addresses.is_plain() && endpoint.profile.is_none() {
        let named = |name| env::var(name).ok().filter(|value: &String| !value.is_empty());
        let any = || "hashrange".to_owned();
        let secret = Secret {
            access_key_id: named("AWS_ACCESS_KEY_ID").unwrap_or_else(any),
            secret_access_key: named("AWS_SECRET_ACCESS_KEY").unwrap_or_else(any),
        };
        return Ok(fixed(secret, named("AWS_SESSION_TOKEN")));
    }
    let none = || Error::validation("No credentials are given, and none can be looked for");
    found.credentials_provider().ok_or_else(none)
}
