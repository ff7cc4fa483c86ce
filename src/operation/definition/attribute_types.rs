//! The attributes that a request defines with their types, and the keys that are made of them.

use std::collections::{HashMap, HashSet};

use super::structures::{AttributeDefinition, KeySchemaElement};
use crate::{
    error::{Error, Result},
    key::{KeyAttribute, KeySchema, ScalarAttributeType},
    limits::INDEX_KEY_ATTRIBUTES,
    operation::request::enums::KeyType,
    storage::IndexDefinition,
    texts,
};

/// The types of key attributes, as a request defines them.
#[derive(Debug)]
pub(crate) struct AttributeTypes {
    pub(super) listed: Vec<KeyAttribute>,
    by_name: HashMap<String, ScalarAttributeType>,
}

impl AttributeTypes {
    /// The definitions, without duplicates.
    pub(crate) fn new(definitions: &[AttributeDefinition]) -> Result<Self> {
        let mut types = Self { listed: Vec::new(), by_name: HashMap::new() };
        for definition in definitions {
            let Some(attribute_type) = definition.attribute_type else {
                debug_assert!(false, "the type is a required member");
                continue;
            };
            let name = definition.attribute_name.as_str();
            types.listed.push(KeyAttribute { name: name.into(), attribute_type });
            if types.by_name.insert(name.to_owned(), attribute_type).is_some() {
                return Err(Error::validation(texts::table::duplicate_attribute(name)));
            }
        }
        Ok(types)
    }

    /// The definitions, in their order.
    pub(crate) fn into_listed(self) -> Vec<KeyAttribute> {
        self.listed
    }

    fn attributes<'e>(
        &self,
        elements: impl IntoIterator<Item = &'e KeySchemaElement>,
    ) -> Result<Vec<KeyAttribute>, String> {
        elements
            .into_iter()
            .map(|element| {
                let name = element.attribute_name.as_str();
                let attribute_type = *self.by_name.get(name).ok_or_else(|| name.to_owned())?;
                Ok(KeyAttribute { name: name.into(), attribute_type })
            })
            .collect()
    }

    fn check_defined(&self, elements: &[KeySchemaElement]) -> Result<()> {
        if elements.len() > self.listed.len() {
            return Err(Error::validation("Invalid KeySchema: Some index key attribute have no definition"));
        }
        if elements.iter().all(|element| self.by_name.contains_key(&element.attribute_name)) {
            return Ok(());
        }
        let keys: Vec<&str> = elements.iter().map(|element| element.attribute_name.as_str()).collect();
        Err(Error::validation(texts::table::undefined_attributes(&keys, &names(&self.listed))))
    }

    /// The key of a table or a local index: a partition key, and perhaps a sort key.
    pub(crate) fn schema(&self, elements: &[KeySchemaElement]) -> Result<KeySchema> {
        self.check_defined(elements)?;
        let (first, second) = (elements.first(), elements.get(1));
        let is = |element: &KeySchemaElement, key_type| element.key_type == Some(key_type);
        if !first.is_some_and(|element| is(element, KeyType::Hash)) {
            return Err(Error::validation(texts::table::NO_PARTITION_KEY));
        }
        if second.is_some_and(|element| !is(element, KeyType::Range)) {
            return Err(Error::validation(
                "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type",
            ));
        }
        self.built(elements)
    }

    /// The key of a global index: up to four attributes for its partition key, then up to four for its sort key.
    pub(crate) fn global_schema(&self, elements: &[KeySchemaElement]) -> Result<KeySchema> {
        if elements.len() <= 2 && elements.iter().filter(|element| hash(element)).count() <= 1 {
            return self.schema(elements);
        }
        self.check_defined(elements)?;
        let partition = elements.iter().take_while(|element| hash(element)).count();
        if partition == 0 {
            return Err(Error::validation(texts::table::NO_PARTITION_KEY));
        }
        if elements.iter().skip(partition).any(hash) {
            return Err(Error::validation(
                "Invalid KeySchema: All HASH key attributes must precede RANGE key attributes in the KeySchema",
            ));
        }
        for (count, half) in [(partition, "HASH"), (elements.len() - partition, "RANGE")] {
            if count > INDEX_KEY_ATTRIBUTES {
                return Err(Error::validation(texts::table::too_many_key_attributes(half)));
            }
        }
        self.built(elements)
    }

    /// Refuses definitions that do not match the key attributes of the table and its indexes and the attributes that
    /// are `searched`.
    pub(super) fn check_used(
        &self,
        schema: &KeySchema,
        local: &[IndexDefinition],
        global: &[IndexDefinition],
        searched: &[&str],
    ) -> Result<()> {
        let indexes = || local.iter().chain(global);
        let mut used: Vec<&str> = schema
            .attributes()
            .chain(indexes().flat_map(|index| index.schema().attributes()))
            .map(|attribute| attribute.name.as_str())
            .chain(searched.iter().copied().filter(|name| self.by_name.contains_key(*name)))
            .collect();
        used.sort_unstable();
        used.dedup();
        if used.len() == self.listed.len() {
            return Ok(());
        }
        if indexes().next().is_none() {
            return Err(Error::invalid_values(
                "Number of attributes in KeySchema does not exactly match number of attributes defined in \
                 AttributeDefinitions",
            ));
        }
        Err(Error::validation(texts::table::unused_attributes(&names(&self.listed), &used)))
    }

    fn built(&self, elements: &[KeySchemaElement]) -> Result<KeySchema> {
        let mut seen = HashSet::new();
        if !elements.iter().all(|element| seen.insert(element.attribute_name.as_str())) {
            return Err(Error::validation(
                "Invalid KeySchema: Both the Hash Key and the Range Key element in the KeySchema have the same name",
            ));
        }
        let undefined = |name: String| Error::validation(texts::table::undefined_attribute(&name));
        let (partition, sort): (Vec<_>, Vec<_>) = elements.iter().partition(|element| hash(element));
        Ok(KeySchema {
            partition_key: self.attributes(partition).map_err(undefined)?,
            sort_key: self.attributes(sort).map_err(undefined)?,
        })
    }
}

/// The definitions of a request, for a table that has definitions already. If the types of an attribute differ, the
/// table's type counts.
pub(crate) fn retyped(
    of_table: &[KeyAttribute],
    definitions: &[AttributeDefinition],
) -> Vec<AttributeDefinition> {
    let mut types = definitions.to_vec();
    for definition in &mut types {
        let stored = |stored: &&KeyAttribute| stored.name == definition.attribute_name.as_str();
        if let Some(stored) = of_table.iter().find(stored) {
            definition.attribute_type = Some(stored.attribute_type);
        }
    }
    types
}

fn hash(element: &KeySchemaElement) -> bool {
    element.key_type == Some(KeyType::Hash)
}

pub(super) fn names<'k>(attributes: impl IntoIterator<Item = &'k KeyAttribute>) -> Vec<&'k str> {
    attributes.into_iter().map(|attribute| attribute.name.as_str()).collect()
}
