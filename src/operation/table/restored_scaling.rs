//! Checks of settings from a file that only requests for replicas set: auto scaling, and what makes a table a replica.

use super::forms::{check_table_id, check_time};
use crate::{
    limits::SCALING_TARGETS_PERCENT,
    operation::request::names::is_name,
    storage::{AutoScaling, MultiRegionConsistency, ReplicaSettings, ScalingSettings, ThroughputOverrides},
};

/// The length of a region's name, in characters. (Ours: it fits an ARN)
const REGION_CHARACTERS: usize = 255;

/// Checks how the units of a table or an index are scaled.
pub(super) fn check_scaling(scaling: &AutoScaling) -> Result<(), String> {
    scaling.read.iter().chain(&scaling.write).try_for_each(check_settings)
}

fn check_settings(settings: &ScalingSettings) -> Result<(), String> {
    let ScalingSettings { minimum_units, maximum_units, target_percent, .. } = settings;
    // The API's numbers are signed.
    if *minimum_units < 1 || maximum_units < minimum_units || i64::try_from(*maximum_units).is_err() {
        return Err(format!("units scaled between {minimum_units} and {maximum_units}"));
    }
    let [least, most] = SCALING_TARGETS_PERCENT;
    if !(least..=most).contains(target_percent) {
        return Err(format!("units of which {target_percent} percent are to be consumed"));
    }
    match settings.role_arn.is_empty() || settings.policy_name.is_empty() {
        true => Err("units scaled by a role or a policy without a name".to_owned()),
        false => Ok(()),
    }
}

/// Checks the settings of a replica.
pub(super) fn check_replica(settings: &ReplicaSettings) -> Result<(), String> {
    let ReplicaSettings { global_table, witness, consistency, index_overrides, .. } = settings;
    check_table_id(global_table)?;
    let is_region = |region: &String| (1..=REGION_CHARACTERS).contains(&region.chars().count());
    if let Some(witness) = witness.as_ref().filter(|witness| !is_region(witness)) {
        return Err(format!("'{witness}' is not the name of a region"));
    }
    if witness.is_some() && *consistency != MultiRegionConsistency::Strong {
        return Err("a witness of replicas without strong consistency".to_owned());
    }
    if let Some(name) = index_overrides.keys().find(|name| !is_name(name)) {
        return Err(format!("'{name}' is not the name of an index"));
    }
    check_time(Some(settings.created_seconds))?;
    check_time(settings.source_ms.map(|ms| ms as f64 / 1000.0))?;
    let of_indexes = settings.index_overrides.values();
    of_indexes.chain([&settings.overrides]).try_for_each(check_overrides)
}

fn check_overrides(overrides: &ThroughputOverrides) -> Result<(), String> {
    if let Some(units) = overrides.read_units
        && (units < 1 || i64::try_from(units).is_err())
    {
        return Err(format!("{units} is no number of capacity units"));
    }
    match overrides.max_read_request_units.filter(|units| *units < 1 && *units != -1) {
        Some(units) => Err(format!("{units} is no limit for request units")),
        None => Ok(()),
    }
}
