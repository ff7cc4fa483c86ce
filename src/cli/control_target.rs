//! Where tables are that are asked for what the API does not tell.

use std::path::PathBuf;

use clap::Args;

use super::{
    remote::Server,
    secret_key::secret_key,
    target::{Access, Connection, Target},
};
use crate::database::Database;

/// Where the tables are, and what a server's paths `/_hashrange/` want of who asks.
#[derive(Debug, Clone, Args)]
pub(super) struct ControlTarget {
    #[command(flatten)]
    pub(super) target: Target,
    /// File with the token that the server was given as `serve --control-token`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "data"], help_heading = "Where")]
    control_token: Option<PathBuf>,
}

/// What was opened: a server, which is asked by its paths `/_hashrange/`, or tables that are here.
#[derive(Debug)]
pub(super) enum Place {
    Server(Server),
    Here(Database),
}

impl ControlTarget {
    /// Opens what has the tables, to read it.
    pub(super) fn place(&self) -> Result<Place, String> {
        Ok(match self.target.open(Access::Read)? {
            Connection::Server(server) => {
                let token = self.control_token.as_deref().map(secret_key).transpose()?;
                Place::Server(server.with_token(token))
            }
            Connection::Snapshot(snapshot) => Place::Here(snapshot.database),
            Connection::Disk(disk) => Place::Here(disk.database.clone()),
        })
    }

    /// Whether the command line says where the tables are.
    pub(super) fn is_named(&self) -> bool {
        self.target.is_named() || self.control_token.is_some()
    }
}
