//! What a restored table is like: its source as it was, except for what the request overrides and what the service does
//! not restore.

use std::collections::BTreeMap;

use super::{
    in_use::check_restorable,
    overrides::Overrides,
    restored_indexes::{RestoredIndex, RestoredIndexes},
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    limits::TABLES_RESTORING,
    operation::{
        access::{in_use::check_concurrent, replicas::changing_replicas},
        definition::{
            provisioned_units::UnitsOfOthers, settings::encryption_key_arn, vector_indexes::check_mode,
        },
        table::{describe::describe_settings, description::TableDescription},
    },
    storage::{
        AutoScaling, BillingMode, IndexSettings, IndexStatus, RestoreSettings, Table, TableDefinition,
        TableSettings, TableStatus, ToCome, Transition,
    },
    texts,
};

impl Overrides<'_> {
    /// Creates the table `name` with the items of `source`, which is not in use, and describes it.
    ///
    /// # Errors
    /// Overrides that do not fit each other or the source; a table of this name exists; too many tables are being
    /// restored, or another one from the same backup.
    pub(super) fn restore(
        &self,
        engine: &Engine,
        source: &Table,
        name: &str,
        restored: RestoreSettings,
    ) -> Result<TableDescription> {
        let backup_arn = restored.source_backup_arn.clone();
        let mut definition = self.definition(engine, source, name, restored)?;
        check_target(engine, name)?;
        if let Some(arn) = &backup_arn {
            check_restorable(engine, arn)?;
        }
        check_restores(engine)?;
        check_concurrent(engine)?;
        if definition.settings.billing_mode == BillingMode::Provisioned {
            UnitsOfOthers::of(engine, name).check(None, &definition.settings)?;
        }
        definition.settings.begin_creating(engine.transition(), engine.transitions_ms());
        let settings = definition.settings.clone();
        let limit_bytes = engine.options().item_collection_limit_bytes;
        let table = source
            .restored(definition)
            .with_collection_limit(limit_bytes)
            .with_stream_bytes(engine.stream_bytes());
        table.end_states(&engine.ending());
        let regions = engine.regions();
        let _one_at_a_time = changing_replicas(regions.as_deref());
        let table =
            engine.catalog().add_table(name, |sequence| engine.with_lag(table.with_sequence(sequence)));
        let table = table.ok_or_else(|| Error::TableAlreadyExists(texts::table::exists(name)))?;
        engine.end_states_later(&table);
        Ok(describe_settings(engine, &table, settings))
    }

    fn definition(
        &self,
        engine: &Engine,
        source: &Table,
        name: &str,
        restored: RestoreSettings,
    ) -> Result<TableDefinition> {
        let of_source = source.settings();
        let mode = self.mode(&of_source);
        let throughput = self.throughput(&of_source)?;
        let encryption_key_arn = match self.encryption {
            Some(asked) => encryption_key_arn(engine, Some(asked))?,
            None => of_source.encryption_key_arn.clone(),
        };
        let indexes = RestoredIndexes::of(self, source, &of_source)?;
        check_mode(mode, !indexes.vector.is_empty())?;
        let throughput_of = |index: &RestoredIndex| {
            let name = index.definition.name();
            let throughput = self.index_throughput(&of_source, (&index.source_name, name))?;
            Ok((name.to_owned(), IndexSettings::new(IndexStatus::Active, throughput)))
        };
        let index_settings = indexes.global.iter().map(throughput_of).collect::<Result<BTreeMap<_, _>>>()?;
        let mut attribute_definitions = of_source.attribute_definitions.clone();
        attribute_definitions.retain(|attribute| {
            source.schema().contains(&attribute.name) || indexes.use_attribute(&attribute.name)
        });
        let created_seconds = engine.clock().now_seconds();
        // A restored table has the standard class. (Developer guide: Restoring a table from a backup) Tags, stream,
        // time to live, policy, protection and point-in-time recovery are not restored. (API reference:
        // RestoreTableFromBackup, RestoreTableToPointInTime)
        let settings = TableSettings {
            id: engine.ids().uuid(),
            created_seconds,
            status: TableStatus::Active,
            transition: Transition::default(),
            to_come: ToCome::default(),
            backups_from_ms: 0,
            attribute_definitions,
            billing_mode: mode,
            pay_per_request_since_seconds: (mode == BillingMode::PayPerRequest).then_some(created_seconds),
            throughput,
            on_demand_switches_seconds: Vec::new(),
            stream: None,
            earlier_streams: Vec::new(),
            encryption_key_arn,
            table_class: None,
            table_class_changed_seconds: None,
            table_class_changes_seconds: Vec::new(),
            deletion_protection: false,
            disassociation_protection: false,
            settings_replication_mode: None,
            tags: BTreeMap::new(),
            resource_policy: None,
            time_to_live: None,
            global_indexes: index_settings,
            vector_indexes: indexes
                .vector
                .iter()
                .map(|index| (index.name.clone(), IndexSettings::of_vectors()))
                .collect(),
            restored: Some(restored),
            kinesis_destinations: Vec::new(),
            contributor_insights: None,
            recovery: None,
            replica: None,
            auto_scaling: AutoScaling::default(),
        };
        let definition = |index: RestoredIndex| index.definition;
        Ok(TableDefinition {
            name: name.to_owned(),
            schema: source.schema().clone(),
            local_indexes: indexes.local.into_iter().map(definition).collect(),
            // The numbers of partitions are ignored: they are those of the source.
            global_indexes: indexes.global.into_iter().map(|index| (index.definition, 1)).collect(),
            vector_indexes: indexes.vector,
            partitions: 1,
            settings,
        })
    }
}

/// Refuses the name of a table that exists, in whatever state, or is being restored.
pub(super) fn check_target(engine: &Engine, name: &str) -> Result<()> {
    let Some(there) = engine.catalog().table(name) else { return Ok(()) };
    let settings = there.settings();
    match settings.restored.as_ref().filter(|_| settings.status == TableStatus::Creating) {
        Some(restored) => {
            let source = match &restored.source_backup_arn {
                Some(arn) => format!("backup: {arn}"),
                None => format!("table: {}", restored.source_table_arn),
            };
            Err(Error::TableInUse(texts::backup::being_restored(name, &source)))
        }
        None => Err(Error::TableAlreadyExists(texts::table::exists(name))),
    }
}

/// Refuses to restore a table while the largest allowed number is being restored.
fn check_restores(engine: &Engine) -> Result<()> {
    // If states take no time, there are none to count.
    if engine.transitions_ms() == 0 {
        return Ok(());
    }
    let restoring = engine.catalog().count_tables(|table| {
        let settings = table.settings();
        settings.status == TableStatus::Creating && settings.restored.is_some()
    });
    match restoring < TABLES_RESTORING {
        true => Ok(()),
        false => Err(Error::LimitExceeded(texts::backup::too_many_restores(TABLES_RESTORING))),
    }
}
