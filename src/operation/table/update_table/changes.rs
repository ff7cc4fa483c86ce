//! What a request changes: checked against the table's settings, and carried out as one.

use super::{
    indexes::{IndexUpdates, IndexWork},
    input::UpdateTableInput,
    throughput::ThroughputChange,
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    operation::{
        access::not_found::no_managed_table,
        definition::settings::{AskedThroughput, encryption_key_arn, switched_stream},
        table::{describe::describe_settings, description::TableDescription},
    },
    storage::{BillingMode, IndexSettings, IndexStatus, Table, TableClass, TableSettings, TableStatus},
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
        let asks = [
            input.provisioned_throughput.is_some(),
            input.billing_mode.is_some(),
            input.stream_specification.is_some(),
            !updates.is_empty(),
            input.sse_specification.is_some(),
            input.table_class.is_some(),
            input.deletion_protection_enabled.is_some(),
            input.on_demand_throughput.is_some(),
            input.warm_throughput.is_some(),
            input.global_table_settings_replication_mode.is_some(),
        ];
        if !asks.contains(&true) {
            return Err(Error::validation(texts::table::NOTHING_TO_UPDATE));
        }
        if input.billing_mode == Some(BillingMode::Provisioned) && input.provisioned_throughput.is_none() {
            return Err(AskedThroughput::no_units(None));
        }
        Ok(Self { input, indexes: IndexUpdates::of(updates)? })
    }

    /// Carries them out, and describes the table as it is while that is done.
    pub(super) fn carry_out(&self, engine: &Engine, table: &Table) -> Result<TableDescription> {
        // No other change comes between the settings and what follows from them.
        let _one_at_a_time = table.changing();
        let changed = table.change_settings(|settings| {
            // What is protected from now on must not have been deleted meanwhile.
            if table.is_dropped() {
                return Ok(None);
            }
            let mut changed = settings.clone();
            let work = self.change(engine, table, &mut changed)?;
            let before = std::mem::replace(settings, changed);
            Ok::<_, Error>(Some((reported(&before, settings), work)))
        })?;
        let (reported, work) = changed.ok_or_else(|| no_managed_table(engine, table.name()))?;
        match work {
            None => Ok(describe_settings(engine, table, reported)),
            Some(IndexWork::Delete(name)) => {
                let description = describe_settings(engine, table, reported);
                table.remove_global_index(&name);
                Ok(description)
            }
            Some(IndexWork::Create(definition, partitions)) => {
                let name = definition.name().to_owned();
                let index = table.add_global_index(definition, partitions);
                let description = describe_settings(engine, table, reported);
                table.fill_global_index(&index);
                table.change_settings(|settings| {
                    let index = settings.global_indexes.get_mut(&name);
                    debug_assert!(index.is_some(), "one changes a table at a time");
                    index.into_iter().for_each(|index| index.status = IndexStatus::Active);
                });
                Ok(description)
            }
        }
    }

    fn change(
        &self,
        engine: &Engine,
        table: &Table,
        settings: &mut TableSettings,
    ) -> Result<Option<IndexWork>> {
        let input = self.input;
        let now_seconds = engine.clock().now_seconds();
        self.change_throughput(settings, now_seconds)?;
        if let Some(asked) = &input.stream_specification {
            settings.stream = switched_stream(engine, table.name(), settings.stream.take(), asked)?;
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
            if settings.table_class.unwrap_or(TableClass::Standard) != class {
                settings.table_class_changed_seconds = Some(now_seconds);
            }
            settings.table_class = Some(class);
        }
        if let Some(protected) = input.deletion_protection_enabled {
            settings.deletion_protection = protected;
        }
        if let Some(mode) = input.global_table_settings_replication_mode {
            settings.settings_replication_mode = Some(mode);
        }
        let definitions = input.attribute_definitions.as_deref().unwrap_or_default();
        self.indexes.change_online(engine, table, settings, definitions)
    }

    /// Changes how throughput is paid for, and how much there is of it, of the table and of its global indexes.
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
        settings.billing_mode = to;
        if to == BillingMode::PayPerRequest && from != to {
            settings.pay_per_request_since_seconds = Some(now_seconds);
        }
        Ok(())
    }
}

/// The settings as the answer reports them: those to come, with the units from before, while the table and its indexes
/// are being changed. (API reference: UpdateTable, examples)
fn reported(before: &TableSettings, after: &TableSettings) -> TableSettings {
    let mut reported = after.clone();
    if before == after {
        return reported;
    }
    reported.status = TableStatus::Updating;
    reported.throughput = before.throughput.clone();
    for (name, index) in &mut reported.global_indexes {
        if let Some(before) = before.global_indexes.get(name).filter(|before| *before != index) {
            index.status = IndexStatus::Updating;
            index.throughput = before.throughput.clone();
        }
    }
    for (name, index) in &before.global_indexes {
        let gone = || IndexSettings { status: IndexStatus::Deleting, throughput: index.throughput.clone() };
        reported.global_indexes.entry(name.clone()).or_insert_with(gone);
    }
    reported
}
