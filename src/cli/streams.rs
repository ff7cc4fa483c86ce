//! `hashrange streams`: the changes of a table's items.

use std::time::Duration;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::{
    description::Description,
    output::{one_line, print, table},
    stream_reader::StreamReader,
    target::{Access, Connection, Target},
};
use crate::{
    codec::WriteJson,
    operation::{ListStreamsInput, OperationType, Record, Stream},
    sync::thread,
    value::Item,
};

/// How long a command that follows a stream waits before it polls again, as Lambda does.
const PAUSE: Duration = Duration::from_millis(250);

/// Shows the changes of a table's items
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange streams tail orders                      follows: each change from now on
  hashrange streams tail orders --from-start --limit 10
  hashrange streams tail orders --json | jq .dynamodb.NewImage
  hashrange streams list

A table has a stream from `hashrange update orders --stream new-and-old-images` on.")]
pub(super) struct Streams {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(List),
    Tail(Tail),
}

/// Lists the streams of one table or of all tables
#[derive(Debug, Args)]
struct List {
    /// The table
    table: Option<String>,
    #[command(flatten)]
    target: Target,
}

/// Prints the changes of a table's items as they happen, until the stream ends
#[derive(Debug, Args)]
#[command(after_help = "\
A change is printed with its time, the item's key, and what the stream shows of the item: new, or old -> new.

Examples:
  hashrange streams tail orders
  hashrange streams tail orders --from-start --json
  hashrange streams tail orders --file dev.snapshot            what is in the snapshot")]
struct Tail {
    /// The table
    table: String,
    /// Start with the oldest change that is kept; a snapshot is always read this way
    #[arg(long)]
    from_start: bool,
    /// Stop after this many changes
    #[arg(long, value_name = "CHANGES", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Print one record of the API per line, as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: Target,
}

impl Streams {
    pub(super) fn run(self) -> Result<(), String> {
        match self.command {
            Command::List(command) => command.run(),
            Command::Tail(command) => command.run(),
        }
    }
}

impl List {
    fn run(self) -> Result<(), String> {
        let streams = streams(&mut self.target.open(Access::Read)?, self.table.as_deref())?;
        if streams.is_empty() {
            return print(b"no streams\n");
        }
        let rows =
            streams.into_iter().map(|stream| vec![stream.table_name, stream.stream_label, stream.stream_arn]);
        print(table(&["table", "label", "ARN"].map(str::to_owned), rows).as_bytes())
    }
}

impl Tail {
    fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Read)?;
        // A snapshot does not change while it is read, so there is nothing to follow.
        let follows = !connection.is_snapshot();
        let latest = streams(&mut connection, Some(&self.table))?.pop();
        let stream = latest.ok_or_else(|| {
            let table = &self.table;
            format!("{table} has no stream; `hashrange update {table} --stream new-and-old-images` switches one on")
        })?;
        let from_start = self.from_start || !follows;
        let mut reader = StreamReader::new(&mut connection, stream.stream_arn, from_start)?;
        let mut left = self.limit.unwrap_or(u64::MAX);
        loop {
            let mut records = reader.read(&mut connection)?;
            records.truncate(usize::try_from(left).unwrap_or(usize::MAX));
            left -= records.len() as u64;
            let mut out = Vec::new();
            for record in &records {
                match self.json {
                    true => record.write_json(&mut out),
                    false => out.extend_from_slice(one_line(&shown(record)).as_bytes()),
                }
                out.push(b'\n');
            }
            print(&out)?;
            if left == 0 || reader.has_ended() {
                return Ok(());
            }
            if records.is_empty() {
                if !follows {
                    return Ok(());
                }
                thread::sleep(PAUSE);
            }
        }
    }
}

/// The streams of one table or of all tables, the oldest of each table first. Fails if there is neither a table of the
/// given name nor a stream of a deleted one.
fn streams(connection: &mut Connection, table: Option<&str>) -> Result<Vec<Stream>, String> {
    let mut input = ListStreamsInput { table_name: table.map(str::to_owned), ..ListStreamsInput::default() };
    let mut streams = Vec::new();
    loop {
        let page = connection.call(&input)?;
        streams.extend(page.streams);
        input.exclusive_start_stream_arn = page.last_evaluated_stream_arn;
        if input.exclusive_start_stream_arn.is_none() {
            break;
        }
    }
    // ListStreams answers for any name, so DescribeTable has to tell whether the table exists.
    if let Some(table) = table.filter(|_| streams.is_empty()) {
        Description::of(connection, table)?;
    }
    // The service guarantees no order. A label is a time, so later ones are greater.
    streams.sort_by(|one, other| {
        one.table_name.cmp(&other.table_name).then_with(|| one.stream_label.cmp(&other.stream_label))
    });
    Ok(streams)
}

/// A change as readable text: `2025-05-12T10:00:00Z  MODIFY  {"id":"a"}  {"id":"a","n":1} -> {"id":"a","n":2}`.
fn shown(record: &Record) -> String {
    let event = record.event_name.map_or("", OperationType::as_str);
    let who = record.user_identity.as_ref().and_then(|identity| identity.principal_id.as_deref());
    let who = who.map(|who| format!("  by {who}")).unwrap_or_default();
    let Some(change) = &record.dynamodb else { return event.to_owned() };
    let seconds = change.approximate_creation_date_time.unwrap_or_default();
    let time = Timestamp::from_second(seconds as i64).map(|time| time.to_string()).unwrap_or_default();
    let key = change.keys.as_ref().map(Item::to_string).unwrap_or_default();
    let image = match (&change.old_image, &change.new_image) {
        (Some(old), Some(new)) => format!("  {old} -> {new}"),
        (Some(one), None) | (None, Some(one)) => format!("  {one}"),
        (None, None) => String::new(),
    };
    format!("{time}  {event:6}  {key}{image}{who}")
}
