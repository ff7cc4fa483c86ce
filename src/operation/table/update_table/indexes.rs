//! Changes of global indexes.

use std::collections::{BTreeMap, HashSet};

use super::{
    input::{GlobalSecondaryIndexUpdate, UpdateGlobalSecondaryIndexAction},
    throughput::ThroughputChange,
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    key::KeyAttribute,
    limits::GLOBAL_INDEXES,
    operation::{
        access::in_use::check_index,
        definition::{
            attribute_types::AttributeTypes,
            keys::{check_projected, global_definition},
            settings::{AskedThroughput, index_throughput},
            structures::{AttributeDefinition, GlobalSecondaryIndex},
        },
    },
    storage::{Backfill, IndexDefinition, IndexSettings, IndexStatus, MOST_PARTITIONS, Table, TableSettings},
    texts,
};

/// The changes of global indexes that a request asks for, each index once.
#[derive(Debug)]
pub(super) struct IndexUpdates<'r> {
    /// Changes of throughput, by the index's name.
    throughput: BTreeMap<&'r str, &'r UpdateGlobalSecondaryIndexAction>,
    /// The index that comes or goes.
    online: Option<Online<'r>>,
}

/// An index that comes or goes while the table is used.
#[derive(Debug, Clone, Copy)]
enum Online<'r> {
    Create(&'r GlobalSecondaryIndex),
    Delete(&'r str),
}

/// A global index that is to be made, with this many partitions, and filled.
#[derive(Debug)]
pub(super) struct NewIndex {
    pub(super) definition: IndexDefinition,
    pub(super) partitions: usize,
}

impl<'r> IndexUpdates<'r> {
    /// Checks what needs no table.
    pub(super) fn of(updates: &'r [GlobalSecondaryIndexUpdate]) -> Result<Self> {
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
        if online.len() > 1 {
            return Err(Error::LimitExceeded(texts::index::ONE_ONLINE.to_owned()));
        }
        Ok(Self { throughput, online: online.pop() })
    }

    /// Refuses an index that comes or goes while another does. One that is being filled may go.
    pub(super) fn check_online(&self, settings: &TableSettings) -> Result<()> {
        let goes = match self.online {
            None => return Ok(()),
            Some(Online::Create(_)) => None,
            Some(Online::Delete(name)) => Some(name),
        };
        let mut indexes = settings.global_indexes.iter();
        match indexes.any(|(name, index)| index.is_online() && goes != Some(name)) {
            true => Err(Error::LimitExceeded(texts::index::ONE_ONLINE.to_owned())),
            false => Ok(()),
        }
    }

    /// Refuses a change of an index that is being changed or taken away.
    pub(super) fn check_in_use(&self, table: &str, settings: &TableSettings) -> Result<()> {
        let goes = match self.online {
            Some(Online::Delete(name)) => Some(name),
            _ => None,
        };
        for name in self.throughput.keys().copied().chain(goes) {
            if let Some(index) = settings.global_indexes.get(name) {
                check_index(table, name, index.status)?;
            }
        }
        Ok(())
    }

    /// Brings the settings up to date with the index that comes or goes, and tells which is to be made. `definitions`
    /// are those of the request.
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
            Some(Online::Create(index)) => create(engine, table, settings, index, definitions).map(Some),
        }
    }

    /// Changes the throughput of the indexes: of each where the table is paid for in another way than before.
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
    if there.iter().any(|there| there.name() == index.index_name) {
        return Err(Error::validation(texts::index::duplicate_name(&index.index_name)));
    }
    // Of an attribute that the table defines with another type, the table's type counts.
    let mut types = definitions.to_vec();
    for definition in &mut types {
        let stored = |stored: &&KeyAttribute| stored.name == definition.attribute_name.as_str();
        if let Some(stored) = settings.attribute_definitions.iter().find(stored) {
            definition.attribute_type = Some(stored.attribute_type);
        }
    }
    let definition = global_definition(&AttributeTypes::new(&types)?, index)?;
    if settings.global_indexes.len() >= GLOBAL_INDEXES {
        return Err(Error::validation(texts::index::too_many_global_indexes(GLOBAL_INDEXES)));
    }
    check_projected(there.iter().map(|index| &**index).chain([&definition]))?;
    let throughput = index_throughput(settings.billing_mode, index)?;
    let partitions = engine.options().partitions.unwrap_or_else(|| throughput.partitions());
    let partitions = partitions.clamp(1, MOST_PARTITIONS);
    for attribute in definition.schema().attributes() {
        if !settings.attribute_definitions.contains(attribute) {
            settings.attribute_definitions.push(attribute.clone());
        }
    }
    let mut of_index = IndexSettings::new(IndexStatus::Creating, throughput);
    of_index.backfill = Some(Backfill { has_begun: false, is_filled: false });
    settings.global_indexes.insert(index.index_name.clone(), of_index);
    Ok(NewIndex { definition, partitions })
}

/// The refusal of a change of an index that the table does not have.
fn no_such_index(name: &str) -> Error {
    Error::ResourceNotFound(texts::index::not_found(name).into())
}
