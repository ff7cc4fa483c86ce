//! Changes of global indexes.

use std::collections::{BTreeMap, HashSet};

use super::{GlobalSecondaryIndexUpdate, UpdateGlobalSecondaryIndexAction, throughput::ThroughputChange};
use crate::{
    error::{Error, Result},
    operation::table::settings::AskedThroughput,
    storage::TableSettings,
    texts,
};

/// The changes of global indexes that a request asks for, each index once.
#[derive(Debug)]
pub(super) struct IndexUpdates<'r> {
    /// Changes of throughput, by the index's name.
    throughput: BTreeMap<&'r str, &'r UpdateGlobalSecondaryIndexAction>,
}

impl<'r> IndexUpdates<'r> {
    /// Checks what needs no table.
    pub(super) fn of(updates: &'r [GlobalSecondaryIndexUpdate]) -> Result<Self> {
        let mut names = HashSet::new();
        let mut throughput = BTreeMap::new();
        for update in updates {
            let name = match (&update.update, &update.create, &update.delete) {
                (Some(update), None, None) => {
                    throughput.insert(update.index_name.as_str(), update);
                    &update.index_name
                }
                (None, Some(_), None) | (None, None, Some(_)) => {
                    return Err(Error::validation(format!(
                        "hashrange {} does not make or take away global indexes of a table that is there yet",
                        env!("CARGO_PKG_VERSION")
                    )));
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
        Ok(Self { throughput })
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

/// The refusal of a change of an index that the table does not have.
fn no_such_index(name: &str) -> Error {
    Error::ResourceNotFound(texts::index::not_found(name).into())
}
