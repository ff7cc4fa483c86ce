//! Whether the keys and indexes of a table fit together, in the service's words.

use std::collections::{HashMap, HashSet};

use super::structures::{
    AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, LocalSecondaryIndex, Projection,
};
use crate::{
    error::{Error, Result},
    key::{KeyAttribute, KeySchema, ScalarAttributeType},
    limits::{GLOBAL_INDEXES, INDEX_KEY_ATTRIBUTES, LOCAL_INDEXES, PROJECTED_ATTRIBUTES},
    operation::request::enums::{KeyType, ProjectionType},
    storage::{IndexDefinition, IndexProjection},
    texts,
};

/// A table's key and indexes.
#[derive(Debug, Clone)]
pub(crate) struct TableKeys {
    pub(crate) definitions: Vec<KeyAttribute>,
    pub(crate) schema: KeySchema,
    pub(crate) local_indexes: Vec<IndexDefinition>,
    pub(crate) global_indexes: Vec<IndexDefinition>,
}

impl TableKeys {
    /// Puts them together. `searched` are the attributes that search schemas name, which are defined as keys are.
    pub(crate) fn new(
        definitions: &[AttributeDefinition],
        key_schema: &[KeySchemaElement],
        local_indexes: Option<&[LocalSecondaryIndex]>,
        global_indexes: Option<&[GlobalSecondaryIndex]>,
        searched: &[&str],
    ) -> Result<Self> {
        let types = AttributeTypes::new(definitions)?;
        let schema = types.schema(key_schema)?;
        let mut names = HashSet::new();
        let local = local_definitions(&types, &schema, local_indexes, &mut names)?;
        let global = global_definitions(&types, global_indexes, &mut names)?;
        check_projected(local.iter().chain(&global))?;
        check_used(&types, &schema, &local, &global, searched)?;
        Ok(Self { definitions: types.listed, schema, local_indexes: local, global_indexes: global })
    }
}

/// The types of key attributes, as a request defines them.
#[derive(Debug)]
pub(crate) struct AttributeTypes {
    listed: Vec<KeyAttribute>,
    by_name: HashMap<String, ScalarAttributeType>,
}

impl AttributeTypes {
    /// The definitions, none of them twice.
    pub(crate) fn new(definitions: &[AttributeDefinition]) -> Result<Self> {
        let mut types = Self { listed: Vec::new(), by_name: HashMap::new() };
        for definition in definitions {
            let Some(attribute_type) = definition.attribute_type else { continue };
            let name = definition.attribute_name.as_str();
            types.listed.push(KeyAttribute { name: name.into(), attribute_type });
            if types.by_name.insert(name.to_owned(), attribute_type).is_some() {
                return Err(Error::validation(texts::table::duplicate_attribute(name)));
            }
        }
        Ok(types)
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

fn hash(element: &KeySchemaElement) -> bool {
    element.key_type == Some(KeyType::Hash)
}

fn names<'k>(attributes: impl IntoIterator<Item = &'k KeyAttribute>) -> Vec<&'k str> {
    attributes.into_iter().map(|attribute| attribute.name.as_str()).collect()
}

fn local_definitions<'i>(
    types: &AttributeTypes,
    table: &KeySchema,
    indexes: Option<&'i [LocalSecondaryIndex]>,
    names: &mut HashSet<&'i str>,
) -> Result<Vec<IndexDefinition>> {
    let Some(indexes) = indexes else { return Ok(Vec::new()) };
    if indexes.is_empty() {
        return Err(Error::invalid_values("List of LocalSecondaryIndexes is empty"));
    }
    if table.sort_key.is_empty() {
        return Err(Error::invalid_values(
            "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
        ));
    }
    let mut made = Vec::new();
    for index in indexes {
        let name = index.index_name.as_str();
        check_unique(names, name)?;
        let schema = types.schema(&index.key_schema)?;
        if schema.partition_key != table.partition_key {
            fn key(schema: &KeySchema) -> Vec<&str> {
                self::names(&schema.partition_key)
            }
            return Err(Error::validation(texts::index::other_partition_key(
                name,
                &key(&schema),
                &key(table),
            )));
        }
        if schema.sort_key.is_empty() {
            return Err(Error::validation(texts::index::no_sort_key(name)));
        }
        let projection = projection(index.projection.as_ref())?;
        made.push(IndexDefinition::new(name.to_owned(), schema, projection));
    }
    if made.len() > LOCAL_INDEXES {
        return Err(Error::validation(texts::index::too_many_local_indexes(LOCAL_INDEXES)));
    }
    Ok(made)
}

fn global_definitions<'i>(
    types: &AttributeTypes,
    indexes: Option<&'i [GlobalSecondaryIndex]>,
    names: &mut HashSet<&'i str>,
) -> Result<Vec<IndexDefinition>> {
    let Some(indexes) = indexes else { return Ok(Vec::new()) };
    if indexes.is_empty() {
        return Err(Error::invalid_values("List of GlobalSecondaryIndexes is empty"));
    }
    let mut made = Vec::new();
    for index in indexes {
        check_unique(names, &index.index_name)?;
        made.push(global_definition(types, index)?);
    }
    if made.len() > GLOBAL_INDEXES {
        return Err(Error::validation(texts::index::too_many_global_indexes(GLOBAL_INDEXES)));
    }
    Ok(made)
}

/// A global index as it is stored.
pub(crate) fn global_definition(
    types: &AttributeTypes,
    index: &GlobalSecondaryIndex,
) -> Result<IndexDefinition> {
    let schema = types.global_schema(&index.key_schema)?;
    Ok(IndexDefinition::new(index.index_name.clone(), schema, projection(index.projection.as_ref())?))
}

fn check_unique<'i>(names: &mut HashSet<&'i str>, name: &'i str) -> Result<()> {
    if names.insert(name) { Ok(()) } else { Err(Error::validation(texts::index::duplicate_name(name))) }
}

/// What an index holds, as it is stored.
pub(crate) fn projection(sent: Option<&Projection>) -> Result<IndexProjection> {
    let Some(projection_type) = sent.and_then(|sent| sent.projection_type) else {
        return Err(Error::invalid_values("Unknown ProjectionType: null"));
    };
    let names = sent.and_then(|sent| sent.non_key_attributes.as_ref());
    match (projection_type, names) {
        (ProjectionType::All, None) => Ok(IndexProjection::All),
        (ProjectionType::KeysOnly, None) => Ok(IndexProjection::KeysOnly),
        (ProjectionType::Include, Some(names)) => {
            let mut seen = HashSet::with_capacity(names.len());
            if let Some(again) = names.iter().find(|name| !seen.insert(name.as_str())) {
                return Err(Error::validation(texts::index::projected_twice(again)));
            }
            Ok(IndexProjection::Include(names.iter().map(Into::into).collect()))
        }
        (ProjectionType::Include, None) => {
            Err(Error::invalid_values("ProjectionType is INCLUDE, but NonKeyAttributes is not specified"))
        }
        (ProjectionType::All | ProjectionType::KeysOnly, Some(_)) => {
            Err(Error::validation(texts::index::projection_with_names(projection_type.as_str())))
        }
    }
}

/// Checks that the indexes name no more attributes together than they may; each index counts for itself.
pub(crate) fn check_projected<'i>(indexes: impl IntoIterator<Item = &'i IndexDefinition>) -> Result<()> {
    let named: usize = indexes
        .into_iter()
        .map(|index| match index.projection() {
            IndexProjection::Include(names) => names.len(),
            IndexProjection::All | IndexProjection::KeysOnly => 0,
        })
        .sum();
    if named > PROJECTED_ATTRIBUTES {
        return Err(Error::validation(texts::index::too_many_projected(PROJECTED_ATTRIBUTES)));
    }
    Ok(())
}

fn check_used(
    types: &AttributeTypes,
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
        .chain(searched.iter().copied().filter(|name| types.by_name.contains_key(*name)))
        .collect();
    used.sort_unstable();
    used.dedup();
    if used.len() == types.listed.len() {
        return Ok(());
    }
    if indexes().next().is_none() {
        return Err(Error::invalid_values(
            "Number of attributes in KeySchema does not exactly match number of attributes defined in \
             AttributeDefinitions",
        ));
    }
    Err(Error::validation(texts::table::unused_attributes(&names(&types.listed), &used)))
}
