//! Changes the settings of a global table's replicas.

use super::{
    auto_scaling::Units,
    global_tables::{GlobalTableRef, ReplicaRef},
    settings_update::{IndexUpdate, SettingsUpdate, UnitsUpdate},
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    operation::{
        access::in_use::{check_active, check_concurrent},
        definition::{settings::AskedThroughput, structures::ProvisionedThroughput},
        table::{
            describe::provisioned,
            throughput_change::ThroughputChange,
            updating::{set_billing_mode, set_table_class, update},
        },
    },
    storage::{AutoScaling, BillingMode, IndexStatus, TableSettings, Throughput},
    texts::{self, global_table as global_texts},
};

/// The exceptions of an operation for what a request names and the global table does not have.
#[derive(Debug, Clone, Copy)]
pub(super) enum Missing {
    /// Those of UpdateGlobalTableSettings.
    Legacy,
    /// That of UpdateTableReplicaAutoScaling.
    Current,
}

impl Missing {
    fn replica(self, message: String) -> Error {
        match self {
            Self::Legacy => Error::ReplicaNotFound(message),
            Self::Current => Error::ResourceNotFound(message.into()),
        }
    }

    fn index(self, message: String) -> Error {
        match self {
            Self::Legacy => Error::IndexNotFound(message),
            Self::Current => Error::ResourceNotFound(message.into()),
        }
    }
}

/// Carries a checked update out. Nothing is changed unless all replicas can be.
pub(super) fn apply(
    engine: &Engine,
    global_table: &GlobalTableRef<'_>,
    asked: &SettingsUpdate<'_>,
    missing: Missing,
) -> Result<()> {
    check_there(global_table, asked, missing)?;
    check_billing_mode(global_table, asked)?;
    check_concurrent(engine)?;
    for replica in &global_table.replicas {
        let mut settings = replica.table.settings().clone();
        check_active(asked.name, &settings)?;
        change(asked, replica, &mut settings)?;
    }
    for replica in &global_table.replicas {
        update(&replica.engine, &replica.table, |settings| change(asked, replica, settings))?;
    }
    Ok(())
}

/// Refuses regions without a replica, and indexes that are not there or are being created.
fn check_there(
    global_table: &GlobalTableRef<'_>,
    asked: &SettingsUpdate<'_>,
    missing: Missing,
) -> Result<()> {
    let name = asked.name;
    let elsewhere = asked.replicas.iter().map(|replica| replica.region);
    let elsewhere: Vec<&str> = elsewhere.filter(|region| global_table.in_region(region).is_none()).collect();
    if !elsewhere.is_empty() {
        return Err(missing.replica(global_texts::no_replicas(name, &elsewhere)));
    }
    let everywhere = |index: &str| global_table.replicas.iter().all(|replica| has_index(replica, index));
    let unknown = asked.indexes.iter().map(|index| index.index).filter(|index| !everywhere(index));
    let unknown: Vec<&str> = unknown.collect();
    if !unknown.is_empty() {
        return Err(missing.index(global_texts::no_indexes(name, &unknown)));
    }
    for of_region in &asked.replicas {
        let Some(replica) = global_table.in_region(of_region.region) else { continue };
        if let Some(unknown) = of_region.indexes.iter().find(|index| !has_index(replica, index.index)) {
            let message = global_texts::no_index_in(name, unknown.index, of_region.region);
            return Err(missing.index(message));
        }
    }
    Ok(())
}

fn has_index(replica: &ReplicaRef<'_>, name: &str) -> bool {
    let settings = replica.table.settings();
    settings.global_indexes.get(name).is_some_and(|index| index.status != IndexStatus::Creating)
}

/// Refuses units, and their scaling, of replicas on demand.
fn check_billing_mode(global_table: &GlobalTableRef<'_>, asked: &SettingsUpdate<'_>) -> Result<()> {
    let members = asked.members_of_units();
    if members.is_empty() {
        return Ok(());
    }
    if asked.billing_mode == Some(BillingMode::PayPerRequest) {
        return Err(Error::validation(texts::throughput::units_on_demand(None)));
    }
    let is_on_demand =
        |replica: &&ReplicaRef<'_>| replica.table.settings().billing_mode == BillingMode::PayPerRequest;
    let on_demand: Vec<&str> =
        global_table.replicas.iter().filter(is_on_demand).map(ReplicaRef::region).collect();
    match on_demand.is_empty() || asked.billing_mode == Some(BillingMode::Provisioned) {
        true => Ok(()),
        false => Err(Error::validation(global_texts::replicas_on_demand(asked.name, &on_demand, &members))),
    }
}

/// Changes the settings of one replica.
fn change(asked: &SettingsUpdate<'_>, replica: &ReplicaRef<'_>, settings: &mut TableSettings) -> Result<()> {
    let now_seconds = replica.engine.clock().now_seconds();
    let of_region = asked.of_region(replica.region());
    let (from, to) = (settings.billing_mode, asked.billing_mode.unwrap_or(settings.billing_mode));
    let change = |index| ThroughputChange { from, to, now_seconds, index };
    let read = of_region.map(|of_region| of_region.read).unwrap_or_default();
    let units = UnitsOf { engine: &replica.engine, table: asked.name, read, write: asked.write };
    settings.throughput = units.apply(change(None), &settings.throughput, &mut settings.auto_scaling)?;
    for (name, index) in &mut settings.global_indexes {
        let read = of_region.and_then(|of_region| find(&of_region.indexes, name));
        let write = find(&asked.indexes, name);
        let units = UnitsOf { read: read.unwrap_or_default(), write: write.unwrap_or_default(), ..units };
        index.throughput = units.apply(change(Some(name)), &index.throughput, &mut index.auto_scaling)?;
    }
    set_billing_mode(settings, to, now_seconds)?;
    match of_region.and_then(|of_region| of_region.table_class) {
        Some(class) => set_table_class(settings, class, now_seconds),
        None => Ok(()),
    }
}

fn find<'r>(indexes: &[IndexUpdate<'r>], name: &str) -> Option<UnitsUpdate<'r>> {
    indexes.iter().find(|index| index.index == name).map(|index| index.units)
}

/// What is asked for the units of a table, or of one of its indexes.
#[derive(Debug, Clone, Copy)]
struct UnitsOf<'r> {
    engine: &'r Engine,
    table: &'r str,
    read: UnitsUpdate<'r>,
    write: UnitsUpdate<'r>,
}

impl UnitsOf<'_> {
    /// Changes how the units are scaled, and returns the new throughput, which is within the bounds of that: as Application
    /// Auto Scaling does when bounds are set, without waiting for an alarm.
    fn apply(
        &self,
        change: ThroughputChange<'_>,
        current: &Throughput,
        scaling: &mut AutoScaling,
    ) -> Result<Throughput> {
        for (units, update) in [(Units::Read, self.read), (Units::Write, self.write)] {
            if let Some(update) = update.scaling {
                let settings = update.settings(self.engine, units, self.table, change.index)?;
                *units.of_mut(scaling) = settings;
            }
        }
        let asked = match change.to {
            BillingMode::PayPerRequest => None,
            BillingMode::Provisioned => self.units(change, current, scaling)?,
        };
        if asked.is_none() && change.from == change.to {
            return Ok(current.clone());
        }
        let asked = AskedThroughput { provisioned: asked.as_ref(), on_demand: None, warm: None };
        change.apply(current, &asked)
    }

    /// The new units; `None` if they stay as they are.
    fn units(
        &self,
        change: ThroughputChange<'_>,
        current: &Throughput,
        scaling: &AutoScaling,
    ) -> Result<Option<ProvisionedThroughput>> {
        let is_new = change.from != change.to;
        let wanted = |units: Units, update: UnitsUpdate<'_>, current: u64| {
            let asked = match update.units {
                Some(asked) => u64::try_from(asked).unwrap_or(1),
                None if is_new => return Err(AskedThroughput::no_units(change.index)),
                None if update.scaling.is_none() => return Ok(current),
                None => current,
            };
            Ok(units.of(scaling).as_ref().map_or(asked, |settings| settings.bounded(asked)))
        };
        let read_units = wanted(Units::Read, self.read, current.read_units)?;
        let write_units = wanted(Units::Write, self.write, current.write_units)?;
        let stay = !is_new && (read_units, write_units) == (current.read_units, current.write_units);
        let wanted = Throughput { read_units, write_units, ..Throughput::default() };
        Ok((!stay).then(|| provisioned(&wanted)))
    }
}
