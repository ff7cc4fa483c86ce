//! `hashrange console`.

use std::{io, path::PathBuf, sync::Arc};

use clap::Args;
use hyper::Method;

use super::{
    output::{complain, print},
    remote::{Place, told},
    secret_key::secret_key,
    serve_until_stopped::{cannot_start, runtime, serve_until_stopped},
    signals::Signals,
};
use crate::{
    endpoint::Connection,
    error::Error,
    remote::{Sending, Transport},
    server::{
        Server, ServerLimits, random_token,
        relay::{Relay, Shown, Upstream},
    },
};

/// So many requests of the pages are under way at a time.
const CONNECTIONS: usize = 64;

/// Shows the tables of a server or of Amazon DynamoDB in the browser
///
/// Prints `ready URL` on standard output once the pages are there: open the URL in a browser on this machine. Their requests
/// go through this program, with the credentials that it finds, which the browser never sees. The URL has a token: who knows
/// it may do what the credentials allow, while the program runs. It listens on 127.0.0.1 alone.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange console --endpoint aws --region ap-northeast-2 --profile shop
  hashrange console --endpoint http://127.0.0.1:8000
  hashrange console --endpoint https://alternator.example.com:8043

Of tables in this process: `hashrange serve --console`, also with --load or --data.")]
pub(super) struct Console {
    #[command(flatten)]
    place: Place,
    /// File with the token that the server was given as `serve --control-token`
    #[arg(long, value_name = "FILE", help_heading = "Where")]
    control_token: Option<PathBuf>,
    /// Port to listen on; 0 for any that is free
    #[arg(long, default_value_t = 8001)]
    port: u16,
    /// Print only the ready line and errors
    #[arg(long, short)]
    quiet: bool,
}

/// The endpoint that the pages reach.
#[derive(Debug)]
struct Endpoint {
    connection: Connection,
    /// Whether there may be paths below `/_hashrange/`.
    has_control: bool,
    control_token: Option<Arc<str>>,
}

impl Upstream for Endpoint {
    fn operation(&self, operation: &str, body: Vec<u8>) -> Sending {
        self.connection.send(operation, body)
    }

    fn control(&self, method: Method, path_and_query: &str, body: Vec<u8>) -> Option<Sending> {
        if !self.has_control {
            return None;
        }
        let (connection, token) = (self.connection.clone(), self.control_token.clone());
        let path_and_query = path_and_query.to_owned();
        Some(Box::pin(
            async move { connection.control(method, &path_and_query, body, token.as_deref()).await },
        ))
    }

    fn told(&self, error: &Error) -> String {
        told(error)
    }
}

impl Console {
    pub(super) fn run(self) -> Result<(), String> {
        let mut signals = Signals::new().map_err(|error| format!("cannot wait for signals: {error}"))?;
        let connection = self.place.connect()?;
        let control_token = self.control_token.as_deref().map(secret_key).transpose()?;
        let shown =
            Shown { address: connection.address().to_owned(), region: connection.region().to_owned() };
        let Shown { address, region } = shown.clone();
        let endpoint = Endpoint {
            connection,
            has_control: !self.place.is_service(),
            control_token: control_token.map(Arc::from),
        };
        let token = random_token();
        let runtime = runtime(false).map_err(cannot_start)?;
        let builder = Server::builder()
            .address(format!("127.0.0.1:{}", self.port))
            .limits(ServerLimits { connections: CONNECTIONS, ..ServerLimits::default() })
            .relay(Relay::new(endpoint, &token, shown));
        let server = runtime.block_on(builder.bind()).map_err(|error| {
            let hint = match error.kind() {
                io::ErrorKind::AddrInUse => ": give another --port, or 0 for any that is free",
                _ => "",
            };
            format!("cannot listen on 127.0.0.1:{}: {error}{hint}", self.port)
        })?;
        print(format!("ready http://{}/console#token={token}\n", server.local_addr()).as_bytes())?;
        if !self.quiet {
            complain(&format!(
                "the pages show the tables of {address}, region {region}\nCtrl-C ends it, and the token with it"
            ));
        }
        serve_until_stopped(runtime, server, &mut signals).map_err(|ended| ended.to_string())?
    }
}
