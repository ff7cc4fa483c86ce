//! `hashrange import`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{Args, ValueEnum};
use flate2::bufread::MultiGzDecoder;
use indicatif::ProgressBar;

use super::{
    description::{Description, KeyAttribute},
    export_line,
    new_table::{NewIndexes, NewKey},
    output::{complain, counted},
    plain,
    progress::{self, Counted},
    requests, s3_export,
    table_settings::TableSettings,
    target::{Access, Connection, Target},
};
use crate::{
    key::ScalarAttributeType,
    limits::{BATCH_WRITE_REQUESTS, ITEM_SIZE_BYTES},
    operation::{BatchWriteItemInput, PutRequest, WriteRequest},
    sync::thread,
    value::{AttributeType, AttributeValue, Item},
};

/// Bytes of a line; an item of 400 KB has less than 3 MB of JSON.
const LINE_BYTES: u64 = 64 * 1024 * 1024;
/// How often a server is asked again for items that it did not take.
const ATTEMPTS: u32 = 10;

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
    /// The table; it is made where there is none and --partition-key says its key
    table: String,
    /// The file or directory; - is standard input
    path: PathBuf,
    /// The form, where the path does not say it
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
    /// A line for each item, DynamoDB JSON
    DynamodbJson,
    /// A line for each item, plain JSON
    Json,
    /// A line of names, then a line for each item
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
            // Whoever is in front of the pipe may read the snapshot that this is about to write.
            let _ = io::stdin().lock().fill_buf();
        }
        let mut connection = self.target.open(Access::Make)?;
        let description = self.table(&mut connection)?;
        let bytes = sources.iter().map(|path| fs::metadata(path).map(|about| about.len()).ok()).sum();
        let bar = progress::bar(bytes, true);
        let mut batch = Batch {
            connection: &mut connection,
            table: description.table_name(),
            keys: description.key(None)?,
            items: Vec::new(),
            seen: BTreeSet::new(),
            bytes: 0,
            count: 0,
        };
        let imported = sources
            .iter()
            .try_for_each(|path| self.read(path, &description, &bar, &mut batch))
            .and_then(|()| batch.flush());
        let count = batch.count;
        bar.finish_and_clear();
        match imported {
            // A snapshot is saved whole or not at all; a server has what was sent to it.
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
        let told = |error: io::Error| format!("{}: {error}", path.display());
        let input: Box<dyn Read> = if path == Path::new("-") {
            Box::new(io::stdin().lock())
        } else {
            Box::new(File::open(path).map_err(told)?)
        };
        let mut input = BufReader::with_capacity(128 * 1024, Counted { input, bar: bar.clone() });
        let is_gz = input.fill_buf().map_err(told)?.starts_with(&[0x1F, 0x8B]);
        let input: Box<dyn BufRead> = if is_gz {
            Box::new(BufReader::with_capacity(128 * 1024, MultiGzDecoder::new(input)))
        } else {
            Box::new(input)
        };
        let name = path.to_string_lossy();
        let is_csv = name.strip_suffix(".gz").unwrap_or(&name).ends_with(".csv");
        match self.format {
            Some(ImportFormat::Csv) => self.read_csv(path, input, description, batch),
            None if is_csv => self.read_csv(path, input, description, batch),
            format => read_lines(path, input, format, batch),
        }
    }

    fn read_csv(
        &self,
        path: &Path,
        input: Box<dyn BufRead>,
        description: &Description,
        batch: &mut Batch<'_>,
    ) -> Result<(), String> {
        let mut reader = csv::Reader::from_reader(input);
        let told = |error: csv::Error| format!("{}: {error}", path.display());
        let names: Vec<String> = reader.headers().map_err(told)?.iter().map(str::to_owned).collect();
        let mut types: BTreeMap<&str, AttributeType> =
            self.types.iter().map(|(name, column)| (name.as_str(), *column)).collect();
        if let Some(name) = types.keys().find(|name| !names.iter().any(|column| column == *name)) {
            return Err(format!("{}: there is no column {name} for its --type", path.display()));
        }
        let key = description.key(None)?;
        types.extend(key.iter().map(|key| (key.name.as_str(), key.attribute_type.attribute_type())));
        for record in reader.records() {
            let record = record.map_err(told)?;
            let line = record.position().map_or(0, csv::Position::line);
            let mut item = Item::new();
            for (name, text) in names.iter().zip(&record).filter(|(_, text)| !text.is_empty()) {
                let column = types.get(name.as_str()).copied().unwrap_or(AttributeType::S);
                let value = csv_value(column, text)
                    .map_err(|error| format!("{} line {line}, {name}: {error}", path.display()))?;
                item.insert(name.as_str(), value);
            }
            batch.push(item).map_err(|error| format!("{} line {line}: {error}", path.display()))?;
        }
        Ok(())
    }
}

/// A field of CSV as a value.
fn csv_value(column: AttributeType, text: &str) -> Result<AttributeValue, String> {
    let scalar = |kind| super::description::typed(kind, text);
    Ok(match column {
        AttributeType::S => AttributeValue::from(text),
        AttributeType::N => scalar(ScalarAttributeType::N)?,
        AttributeType::B => scalar(ScalarAttributeType::B)?,
        AttributeType::Bool => match text {
            "true" | "TRUE" | "True" => AttributeValue::Bool(true),
            "false" | "FALSE" | "False" => AttributeValue::Bool(false),
            _ => return Err(format!("'{text}' is neither true nor false")),
        },
        AttributeType::Null => AttributeValue::Null,
        AttributeType::M | AttributeType::L => {
            let value = plain::read_value(text)?;
            if value.attribute_type() != column {
                return Err(format!("'{text}' is not of the type {column}"));
            }
            value
        }
        AttributeType::Ss | AttributeType::Ns | AttributeType::Bs => {
            let AttributeValue::L(members) = plain::read_value(text)? else {
                return Err(format!("'{text}' is not an array"));
            };
            let wrong = || format!("'{text}' is not of the type {column}");
            match column {
                AttributeType::Ss => AttributeValue::Ss(
                    members
                        .iter()
                        .map(|one| one.as_s().map(str::to_owned))
                        .collect::<Option<_>>()
                        .ok_or_else(wrong)?,
                ),
                AttributeType::Ns => AttributeValue::Ns(
                    members.iter().map(|one| one.as_n().copied()).collect::<Option<_>>().ok_or_else(wrong)?,
                ),
                _ => {
                    let binary = |one: &AttributeValue| {
                        let made = super::description::typed(ScalarAttributeType::B, one.as_s()?).ok()?;
                        made.as_b().map(<[u8]>::to_vec)
                    };
                    AttributeValue::Bs(members.iter().map(binary).collect::<Option<_>>().ok_or_else(wrong)?)
                }
            }
        }
    })
}

fn read_lines(
    path: &Path,
    mut input: Box<dyn BufRead>,
    mut format: Option<ImportFormat>,
    batch: &mut Batch<'_>,
) -> Result<(), String> {
    let mut line = Vec::new();
    for number in 1_u64.. {
        let told = |error: &dyn std::fmt::Display| format!("{} line {number}: {error}", path.display());
        line.clear();
        let read =
            input.by_ref().take(LINE_BYTES).read_until(b'\n', &mut line).map_err(|error| told(&error))?;
        if read == 0 {
            break;
        }
        if read as u64 == LINE_BYTES {
            return Err(told(&"the line is too long for an item: is each item on a line of its own?"));
        }
        let text = std::str::from_utf8(&line).map_err(|_| told(&"not UTF-8"))?.trim();
        if text.is_empty() {
            continue;
        }
        // The first item says what they all are.
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
        batch.push(item.map_err(|error| told(&error))?).map_err(|error| told(&error))?;
    }
    Ok(())
}

/// Items on their way into a table.
struct Batch<'c> {
    connection: &'c mut Connection,
    table: &'c str,
    keys: Vec<KeyAttribute>,
    items: Vec<Item>,
    /// The keys of the items; a batch must not have one twice.
    seen: BTreeSet<Vec<u8>>,
    bytes: usize,
    count: u64,
}

impl Batch<'_> {
    fn push(&mut self, item: Item) -> Result<(), String> {
        let size = crate::size::item_size_bytes(&item);
        if size > ITEM_SIZE_BYTES {
            return Err(format!("the item has {size} bytes, and at most {ITEM_SIZE_BYTES} are allowed"));
        }
        let mut key = Vec::new();
        for KeyAttribute { name, attribute_type } in &self.keys {
            let value = item
                .get(name)
                .ok_or_else(|| format!("the item has no {name}, which is of the table's key"))?;
            let found = value.attribute_type();
            if found != attribute_type.attribute_type() {
                return Err(format!(
                    "{name} is of the type {found}, and the table's key is of the type {attribute_type}"
                ));
            }
            key.extend_from_slice(value.to_string().as_bytes());
        }
        if !self.seen.insert(key.clone()) {
            self.flush()?;
            self.seen.insert(key);
        }
        self.bytes += size;
        self.items.push(item);
        // A request has at most 25 items and 16 MB.
        if self.items.len() >= BATCH_WRITE_REQUESTS || self.bytes > 4 * 1024 * 1024 {
            self.flush()
        } else {
            Ok(())
        }
    }

    fn flush(&mut self) -> Result<(), String> {
        if self.items.is_empty() {
            return Ok(());
        }
        let count = self.items.len() as u64;
        let puts = self
            .items
            .drain(..)
            .map(|item| WriteRequest { put_request: Some(PutRequest { item }), ..WriteRequest::default() });
        let mut request = BatchWriteItemInput {
            request_items: [(self.table.to_owned(), puts.collect())].into(),
            ..BatchWriteItemInput::default()
        };
        (self.bytes, self.seen) = (0, BTreeSet::new());
        for attempt in 0..ATTEMPTS {
            request.request_items = self.connection.call(&request)?.unprocessed_items;
            if request.request_items.is_empty() {
                self.count += count;
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20 << attempt));
        }
        Err("the server does not take items any more: its throughput is used up".to_owned())
    }
}
