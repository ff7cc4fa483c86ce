//! Whether the keys and indexes of a table fit together, with the service's messages.

use std::collections::HashSet;

use super::{
    attribute_types::{AttributeTypes, names},
    structures::{
        AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, LocalSecondaryIndex, Projection,
    },
};
use crate::{
    error::{Error, Result},
    key::{KeyAttribute, KeySchema},
    limits::{GLOBAL_INDEXES, LOCAL_INDEXES, PROJECTED_ATTRIBUTES},
    operation::request::enums::ProjectionType,
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
    /// Builds and checks a table's keys. `searched` are the attributes that search schemas name; they need definitions
    /// like key attributes.
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
        check_projected(local.iter().chain(&global).map(IndexDefinition::projection))?;
        types.check_used(&schema, &local, &global, searched)?;
        Ok(Self { definitions: types.listed, schema, local_indexes: local, global_indexes: global })
    }
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

/// Checks the total number of projected attributes. An attribute counts once for each index that names it.
pub(crate) fn check_projected<'i>(projections: impl IntoIterator<Item = &'i IndexProjection>) -> Result<()> {
    let named: usize = projections
        .into_iter()
        .map(|projection| match projection {
            IndexProjection::Include(names) => names.len(),
            IndexProjection::All | IndexProjection::KeysOnly => 0,
        })
        .sum();
    if named > PROJECTED_ATTRIBUTES {
        return Err(Error::validation(texts::index::too_many_projected(PROJECTED_ATTRIBUTES)));
    }
    Ok(())
}
