//! The arguments that define a new table: its key and its indexes.

use clap::Args;
use serde_json::{Map, Value, json};

use super::{
    table_settings::TableSettings,
    throughput::{Asks, Provisioned, THROUGHPUT_WORDS, Throughput},
};
use crate::key::ScalarAttributeType;

/// The key of a table to be made.
#[derive(Debug, Clone, Args)]
pub(super) struct NewKey {
    /// The partition key of the new table, with its type: S, N or B; S by default
    #[arg(long, value_name = "NAME[:TYPE]", value_parser = attribute)]
    partition_key: Option<Attribute>,
    /// The sort key of the new table, with its type
    #[arg(long, value_name = "NAME[:TYPE]", value_parser = attribute, requires = "partition_key")]
    sort_key: Option<Attribute>,
}

/// The indexes of a table to be made.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct NewIndexes {
    /// An index with a key of its own: up to four partition=KEY[:TYPE] and up to four sort=KEY[:TYPE]. It holds all
    /// attributes, or keys-only, or those of each include=ATTRIBUTE, and has the table's units, or
    /// provisioned=READ/WRITE. May be given several times
    #[arg(long, value_name = "NAME,partition=KEY,sort=KEY,...", value_parser = Index::parse)]
    global_index: Vec<Index>,
    /// An index with the table's partition key and another sort key: sort=KEY[:TYPE]. It holds as a global one. May be
    /// given several times
    #[arg(long, value_name = "NAME,sort=KEY,...", value_parser = Index::parse)]
    local_index: Vec<Index>,
}

/// An attribute of a key, with its type if one was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute {
    name: String,
    attribute_type: Option<ScalarAttributeType>,
}

/// An index, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Index {
    name: String,
    partition: Vec<Attribute>,
    sort: Vec<Attribute>,
    keys_only: bool,
    include: Vec<String>,
    throughput: Throughput,
}

fn attribute(text: &str) -> Result<Attribute, String> {
    let (name, attribute_type) = match text.rsplit_once(':') {
        None => (text, None),
        Some((name, "S")) => (name, Some(ScalarAttributeType::S)),
        Some((name, "N")) => (name, Some(ScalarAttributeType::N)),
        Some((name, "B")) => (name, Some(ScalarAttributeType::B)),
        Some((_, other)) => return Err(format!("the type of a key is S, N or B, not {other}")),
    };
    Ok(Attribute { name: name.to_owned(), attribute_type })
}

/// The request that makes a table, paid for by request unless units are provisioned.
pub(super) fn request(
    table: &str,
    key: &NewKey,
    indexes: &NewIndexes,
    settings: &TableSettings,
) -> Result<Value, String> {
    let Some(partition_key) = &key.partition_key else {
        return Err(format!("the table {table} has to be made: say its key with --partition-key NAME"));
    };
    let (partition, sort) = ([partition_key], key.sort_key.as_ref());
    let units = settings.throughput.provisioned;
    let global = indexes.global_index.iter().map(|index| index.global(units));
    let local = indexes.local_index.iter().map(|index| index.local(partition_key));
    let keys = key.partition_key.iter().chain(&key.sort_key);
    let keys = keys.chain(indexes.global_index.iter().chain(&indexes.local_index).flat_map(Index::key));
    let mut request = Map::from_iter([
        ("TableName".to_owned(), json!(table)),
        ("BillingMode".to_owned(), json!("PAY_PER_REQUEST")),
        ("AttributeDefinitions".to_owned(), definitions(keys)?),
        ("KeySchema".to_owned(), elements(&partition, sort)),
    ]);
    settings.add_to(&mut request, Asks::New);
    for (name, indexes) in [
        ("GlobalSecondaryIndexes", global.collect::<Result<Vec<Value>, _>>()?),
        ("LocalSecondaryIndexes", local.collect::<Result<Vec<Value>, _>>()?),
    ] {
        if !indexes.is_empty() {
            request.insert(name.to_owned(), indexes.into());
        }
    }
    Ok(request.into())
}

impl Index {
    /// Reads a definition: the name, and its words behind it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split(',').map(str::trim);
        let name = words.next().filter(|name| !name.contains('=')).unwrap_or_default();
        if name.is_empty() {
            return Err("the index's name comes first".to_owned());
        }
        let mut index = Self {
            name: name.to_owned(),
            partition: Vec::new(),
            sort: Vec::new(),
            keys_only: false,
            include: Vec::new(),
            throughput: Throughput::default(),
        };
        for word in words {
            match word.split_once('=') {
                Some(("partition", key)) => index.partition.push(attribute(key)?),
                Some(("sort", key)) => index.sort.push(attribute(key)?),
                Some(("include", name)) => index.include.push(name.to_owned()),
                Some((name, value)) if index.throughput.take(name, value)? => {}
                None if word == "keys-only" => index.keys_only = true,
                _ => {
                    return Err(format!(
                        "'{word}' is none of partition=KEY, sort=KEY, keys-only, include=ATTRIBUTE, {THROUGHPUT_WORDS}"
                    ));
                }
            }
        }
        if index.keys_only && !index.include.is_empty() {
            return Err("keys-only does not go with include".to_owned());
        }
        Ok(index)
    }

    /// The attributes of its key.
    pub(super) fn key(&self) -> impl Iterator<Item = &Attribute> {
        self.partition.iter().chain(&self.sort)
    }

    /// The global index, with these units unless it says its own.
    pub(super) fn global(&self, units: Option<Provisioned>) -> Result<Value, String> {
        if self.partition.is_empty() {
            return Err(format!("the global index {} has no partition=KEY", self.name));
        }
        let mut members = self.members(&self.partition.iter().collect::<Vec<_>>());
        let mut throughput = self.throughput.clone();
        throughput.provisioned = throughput.provisioned.or(units);
        throughput.add_to(&mut members, Asks::New);
        Ok(members.into())
    }

    /// The local index of a table with this partition key.
    fn local(&self, partition_key: &Attribute) -> Result<Value, String> {
        if !self.partition.is_empty() {
            return Err(format!("the local index {} has the table's partition key, and no other", self.name));
        }
        if !self.throughput.is_empty() {
            return Err(format!(
                "the local index {} has the table's throughput, and none of its own",
                self.name
            ));
        }
        Ok(self.members(&[partition_key]).into())
    }

    fn members(&self, partition: &[&Attribute]) -> Map<String, Value> {
        let projection = match (self.keys_only, self.include.as_slice()) {
            (true, _) => json!({"ProjectionType": "KEYS_ONLY"}),
            (false, []) => json!({"ProjectionType": "ALL"}),
            (false, names) => json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": names}),
        };
        Map::from_iter([
            ("IndexName".to_owned(), json!(self.name)),
            ("KeySchema".to_owned(), elements(partition, &self.sort)),
            ("Projection".to_owned(), projection),
        ])
    }
}

fn elements<'k>(partition: &[&Attribute], sort: impl IntoIterator<Item = &'k Attribute>) -> Value {
    let element = |key: &Attribute, key_type| json!({"AttributeName": key.name, "KeyType": key_type});
    let partition = partition.iter().map(|key| element(key, "HASH"));
    partition.chain(sort.into_iter().map(|key| element(key, "RANGE"))).collect()
}

/// The types of all key attributes. One that is a key of several needs its type once.
pub(super) fn definitions<'k>(keys: impl Iterator<Item = &'k Attribute>) -> Result<Value, String> {
    let mut types: Vec<(&str, Option<ScalarAttributeType>)> = Vec::new();
    for Attribute { name, attribute_type: said } in keys {
        match types.iter_mut().find(|(other, _)| other == name) {
            None => types.push((name, *said)),
            Some((_, known)) => match (*known, *said) {
                (Some(one), Some(other)) if one != other => {
                    return Err(format!("{name} is said to be of the type {one} and of the type {other}"));
                }
                (one, other) => *known = one.or(other),
            },
        }
    }
    let definition = |(name, known): (&str, Option<ScalarAttributeType>)| json!({"AttributeName": name, "AttributeType": known.unwrap_or(ScalarAttributeType::S).as_str()});
    Ok(types.into_iter().map(definition).collect())
}
