//! Checks that a table from a file is one that CreateTable could have created: a store accepts no other.

use std::collections::BTreeSet;

use super::{
    create_table::{check_input, input::CreateTableInput},
    describe::elements,
    forms::{check_table_id, check_time, has_form},
    restored_scaling::{check_replica, check_scaling},
};
use crate::{
    error::{Error, Result},
    key::KeySchema,
    limits::{
        DECREASES_AT_ONCE, KEY_NAME_CHARACTERS, KINESIS_STREAM_ARN_CHARACTERS, ON_DEMAND_SWITCHES,
        RECOVERY_PERIOD_DAYS, TABLE_CLASS_CHANGES,
    },
    operation::{
        authorization::document::PolicyDocument,
        definition::{
            keys::TableKeys,
            structures::{AttributeDefinition, GlobalSecondaryIndex, LocalSecondaryIndex, Projection},
            vector_indexes::{VectorIndex, VectorIndexes, searched},
        },
        request::{found::Found, names::is_arn, table_arn::TableArn},
        tag::tags::{Tag, new_tags},
    },
    storage::{
        BillingMode, ContributorInsightsSettings, DestinationStatus, IndexDefinition, IndexStatus,
        KinesisDestination, RecoverySettings, ResourcePolicySettings, RestoreSettings, TableDefinition,
        TableSettings, TableStatus, Throughput,
    },
};

/// The form of a stream's label.
const LABEL: &str = "0000-00-00T00:00:00.000";

/// Checks a table's definition; the error says what is wrong.
pub(crate) fn check_restored(definition: &TableDefinition) -> Result<(), String> {
    check_keys(definition).map_err(|error| error.message().into_owned())?;
    let settings = &definition.settings;
    check_settings(settings)?;
    let indexes = definition.global_indexes.iter().map(|(index, _)| index.name());
    if !settings.global_indexes.keys().eq(indexes.collect::<BTreeSet<_>>()) {
        return Err("settings of other global indexes than there are".to_owned());
    }
    for index in settings.global_indexes.values() {
        if index.status != IndexStatus::Active {
            return Err(format!("an index that is {}", index.status));
        }
        check_throughput(settings.billing_mode, &index.throughput)?;
        check_insights(index.contributor_insights.as_ref())?;
        check_scaling(&index.auto_scaling)?;
    }
    let indexes = definition.vector_indexes.iter().map(|index| &index.name);
    if !settings.vector_indexes.keys().eq(indexes.collect::<BTreeSet<_>>()) {
        return Err("states of other vector indexes than there are".to_owned());
    }
    if let Some(index) = settings.vector_indexes.values().find(|index| !index.is_readable()) {
        return Err(format!("a vector index that is {}", index.status));
    }
    Ok(())
}

/// Checks the key, the streams and the destinations of a table that was deleted; the error says what is wrong.
pub(crate) fn check_deleted(
    definition: &TableDefinition,
    kinesis_destinations: &[KinesisDestination],
) -> Result<(), String> {
    check_keys(definition).map_err(|error| error.message().into_owned())?;
    let settings = &definition.settings;
    if let Some(stream) = settings.streams().find(|stream| stream.enabled || stream.resource_policy.is_some())
    {
        return Err(format!("the stream {} is on, or has a policy", stream.label));
    }
    check_destinations(kinesis_destinations)?;
    check_streams(settings)
}

/// Builds the definition that CreateTable would make of the same request, and compares the two.
fn check_keys(definition: &TableDefinition) -> Result<()> {
    if is_arn(&definition.name) {
        return Err(Error::invalid_values("an ARN is no table's name"));
    }
    let input = request(definition);
    check_input(&input, &mut Found::default())?;
    new_tags(input.tags.as_deref())?;
    let made = TableKeys::new(
        input.attribute_definitions.as_deref().unwrap_or_default(),
        input.key_schema.as_deref().unwrap_or_default(),
        input.local_secondary_indexes.as_deref(),
        input.global_secondary_indexes.as_deref(),
        &searched(input.vector_indexes.as_deref().unwrap_or_default()),
    )?;
    let vector_indexes = VectorIndexes {
        mode: definition.settings.billing_mode,
        schema: &made.schema,
        definitions: &made.definitions,
        secondary: &made.local_indexes.iter().chain(&made.global_indexes).collect::<Vec<_>>(),
    }
    .make(&[], input.vector_indexes.as_deref().unwrap_or_default())?;
    if vector_indexes != definition.vector_indexes {
        return Err(Error::invalid_values(
            "the search schema of a vector index has other types than AttributeDefinitions",
        ));
    }
    let mut made_schemas = made.local_indexes.iter().chain(&made.global_indexes).map(|index| index.schema());
    if made.schema == definition.schema && made_schemas.by_ref().eq(index_schemas(definition)) {
        Ok(())
    } else {
        Err(Error::invalid_values(
            "the key of the table or of an index has other types than AttributeDefinitions",
        ))
    }
}

fn index_schemas(definition: &TableDefinition) -> impl Iterator<Item = &KeySchema> {
    let global = definition.global_indexes.iter().map(|(index, _)| index);
    definition.local_indexes.iter().chain(global).map(|index| index.schema())
}

/// The request for a table with these names, keys, indexes and tags.
fn request(definition: &TableDefinition) -> CreateTableInput {
    // Old files lack vector indexes, but have the definitions of their attributes, which nothing uses.
    let is_used = |name: &str| {
        definition.schema.contains(name)
            || index_schemas(definition).any(|schema| schema.contains(name))
            || definition.vector_indexes.iter().any(|index| index.search_attribute(name).is_some())
    };
    let settings = &definition.settings;
    let attributes = settings.attribute_definitions.iter().filter(|attribute| is_used(&attribute.name));
    let local = definition.local_indexes.iter().map(|index| LocalSecondaryIndex {
        index_name: index.name().to_owned(),
        key_schema: elements(index.schema()),
        projection: Some(held(index)),
    });
    let global = definition.global_indexes.iter().map(|(index, _)| GlobalSecondaryIndex {
        index_name: index.name().to_owned(),
        key_schema: elements(index.schema()),
        projection: Some(held(index)),
        ..GlobalSecondaryIndex::default()
    });
    let tags = settings.tags.iter().map(|(key, value)| Tag { key: key.clone(), value: value.clone() });
    CreateTableInput {
        table_name: definition.name.clone(),
        attribute_definitions: Some(attributes.map(AttributeDefinition::from).collect()),
        key_schema: Some(elements(&definition.schema)),
        local_secondary_indexes: Some(local.collect()).filter(|indexes: &Vec<_>| !indexes.is_empty()),
        global_secondary_indexes: Some(global.collect()).filter(|indexes: &Vec<_>| !indexes.is_empty()),
        vector_indexes: Some(definition.vector_indexes.iter().map(VectorIndex::from).collect()),
        tags: Some(tags.collect()),
        ..CreateTableInput::default()
    }
}

/// What an index holds, without duplicate names: earlier versions accepted duplicates, which have no effect.
fn held(index: &IndexDefinition) -> Projection {
    let mut held = Projection::from(index.projection());
    if let Some(names) = &mut held.non_key_attributes {
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
    }
    held
}

fn check_settings(settings: &TableSettings) -> Result<(), String> {
    check_table_id(&settings.id)?;
    if settings.status != TableStatus::Active {
        return Err(format!("a table that is {}", settings.status));
    }
    check_streams(settings)?;
    check_destinations(&settings.kinesis_destinations)?;
    if let Some(name) = settings.time_to_live.as_ref().map(|ttl| &ttl.attribute_name)
        && !(1..=KEY_NAME_CHARACTERS).contains(&name.chars().count())
    {
        return Err(format!("'{name}' is not the name of an attribute by which items expire"));
    }
    if let Some(restored) = &settings.restored {
        check_source(restored)?;
    }
    let of_streams = settings.streams().filter_map(|stream| stream.resource_policy.as_ref());
    settings.resource_policy.iter().chain(of_streams).try_for_each(check_policy)?;
    check_insights(settings.contributor_insights.as_ref())?;
    if let Some(RecoverySettings { period_days, enabled_ms }) = settings.recovery {
        check_time(Some(enabled_ms as f64 / 1000.0))?;
        if !RECOVERY_PERIOD_DAYS.contains(&period_days) {
            return Err(format!("point-in-time recovery for {period_days} days"));
        }
    }
    check_scaling(&settings.auto_scaling)?;
    settings.replica.as_ref().map_or(Ok(()), check_replica)?;
    check_time(Some(settings.created_seconds))?;
    check_time(settings.pay_per_request_since_seconds)?;
    check_time(settings.table_class_changed_seconds)?;
    check_moments(&settings.on_demand_switches_seconds, ON_DEMAND_SWITCHES)?;
    check_moments(&settings.table_class_changes_seconds, TABLE_CLASS_CHANGES)?;
    check_throughput(settings.billing_mode, &settings.throughput)
}

fn check_source(restored: &RestoreSettings) -> Result<(), String> {
    let part = |arn: &str| TableArn::parse(arn).map(|arn| arn.part.map(|(kind, _)| kind.to_owned()));
    let RestoreSettings { source_backup_arn, source_table_arn, of_seconds } = restored;
    if part(source_table_arn) != Some(None) {
        return Err(format!("'{source_table_arn}' is not the ARN of a table"));
    }
    if let Some(arn) = source_backup_arn.as_ref().filter(|arn| part(arn) != Some(Some("backup".to_owned()))) {
        return Err(format!("'{arn}' is not the ARN of a backup"));
    }
    check_time(Some(*of_seconds))
}

fn check_policy(policy: &ResourcePolicySettings) -> Result<(), String> {
    PolicyDocument::read(&policy.policy).map_err(|error| error.message().into_owned())?;
    match policy.revision_id.parse::<u64>() {
        Ok(_) => Ok(()),
        Err(_) => Err(format!("'{}' is not the id of a policy's revision", policy.revision_id)),
    }
}

/// Checks the times of changes whose frequency is limited.
fn check_moments(seconds: &[f64], most: usize) -> Result<(), String> {
    if seconds.len() > most {
        return Err(format!("{} changes of which there are at most {most}", seconds.len()));
    }
    seconds.iter().try_for_each(|seconds| check_time(Some(*seconds)))
}

fn check_streams(settings: &TableSettings) -> Result<(), String> {
    for stream in settings.streams() {
        if !has_form(&stream.label, LABEL) {
            return Err(format!("'{}' is not the label of a stream", stream.label));
        }
        if stream.enabled && stream.disabled_ms.is_some() {
            return Err(format!("the stream {} is on and off", stream.label));
        }
        check_time(stream.disabled_ms.map(|ms| ms as f64 / 1000.0))?;
    }
    if settings.earlier_streams.iter().any(|stream| stream.enabled) {
        return Err("two streams that are on".to_owned());
    }
    // Labels are in the order in which streams were switched on.
    let labels: Vec<&str> = settings.streams().map(|stream| stream.label.as_str()).collect();
    if !labels.is_sorted_by(|one, next| one < next) {
        return Err("two streams with one label, or out of order".to_owned());
    }
    match settings.stream.is_none() && !settings.earlier_streams.is_empty() {
        true => Err("earlier streams and no latest one".to_owned()),
        false => Ok(()),
    }
}

fn check_destinations(destinations: &[KinesisDestination]) -> Result<(), String> {
    for destination in destinations {
        let arn = &destination.stream_arn;
        let (least, most) = KINESIS_STREAM_ARN_CHARACTERS;
        if !(least..=most).contains(&arn.chars().count()) {
            return Err(format!("'{arn}' is not the ARN of a stream"));
        }
        if destination.is_off() == destination.ended_ms.is_none()
            || !destination.is_off() && destination.status != DestinationStatus::Active
        {
            return Err(format!("a destination that is {}", destination.status));
        }
        check_time(destination.ended_ms.map(|ms| ms as f64 / 1000.0))?;
        let periods = &destination.periods;
        for (_, ended_ms) in periods.iter().filter_map(|period| period.end) {
            check_time(Some(ended_ms as f64 / 1000.0))?;
        }
        let follow = periods.is_sorted_by(|one, next| one.end.is_some_and(|(end, _)| end <= next.first));
        let is_delivering = periods.last().is_some_and(|last| last.end.is_none());
        if !follow || is_delivering == destination.is_off() {
            return Err(format!("periods of {arn} out of order"));
        }
    }
    let arns: BTreeSet<&str> =
        destinations.iter().map(|destination| destination.stream_arn.as_str()).collect();
    let on = destinations.iter().filter(|destination| !destination.is_off());
    match arns.len() == destinations.len() && on.count() <= 1 {
        true => Ok(()),
        false => Err("two destinations with one ARN, or two that are on".to_owned()),
    }
}

fn check_insights(insights: Option<&ContributorInsightsSettings>) -> Result<(), String> {
    check_time(insights.map(|insights| insights.changed_ms as f64 / 1000.0))
}

fn check_throughput(mode: BillingMode, throughput: &Throughput) -> Result<(), String> {
    check_time(throughput.last_increase_seconds)?;
    check_time(throughput.last_decrease_seconds)?;
    let least = u64::from(mode == BillingMode::Provisioned);
    for (units, least) in [
        (throughput.read_units, least),
        (throughput.write_units, least),
        (throughput.warm_read_units, 1),
        (throughput.warm_write_units, 1),
    ] {
        // The API's numbers are signed.
        if units < least || i64::try_from(units).is_err() {
            return Err(format!("{units} is no number of capacity units"));
        }
    }
    // The decreases that are allowed at once, and then one in each hour of the day.
    let most_decreases = DECREASES_AT_ONCE + 24;
    if throughput.decreases_today > most_decreases {
        return Err(format!(
            "{} decreases on a day: there are at most {most_decreases}",
            throughput.decreases_today
        ));
    }
    let limits = [throughput.max_read_request_units, throughput.max_write_request_units];
    match limits.into_iter().flatten().find(|units| *units < 1 && *units != -1) {
        Some(units) => Err(format!("{units} is no limit for request units")),
        None => Ok(()),
    }
}
