//! A change of a replica that has begun, as UpdateTable answers it.

use std::sync::Arc;

use super::description::ReplicaDescription;
use crate::{
    engine::Engine,
    error::{Error, Result},
    operation::table::description::TableDescription,
    storage::{Table, TableSettings},
};

/// A change of replicas that has begun.
#[derive(Debug)]
pub(crate) struct Begun {
    /// The settings of the table that was asked, while the change is under way.
    pub(crate) settings: TableSettings,
    /// The replicas, while the change is under way.
    replicas: Vec<ReplicaDescription>,
}

impl Begun {
    /// Describes the replicas as they are while the change is under way, even where that takes no time.
    pub(crate) fn add_to(self, description: &mut TableDescription) {
        if self.replicas.is_empty() {
            return;
        }
        let replicas = description.replicas.get_or_insert_default();
        for changed in self.replicas {
            match replicas.iter_mut().find(|replica| replica.region_name == changed.region_name) {
                Some(replica) => *replica = changed,
                None => replicas.push(changed),
            }
        }
    }
}

/// Puts the table that was asked into the state of being changed, and changes its settings.
pub(super) fn begin(
    engine: &Engine,
    table: &Arc<Table>,
    replicas: Vec<ReplicaDescription>,
    change: impl FnOnce(&mut TableSettings),
) -> Result<Begun> {
    let _one_at_a_time = table.changing();
    let ending = engine.ending();
    let (settings, ended) = table.change_states(&ending, |settings| {
        change(settings);
        settings.begin_updating(engine.transition());
        Ok::<_, Error>(())
    })?;
    table.follow_up(ended, &ending);
    engine.end_states_later(table);
    Ok(Begun { settings, replicas })
}
