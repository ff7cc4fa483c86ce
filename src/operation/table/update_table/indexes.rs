//! Changes of global and vector indexes.

use std::collections::{BTreeMap, HashSet};

use super::{
    input::{GlobalSecondaryIndexUpdate, UpdateGlobalSecondaryIndexAction, VectorIndexUpdate},
    vector_index::create_vector,
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    limits::GLOBAL_INDEXES,
    operation::{
        access::in_use::check_index,
        definition::{
            attribute_types::{AttributeTypes, retyped},
            keys::{check_projected, global_definition},
            partitions::PartitionCount,
            settings::{AskedThroughput, index_throughput},
            structures::{AttributeDefinition, GlobalSecondaryIndex},
            vector_indexes::VectorIndex,
        },
        table::throughput_change::ThroughputChange,
    },
    storage::{IndexDefinition, IndexSettings, IndexStatus, Table, TableSettings, VectorIndexDefinition},
    texts,
};

/// The changes of indexes that a request asks for, each index once.
#[derive(Debug)]
pub(super) struct IndexUpdates<'r> {
    /// Changes of throughput, by the index's name.
    throughput: BTreeMap<&'r str, &'r UpdateGlobalSecondaryIndexAction>,
    /// The index that is created or deleted.
    online: Option<Online<'r>>,
}

/// An index that is created or deleted while the table is in use.
#[derive(Debug, Clone, Copy)]
enum Online<'r> {
    Create(&'r GlobalSecondaryIndex),
    Delete(&'r str),
    CreateVector(&'r VectorIndex),
    DeleteVector(&'r str),
}

/// An index to create and fill.
#[derive(Debug)]
pub(super) enum NewIndex {
    /// A global index, with this many partitions.
    Global(IndexDefinition, usize),
    /// A vector index.
    Vector(VectorIndexDefinition),
}

impl<'r> IndexUpdates<'r> {
    /// Checks what needs no table.
    pub(super) fn of(
        updates: &'r [GlobalSecondaryIndexUpdate],
        vector_updates: &'r [VectorIndexUpdate],
    ) -> Result<Self> {
        let mut names = HashSet::new();
        let mut throughput = BTreeMap::new();
        let mut online = Vec::new();
        for update in updates {
            let name = match (&update.update, &update.create, &update.delete) {
                (Some(update), None, None) => {
                    throughput.insert(update.index_name.as_str(), update);
                    &update.index_name
                }
                (None, Some(index), None) => {
                    online.push(Online::Create(index));
                    &index.index_name
                }
                (None, None, Some(index)) => {
                    online.push(Online::Delete(&index.index_name));
                    &index.index_name
                }
                (None, None, None) => {
                    return Err(Error::validation(texts::index::NO_UPDATE));
                }
                _ => {
                    return Err(Error::validation(texts::index::SEVERAL_UPDATES));
                }
            };
            if !names.insert(name.as_str()) {
                return Err(Error::validation(texts::index::updated_twice(name)));
            }
        }
        for update in vector_updates {
            online.push(match (&update.create, &update.delete) {
                (Some(index), None) => Online::CreateVector(index),
                (None, Some(index)) => Online::DeleteVector(&index.index_name),
                (None, None) | (Some(_), Some(_)) => {
                    return Err(Error::validation(texts::vector::ONE_UPDATE));
                }
            });
        }
        if online.len() > 1 {
            return Err(Error::LimitExceeded(texts::index::ONE_ONLINE.to_owned()));
        }
        Ok(Self { throughput, online: online.pop() })
    }

    /// Refuses to create or delete an index while another is being created or deleted. An index that is being filled
    /// may be deleted.
    pub(super) fn check_online(&self, settings: &TableSettings) -> Result<()> {
        let goes = match self.online {
            None => return Ok(()),
            Some(Online::Create(_) | Online::CreateVector(_)) => None,
            Some(Online::Delete(name) | Online::DeleteVector(name)) => Some(name),
        };
        let mut indexes = settings.global_indexes.iter().chain(&settings.vector_indexes);
        match indexes.any(|(name, index)| index.is_online() && goes != Some(name)) {
            true => Err(Error::LimitExceeded(texts::index::ONE_ONLINE.to_owned())),
            false => Ok(()),
        }
    }

    /// Refuses a change of an index that is being changed or deleted.
    pub(super) fn check_in_use(&self, table: &str, settings: &TableSettings) -> Result<()> {
        let goes = match self.online {
            Some(Online::Delete(name) | Online::DeleteVector(name)) => Some(name),
            Some(Online::Create(_) | Online::CreateVector(_)) | None => None,
        };
        for name in self.throughput.keys().copied().chain(goes) {
            let of_index = settings.global_indexes.get(name).or(settings.vector_indexes.get(name));
            if let Some(index) = of_index {
                check_index(table, name, index.status)?;
            }
        }
        Ok(())
    }

    /// Changes the settings for the index that is created or deleted, and returns the index to create, if there is one.
    /// `definitions` are those of the request.
    pub(super) fn change_online(
        &self,
        engine: &Engine,
        table: &Table,
        settings: &mut TableSettings,
        definitions: &[AttributeDefinition],
    ) -> Result<Option<NewIndex>> {
        match self.online {
            None => Ok(None),
            Some(Online::Delete(name)) => {
                let index = settings.global_indexes.get_mut(name).ok_or_else(|| no_such_index(name))?;
                (index.status, index.backfill) = (IndexStatus::Deleting, None);
                Ok(None)
            }
            Some(Online::DeleteVector(name)) => {
                let index = settings.vector_indexes.get_mut(name).ok_or_else(|| no_such_index(name))?;
                (index.status, index.backfill) = (IndexStatus::Deleting, None);
                Ok(None)
            }
            Some(Online::Create(index)) => create(engine, table, settings, index, definitions).map(Some),
            Some(Online::CreateVector(index)) => {
                let definition = create_vector(table, settings, index, definitions)?;
                Ok(Some(NewIndex::Vector(definition)))
            }
        }
    }

    /// Changes the throughput of the indexes: of every index if the table's billing mode changes.
    pub(super) fn change_throughput(
        &self,
        settings: &mut TableSettings,
        change: ThroughputChange<'_>,
    ) -> Result<()> {
        if let Some(missing) =
            self.throughput.keys().find(|name| !settings.global_indexes.contains_key(**name))
        {
            return Err(no_such_index(missing));
        }
        for (name, index) in &mut settings.global_indexes {
            let update = self.throughput.get(name.as_str());
            let asked = AskedThroughput {
                provisioned: update.and_then(|update| update.provisioned_throughput.as_ref()),
                on_demand: update.and_then(|update| update.on_demand_throughput.as_ref()),
                warm: update.and_then(|update| update.warm_throughput.as_ref()),
            };
            if update.is_some() && asked.is_empty() {
                return Err(Error::validation(texts::throughput::nothing_to_update(name)));
            }
            let change = ThroughputChange { index: Some(name), ..change };
            index.throughput = change.apply(&index.throughput, &asked)?;
        }
        Ok(())
    }
}

fn create(
    engine: &Engine,
    table: &Table,
    settings: &mut TableSettings,
    index: &GlobalSecondaryIndex,
    definitions: &[AttributeDefinition],
) -> Result<NewIndex> {
    let there = table.indexes();
    let vectors = table.vector_indexes();
    if there.iter().any(|there| there.name() == index.index_name)
        || table.vector_index(&index.index_name).is_some()
    {
        return Err(Error::validation(texts::index::duplicate_name(&index.index_name)));
    }
    let definition = global_definition(
        &AttributeTypes::new(&retyped(&settings.attribute_definitions, definitions))?,
        index,
    )?;
    if settings.global_indexes.len() >= GLOBAL_INDEXES {
        return Err(Error::validation(texts::index::too_many_global_indexes(GLOBAL_INDEXES)));
    }
    let projections =
        there.iter().map(|index| &**index).chain([&definition]).map(IndexDefinition::projection);
    check_projected(projections.chain(vectors.iter().map(|index| &index.definition().projection)))?;
    let throughput = index_throughput(settings.billing_mode, index)?;
    let partitions = PartitionCount::new(engine, None)?.of(&throughput);
    for attribute in definition.schema().attributes() {
        if !settings.attribute_definitions.contains(attribute) {
            settings.attribute_definitions.push(attribute.clone());
        }
    }
    let of_index = IndexSettings::to_fill(throughput);
    settings.global_indexes.insert(index.index_name.clone(), of_index);
    Ok(NewIndex::Global(definition, partitions))
}

/// The refusal of a change of an index that the table does not have.
fn no_such_index(name: &str) -> Error {
    Error::ResourceNotFound(texts::index::not_found(name).into())
}
