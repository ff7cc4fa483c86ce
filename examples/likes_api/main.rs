//! The course's REST API: in the course a Lambda function behind API Gateway, here one process with its own DynamoDB.
//!
//! `cargo run --features server --example likes_api` prints a curl command to try. A port can follow (default 8080; 0
//! is any free port). `--dynamodb-port PORT` serves the same tables to the AWS CLI and the SDKs of all languages.
#![allow(clippy::print_stderr, reason = "a program that tells what is wrong")]

mod gateway;
mod handler;
#[cfg(test)]
mod tests;

use std::{
    env,
    error::Error,
    io::{self, Write},
    net::SocketAddr,
    process::ExitCode,
};

use hashrange::{
    Database,
    server::{Server, ServerHandle},
};
use tokio::{net::TcpListener, runtime::Builder};

const USAGE: &str = "usage: likes_api [PORT] [--dynamodb-port PORT]";

/// Where to listen.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ports {
    api: u16,
    dynamodb: Option<u16>,
}

impl Ports {
    fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Option<Self> {
        let mut ports = Self { api: 8080, dynamodb: None };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--dynamodb-port" => ports.dynamodb = Some(arguments.next()?.parse().ok()?),
                port => ports.api = port.parse().ok()?,
            }
        }
        Some(ports)
    }
}

/// The API with its table, ready to be called.
struct Api {
    db: Database,
    listener: TcpListener,
    dynamodb: Option<ServerHandle>,
}

impl Api {
    async fn bind(ports: Ports) -> Result<Self, Box<dyn Error>> {
        let db = Database::new();
        handler::create_table(&db)?;
        let listener = TcpListener::bind(local(ports.api)).await.map_err(in_use(ports.api))?;
        let dynamodb = match ports.dynamodb {
            Some(port) => {
                let server = Server::builder().address(local(port).to_string()).database(db.clone());
                Some(server.bind().await.map_err(in_use(port))?.spawn())
            }
            None => None,
        };
        Ok(Self { db, listener, dynamodb })
    }

    /// The API's address, and a command to try.
    fn about(&self) -> io::Result<String> {
        let url = format!("http://{}{}", self.listener.local_addr()?, gateway::ROUTE);
        let like = r#"{"user_id":"jihoon07","product":"제로콜라","brand":"코카콜라","reason":"갈증해소","color":"black","price":2900}"#;
        let mut about =
            format!("POST {url}\n\ncurl {url} \\\n  -H 'content-type: application/json' -d '{like}'\n");
        if let Some(dynamodb) = &self.dynamodb {
            about += &format!(
                "\nAWS_ENDPOINT_URL_DYNAMODB={} AWS_DEFAULT_REGION=ap-northeast-2 AWS_ACCESS_KEY_ID=me \
                 AWS_SECRET_ACCESS_KEY=me \\\n  aws dynamodb scan --table-name {}\n",
                dynamodb.url(),
                handler::TABLE
            );
        }
        Ok(about)
    }

    async fn serve(self) -> Result<(), Box<dyn Error>> {
        let table = self.db.table(handler::TABLE)?;
        gateway::serve(self.listener, table).await
    }
}

/// This machine only, because any client can write.
fn local(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn in_use(port: u16) -> impl FnOnce(io::Error) -> String {
    move |error| format!("cannot listen on {}: {error}", local(port))
}

fn main() -> ExitCode {
    let Some(ports) = Ports::from_arguments(env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match run(ports) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Serves until Ctrl-C ends the process. The data is only in memory, so nothing has to be cleaned up.
fn run(ports: Ports) -> Result<(), Box<dyn Error>> {
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let api = Api::bind(ports).await?;
        // The API keeps running if the reader has closed the pipe.
        let _ = io::stdout().write_all(api.about()?.as_bytes());
        api.serve().await
    })
}
