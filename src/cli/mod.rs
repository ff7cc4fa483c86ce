//! The program `hashrange`.

mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Amazon DynamoDB on this machine: the same API, the same answers, at memory speed.
#[derive(Debug, Parser)]
#[command(name = "hashrange", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
}

/// Reads the process's arguments and does what they say.
pub fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Serve(serve) => serve.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            complain(&message);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "the program's own messages")]
fn complain(message: &str) {
    eprintln!("hashrange: {message}");
}
