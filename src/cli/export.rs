//! `hashrange export`.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{Args, ValueEnum};
use flate2::{Compression, write::GzEncoder};
use indicatif::ProgressBar;

use super::{
    description::Description,
    export_to_bucket::export_to_bucket,
    output::{columns, complain, counted, write_rows},
    progress, s3_export,
    target::{Access, Connection, Target},
};
use crate::{
    operation::{self, ScanInput},
    snapshot::{Claim, Until},
    transfer::{
        BucketError,
        formats::{dynamodb_json, ion},
    },
    value::Item,
};

/// Writes all items of a table to a file or a directory
#[derive(Debug, Args)]
#[command(after_help = "\
Without --format, the path says the form: .csv is CSV, .json and .jsonl are DynamoDB JSON lines, .ion is Amazon Ion (.gz
behind it compresses), and anything else is a directory in the form of DynamoDB's export to S3.

Examples:
  hashrange export likes likes.jsonl
  hashrange export likes likes.jsonl.gz --file dev.snapshot
  hashrange export likes backup                          backup/AWSDynamoDB/ID/manifest-summary.json, ...
  hashrange export likes likes.csv
  hashrange export likes - --format json | jq .brand
  hashrange export likes --to exports/2026               the server's bucket `exports` (serve --bucket)
  hashrange export likes --to exports --bucket exports=./exports --file dev.snapshot")]
pub(super) struct Export {
    /// The table
    table: String,
    /// Where to write; - is standard output
    #[arg(required_unless_present = "to")]
    path: Option<PathBuf>,
    /// Export to this bucket, and prefix, with ExportTableToPointInTime: point-in-time recovery must be on
    #[arg(long, value_name = "BUCKET[/PREFIX]", conflicts_with = "path")]
    to: Option<String>,
    /// The format
    #[arg(long, value_enum, value_name = "FORM")]
    format: Option<ExportFormat>,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// One item per line, DynamoDB JSON as in the service's exports: {"Item": {...}}
    DynamodbJson,
    /// One item per line, plain JSON
    Json,
    /// One item per line, Amazon Ion as in the service's exports: $ion_1_0 {Item:{...}}
    Ion,
    /// A line of names, then one item per line; types are lost
    Csv,
    /// A directory in the format of DynamoDB's export to S3
    S3Export,
}

/// A table's items, page by page.
struct Pages<'c> {
    connection: &'c mut Connection,
    request: ScanInput,
    ended: bool,
}

impl<'c> Pages<'c> {
    fn new(connection: &'c mut Connection, table: &str) -> Self {
        let request =
            ScanInput { table_name: table.to_owned(), consistent_read: Some(true), ..ScanInput::default() };
        Self { connection, request, ended: false }
    }

    fn next(&mut self) -> Result<Option<Vec<Arc<Item>>>, String> {
        if self.ended {
            return Ok(None);
        }
        let page = self.connection.call(&self.request)?;
        self.request.exclusive_start_key = page.last_evaluated_key;
        self.ended = self.request.exclusive_start_key.is_none();
        Ok(Some(page.items.unwrap_or_default()))
    }
}

impl Export {
    pub(super) fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Read)?;
        let description = Description::of(&mut connection, &self.table)?;
        let bar = progress::bar(Some(description.table_description().item_count), false);
        if let Some(place) = &self.to {
            let format = match self.format {
                None | Some(ExportFormat::DynamodbJson) => operation::ExportFormat::DynamodbJson,
                Some(ExportFormat::Ion) => operation::ExportFormat::Ion,
                Some(_) => return Err("an export to a bucket is dynamodb-json or ion".to_owned()),
            };
            complain(&export_to_bucket(&mut connection, &description, place, format, &bar)?);
            return Ok(());
        }
        let path = self.path.unwrap_or_default();
        let format = self.format.unwrap_or_else(|| format_of(&path));
        let shown = path.display();
        let written = match (format, path == Path::new("-")) {
            (ExportFormat::S3Export, true) => return Err("an export is a directory: name one".to_owned()),
            (ExportFormat::S3Export, false) => {
                let directory = write_directory(&mut connection, &description, &path, &bar)?;
                complain(&format!("{} in {}", counted(bar.position()), directory.display()));
                return Ok(());
            }
            (_, true) => write_stream(&mut connection, &description, format, &mut io::stdout().lock(), &bar),
            (_, false) => write_file(&mut connection, &description, format, &path, &bar),
        };
        bar.finish_and_clear();
        written?;
        complain(&format!("{} in {shown}", counted(bar.position())));
        Ok(())
    }
}

fn format_of(path: &Path) -> ExportFormat {
    let name = path.to_string_lossy();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    match name.rsplit_once('.').map(|(_, end)| end) {
        Some("csv") => ExportFormat::Csv,
        Some("json" | "jsonl" | "ndjson") => ExportFormat::DynamodbJson,
        Some("ion") => ExportFormat::Ion,
        _ if name == "-" => ExportFormat::DynamodbJson,
        _ => ExportFormat::S3Export,
    }
}

/// Writes a file. A regular file is replaced as a whole; a device or pipe is written to.
fn write_file(
    connection: &mut Connection,
    description: &Description,
    format: ExportFormat,
    path: &Path,
    bar: &ProgressBar,
) -> Result<(), String> {
    let message = |error: io::Error| format!("cannot write {}: {error}", path.display());
    let is_gz = path.extension().is_some_and(|end| end == "gz");
    let mut write = |out: &mut dyn Write| {
        if !is_gz {
            return write_stream(connection, description, format, out, bar);
        }
        let mut out = GzEncoder::new(out, Compression::default());
        write_stream(connection, description, format, &mut out, bar)?;
        out.finish().map(drop).map_err(message)
    };
    if fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        return write(&mut OpenOptions::new().write(true).open(path).map_err(message)?);
    }
    let claim = Claim::new(path, Until::Written).map_err(|error| format!("cannot write {error}"))?;
    let mut failure = None;
    let replaced = claim.replace(|out| {
        write(out).map_err(|error| {
            failure = Some(error);
            io::Error::other("not written")
        })
    });
    replaced.map_err(|error| failure.unwrap_or_else(|| message(error)))
}

fn write_directory(
    connection: &mut Connection,
    description: &Description,
    path: &Path,
    bar: &ProgressBar,
) -> Result<PathBuf, String> {
    let message = |error: BucketError| format!("cannot write below {}: {error}", path.display());
    let mut writer = s3_export::Writer::new(path).map_err(message)?;
    let mut pages = Pages::new(connection, description.table_name());
    while let Some(items) = pages.next()? {
        items.iter().try_for_each(|item| writer.push(item)).map_err(message)?;
        bar.inc(items.len() as u64);
    }
    bar.finish_and_clear();
    writer.finish(description.table_description()).map_err(message)
}

fn write_stream(
    connection: &mut Connection,
    description: &Description,
    format: ExportFormat,
    out: &mut dyn Write,
    bar: &ProgressBar,
) -> Result<(), String> {
    let message = |error: io::Error| {
        if error.kind() == io::ErrorKind::BrokenPipe {
            std::process::exit(0);
        }
        format!("cannot write: {error}")
    };
    if format == ExportFormat::Csv {
        return write_csv_stream(connection, description, out, bar);
    }
    let mut pages = Pages::new(connection, description.table_name());
    let mut lines = Vec::new();
    while let Some(items) = pages.next()? {
        lines.clear();
        for item in &items {
            match format {
                ExportFormat::Json => lines.extend_from_slice(format!("{item}\n").as_bytes()),
                ExportFormat::Ion => ion::write_line(item, &mut lines),
                _ => dynamodb_json::write_line(item, &mut lines),
            }
        }
        out.write_all(&lines).map_err(message)?;
        bar.inc(items.len() as u64);
    }
    out.flush().map_err(message)
}

/// CSV needs all names before the first item, so the table is read twice: it need not fit into memory.
fn write_csv_stream(
    connection: &mut Connection,
    description: &Description,
    out: &mut dyn Write,
    bar: &ProgressBar,
) -> Result<(), String> {
    let mut names: Vec<String> = description.key_names();
    let mut pages = Pages::new(connection, description.table_name());
    while let Some(items) = pages.next()? {
        let more = columns(&names, &items);
        names.extend(more.into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>());
    }
    let keys = description.key_names().len();
    if let Some(others) = names.get_mut(keys..) {
        others.sort();
    }
    let mut writer = csv::Writer::from_writer(out);
    let message = |error: csv::Error| format!("cannot write: {error}");
    writer.write_record(&names).map_err(message)?;
    let mut pages = Pages::new(connection, description.table_name());
    while let Some(items) = pages.next()? {
        write_rows(&mut writer, &names, &items).map_err(message)?;
        bar.inc(items.len() as u64);
    }
    writer.flush().map_err(|error| format!("cannot write: {error}"))
}
