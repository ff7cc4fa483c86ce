//! `hashrange import`.

mod batch;

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use batch::Batch;
use clap::Args;
use indicatif::ProgressBar;

use super::{
    description::Description,
    new_table::{NewIndexes, NewKey},
    output::{complain, counted},
    progress::{self, Counted},
    requests, s3_export,
    table_settings::TableSettings,
    target::{Access, Connection, Target},
};
use crate::{
    transfer::{ItemColumns, ItemFormat, read_items},
    value::AttributeType,
};

/// Puts all items of a file into a table
#[derive(Debug, Args)]
#[command(after_help = "\
Takes DynamoDB JSON lines ({\"Item\": {...}} or the item alone), plain JSON lines, Amazon Ion, CSV with a line of names,
and the directory of an export of DynamoDB to S3; each may be compressed with gzip or Zstandard. In CSV, attributes are
strings, as in DynamoDB's own import, but for the key's and those that --type names, and an empty field is no attribute.

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
    format: Option<ItemFormat>,
    /// The type of an attribute in CSV: S, N, B, BOOL, or M, L, SS, NS, BS as plain JSON
    #[arg(long = "type", value_name = "NAME=TYPE", value_parser = column_type)]
    types: Vec<(String, AttributeType)>,
    #[command(flatten)]
    key: NewKey,
    #[command(flatten)]
    target: Target,
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
            // Nothing is made for a file that is not there.
            None => File::open(&self.path)
                .map(|_| vec![self.path.clone()])
                .map_err(|error| format!("{}: {error}", self.path.display())),
        }
    }

    fn table(&self, connection: &mut Connection) -> Result<Description, String> {
        if !requests::table_names(connection)?.contains(&self.table) {
            let (indexes, settings) = (NewIndexes::default(), TableSettings::default());
            requests::create(connection, &self.table, &self.key, &indexes, &settings)?;
            requests::wait_until_made(connection, &self.table)?;
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
        let input = BufReader::with_capacity(128 * 1024, Counted { input, bar: bar.clone() });
        let key =
            description.key(None)?.into_iter().map(|key| (key.name, key.attribute_type.attribute_type()));
        let columns = ItemColumns { given: &self.types, key: key.collect() };
        let format = self.format.or_else(|| ItemFormat::shown_by(path));
        read_items(input, format, &columns, &mut |item| batch.push(item)).map_err(|fault| match fault.line {
            Some(line) => format!("{} line {line}: {}", path.display(), fault.reason),
            None => format!("{} {}", path.display(), fault.reason),
        })
    }
}
