//! A further replica of a table.

use std::sync::Arc;

use super::{
    begun::{Begun, begin},
    description::{ReplicaDescription, ReplicaStatus},
    overrides::{apply, without_overrides},
    region::engine_of,
    requirements::{check_scaled, check_strong},
    structures::ReplicaSettings as Asked,
};
use crate::{
    engine::{Engine, FoundReplica},
    error::{Error, Result},
    operation::{
        access::{
            in_use::{check_active, check_deletable},
            replicas::{check_active_replicas, other_replicas},
        },
        definition::{
            settings::encryption_key_arn,
            streams::{new_stream, switch_stream},
            structures::{SSESpecification, StreamSpecification},
        },
    },
    storage::{
        Exchange, GlobalTableVersion, MultiRegionConsistency, ReplicaSettings, StreamViewType, Table,
        TableDefinition, TableSettings, ToCome, Transition,
    },
    texts,
};

/// Makes replicas of this table in other regions, with all its items; the first replicas have this consistency, with a
/// witness in this region. The caller holds the lock for changes of replicas.
pub(crate) fn create_replicas(
    engine: &Engine,
    table: &Arc<Table>,
    asked: &[&Asked],
    consistency: MultiRegionConsistency,
    witness: Option<&str>,
) -> Result<Begun> {
    let name = table.name();
    let targets = asked.iter().map(|asked| Ok((*asked, engine_of(engine, &asked.region_name)?)));
    let targets: Vec<_> = targets.collect::<Result<_>>()?;
    if targets.iter().any(|(_, target)| target.catalog().table(name).is_some()) {
        return Err(Error::validation(texts::replica::table_exists(name)));
    }
    check_active_replicas(&other_replicas(engine, table))?;
    let one_at_a_time = table.changing();
    let now_ms = engine.clock().now_ms();
    let before = table.settings().clone();
    check_active(name, &before)?;
    check_deletable(name, &before)?;
    if engine.bulk_operations().is_in_progress(name, engine.clock().now_ms()) {
        return Err(Error::ResourceInUse(texts::import::bulk_in_progress(name)));
    }
    let of_global_table = before.replica.clone().unwrap_or_else(|| ReplicaSettings {
        consistency,
        witness: witness.map(str::to_owned),
        ..ReplicaSettings::new(engine.ids().uuid(), GlobalTableVersion::Current, engine.clock().now_seconds())
    });
    if consistency != of_global_table.consistency || before.replica.is_some() && witness.is_some() {
        return Err(Error::validation(texts::replica::OTHER_CONSISTENCY));
    }
    check_scaled(&before)?;
    if consistency == MultiRegionConsistency::Strong {
        check_strong(engine, table, before.replica.is_some(), asked, witness)?;
    }
    // Checked before anything changes.
    let mut of_source = before.clone();
    of_source.replica = Some(ReplicaSettings { source_ms: Some(now_ms), ..of_global_table.clone() });
    // Strong consistency needs no streams.
    if consistency == MultiRegionConsistency::Eventual {
        replicate_stream(engine, name, &mut of_source)?;
    }
    let mut new = Vec::new();
    for (asked, target) in targets {
        let mut settings = settings_of_replica(&target, name, &before, &of_global_table)?;
        apply(&target, &mut settings, asked)?;
        new.push((target, settings));
    }
    let exchange = match table.replica() {
        Some(replica) => Arc::clone(&replica.exchange),
        None => joined(engine, table, &of_global_table, now_ms),
    };
    // First, so that a database on disk never has replicas without it.
    table.change_settings(|settings| settings.replica.clone_from(&of_source.replica));
    let mut descriptions = Vec::new();
    for (target, settings) in new {
        let made = make(&target, table, (engine, &exchange), settings, now_ms)?;
        let replica = FoundReplica { engine: target, table: made };
        let replica_status = Some(ReplicaStatus::Creating);
        descriptions.push(ReplicaDescription { replica_status, ..replica.describe() });
    }
    drop(one_at_a_time);
    let begun = begin(engine, table, descriptions, |settings| {
        (settings.replica, settings.stream, settings.earlier_streams) =
            (of_source.replica, of_source.stream, of_source.earlier_streams);
    })?;
    table.record_needs(now_ms);
    Ok(begun)
}

/// Makes one replica of a table.
fn make(
    target: &Arc<Engine>,
    table: &Table,
    (source, exchange): (&Engine, &Arc<Exchange>),
    settings: TableSettings,
    now_ms: u64,
) -> Result<Arc<Table>> {
    let region = &target.options().region;
    exchange.add(region, Some(&source.options().region));
    let made = table.replica_with(definition_of(table, settings));
    let made = target.catalog().add_table(table.name(), |sequence| {
        let made = made
            .with_sequence(sequence)
            .with_collection_limit(target.options().item_collection_limit_bytes)
            .with_stream_bytes(target.stream_bytes());
        made.join(region, Arc::clone(exchange), now_ms);
        made.record_needs(now_ms);
        let time_to_live = made.settings().time_to_live.clone();
        let expiry = time_to_live.and_then(|ttl| ttl.expiry(target.options().sweep_delay()));
        if expiry.is_some() {
            made.set_expiry(expiry, now_ms);
        }
        made.end_states(&target.ending());
        target.with_lag(made)
    });
    let Some(made) = made else {
        debug_assert!(false, "no table is added while replicas are changed");
        exchange.remove(region);
        return Err(Error::validation(texts::replica::table_exists(table.name())));
    };
    exchange.set_table(region, Arc::downgrade(&made) as _);
    target.end_states_later(&made);
    Ok(made)
}

/// Makes a table the first replica of a global table.
fn joined(engine: &Engine, table: &Arc<Table>, settings: &ReplicaSettings, now_ms: u64) -> Arc<Exchange> {
    let exchange = engine.new_exchange(settings);
    if let Some(regions) = engine.regions() {
        exchange.follow_cuts(regions.cuts());
    }
    let region = &engine.options().region;
    exchange.add(region, None);
    table.join(region, Arc::clone(&exchange), now_ms);
    exchange.set_table(region, Arc::downgrade(table) as _);
    exchange
}

const NEW_AND_OLD_IMAGES: StreamSpecification =
    StreamSpecification { stream_enabled: true, stream_view_type: Some(StreamViewType::NewAndOldImages) };

/// Switches on the stream that a replica has.
fn replicate_stream(engine: &Engine, name: &str, settings: &mut TableSettings) -> Result<()> {
    match settings.stream.as_ref().filter(|stream| stream.enabled) {
        None => switch_stream(engine, name, settings, &NEW_AND_OLD_IMAGES),
        Some(stream) if stream.view_type == StreamViewType::NewAndOldImages => Ok(()),
        Some(_) => Err(Error::validation(texts::replica::STREAM_WITHOUT_IMAGES)),
    }
}

/// The settings of a new replica: those that are the same in all replicas, or that it begins with, and none of those that
/// each has for itself. (Developer guide: How DynamoDB global tables work, settings)
fn settings_of_replica(
    target: &Engine,
    name: &str,
    source: &TableSettings,
    of_global_table: &ReplicaSettings,
) -> Result<TableSettings> {
    let has_key = source.encryption_key_arn.is_some();
    let key_of_account = SSESpecification { enabled: Some(true), ..SSESpecification::default() };
    let now_seconds = target.clock().now_seconds();
    let mut settings = TableSettings {
        id: target.ids().uuid(),
        created_seconds: now_seconds,
        transition: Transition::default(),
        to_come: ToCome::default(),
        stream: match of_global_table.consistency {
            MultiRegionConsistency::Eventual => new_stream(target, name, Some(&NEW_AND_OLD_IMAGES))?,
            MultiRegionConsistency::Strong => None,
        },
        earlier_streams: Vec::new(),
        encryption_key_arn: encryption_key_arn(target, has_key.then_some(&key_of_account))?,
        on_demand_switches_seconds: Vec::new(),
        table_class_changed_seconds: None,
        table_class_changes_seconds: Vec::new(),
        deletion_protection: false,
        disassociation_protection: false,
        tags: Default::default(),
        resource_policy: None,
        restored: None,
        kinesis_destinations: Vec::new(),
        contributor_insights: None,
        recovery: None,
        replica: Some(without_overrides(of_global_table)),
        ..source.clone()
    };
    settings.throughput.decreases_today = 0;
    (settings.throughput.last_increase_seconds, settings.throughput.last_decrease_seconds) = (None, None);
    // Writes are scaled alike in all replicas, reads in each for itself.
    settings.auto_scaling.read = None;
    for index in settings.global_indexes.values_mut() {
        index.contributor_insights = None;
        index.auto_scaling.read = None;
    }
    settings.begin_creating(target.transition(), target.transitions_ms());
    Ok(settings)
}

fn definition_of(table: &Table, settings: TableSettings) -> TableDefinition {
    let global_indexes = table.global_indexes();
    TableDefinition {
        name: table.name().to_owned(),
        schema: table.schema().clone(),
        local_indexes: table.local_indexes().iter().map(|index| (**index).clone()).collect(),
        global_indexes: global_indexes.iter().map(|index| ((**index.definition()).clone(), 1)).collect(),
        vector_indexes: table.vector_indexes().iter().map(|index| (**index.definition()).clone()).collect(),
        partitions: 1,
        settings,
    }
}
