//! The changes of a request: checked against the table's settings, and carried out together.

use std::sync::Arc;

use super::{
    indexes::{IndexUpdates, NewIndex},
    input::UpdateTableInput,
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    operation::{
        access::{
            in_use::{check_active, check_concurrent},
            not_found::no_managed_table,
        },
        definition::{
            provisioned_units::UnitsOfOthers,
            settings::{AskedThroughput, encryption_key_arn},
            streams::switch_stream,
            vector_indexes::check_mode,
        },
        table::{
            describe::describe_settings,
            description::TableDescription,
            throughput_change::ThroughputChange,
            updating::{Times, begin_updating, set_billing_mode, set_table_class},
        },
    },
    storage::{BillingMode, GlobalIndex, Table, TableSettings, TableStatus, VectorIndex},
    texts,
};

/// The changes that a request asks for.
#[derive(Debug)]
pub(super) struct Changes<'r> {
    input: &'r UpdateTableInput,
    indexes: IndexUpdates<'r>,
}

impl<'r> Changes<'r> {
    /// Checks what needs no table.
    pub(super) fn of(input: &'r UpdateTableInput) -> Result<Self> {
        let updates = input.global_secondary_index_updates.as_deref().unwrap_or_default();
        let vector_updates = input.vector_index_updates.as_deref().unwrap_or_default();
        let asks = [
            input.provisioned_throughput.is_some(),
            input.billing_mode.is_some(),
            input.stream_specification.is_some(),
            !updates.is_empty(),
            !vector_updates.is_empty(),
            input.sse_specification.is_some(),
            input.table_class.is_some(),
            input.deletion_protection_enabled.is_some(),
            input.on_demand_throughput.is_some(),
            input.warm_throughput.is_some(),
            input.global_table_settings_replication_mode.is_some(),
            input.disassociation_protection_enabled.is_some(),
        ];
        if !asks.contains(&true) {
            return Err(Error::validation(texts::table::NOTHING_TO_UPDATE));
        }
        let count = asks.iter().filter(|asked| **asked).count();
        if input.table_class.is_some() && count > 1 {
            return Err(Error::invalid_values(
                "TableClass modification must be the only operation in the request",
            ));
        }
        if input.billing_mode == Some(BillingMode::Provisioned) && input.provisioned_throughput.is_none() {
            return Err(AskedThroughput::no_units(None));
        }
        Ok(Self { input, indexes: IndexUpdates::of(updates, vector_updates)? })
    }

    /// The request.
    pub(super) fn input(&self) -> &'r UpdateTableInput {
        self.input
    }

    /// Carries the changes out, and describes the table in the state of being changed.
    pub(super) fn carry_out(&self, engine: &Engine, table: &Arc<Table>) -> Result<TableDescription> {
        check_concurrent(engine)?;
        // Locked, so that no other change interleaves.
        let _one_at_a_time = table.changing();
        let asks_for_units = self.input.provisioned_throughput.is_some()
            || self.input.global_secondary_index_updates.is_some();
        let others = asks_for_units.then(|| UnitsOfOthers::of(engine, table.name()));
        let (times, mut work) = (Times::of(engine), None);
        let changed = table.change_states(&times.ending, |settings| {
            // A table that this request protects must not have been deleted in between.
            if table.is_dropped() {
                return Err(None);
            }
            self.check_in_use(table.name(), settings)?;
            let before = settings.clone();
            work = self.change(engine, table, settings)?;
            others.as_ref().map_or(Ok(()), |others| others.check(Some(&before), settings))?;
            begin_updating(&before, settings, &times);
            Ok(())
        });
        // The error's hint reads other tables, which must not happen under the lock of the settings.
        let no_table =
            |refusal: Option<Error>| refusal.unwrap_or_else(|| no_managed_table(engine, table.name()));
        let (settings, ended) = changed.map_err(no_table)?;
        if self.input.stream_specification.is_some() {
            table.record_needs(times.ending.now_ms);
        }
        let added = work.map(|new| Added::to(table, new));
        let description = describe_settings(engine, table, settings);
        table.follow_up(ended, &times.ending);
        if let Some(added) = added {
            added.fill(table);
            let (_, ended) = table.change_states(&times.ending, |settings| {
                added.set_filled(settings, &times);
                Ok::<_, Error>(())
            })?;
            table.follow_up(ended, &times.ending);
        }
        engine.end_states_later(table);
        Ok(description)
    }

    /// Refuses the changes while a conflicting change is under way.
    fn check_in_use(&self, name: &str, settings: &TableSettings) -> Result<()> {
        if matches!(settings.status, TableStatus::Active | TableStatus::Updating) {
            self.indexes.check_online(settings)?;
        }
        check_active(name, settings)?;
        self.indexes.check_in_use(name, settings)
    }

    /// Changes the settings and what the update changes when it ends; returns the index to create, if there is one.
    fn change(
        &self,
        engine: &Engine,
        table: &Table,
        settings: &mut TableSettings,
    ) -> Result<Option<NewIndex>> {
        let input = self.input;
        let now_seconds = engine.clock().now_seconds();
        self.change_throughput(settings, now_seconds)?;
        if let Some(asked) = &input.stream_specification {
            switch_stream(engine, table.name(), settings, asked)?;
        }
        if let Some(asked) = &input.sse_specification {
            let key = encryption_key_arn(engine, Some(asked))?;
            if key == settings.encryption_key_arn {
                return Err(Error::invalid_values(match key {
                    Some(_) => "Table is already encrypted by given KMSMasterKeyId",
                    None => "Table is already encrypted by default",
                }));
            }
            settings.encryption_key_arn = key;
        }
        if let Some(class) = input.table_class {
            set_table_class(settings, class, now_seconds)?;
        }
        if let Some(protected) = input.deletion_protection_enabled {
            settings.deletion_protection = protected;
        }
        if let Some(protected) = input.disassociation_protection_enabled {
            settings.disassociation_protection = protected;
        }
        if let Some(mode) = input.global_table_settings_replication_mode {
            settings.settings_replication_mode = Some(mode);
        }
        check_mode(settings.billing_mode, !settings.vector_indexes.is_empty())?;
        let definitions = input.attribute_definitions.as_deref().unwrap_or_default();
        self.indexes.change_online(engine, table, settings, definitions)
    }

    /// Changes the billing mode and the throughput of the table and of its global indexes.
    fn change_throughput(&self, settings: &mut TableSettings, now_seconds: f64) -> Result<()> {
        let input = self.input;
        let (from, to) = (settings.billing_mode, input.billing_mode.unwrap_or(settings.billing_mode));
        let change = ThroughputChange { from, to, now_seconds, index: None };
        let asked = AskedThroughput {
            provisioned: input.provisioned_throughput.as_ref(),
            on_demand: input.on_demand_throughput.as_ref(),
            warm: input.warm_throughput.as_ref(),
        };
        settings.throughput = change.apply(&settings.throughput, &asked)?;
        self.indexes.change_throughput(settings, change)?;
        set_billing_mode(settings, to, now_seconds)
    }
}

/// An index that was added to a table and has yet to be filled.
enum Added {
    Global(Arc<GlobalIndex>),
    Vector(Arc<VectorIndex>),
}

impl Added {
    fn to(table: &Table, new: NewIndex) -> Self {
        match new {
            NewIndex::Global(definition, partitions) => {
                Self::Global(table.add_global_index(definition, partitions))
            }
            NewIndex::Vector(definition) => Self::Vector(table.add_vector_index(definition)),
        }
    }

    fn fill(&self, table: &Table) {
        match self {
            Self::Global(index) => table.fill_global_index(index),
            Self::Vector(index) => table.fill_vector_index(index),
        }
    }

    fn set_filled(&self, settings: &mut TableSettings, times: &Times) {
        let (of_index, transition) = match self {
            Self::Global(index) => {
                (settings.global_indexes.get_mut(index.definition().name()), times.of_indexes)
            }
            Self::Vector(index) => {
                (settings.vector_indexes.get_mut(&index.definition().name), times.of_vector_indexes)
            }
        };
        debug_assert!(of_index.is_some(), "one changes a table at a time");
        of_index.into_iter().for_each(|index| index.set_filled(transition));
    }
}
