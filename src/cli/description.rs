//! A table's description, as far as commands need it: its key and its indexes' keys.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;

use super::{target::Connection, throughput::Provisioned};
use crate::{
    key::ScalarAttributeType,
    operation::Object,
    value::{AttributeValue, Item},
};

/// A table, as DescribeTable tells it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Description {
    pub(super) table_name: String,
    pub(super) table_arn: String,
    #[serde(default)]
    pub(super) table_id: String,
    pub(super) item_count: u64,
    provisioned_throughput: Option<ProvisionedThroughput>,
    attribute_definitions: Vec<Definition>,
    key_schema: Vec<Element>,
    #[serde(default)]
    global_secondary_indexes: Vec<IndexDescription>,
    #[serde(default)]
    local_secondary_indexes: Vec<IndexDescription>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ProvisionedThroughput {
    read_capacity_units: i64,
    write_capacity_units: i64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Definition {
    attribute_name: String,
    attribute_type: ScalarAttributeType,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Element {
    attribute_name: String,
    key_type: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IndexDescription {
    index_name: String,
    key_schema: Vec<Element>,
}

/// An attribute of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeyAttribute {
    pub(super) name: String,
    pub(super) attribute_type: ScalarAttributeType,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeAnswer {
    table: Description,
}

impl Description {
    /// Asks for a table.
    pub(super) fn of(connection: &mut Connection, table: &str) -> Result<Self, String> {
        let answer = connection.call::<DescribeAnswer>("DescribeTable", &table_name(table));
        answer.map(|answer| answer.table).map_err(|error| match error.contains("ResourceNotFound") {
            true => format!("there is no table {table}; `hashrange tables` lists those that there are"),
            false => error,
        })
    }

    /// The key of the table, or of one of its indexes.
    pub(super) fn key(&self, index: Option<&str>) -> Result<Vec<KeyAttribute>, String> {
        let indexes = || self.global_secondary_indexes.iter().chain(&self.local_secondary_indexes);
        let schema = match index {
            None => &self.key_schema,
            Some(name) => match indexes().find(|index| index.index_name == name) {
                Some(index) => &index.key_schema,
                None => {
                    let names: Vec<&str> = indexes().map(|index| index.index_name.as_str()).collect();
                    let there = if names.is_empty() { "it has none".to_owned() } else { names.join(", ") };
                    return Err(format!("{} has no index {name}: {there}", self.table_name));
                }
            },
        };
        let type_of = |name: &str| {
            let definition = self.attribute_definitions.iter().find(|one| one.attribute_name == name);
            definition.map_or(ScalarAttributeType::S, |definition| definition.attribute_type)
        };
        // The partition key's attributes stand first.
        Ok(schema
            .iter()
            .map(|element| KeyAttribute {
                name: element.attribute_name.clone(),
                attribute_type: type_of(&element.attribute_name),
            })
            .collect())
    }

    /// The table's units, where it is provisioned.
    pub(super) fn provisioned(&self) -> Option<Provisioned> {
        let units = self.provisioned_throughput.as_ref();
        let units = units.filter(|units| units.read_capacity_units > 0)?;
        Some(Provisioned { read: units.read_capacity_units, write: units.write_capacity_units })
    }

    /// How many of the key's attributes are the partition key.
    pub(super) fn partition_attributes(&self, index: Option<&str>) -> usize {
        let indexes = self.global_secondary_indexes.iter().chain(&self.local_secondary_indexes);
        let mut found = indexes.filter(|one| Some(one.index_name.as_str()) == index);
        let schema = found.next().map_or(&self.key_schema, |index| &index.key_schema);
        schema.iter().filter(|element| element.key_type == "HASH").count()
    }

    /// The names of the table's key.
    pub(super) fn key_names(&self) -> Vec<String> {
        self.key_schema.iter().map(|element| element.attribute_name.clone()).collect()
    }

    /// The key out of the words of a command line.
    pub(super) fn key_of(&self, words: &[String]) -> Result<Item, String> {
        let key = self.key(None)?;
        if key.len() != words.len() {
            let names = self.key_names().join(" and ");
            return Err(format!(
                "the key of {} is {names}: give {} value{}, not {}",
                self.table_name,
                key.len(),
                if key.len() == 1 { "" } else { "s" },
                words.len()
            ));
        }
        key.iter()
            .zip(words)
            .map(|(attribute, word)| Ok((attribute.name.as_str(), attribute.value(word)?)))
            .collect()
    }
}

impl KeyAttribute {
    /// The value that a word stands for.
    pub(super) fn value(&self, word: &str) -> Result<AttributeValue, String> {
        typed(self.attribute_type, word).map_err(|error| format!("{}: {error}", self.name))
    }
}

/// A word as a value: a number's text, a binary's base64.
pub(super) fn typed(attribute_type: ScalarAttributeType, word: &str) -> Result<AttributeValue, String> {
    Ok(match attribute_type {
        ScalarAttributeType::S => AttributeValue::from(word),
        ScalarAttributeType::N => {
            AttributeValue::N(word.parse().map_err(|_| format!("'{word}' is not a number"))?)
        }
        ScalarAttributeType::B => {
            AttributeValue::B(STANDARD.decode(word).map_err(|_| format!("'{word}' is not base64"))?)
        }
    })
}

/// A request that names a table and nothing else.
pub(super) fn table_name(table: &str) -> Vec<u8> {
    body(|object| object.member("TableName", table))
}

/// A request.
pub(super) fn body(write: impl FnOnce(&mut Object<'_>)) -> Vec<u8> {
    let mut out = Vec::new();
    let mut object = Object::new(&mut out);
    write(&mut object);
    object.end();
    out
}
