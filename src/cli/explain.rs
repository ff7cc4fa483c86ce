//! `hashrange explain`.

use clap::Args;

use super::{data, output::print};
use crate::{
    database::{Database, Explanation, Table},
    key::{KeyAttribute, ScalarAttributeType, typed},
    storage::MOST_PARTITIONS,
    value::AttributeValue,
};

/// Shows in which partition the hash of a partition key places its items
#[derive(Debug, Args)]
#[command(after_help = "\
The hash is the SHA-256 of the key: `printf %s minji01 | sha256sum` prints the same digits. Without a snapshot, the
partitions are those of a new table: parts of the same length.

Examples:
  hashrange explain minji01
  hashrange explain minji01 haeri05 jihoon07 --partitions 8
  hashrange explain 42 --type N
  hashrange explain minji01 --file dev.snapshot --table users       in the partitions of that table")]
pub(super) struct Explain {
    /// Values of the partition key
    #[arg(required = true, value_name = "KEY", allow_negative_numbers = true)]
    keys: Vec<String>,
    /// The key's type: S, N (a number) or B (base64)
    #[arg(long = "type", value_name = "TYPE", default_value = "S", value_parser = scalar_type)]
    key_type: ScalarAttributeType,
    /// How many partitions the table has
    #[arg(long, value_name = "NUMBER", default_value_t = 4, value_parser = partitions)]
    partitions: usize,
    /// The snapshot that has the table
    #[arg(long, value_name = "FILE", requires = "table", conflicts_with = "data")]
    file: Option<std::path::PathBuf>,
    /// The directory of the database on disk that has the table
    #[arg(long, value_name = "DIR", requires = "table")]
    data: Option<std::path::PathBuf>,
    /// The table whose partitions to use
    #[arg(long, value_name = "TABLE", conflicts_with_all = ["partitions", "key_type"])]
    table: Option<String>,
    /// Print one JSON object per line
    #[arg(long)]
    json: bool,
}

fn scalar_type(text: &str) -> Result<ScalarAttributeType, String> {
    match text {
        "S" => Ok(ScalarAttributeType::S),
        "N" => Ok(ScalarAttributeType::N),
        "B" => Ok(ScalarAttributeType::B),
        _ => Err("S, N or B".to_owned()),
    }
}

fn partitions(text: &str) -> Result<usize, String> {
    let range = 1..=MOST_PARTITIONS;
    text.parse().ok().filter(|count| range.contains(count)).ok_or_else(|| format!("1 to {MOST_PARTITIONS}"))
}

impl Explain {
    pub(super) fn run(self) -> Result<(), String> {
        let place = self.file.as_ref().or(self.data.as_ref());
        let table = match (place, &self.table) {
            (Some(place), Some(name)) => {
                let database = match &self.data {
                    Some(directory) => data::open(Database::builder(), directory)?,
                    None => Database::load(place).map_err(|error| error.to_string())?,
                };
                database.table(name).map_err(|_| format!("{} has no table {name}", place.display()))?
            }
            (None, Some(_)) => return Err("--table is a table of a --file or of --data".to_owned()),
            _ => {
                let table = Database::new().create_table("keys").partition_key("key", self.key_type);
                table.partitions(self.partitions).run().map_err(|error| error.to_string())?
            }
        };
        let schema = table.key_schema();
        let [KeyAttribute { attribute_type, .. }, ..] = schema.partition_key.as_slice() else {
            return Err("the table has no key".to_owned());
        };
        for key in &self.keys {
            let value = typed(*attribute_type, key)?;
            let place = explained(&table, &value)?;
            print(self.shown(key, &place, table.partitions().len()).as_bytes())?;
        }
        Ok(())
    }

    fn shown(&self, key: &str, place: &Explanation, partitions: usize) -> String {
        let (first, last) = (place.range.first_hex(), place.range.last_hex());
        if self.json {
            let object = serde_json::json!({
                "key": key, "hash": place.hash.to_hex(), "number": place.number, "partition": place.partition,
                "partitions": partitions, "first": first, "last": last,
            });
            return format!("{object}\n");
        }
        format!(
            "key        {key}\nhash       {}\nnumber     {}\npartition  {} of {partitions}\n  from     {first}\n  to       \
             {last}\n",
            place.hash.to_hex(),
            place.number,
            place.partition
        )
    }
}

fn explained(table: &Table, value: &AttributeValue) -> Result<Explanation, String> {
    table.explain(value).map_err(|error| error.to_string())
}
