//! A change of the settings of a global table's replicas: writes of all of them, reads of each.

use std::collections::BTreeSet;

use super::{
    auto_scaling::AutoScalingSettingsUpdate,
    settings_input::{ReplicaSettingsUpdate, UpdateGlobalTableSettingsInput},
};
use crate::{
    error::{Error, Result},
    storage::{BillingMode, TableClass},
    texts::global_table as texts,
};

/// A change of the settings of a global table's replicas.
#[derive(Debug)]
pub(super) struct SettingsUpdate<'r> {
    /// The global table's name.
    pub(super) name: &'r str,
    pub(super) billing_mode: Option<BillingMode>,
    /// The write units of each replica.
    pub(super) write: UnitsUpdate<'r>,
    /// The write units of indexes, in each replica.
    pub(super) indexes: Vec<IndexUpdate<'r>>,
    pub(super) replicas: Vec<ReplicaUpdate<'r>>,
}

/// A change of units, and of how they are scaled.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct UnitsUpdate<'r> {
    pub(super) units: Option<i64>,
    pub(super) scaling: Option<&'r AutoScalingSettingsUpdate>,
}

/// A change of the units of a global index.
#[derive(Debug, Clone, Copy)]
pub(super) struct IndexUpdate<'r> {
    pub(super) index: &'r str,
    pub(super) units: UnitsUpdate<'r>,
}

/// A change of one replica.
#[derive(Debug)]
pub(super) struct ReplicaUpdate<'r> {
    pub(super) region: &'r str,
    /// Its read units.
    pub(super) read: UnitsUpdate<'r>,
    /// The read units of its indexes.
    pub(super) indexes: Vec<IndexUpdate<'r>>,
    pub(super) table_class: Option<TableClass>,
}

impl UnitsUpdate<'_> {
    const fn is_empty(&self) -> bool {
        self.units.is_none() && self.scaling.is_none()
    }

    /// Whether it changes units or has them scaled, for which they must be provisioned.
    fn needs_units(&self) -> bool {
        self.units.is_some() || self.scales()
    }

    fn scales(&self) -> bool {
        self.scaling.is_some_and(|scaling| !scaling.is_off())
    }

    fn check(&self, table: &str) -> Result<()> {
        self.scaling.map_or(Ok(()), |scaling| scaling.check(table))
    }
}

impl ReplicaUpdate<'_> {
    fn is_empty(&self) -> bool {
        self.read.is_empty() && self.indexes.is_empty() && self.table_class.is_none()
    }
}

impl SettingsUpdate<'_> {
    /// Checks what needs no table.
    pub(super) fn check(&self) -> Result<()> {
        let is_empty = self.billing_mode.is_none()
            && self.write.is_empty()
            && self.indexes.is_empty()
            && self.replicas.is_empty();
        if is_empty {
            return Err(Error::validation(texts::nothing_to_update(self.name)));
        }
        if let Some(replica) = self.replicas.iter().find(|replica| replica.is_empty()) {
            return Err(Error::validation(texts::nothing_to_update_in(self.name, replica.region)));
        }
        let regions = repeated(self.replicas.iter().map(|replica| replica.region));
        if !regions.is_empty() {
            return Err(Error::validation(texts::regions_repeated(self.name, &regions)));
        }
        self.write.check(self.name)?;
        self.check_indexes(&self.indexes)?;
        for replica in &self.replicas {
            replica.read.check(self.name)?;
            self.check_indexes(&replica.indexes)?;
        }
        Ok(())
    }

    fn check_indexes(&self, indexes: &[IndexUpdate<'_>]) -> Result<()> {
        let repeated = repeated(indexes.iter().map(|index| index.index));
        if !repeated.is_empty() {
            return Err(Error::validation(texts::indexes_repeated(self.name, &repeated)));
        }
        for index in indexes {
            if index.units.is_empty() {
                return Err(Error::validation(texts::nothing_to_update_of(self.name, index.index)));
            }
            index.units.check(self.name)?;
        }
        Ok(())
    }

    /// The change of the replica in this region.
    pub(super) fn of_region(&self, region: &str) -> Option<&ReplicaUpdate<'_>> {
        self.replicas.iter().find(|replica| replica.region == region)
    }

    /// The members for which units must be provisioned. Those of auto scaling have the names of UpdateGlobalTableSettings
    /// in the messages of both operations.
    pub(super) fn members_of_units(&self) -> Vec<&'static str> {
        let (all, one) = (UpdateGlobalTableSettingsInput::MEMBERS, ReplicaSettingsUpdate::MEMBERS);
        let any = |needs: &dyn Fn(&ReplicaUpdate<'_>) -> bool| self.replicas.iter().any(needs);
        let need = |indexes: &[IndexUpdate<'_>]| indexes.iter().any(|index| index.units.needs_units());
        let members = [
            (all.global_table_provisioned_write_capacity_units, self.write.units.is_some()),
            (all.global_table_provisioned_write_capacity_auto_scaling_settings_update, self.write.scales()),
            (all.global_table_global_secondary_index_settings_update, need(&self.indexes)),
            (one.replica_provisioned_read_capacity_units, any(&|replica| replica.read.units.is_some())),
            (
                one.replica_provisioned_read_capacity_auto_scaling_settings_update,
                any(&|replica| replica.read.scales()),
            ),
            (one.replica_global_secondary_index_settings_update, any(&|replica| need(&replica.indexes))),
        ];
        members.into_iter().filter(|(_, needs)| *needs).map(|(member, _)| member.name()).collect()
    }
}

/// The names that come more than once, each once and in order.
fn repeated<'n>(names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut seen = BTreeSet::new();
    let repeated: BTreeSet<&str> = names.filter(|name| !seen.insert(*name)).collect();
    repeated.into_iter().collect()
}
