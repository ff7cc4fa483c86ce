//! An update of a table that has replicas: what is the same in all of them is changed in all of them.
//!
//! (Developer guide: How DynamoDB global tables work, settings)

use std::sync::Arc;

use super::{
    changes::Changes,
    input::{GlobalSecondaryIndexUpdate, UpdateGlobalSecondaryIndexAction, UpdateTableInput},
};
use crate::{
    engine::{Engine, FoundReplica},
    error::{Error, Result},
    operation::{
        access::replicas::{check_active_replicas, is_legacy, other_replicas},
        definition::structures::{OnDemandThroughput, ProvisionedThroughput, SSESpecification},
        table::{description::TableDescription, replica::remove::forget_last_replica},
    },
    storage::{ReplicaSettings, Table, TableSettings, Throughput, ThroughputOverrides},
    texts,
};

/// Carries changes out in this table, and in its replicas those of settings that all replicas have in common. The caller
/// holds the lock for changes of replicas.
pub(super) fn carry_out_everywhere(
    asked: &Changes<'_>,
    engine: &Engine,
    table: &Arc<Table>,
) -> Result<TableDescription> {
    forget_last_replica(engine, table);
    let replicas = other_replicas(engine, table);
    let is_replicated = !replicas.is_empty() || is_legacy(table);
    if is_replicated && asked.input().stream_specification.is_some() && !table.is_strong() {
        return Err(Error::validation(texts::replica::STREAM_NEEDED));
    }
    if replicas.is_empty() {
        return asked.carry_out(engine, table);
    }
    check_active_replicas(&replicas)?;
    let description = asked.carry_out(engine, table)?;
    for FoundReplica { engine, table } in &replicas {
        let settings = table.settings().clone();
        let input = common(asked.input(), &settings);
        if is_empty(&input) {
            continue;
        }
        Changes::of(&input)?.carry_out(engine, table)?;
    }
    Ok(description)
}

/// What a request changes in another replica too. That replica keeps what it has instead of the others' settings.
fn common(input: &UpdateTableInput, settings: &TableSettings) -> UpdateTableInput {
    let replica = settings.replica.as_ref();
    let own = replica.map(|replica| replica.overrides).unwrap_or_default();
    let units = |asked: Option<&ProvisionedThroughput>| {
        let units = provisioned(asked?, own);
        // A request for the units that are there is refused, unless it changes the billing mode.
        (input.billing_mode.is_some() || changes(&settings.throughput, &units)).then_some(units)
    };
    UpdateTableInput {
        table_name: input.table_name.clone(),
        attribute_definitions: input.attribute_definitions.clone(),
        billing_mode: input.billing_mode,
        provisioned_throughput: units(input.provisioned_throughput.as_ref()),
        on_demand_throughput: input.on_demand_throughput.as_ref().map(|asked| on_demand(asked, own)),
        warm_throughput: input.warm_throughput.clone(),
        global_secondary_index_updates: index_updates(input, settings, replica),
        vector_index_updates: input.vector_index_updates.clone(),
        sse_specification: input.sse_specification.as_ref().and_then(|asked| encryption(asked, settings)),
        global_table_settings_replication_mode: input.global_table_settings_replication_mode,
        ..UpdateTableInput::default()
    }
}

fn is_empty(input: &UpdateTableInput) -> bool {
    let nothing = UpdateTableInput {
        table_name: input.table_name.clone(),
        attribute_definitions: input.attribute_definitions.clone(),
        ..UpdateTableInput::default()
    };
    *input == nothing
}

fn provisioned(asked: &ProvisionedThroughput, own: ThroughputOverrides) -> ProvisionedThroughput {
    let own = own.read_units.map(|units| i64::try_from(units).unwrap_or(i64::MAX));
    ProvisionedThroughput {
        read_capacity_units: own.unwrap_or(asked.read_capacity_units),
        write_capacity_units: asked.write_capacity_units,
    }
}

fn changes(throughput: &Throughput, units: &ProvisionedThroughput) -> bool {
    let is_same = |there: u64, asked: i64| i64::try_from(there).is_ok_and(|there| there == asked);
    !is_same(throughput.read_units, units.read_capacity_units)
        || !is_same(throughput.write_units, units.write_capacity_units)
}

fn on_demand(asked: &OnDemandThroughput, own: ThroughputOverrides) -> OnDemandThroughput {
    OnDemandThroughput {
        max_read_request_units: asked.max_read_request_units.filter(|_| own.max_read_request_units.is_none()),
        max_write_request_units: asked.max_write_request_units,
    }
}

/// The kind of encryption is the same in all replicas, the key is not.
fn encryption(asked: &SSESpecification, settings: &TableSettings) -> Option<SSESpecification> {
    let is_on = asked.enabled == Some(true);
    let kind_changes = is_on != settings.encryption_key_arn.is_some();
    kind_changes.then(|| SSESpecification { kms_master_key_id: None, ..asked.clone() })
}

fn index_updates(
    input: &UpdateTableInput,
    settings: &TableSettings,
    replica: Option<&ReplicaSettings>,
) -> Option<Vec<GlobalSecondaryIndexUpdate>> {
    let updates = input.global_secondary_index_updates.as_ref()?;
    let common = |update: &GlobalSecondaryIndexUpdate| {
        let Some(asked) = &update.update else { return Some(update.clone()) };
        let own = replica.and_then(|replica| replica.index_overrides.get(&asked.index_name).copied());
        let own = own.unwrap_or_default();
        let there = settings.global_indexes.get(&asked.index_name).map(|index| &index.throughput);
        let units = asked.provisioned_throughput.as_ref().map(|asked| provisioned(asked, own));
        let units = units
            .filter(|units| input.billing_mode.is_some() || there.is_none_or(|there| changes(there, units)));
        let asked = UpdateGlobalSecondaryIndexAction {
            provisioned_throughput: units,
            on_demand_throughput: asked.on_demand_throughput.as_ref().map(|asked| on_demand(asked, own)),
            ..asked.clone()
        };
        let is_empty = asked.provisioned_throughput.is_none()
            && asked.on_demand_throughput.is_none()
            && asked.warm_throughput.is_none();
        (!is_empty).then(|| GlobalSecondaryIndexUpdate {
            update: Some(asked),
            ..GlobalSecondaryIndexUpdate::default()
        })
    };
    let updates: Vec<_> = updates.iter().filter_map(common).collect();
    (!updates.is_empty()).then_some(updates)
}
