//! Checks of settings from a file that only requests for replicas set: auto scaling, and what makes a table a replica.

use super::forms::check_time;
use crate::{
    limits::SCALING_TARGETS_PERCENT,
    storage::{AutoScaling, ReplicaSettings, ScalingSettings, ThroughputOverrides},
};

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
