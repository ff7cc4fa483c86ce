//! Whose tables a command is about: those of a running server, or those of a snapshot.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::de::DeserializeOwned;

use super::remote::Remote;
use crate::{Database, wire::WireResponse};

/// Where the tables are. A server tells access keys apart (`AWS_ACCESS_KEY_ID`), and requests are signed where there is
/// a secret (`AWS_SECRET_ACCESS_KEY`).
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Where")]
pub(super) struct Target {
    /// The server to ask [default: AWS_ENDPOINT_URL_DYNAMODB, or http://127.0.0.1:8000]
    #[arg(long, value_name = "URL", conflicts_with = "file")]
    endpoint: Option<String>,
    /// The region whose tables to ask for [default: AWS_REGION, or us-east-1]
    #[arg(long, value_name = "REGION", conflicts_with = "file")]
    region: Option<String>,
    /// Work on this snapshot instead of a server; what is written is saved back to it
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
}

/// The tables, to be asked.
#[derive(Debug)]
pub(super) enum Connection {
    Server(Remote),
    Snapshot { database: Database, path: PathBuf, changed: bool },
}

impl Target {
    /// Opens the server or the snapshot.
    pub(super) fn open(&self) -> Result<Connection, String> {
        match &self.file {
            Some(path) => {
                let database = Database::load(path).map_err(|error| match path.exists() {
                    true => error.to_string(),
                    false => format!(
                        "{error}\nA snapshot is made by `hashrange create`, `hashrange import` or \
                         `hashrange serve --save-on-exit`."
                    ),
                })?;
                Ok(Connection::Snapshot { database, path: path.clone(), changed: false })
            }
            None => Remote::new(self.endpoint.as_deref(), self.region.as_deref()).map(Connection::Server),
        }
    }

    /// Opens the server or the snapshot; where there is no such file, one without tables.
    pub(super) fn open_or_make(&self) -> Result<Connection, String> {
        match &self.file {
            Some(path) if !path.exists() => {
                Ok(Connection::Snapshot { database: Database::new(), path: path.clone(), changed: false })
            }
            _ => self.open(),
        }
    }
}

/// Operations that change nothing.
const READS: &[&str] = &["DescribeTable", "GetItem", "ListTables", "Query", "Scan"];

impl Connection {
    /// Carries out an operation, and reads its answer.
    pub(super) fn call<T: DeserializeOwned>(&mut self, operation: &str, body: &[u8]) -> Result<T, String> {
        let answer = self.answer(operation, body)?;
        serde_json::from_slice(&answer)
            .map_err(|error| format!("cannot read the answer to {operation}: {error}"))
    }

    /// Carries out an operation, and gives its answer's JSON.
    pub(super) fn answer(&mut self, operation: &str, body: &[u8]) -> Result<Vec<u8>, String> {
        let WireResponse { status, body } = match self {
            Self::Server(remote) => remote.send(operation, body)?,
            Self::Snapshot { database, changed, .. } => {
                *changed |= !READS.contains(&operation);
                database.wire(operation, body)
            }
        };
        if status == 200 { Ok(body) } else { Err(refusal(status, &body)) }
    }

    /// Saves a snapshot in which something was changed.
    pub(super) fn save(&mut self) -> Result<(), String> {
        match self {
            Self::Snapshot { database, path, changed } if *changed => {
                database.save(&*path).map_err(|error| format!("cannot save: {error}"))?;
                *changed = false;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Says that what was done since `was_changed` only read.
    pub(super) fn only_read(&mut self, was_changed: bool) {
        if let Self::Snapshot { changed, .. } = self {
            *changed = was_changed;
        }
    }

    /// Whether there is something to save.
    pub(super) fn is_changed(&self) -> bool {
        matches!(self, Self::Snapshot { changed: true, .. })
    }

    /// The database of a snapshot.
    pub(super) fn database(&self) -> Option<(&Database, &Path)> {
        match self {
            Self::Server(_) => None,
            Self::Snapshot { database, path, .. } => Some((database, path)),
        }
    }
}

/// The exception and its message, as an answer has them.
fn refusal(status: u16, body: &[u8]) -> String {
    let body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(serde_json::Value::as_str);
    let message = text("message").or_else(|| text("Message")).unwrap_or_default();
    match text("__type") {
        Some(kind) => format!("{}: {message}", kind.rsplit('#').next().unwrap_or(kind)),
        None => format!("the server answered with status {status}: is it one of DynamoDB's API?"),
    }
}
