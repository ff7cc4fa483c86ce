//! The indexes of a restored table: all of the source's, or those that the request lists, by their keys and
//! projections. A request may give them other names.

use std::collections::HashSet;

use super::overrides::Overrides;
use crate::{
    error::{Error, Result},
    operation::definition::{
        attribute_types::AttributeTypes,
        keys::{global_definition, projection},
        structures::{AttributeDefinition, GlobalSecondaryIndex, LocalSecondaryIndex},
        vector_indexes::VectorIndex,
    },
    storage::{IndexDefinition, Table, TableSettings, VectorIndexDefinition},
    texts,
};

/// An index of a restored table.
#[derive(Debug)]
pub(super) struct RestoredIndex {
    /// The name of the source's index.
    pub(super) source_name: String,
    pub(super) definition: IndexDefinition,
}

/// The indexes of a restored table, in the order of the source's.
#[derive(Debug)]
pub(super) struct RestoredIndexes {
    pub(super) local: Vec<RestoredIndex>,
    pub(super) global: Vec<RestoredIndex>,
    pub(super) vector: Vec<VectorIndexDefinition>,
}

impl RestoredIndexes {
    pub(super) fn of(overrides: &Overrides<'_>, source: &Table, of_source: &TableSettings) -> Result<Self> {
        let definitions: Vec<_> =
            of_source.attribute_definitions.iter().map(AttributeDefinition::from).collect();
        let types = AttributeTypes::new(&definitions)?;
        let asked = overrides.local_indexes.map(|indexes| {
            let definition = |index: &LocalSecondaryIndex| {
                let schema = types.schema(&index.key_schema)?;
                let projection = projection(index.projection.as_ref())?;
                Ok(IndexDefinition::new(index.index_name.clone(), schema, projection))
            };
            indexes.iter().map(|index| (index.index_name.as_str(), definition(index))).collect()
        });
        let local = source.local_indexes().iter().map(|index| (**index).clone());
        let local = kept(local.collect(), asked)?;
        let asked = overrides.global_indexes.map(|indexes| {
            let definition = |index: &GlobalSecondaryIndex| global_definition(&types, index);
            indexes.iter().map(|index| (index.index_name.as_str(), definition(index))).collect()
        });
        let global = source.global_indexes();
        let global = global.iter().map(|index| (**index.definition()).clone());
        let global = kept(global.collect(), asked)?;
        Ok(Self { local, global, vector: kept_vector_indexes(overrides, source)? })
    }

    /// Whether an index of these uses an attribute.
    pub(super) fn use_attribute(&self, name: &str) -> bool {
        let mut indexes = self.local.iter().chain(&self.global);
        indexes.any(|index| index.definition.schema().contains(name))
            || self.vector.iter().any(|index| index.search_attribute(name).is_some())
    }
}

/// The indexes to restore: all, or those of the request. Each of those must have the key and the projection of an index
/// of the source, that of the same name if there is one.
fn kept(
    of_source: Vec<IndexDefinition>,
    asked: Option<Vec<(&str, Result<IndexDefinition>)>>,
) -> Result<Vec<RestoredIndex>> {
    let restored = |source: &IndexDefinition, definition: IndexDefinition| RestoredIndex {
        source_name: source.name().to_owned(),
        definition,
    };
    let Some(asked) = asked else {
        return Ok(of_source.into_iter().map(|index| restored(&index, index.clone())).collect());
    };
    let mut names = HashSet::new();
    let mut definitions = Vec::new();
    for (name, definition) in asked {
        if !names.insert(name) {
            return Err(Error::validation(texts::index::duplicate_name(name)));
        }
        definitions.push(definition.map_err(|_| other_index(name))?);
    }
    // Those that keep their names come first, so that none of them is given to another.
    let is_renamed = |asked: &IndexDefinition| {
        !of_source.iter().any(|index| index.name() == asked.name() && index.is_like(asked))
    };
    definitions.sort_by_key(is_renamed);
    let mut kept: Vec<Option<RestoredIndex>> = of_source.iter().map(|_| None).collect();
    for asked in definitions {
        let free =
            of_source.iter().zip(&mut kept).filter(|(index, place)| place.is_none() && index.is_like(&asked));
        let found = free.min_by_key(|(index, _)| index.name() != asked.name());
        let (index, place) = found.ok_or_else(|| other_index(asked.name()))?;
        *place = Some(restored(index, index.clone().named(asked.name())));
    }
    Ok(kept.into_iter().flatten().collect())
}

/// The vector indexes of the source that are restored.
fn kept_vector_indexes(overrides: &Overrides<'_>, source: &Table) -> Result<Vec<VectorIndexDefinition>> {
    let mut of_source: Vec<VectorIndexDefinition> =
        source.vector_indexes().iter().map(|index| (**index.definition()).clone()).collect();
    let Some(asked) = overrides.vector_indexes else { return Ok(of_source) };
    let mut names = HashSet::new();
    for index in asked {
        if !names.insert(index.index_name.as_str()) {
            return Err(Error::validation(texts::index::duplicate_name(&index.index_name)));
        }
        if !of_source.iter().any(|there| VectorIndex::from(there) == *index) {
            return Err(other_index(&index.index_name));
        }
    }
    of_source.retain(|index| names.contains(index.name.as_str()));
    Ok(of_source)
}

fn other_index(name: &str) -> Error {
    Error::validation(texts::backup::other_index(name))
}
