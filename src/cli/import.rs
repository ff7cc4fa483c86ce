//! `hashrange import`.

mod batch;
mod csv;

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use batch::Batch;
use clap::{Args, ValueEnum};
use flate2::bufread::MultiGzDecoder;
use indicatif::ProgressBar;

use super::{
    description::Description,
    export_line,
    new_table::{NewIndexes, NewKey},
    output::{complain, counted},
    plain,
    progress::{self, Counted},
    requests, s3_export,
    table_settings::TableSettings,
    target::{Access, Connection, Target},
};
use crate::value::AttributeType;

/// The most bytes of a line. An item of 400 KB has less than 3 MB of JSON.
const LINE_BYTES: u64 = 64 * 1024 * 1024;

/// Puts all items of a file into a table
#[derive(Debug, Args)]
#[command(after_help = "\
Takes DynamoDB JSON lines ({\"Item\": {...}} or the item alone), plain JSON lines, CSV with a line of names, and the
directory of an export of DynamoDB to S3; each may be compressed with gzip. In CSV, attributes are strings, as in
DynamoDB's own import, but for the key's and those that --type names, and an empty field is no attribute.

Examples:
  hashrange import likes likes.jsonl
  hashrange import likes backup --file dev.snapshot --partition-key user_id --sort-key timestamp
  hashrange import users users.csv --type age=N --type tags=SS
  zcat likes.jsonl.gz | hashrange import likes -")]
pub(super) struct Import {
    /// The table; it is created if it does not exist and --partition-key defines its key
    table: String,
    /// The file or directory; - is standard input
    path: PathBuf,
    /// The format, if the path does not show it
    #[arg(long, value_enum, value_name = "FORM")]
    format: Option<ImportFormat>,
    /// The type of an attribute in CSV: S, N, B, BOOL, or M, L, SS, NS, BS as plain JSON
    #[arg(long = "type", value_name = "NAME=TYPE", value_parser = column_type)]
    types: Vec<(String, AttributeType)>,
    #[command(flatten)]
    key: NewKey,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ImportFormat {
    /// One item per line, DynamoDB JSON
    DynamodbJson,
    /// One item per line, plain JSON
    Json,
    /// A line of names, then one item per line
    Csv,
}

fn column_type(text: &str) -> Result<(String, AttributeType), String> {
    let (name, spelling) = text.rsplit_once('=').ok_or("write NAME=TYPE, such as age=N")?;
    let attribute_type = AttributeType::from_spelling(spelling)
        .ok_or_else(|| format!("{spelling} is no type: S, N, B, BOOL, NULL, M, L, SS, NS, BS"))?;
    Ok((name.to_owned(), attribute_type))
}

impl Import {
    pub(super) fn run(self) -> Result<(), String> {
        let sources = self.sources()?;
        if self.path == Path::new("-") {
            // Waits for input: the process that writes to the pipe may still read the snapshot that this one will lock.
            let _ = io::stdin().lock().fill_buf();
        }
        let mut connection = self.target.open(Access::Make)?;
        let description = self.table(&mut connection)?;
        let bytes = sources.iter().map(|path| fs::metadata(path).map(|about| about.len()).ok()).sum();
        let bar = progress::bar(bytes, true);
        let mut batch = Batch::new(&mut connection, description.table_name(), description.key(None)?);
        let imported = sources
            .iter()
            .try_for_each(|path| self.read(path, &description, &bar, &mut batch))
            .and_then(|()| batch.flush());
        let count = batch.count;
        bar.finish_and_clear();
        match imported {
            // A snapshot is saved as a whole or not at all; a server keeps what was sent to it.
            Err(error) if connection.is_snapshot() => Err(format!("{error}\nNothing was imported.")),
            Err(error) => Err(format!("{error}\nImported before: {}.", counted(count))),
            Ok(()) => {
                connection.save()?;
                complain(&format!("{} into {}", counted(count), description.table_name()));
                Ok(())
            }
        }
    }

    fn sources(&self) -> Result<Vec<PathBuf>, String> {
        if self.path == Path::new("-") {
            return Ok(vec![self.path.clone()]);
        }
        match s3_export::find(&self.path)? {
            Some(directory) => Ok(s3_export::data_files(&directory)?.0),
            None if self.path.is_dir() => Err(format!(
                "{} is a directory without manifest-summary.json: name a file, or the directory of an export",
                self.path.display()
            )),
            None => Ok(vec![self.path.clone()]),
        }
    }

    fn table(&self, connection: &mut Connection) -> Result<Description, String> {
        if !requests::table_names(connection)?.contains(&self.table) {
            let (indexes, settings) = (NewIndexes::default(), TableSettings::default());
            requests::create(connection, &self.table, &self.key, &indexes, &settings)?;
        }
        Description::of(connection, &self.table)
    }

    fn read(
        &self,
        path: &Path,
        description: &Description,
        bar: &ProgressBar,
        batch: &mut Batch<'_>,
    ) -> Result<(), String> {
        let message = |error: io::Error| format!("{}: {error}", path.display());
        let input: Box<dyn Read> = if path == Path::new("-") {
            Box::new(io::stdin().lock())
        } else {
            Box::new(File::open(path).map_err(message)?)
        };
        let mut input = BufReader::with_capacity(128 * 1024, Counted { input, bar: bar.clone() });
        let is_gz = input.fill_buf().map_err(message)?.starts_with(&[0x1F, 0x8B]);
        let input: Box<dyn BufRead> = if is_gz {
            Box::new(BufReader::with_capacity(128 * 1024, MultiGzDecoder::new(input)))
        } else {
            Box::new(input)
        };
        let name = path.to_string_lossy();
        let is_csv = name.strip_suffix(".gz").unwrap_or(&name).ends_with(".csv");
        match self.format {
            Some(ImportFormat::Csv) => csv::read_csv(path, input, &self.types, description, batch),
            None if is_csv => csv::read_csv(path, input, &self.types, description, batch),
            format => read_lines(path, input, format, batch),
        }
    }
}

fn read_lines(
    path: &Path,
    mut input: Box<dyn BufRead>,
    mut format: Option<ImportFormat>,
    batch: &mut Batch<'_>,
) -> Result<(), String> {
    let mut line = Vec::new();
    for number in 1_u64.. {
        let message = |error: &dyn std::fmt::Display| format!("{} line {number}: {error}", path.display());
        line.clear();
        let read =
            input.by_ref().take(LINE_BYTES).read_until(b'\n', &mut line).map_err(|error| message(&error))?;
        if read == 0 {
            break;
        }
        if read as u64 == LINE_BYTES {
            return Err(message(&"the line is too long for an item: is each item on a line of its own?"));
        }
        let text = std::str::from_utf8(&line).map_err(|_| message(&"not UTF-8"))?.trim();
        if text.is_empty() {
            continue;
        }
        // The first item determines the format of all.
        let is_dynamodb_json = || export_line::item_of(text).is_some() || plain::is_dynamodb_json(text);
        let format = *format.get_or_insert_with(|| match is_dynamodb_json() {
            true => ImportFormat::DynamodbJson,
            false => ImportFormat::Json,
        });
        let item = match format {
            ImportFormat::DynamodbJson => {
                plain::read_dynamodb_item(export_line::item_of(text).unwrap_or(text))
            }
            _ => plain::read_plain_item(text),
        };
        batch.push(item.map_err(|error| message(&error))?).map_err(|error| message(&error))?;
    }
    Ok(())
}
