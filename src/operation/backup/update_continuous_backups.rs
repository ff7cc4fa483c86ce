//! UpdateContinuousBackups: switches point-in-time recovery of a table on or off, or changes its period.

use super::continuous_backups::{ContinuousBackupsDescription, PointInTimeRecoverySpecification, describe};
use crate::{
    codec::{Constraint, Place, structure},
    engine::Engine,
    error::{Error, Result},
    limits::RECOVERY_PERIOD_DAYS,
    operation::{
        access::{
            not_found::no_table_to_back_up,
            recovery::{check_has_backups, table_to_back_up},
            tables::own_table_name,
        },
        definition::constraints::check_table_name,
        request::{found::Found, input::Request},
    },
    texts,
};

structure! {
    /// The input of UpdateContinuousBackups. (API reference: UpdateContinuousBackups)
    pub struct UpdateContinuousBackupsInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// Whether the table can be restored to a point in time.
        point_in_time_recovery_specification: PointInTimeRecoverySpecification =
            "PointInTimeRecoverySpecification",
    }
}

structure! {
    /// What UpdateContinuousBackups answers.
    #[non_exhaustive]
    pub struct UpdateContinuousBackupsOutput {
        /// The continuous backups.
        continuous_backups_description: Option<ContinuousBackupsDescription> = "ContinuousBackupsDescription",
    }
}

/// Switches point-in-time recovery on or off at once. Where it is on already, what can be restored stays so, as far as
/// it is within the period.
pub(crate) fn run(
    engine: &Engine,
    request: Request<UpdateContinuousBackupsInput>,
) -> Result<UpdateContinuousBackupsOutput> {
    let Request { input, mut found } = request;
    let asked = &input.point_in_time_recovery_specification;
    let period_days = period_days(&input, &mut found)?;
    if !asked.point_in_time_recovery_enabled && asked.recovery_period_in_days.is_some() {
        return Err(Error::validation(texts::backup::PERIOD_WITHOUT_RECOVERY));
    }
    let name = own_table_name(engine, &input.table_name)?;
    let table = table_to_back_up(engine, name)?;
    check_has_backups(engine, &table)?;
    let _one_at_a_time = table.changing();
    // Another request may have deleted it.
    if table.is_dropped() {
        return Err(no_table_to_back_up(engine, name));
    }
    let period_days = Some(period_days).filter(|_| asked.point_in_time_recovery_enabled);
    table.set_recovery(period_days, engine.clock().now_ms());
    Ok(UpdateContinuousBackupsOutput { continuous_backups_description: Some(describe(engine, &table)) })
}

/// The period that a request asks for, in days.
fn period_days(input: &UpdateContinuousBackupsInput, found: &mut Found) -> Result<u32> {
    let members = UpdateContinuousBackupsInput::MEMBERS;
    check_table_name(found, members.table_name, &input.table_name)?;
    let (least, most) = RECOVERY_PERIOD_DAYS.into_inner();
    let asked = input.point_in_time_recovery_specification.recovery_period_in_days;
    let days = asked.map_or(most, |days| u32::try_from(days).unwrap_or(0));
    let violated = match days {
        _ if days < least => Some(Constraint::MinValue(least.into())),
        _ if days > most => Some(Constraint::MaxValue(most.into())),
        _ => None,
    };
    if let (Some(constraint), Some(asked)) = (violated, asked) {
        let place = Place::from(members.point_in_time_recovery_specification)
            .member(PointInTimeRecoverySpecification::MEMBERS.recovery_period_in_days);
        found.violation(place, Some(asked.to_string()), constraint, false);
    }
    found.check(&[members.table_name, members.point_in_time_recovery_specification])?;
    Ok(days)
}
