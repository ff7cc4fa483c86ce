//! A table's description, with what commands need from it: its key and its indexes' keys.

use super::{target::Connection, throughput::Provisioned};
use crate::{
    key::{ScalarAttributeType, typed},
    operation::{DescribeTableInput, KeySchemaElement, KeyType, TableDescription},
    value::{AttributeValue, Item},
};

/// A table, as described by DescribeTable.
#[derive(Debug)]
pub(super) struct Description(TableDescription);

/// An attribute of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeyAttribute {
    pub(super) name: String,
    pub(super) attribute_type: ScalarAttributeType,
}

impl Description {
    /// Requests the description of a table.
    pub(super) fn of(connection: &mut Connection, table: &str) -> Result<Self, String> {
        let answer = connection.call(&DescribeTableInput::from(table));
        let answer = answer.map_err(|error| match error.contains("ResourceNotFound") {
            true => format!("there is no table {table}; `hashrange tables` lists those that there are"),
            false => error,
        })?;
        answer.table.map(Self).ok_or_else(|| "the server described no table".to_owned())
    }

    /// The table's name.
    pub(super) fn table_name(&self) -> &str {
        &self.0.table_name
    }

    /// The whole description that the API returned.
    pub(super) fn table_description(&self) -> &TableDescription {
        &self.0
    }

    fn key_schema(&self) -> &[KeySchemaElement] {
        self.0.key_schema.as_deref().unwrap_or_default()
    }

    /// The names and keys of the indexes.
    fn indexes(&self) -> impl Iterator<Item = (&str, &[KeySchemaElement])> {
        let global = self.0.global_secondary_indexes.iter().flatten();
        let local = self.0.local_secondary_indexes.iter().flatten();
        global
            .map(|index| (index.index_name.as_str(), index.key_schema.as_slice()))
            .chain(local.map(|index| (index.index_name.as_str(), index.key_schema.as_slice())))
    }

    /// The key of the table, or of one of its indexes.
    pub(super) fn key(&self, index: Option<&str>) -> Result<Vec<KeyAttribute>, String> {
        let schema = match index {
            None => self.key_schema(),
            Some(wanted) => match self.indexes().find(|(name, _)| *name == wanted) {
                Some((_, schema)) => schema,
                None => {
                    let names: Vec<&str> = self.indexes().map(|(name, _)| name).collect();
                    let there = if names.is_empty() { "it has none".to_owned() } else { names.join(", ") };
                    return Err(format!("{} has no index {wanted}: {there}", self.table_name()));
                }
            },
        };
        let definitions = self.0.attribute_definitions.as_deref().unwrap_or_default();
        let type_of = |name: &str| {
            let definition = definitions.iter().find(|one| one.attribute_name == name);
            definition.and_then(|one| one.attribute_type).unwrap_or(ScalarAttributeType::S)
        };
        // The attributes of the partition key come first.
        Ok(schema
            .iter()
            .map(|element| KeyAttribute {
                name: element.attribute_name.clone(),
                attribute_type: type_of(&element.attribute_name),
            })
            .collect())
    }

    /// The table's provisioned units; `None` if it is on demand.
    pub(super) fn provisioned(&self) -> Option<Provisioned> {
        let units = self.0.provisioned_throughput.units()?;
        Some(Provisioned { read: units.read_capacity_units, write: units.write_capacity_units })
    }

    /// How many of the key's attributes belong to the partition key.
    pub(super) fn partition_attributes(&self, index: Option<&str>) -> usize {
        let mut found = self.indexes().filter(|(name, _)| Some(*name) == index);
        let schema = found.next().map_or(self.key_schema(), |(_, schema)| schema);
        schema.iter().filter(|element| element.key_type == Some(KeyType::Hash)).count()
    }

    /// The names of the table's key attributes.
    pub(super) fn key_names(&self) -> Vec<String> {
        self.key_schema().iter().map(|element| element.attribute_name.clone()).collect()
    }

    /// Parses the words of a command line as a key.
    pub(super) fn key_of(&self, words: &[String]) -> Result<Item, String> {
        let key = self.key(None)?;
        if key.len() != words.len() {
            let names = self.key_names().join(" and ");
            return Err(format!(
                "the key of {} is {names}: give {} value{}, not {}",
                self.table_name(),
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
    /// Parses a word as a value of this attribute.
    pub(super) fn value(&self, word: &str) -> Result<AttributeValue, String> {
        typed(self.attribute_type, word).map_err(|error| format!("{}: {error}", self.name))
    }
}
