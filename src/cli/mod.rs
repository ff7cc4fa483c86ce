//! The program `hashrange`.

mod backup;
mod bucket;
mod cell;
mod compare;
mod completions;
mod console;
mod control_target;
mod copy;
mod copy_bars;
mod copy_until_stopped;
mod data;
mod describe;
mod description;
mod drawing;
mod drop_in;
mod drop_table;
mod explain;
mod export;
mod export_to_bucket;
mod form;
mod import;
mod items;
mod log_line;
mod mcp;
mod new_table;
mod not_done;
mod output;
mod partition_row;
mod partitions;
mod partitions_drawn;
mod policy;
mod progress;
mod read;
mod recovery;
mod remote;
mod request_log;
mod requests;
mod restore;
mod s3_export;
mod script;
mod secret_key;
mod serve;
mod serve_until_stopped;
mod serve_values;
mod side;
mod sides;
mod signals;
mod sql;
mod stream_reader;
mod streams;
mod table_settings;
mod tables;
mod tags;
mod target;
mod throughput;
mod ttl;
mod update;

use std::{env, process::ExitCode};

use clap::{CommandFactory, Parser, Subcommand};

use self::not_done::NotDone;

/// Amazon DynamoDB on this machine: the same API, the same answers, at memory speed.
#[derive(Debug, Parser)]
#[command(
    name = "hashrange",
    version,
    after_help = "\
Examples:
  hashrange serve                                          a server for any AWS SDK
  hashrange create users --partition-key user_id
  hashrange put users '{\"user_id\": \"minji01\", \"age\": 24}'
  hashrange sql \"SELECT * FROM users\"
  hashrange explain minji01                                where the hash of a key puts it
  hashrange partitions users --watch                       what happens in each partition

Exit codes: 0, done; 1, failed; 2, not understood; 130, a copy that was stopped."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Console(console::Console),
    Sql(sql::Sql),
    Explain(explain::Explain),
    Partitions(partitions::Partitions),
    Tables(tables::Tables),
    Describe(describe::Describe),
    Create(tables::Create),
    Update(update::Update),
    Drop(drop_table::DropTable),
    Ttl(ttl::Ttl),
    Tags(tags::Tags),
    Policy(policy::Policy),
    Streams(streams::Streams),
    Backup(backup::Backup),
    Recovery(recovery::Recovery),
    Restore(restore::Restore),
    Scan(read::Scan),
    Query(read::Query),
    Get(items::Get),
    Put(items::Put),
    Delete(items::Delete),
    Import(import::Import),
    Export(export::Export),
    Copy(copy::Copy),
    Compare(compare::Compare),
    Mcp(mcp::Mcp),
    Compact(data::Compact),
    Check(data::Check),
    Completions(completions::Completions),
    Man(completions::Man),
}

/// Parses the process's arguments and runs the command.
pub fn main() -> ExitCode {
    let arguments = match drop_in::translated(env::args_os().collect()) {
        Ok(arguments) => arguments,
        Err(message) => {
            output::complain(&message);
            return ExitCode::from(2);
        }
    };
    data::hide_caught_panics();
    match run(Arguments::parse_from(arguments).command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::complain(&failure.to_string());
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(command: Command) -> Result<(), NotDone> {
    match command {
        Command::Serve(command) => command.run()?,
        Command::Console(command) => command.run()?,
        Command::Sql(command) => command.run()?,
        Command::Explain(command) => command.run()?,
        Command::Partitions(command) => command.run()?,
        Command::Tables(command) => command.run()?,
        Command::Describe(command) => command.run()?,
        Command::Create(command) => command.run()?,
        Command::Update(command) => command.run()?,
        Command::Drop(command) => command.run()?,
        Command::Ttl(command) => command.run()?,
        Command::Tags(command) => command.run()?,
        Command::Policy(command) => command.run()?,
        Command::Streams(command) => command.run()?,
        Command::Backup(command) => command.run()?,
        Command::Recovery(command) => command.run()?,
        Command::Restore(command) => command.run()?,
        Command::Scan(command) => command.run()?,
        Command::Query(command) => command.run()?,
        Command::Get(command) => command.run()?,
        Command::Put(command) => command.run()?,
        Command::Delete(command) => command.run()?,
        Command::Import(command) => command.run()?,
        Command::Export(command) => command.run()?,
        Command::Copy(command) => command.run()?,
        Command::Compare(command) => command.run()?,
        Command::Mcp(command) => command.run()?,
        Command::Compact(command) => command.run()?,
        Command::Check(command) => command.run()?,
        Command::Completions(command) => command.run(Arguments::command())?,
        Command::Man(command) => command.run(Arguments::command())?,
    }
    Ok(())
}
