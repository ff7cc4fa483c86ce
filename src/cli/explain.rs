//! `hashrange explain`.

use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    control_target::{ControlTarget, Place},
    form::Form,
    output::print,
};
use crate::{
    database::{Database, Explanation, PartitionHeat, Table},
    key::{HashRange, KeyAttribute, PartitionKeyHash, ScalarAttributeType, hashed_bytes, typed},
    storage::MOST_PARTITIONS,
};

/// Shows in which partition the hash of a partition key places its items
///
/// Draws the way from the key to its bytes, to their hash, to the partition that owns the hash.
#[derive(Debug, Args)]
#[command(after_help = "\
The hash is the SHA-256 of the key: `printf %s minji01 | sha256sum` prints the same digits. Without --table, the
partitions are those of a new table: parts of the same length.

Examples:
  hashrange explain minji01
  hashrange explain minji01 haeri05 jihoon07 --partitions 8
  hashrange explain 42 --type N
  hashrange explain minji01 --table users                           in the partitions of a server's table
  hashrange explain minji01 --table users --file dev.snapshot")]
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
    /// The table whose partitions to use. A server must have been started with --control
    #[arg(long, value_name = "TABLE", conflicts_with_all = ["partitions", "key_type"])]
    table: Option<String>,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    target: ControlTarget,
}

/// The way of a key, and how many partitions the table has.
pub(super) struct Explained {
    place: Explanation,
    partitions: usize,
}

/// What explains a key.
pub(super) type Explainer = Box<dyn Fn(&str) -> Result<Explained, String>>;

/// What a server answers.
#[derive(Debug, Deserialize)]
struct Answer {
    r#type: String,
    partition: String,
    first: String,
    last: String,
    partitions: usize,
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
        let explain = self.explainer()?;
        for (number, key) in self.keys.iter().enumerate() {
            let shown = self.shown(key, &explain(key)?);
            let between = if number > 0 && !self.form.json { "\n" } else { "" };
            print(format!("{between}{shown}").as_bytes())?;
        }
        Ok(())
    }

    /// What explains a key: a table here, or a server.
    fn explainer(&self) -> Result<Explainer, String> {
        let Some(name) = self.table.clone() else {
            if self.target.is_named() {
                return Err("--table names the table whose partitions to use".to_owned());
            }
            let table = Database::new().create_table("keys").partition_key("key", self.key_type);
            let table = table.partitions(self.partitions).run().map_err(|error| error.to_string())?;
            return Ok(Box::new(move |key| of_table(&table, key)));
        };
        explainer(&self.target, &name)
    }

    fn shown(&self, key: &str, explained: &Explained) -> String {
        if self.form.json {
            return format!("{}\n", explained.json(key));
        }
        let Explained { place, partitions } = explained;
        let drawn = self.form.drawing().letters(&place.to_string());
        format!("{drawn}, one of {partitions}\n")
    }
}

impl Explained {
    /// As JSON.
    pub(super) fn json(&self, key: &str) -> Value {
        let Self { place, partitions } = self;
        json!({
            "key": key, "hash": place.hash.to_hex(), "number": place.number, "partition": place.partition,
            "partitions": partitions, "first": place.range.first_hex(), "last": place.range.last_hex(),
        })
    }
}

/// What explains the keys of a table.
pub(super) fn explainer(target: &ControlTarget, name: &str) -> Result<Explainer, String> {
    Ok(match target.place()? {
        Place::Here(database) => {
            let table = target.target.table(&database, name)?;
            Box::new(move |key| of_table(&table, key))
        }
        Place::Server(server) => {
            let name = name.to_owned();
            Box::new(move |key| of_answer(server.ask("explain", &[("table", &name), ("key", key)])?, key))
        }
    })
}

fn of_table(table: &Table, key: &str) -> Result<Explained, String> {
    let schema = table.key_schema();
    let [KeyAttribute { attribute_type, .. }, ..] = schema.partition_key.as_slice() else {
        return Err("the table has no key".to_owned());
    };
    let place = table.explain(&typed(*attribute_type, key)?).map_err(|error| error.to_string())?;
    Ok(Explained { place, partitions: table.partitions().len() })
}

fn of_answer(answer: Answer, key: &str) -> Result<Explained, String> {
    let key = typed(scalar_type(&answer.r#type)?, key)?;
    let hash = PartitionKeyHash::of(&key);
    let range =
        HashRange::from_hex(&answer.first, &answer.last).ok_or("the server tells no range of hashes")?;
    let place = Explanation {
        bytes: hashed_bytes(&[&key]),
        key,
        hash,
        number: hash.to_decimal(),
        partition: answer.partition,
        range,
        heat: PartitionHeat::default(),
    };
    Ok(Explained { place, partitions: answer.partitions })
}
