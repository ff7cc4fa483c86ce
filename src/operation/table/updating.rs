//! How a table's settings change: the states of the table and of its indexes meanwhile, and what is counted.

use std::{mem, sync::Arc};

use super::frequency::{OF_TABLE_CLASS, TO_ON_DEMAND};
use crate::{
    engine::Engine,
    error::{Error, Result},
    operation::{
        access::{in_use::check_active, not_found::no_managed_table},
        definition::provisioned_units::UnitsOfOthers,
    },
    storage::{BillingMode, Ending, IndexStatus, Table, TableClass, TableSettings, TableStatus, Transition},
};

/// Changes the settings of a table: all of what `change` does, or nothing if it fails. Units are checked against those of
/// the other tables.
pub(crate) fn update(
    engine: &Engine,
    table: &Arc<Table>,
    change: impl FnOnce(&mut TableSettings) -> Result<()>,
) -> Result<()> {
    // Locked, so that no other change interleaves.
    let _one_at_a_time = table.changing();
    let others = UnitsOfOthers::of(engine, table.name());
    let times = Times::of(engine);
    let changed = table.change_states(&times.ending, |settings| {
        if table.is_dropped() {
            return Err(None);
        }
        check_active(table.name(), settings)?;
        let mut before = settings.clone();
        change(settings)?;
        others.check(Some(&before), settings)?;
        // How units are scaled changes at once: alone it is no update of the table.
        before.auto_scaling = settings.auto_scaling.clone();
        for (name, index) in &mut before.global_indexes {
            if let Some(changed) = settings.global_indexes.get(name) {
                index.auto_scaling = changed.auto_scaling.clone();
            }
        }
        begin_updating(&before, settings, &times);
        Ok(())
    });
    // The error's hint reads other tables, which must not happen under the lock of the settings.
    let no_table = |refusal: Option<Error>| refusal.unwrap_or_else(|| no_managed_table(engine, table.name()));
    let (_, ended) = changed.map_err(no_table)?;
    table.follow_up(ended, &times.ending);
    engine.end_states_later(table);
    Ok(())
}

/// Sets how the table's throughput is paid for.
///
/// # Errors
/// It was set to on-demand too often.
pub(crate) fn set_billing_mode(
    settings: &mut TableSettings,
    to: BillingMode,
    now_seconds: f64,
) -> Result<()> {
    if to == BillingMode::PayPerRequest && settings.billing_mode != to {
        TO_ON_DEMAND.note(&mut settings.on_demand_switches_seconds, now_seconds)?;
        settings.pay_per_request_since_seconds = Some(now_seconds);
    }
    settings.billing_mode = to;
    Ok(())
}

/// Sets the table's class.
///
/// # Errors
/// It was changed too often.
pub(crate) fn set_table_class(
    settings: &mut TableSettings,
    class: TableClass,
    now_seconds: f64,
) -> Result<()> {
    if settings.table_class.unwrap_or(TableClass::Standard) != class {
        OF_TABLE_CLASS.note(&mut settings.table_class_changes_seconds, now_seconds)?;
        settings.table_class_changed_seconds = Some(now_seconds);
    }
    settings.table_class = Some(class);
    Ok(())
}

/// The ends of the states that an update begins.
pub(super) struct Times {
    pub(super) ending: Ending,
    pub(super) of_table: Transition,
    /// A table is ACTIVE again while its indexes are still being changed. (Developer guide: Managing global secondary
    /// indexes)
    pub(super) of_indexes: Transition,
    /// The last state of a vector index that is added. If states take no time, it lasts until it has been described
    /// once.
    pub(super) of_vector_indexes: Transition,
}

impl Times {
    pub(super) fn of(engine: &Engine) -> Self {
        let (of_table, of_indexes) = (engine.transition(), engine.transition_behind(2));
        let of_vector_indexes = if engine.transitions_ms() == 0 { Transition::default() } else { of_indexes };
        Self { ending: engine.ending(), of_table, of_indexes, of_vector_indexes }
    }
}

/// If the settings differ from before, puts the table and its changing indexes into the states of being changed. The
/// old units and the old key stay until these states end. (API reference: UpdateTable, examples)
pub(super) fn begin_updating(before: &TableSettings, settings: &mut TableSettings, times: &Times) {
    if before == settings {
        return;
    }
    (settings.status, settings.transition) = (TableStatus::Updating, times.of_table);
    let throughput = mem::replace(&mut settings.throughput, before.throughput.clone());
    settings.to_come.throughput = (throughput != settings.throughput).then_some(throughput);
    if before.encryption_key_arn != settings.encryption_key_arn {
        let key = mem::replace(&mut settings.encryption_key_arn, before.encryption_key_arn.clone());
        settings.to_come.encryption_key_arn = Some(key);
    }
    if let Some(stream) = &mut settings.stream
        && before.stream.as_ref() != Some(&*stream)
    {
        stream.transition = times.of_table;
    }
    for (name, index) in &mut settings.global_indexes {
        match before.global_indexes.get(name) {
            // The index is being added: its resources are allocated while the table is being changed.
            None => index.transition = times.of_table,
            Some(before) if before.status != index.status => index.transition = times.of_indexes,
            Some(before) if before.throughput != index.throughput => {
                let throughput = mem::replace(&mut index.throughput, before.throughput.clone());
                index.throughput_to_come = Some(throughput);
                // An index that is still being filled stays CREATING, and gets the new throughput when that state ends.
                if index.status == IndexStatus::Active {
                    (index.status, index.transition) = (IndexStatus::Updating, times.of_indexes);
                }
            }
            Some(_) => {}
        }
    }
    for (name, index) in &mut settings.vector_indexes {
        match before.vector_indexes.get(name) {
            None => index.transition = times.of_table,
            Some(before) if before.status != index.status => index.transition = times.of_indexes,
            Some(_) => {}
        }
    }
}
