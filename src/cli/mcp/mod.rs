//! `hashrange mcp`: the tables as tools of a coding assistant, by the Model Context Protocol on standard input and output.

mod answers;
mod arguments;
mod delete_table;
mod lines;
mod operations;
mod partition;
mod service;
mod tool;
mod tools;

use clap::Args;
use rmcp::{ServiceExt, transport::stdio};

use super::control_target::ControlTarget;
use lines::messages;
use service::{ToolPlace, ToolService};

/// Lets a coding assistant look into the tables, as a server of the Model Context Protocol (stdio)
///
/// The assistant starts it. It only reads unless --write allows more. Answers are bounded, and say how to go on. Files and
/// directories are opened for each call, so that others can use them in between.
#[derive(Debug, Args)]
#[command(after_help = "\
Before a table is deleted, a snapshot of all tables is saved beside the file or the directory; on a server, a backup of
the table is made.

Examples:
  hashrange mcp                                     the tables of http://127.0.0.1:8000, to read
  hashrange mcp --write --file dev.snapshot
  claude mcp add dynamodb -- hashrange mcp          as an assistant is told")]
pub(super) struct Mcp {
    /// Let the assistant write too: items, statements, new tables, and deletion of tables
    #[arg(long)]
    write: bool,
    /// With --write on a server that has no backups: delete tables without one
    #[arg(long, requires = "write", conflicts_with_all = ["file", "data"])]
    without_backups: bool,
    #[command(flatten)]
    target: ControlTarget,
}

impl Mcp {
    pub(super) fn run(self) -> Result<(), String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| format!("cannot start: {error}"))?;
        let served = runtime.block_on(async {
            let Self { write: may_write, without_backups, target } = self;
            let service = ToolService::new(ToolPlace { target, may_write, without_backups });
            let (input, output) = stdio();
            let messages = messages(input, tokio::io::stdout());
            let running = service.serve((messages, output)).await.map_err(|error| error.to_string())?;
            running.waiting().await.map(drop).map_err(|error| error.to_string())
        });
        // A read of standard input that waits cannot be cancelled.
        runtime.shutdown_background();
        served
    }
}
