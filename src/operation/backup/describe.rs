//! The description of a backup.

use super::{
    description::{
        BackupDescription, BackupDetails, BackupStatus, BackupSummary, GlobalSecondaryIndexInfo,
        LocalSecondaryIndexInfo, SourceTableDetails, SourceTableFeatureDetails, VectorIndexInfo,
    },
    in_use::status,
};
use crate::{
    engine::{Backup, Engine},
    operation::{
        definition::vector_indexes::VectorIndex,
        table::describe::{elements, on_demand, provisioned, sse_description, stream_specification},
        time_to_live::structures::{TimeToLiveDescription, TimeToLiveStatus},
    },
    storage::{TableSettings, TimeToLiveSettings},
};

/// A time in milliseconds, in the form of the API: seconds.
fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

/// The backup alone.
pub(super) fn details(engine: &Engine, backup: &Backup, status: BackupStatus) -> BackupDetails {
    BackupDetails {
        backup_arn: engine.backup_arn(backup),
        backup_name: backup.name.clone(),
        backup_size_bytes: backup.table.totals().size_bytes,
        backup_status: Some(status),
        backup_type: Some(backup.backup_type),
        backup_creation_date_time: seconds(backup.created_ms),
        backup_expiry_date_time: backup.expires_ms.map(seconds),
    }
}

/// The backup in a list.
pub(super) fn summary(engine: &Engine, backup: &Backup) -> BackupSummary {
    let details = details(engine, backup, status(engine, backup));
    BackupSummary {
        table_name: backup.table.name().to_owned(),
        table_id: backup.table.settings().id.clone(),
        table_arn: engine.table_arn(backup.table.name()),
        backup_arn: details.backup_arn,
        backup_name: details.backup_name,
        backup_creation_date_time: details.backup_creation_date_time,
        backup_expiry_date_time: details.backup_expiry_date_time,
        backup_status: details.backup_status,
        backup_type: details.backup_type,
        backup_size_bytes: details.backup_size_bytes,
    }
}

/// The backup with the table that it was made of.
pub(super) fn describe(engine: &Engine, backup: &Backup, status: BackupStatus) -> BackupDescription {
    let settings = backup.table.settings();
    BackupDescription {
        backup_details: Some(details(engine, backup, status)),
        source_table_details: Some(source_table(engine, backup, &settings)),
        source_table_feature_details: Some(features(backup, &settings)),
    }
}

fn source_table(engine: &Engine, backup: &Backup, settings: &TableSettings) -> SourceTableDetails {
    let table = &backup.table;
    let totals = table.totals();
    SourceTableDetails {
        table_name: table.name().to_owned(),
        table_id: settings.id.clone(),
        table_arn: engine.table_arn(table.name()),
        table_size_bytes: totals.size_bytes,
        key_schema: elements(table.schema()),
        table_creation_date_time: settings.created_seconds,
        provisioned_throughput: provisioned(&settings.throughput),
        on_demand_throughput: on_demand(&settings.throughput),
        item_count: totals.count,
        billing_mode: Some(settings.billing_mode),
    }
}

fn features(backup: &Backup, settings: &TableSettings) -> SourceTableFeatureDetails {
    let local = backup.table.local_indexes().iter().map(|index| LocalSecondaryIndexInfo {
        index_name: index.name().to_owned(),
        key_schema: elements(index.schema()),
        projection: index.projection().into(),
    });
    let global = backup.table.global_indexes();
    let global = global.iter().map(|index| {
        let index = index.definition();
        let throughput = settings.global_indexes.get(index.name()).map(|settings| &settings.throughput);
        GlobalSecondaryIndexInfo {
            index_name: index.name().to_owned(),
            key_schema: elements(index.schema()),
            projection: index.projection().into(),
            provisioned_throughput: throughput.map(provisioned),
            on_demand_throughput: throughput.and_then(on_demand),
        }
    });
    let vector = backup.table.vector_indexes();
    let vector = vector.iter().map(|index| {
        let index = VectorIndex::from(&**index.definition());
        VectorIndexInfo {
            index_name: index.index_name,
            vector_attribute: index.vector_attribute,
            search_schema: index.search_schema,
            projection: index.projection,
            dimensions: u64::try_from(index.dimensions).unwrap_or_default(),
            distance_function: index.distance_function,
        }
    });
    SourceTableFeatureDetails {
        local_secondary_indexes: Some(local.collect()).filter(|indexes: &Vec<_>| !indexes.is_empty()),
        global_secondary_indexes: Some(global.collect()).filter(|indexes: &Vec<_>| !indexes.is_empty()),
        stream_description: settings.stream.as_ref().and_then(stream_specification),
        time_to_live_description: settings.time_to_live.as_ref().and_then(time_to_live),
        sse_description: settings.encryption_key_arn.clone().map(sse_description),
        vector_indexes: Some(vector.collect()).filter(|indexes: &Vec<_>| !indexes.is_empty()),
    }
}

fn time_to_live(ttl: &TimeToLiveSettings) -> Option<TimeToLiveDescription> {
    ttl.enabled.then(|| TimeToLiveDescription {
        time_to_live_status: Some(TimeToLiveStatus::Enabled),
        attribute_name: Some(ttl.attribute_name.clone()),
    })
}
