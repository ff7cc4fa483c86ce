//! UpdateTimeToLive: whether items expire, and by which attribute.

use std::sync::Arc;

use super::structures::TimeToLiveSpecification;
use crate::{
    codec::{Place, structure},
    engine::Engine,
    error::{Error, Result},
    limits::{KEY_NAME_CHARACTERS, TIME_TO_LIVE_CHANGE_SECONDS},
    operation::{
        access::{
            in_use::{check_active, check_concurrent},
            replicas::{changing_replicas, check_active_replicas, other_replicas},
            tables::{find_managed_table, own_table_name},
        },
        definition::constraints::{TableConstraints, check_table_name},
        request::{found::Found, input::Request},
    },
    storage::{Table, TimeToLiveSettings, Transition},
    texts,
};

structure! {
    /// The input of UpdateTimeToLive. (API reference: UpdateTimeToLive)
    pub struct UpdateTimeToLiveInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// Whether items expire, and by which attribute: to switch it off, the current attribute.
        time_to_live_specification: TimeToLiveSpecification = "TimeToLiveSpecification",
    }
}

structure! {
    /// What UpdateTimeToLive answers.
    #[non_exhaustive]
    pub struct UpdateTimeToLiveOutput {
        /// The requested setting.
        time_to_live_specification: TimeToLiveSpecification = "TimeToLiveSpecification",
    }
}

/// Switches time to live on or off.
pub(crate) fn run(
    engine: &Engine,
    request: Request<UpdateTimeToLiveInput>,
) -> Result<UpdateTimeToLiveOutput> {
    let Request { input, mut found } = request;
    check_constraints(&input, &mut found)?;
    let regions = engine.regions();
    let _one_at_a_time = changing_replicas(regions.as_deref());
    let table = find_managed_table(engine, own_table_name(engine, &input.table_name)?)?;
    let asked = input.time_to_live_specification;
    check_concurrent(engine)?;
    // All replicas of a global table have the same setting. (Developer guide: How DynamoDB global tables work, settings)
    let replicas = other_replicas(engine, &table);
    check_active_replicas(&replicas)?;
    if asked.enabled && table.is_strong() {
        return Err(Error::validation(texts::replica::STRONG_TIME_TO_LIVE));
    }
    change(engine, &table, &asked)?;
    replicas.iter().try_for_each(|replica| change(&replica.engine, &replica.table, &asked))?;
    Ok(UpdateTimeToLiveOutput { time_to_live_specification: asked })
}

/// Changes the setting of one table.
fn change(engine: &Engine, table: &Arc<Table>, asked: &TimeToLiveSpecification) -> Result<()> {
    // Locked, so that no other change interleaves.
    let _one_at_a_time = table.changing();
    let (transition, ending) = (engine.transition(), engine.ending());
    let (_, ended) = table.change_states(&ending, |settings| {
        check_active(table.name(), settings)?;
        let mut changed = changed(settings.time_to_live.as_ref(), asked, ending.now_ms)?;
        changed.transition = transition;
        settings.time_to_live = Some(changed);
        Ok::<_, Error>(())
    })?;
    table.follow_up(ended, &ending);
    engine.end_states_later(table);
    Ok(())
}

fn check_constraints(input: &UpdateTimeToLiveInput, found: &mut Found) -> Result<()> {
    let members = UpdateTimeToLiveInput::MEMBERS;
    check_table_name(found, members.table_name, &input.table_name)?;
    let asked = &input.time_to_live_specification;
    let place = Place::from(members.time_to_live_specification);
    if !found.has_violation_at(&place) {
        let place = place.member(TimeToLiveSpecification::MEMBERS.attribute_name);
        TableConstraints::new(found).length(&place, &asked.attribute_name, 1, KEY_NAME_CHARACTERS);
    }
    found.check(&[members.table_name, members.time_to_live_specification])
}

/// The setting after the change. After a change, no other is possible for an hour. (API reference: UpdateTimeToLive)
fn changed(
    current: Option<&TimeToLiveSettings>,
    asked: &TimeToLiveSpecification,
    now_ms: u64,
) -> Result<TimeToLiveSettings> {
    // The time of the last change may be from another clock, which was ahead of this one.
    let is_soon = |current: &TimeToLiveSettings| {
        now_ms.abs_diff(current.changed_ms) < TIME_TO_LIVE_CHANGE_SECONDS * 1000
    };
    if current.is_some_and(is_soon) {
        return Err(Error::validation(texts::table::TIME_TO_LIVE_CHANGED));
    }
    match current.filter(|current| current.enabled) {
        Some(current) if current.attribute_name != asked.attribute_name => {
            return Err(Error::validation(texts::table::other_time_to_live(&current.attribute_name)));
        }
        Some(_) if asked.enabled => return Err(Error::validation("TimeToLive is already enabled")),
        None if !asked.enabled => return Err(Error::validation("TimeToLive is already disabled")),
        _ => {}
    }
    Ok(TimeToLiveSettings {
        enabled: asked.enabled,
        attribute_name: asked.attribute_name.clone(),
        changed_ms: now_ms,
        applied_ms: None,
        transition: Transition::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: u64 = TIME_TO_LIVE_CHANGE_SECONDS * 1000;

    fn asked(enabled: bool, attribute_name: &str) -> TimeToLiveSpecification {
        TimeToLiveSpecification { enabled, attribute_name: attribute_name.to_owned() }
    }

    fn refused(current: Option<&TimeToLiveSettings>, asked: &TimeToLiveSpecification, now_ms: u64) -> String {
        changed(current, asked, now_ms).unwrap_err().message().into_owned()
    }

    #[test]
    fn there_is_one_change_an_hour_and_one_attribute() {
        assert_eq!(refused(None, &asked(false, "ttl"), 0), "TimeToLive is already disabled");
        let on = changed(None, &asked(true, "ttl"), 5).unwrap();
        let within = "Time to live has been modified multiple times within a fixed interval";
        for any in [asked(true, "ttl"), asked(false, "ttl"), asked(true, "exp")] {
            assert_eq!(refused(Some(&on), &any, 4 + HOUR_MS), within);
        }
        assert!(changed(Some(&on), &asked(false, "ttl"), 5 + HOUR_MS).is_ok());
        // The times in a snapshot may be from a clock that was ahead.
        let ahead = TimeToLiveSettings { changed_ms: 5 + 2 * HOUR_MS, ..on.clone() };
        assert!(changed(Some(&ahead), &asked(false, "ttl"), 5).is_ok());
        let later = 5 + HOUR_MS;
        assert_eq!(refused(Some(&on), &asked(true, "ttl"), later), "TimeToLive is already enabled");
        for other in [asked(true, "exp"), asked(false, "exp")] {
            assert_eq!(
                refused(Some(&on), &other, later),
                "TimeToLive is active on a different AttributeName: current AttributeName is ttl"
            );
        }
        let off = changed(Some(&on), &asked(false, "ttl"), later).unwrap();
        assert_eq!(refused(Some(&off), &asked(true, "exp"), later), within);
        let latest = later + HOUR_MS;
        assert_eq!(refused(Some(&off), &asked(false, "ttl"), latest), "TimeToLive is already disabled");
        assert_eq!(changed(Some(&off), &asked(true, "exp"), latest).unwrap().attribute_name, "exp");
    }
}
