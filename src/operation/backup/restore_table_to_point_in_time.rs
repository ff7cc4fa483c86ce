//! RestoreTableToPointInTime: a new table with the items that another had at some time.

use std::sync::Arc;

use super::{overrides::overrides_of, restore::check_target, time::shown};
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    limits::TABLE_ARN_CHARACTERS,
    operation::{
        access::{
            not_found::no_table_to_back_up,
            recovery::{RestorableTimes, table_to_back_up},
        },
        definition::{
            constraints::TableConstraints,
            structures::{
                GlobalSecondaryIndex, LocalSecondaryIndex, OnDemandThroughput, ProvisionedThroughput,
                SSESpecification,
            },
            vector_indexes::VectorIndex,
        },
        request::{found::Found, input::Request, names::check_name, table_arn::TableArn},
        table::description::TableDescription,
    },
    storage::{BillingMode, RestoreSettings, Table},
    texts,
};

structure! {
    /// The input of RestoreTableToPointInTime. (API reference: RestoreTableToPointInTime)
    pub struct RestoreTableToPointInTimeInput {
        /// The ARN of the source table, instead of its name.
        source_table_arn: Option<String> = "SourceTableArn",
        /// The name of the source table.
        source_table_name: Option<String> = "SourceTableName",
        /// The new table's name, 3 to 255 letters, digits, `_`, `-`, `.`.
        target_table_name: String = "TargetTableName",
        /// Whether the table is restored to the latest time, which is now, instead of to `restore_date_time`.
        use_latest_restorable_time: Option<bool> = "UseLatestRestorableTime",
        /// The time to restore the table to, in seconds since 1970.
        restore_date_time: Option<f64> = "RestoreDateTime",
        /// How throughput is paid for; as for the source, by default.
        billing_mode_override: Option<BillingMode> = "BillingModeOverride",
        /// The global indexes to restore, with the keys and projections that they have; all, by default.
        global_secondary_index_override: Option<Vec<GlobalSecondaryIndex>> = "GlobalSecondaryIndexOverride",
        /// The local indexes to restore, with the keys and projections that they have; all, by default.
        local_secondary_index_override: Option<Vec<LocalSecondaryIndex>> = "LocalSecondaryIndexOverride",
        /// Units for each second; those of the source, by default.
        provisioned_throughput_override: Option<ProvisionedThroughput> = "ProvisionedThroughputOverride",
        /// The maximum throughput of the table on demand; that of the source, by default.
        on_demand_throughput_override: Option<OnDemandThroughput> = "OnDemandThroughputOverride",
        /// With what key the table is encrypted; as the source, by default.
        sse_specification_override: Option<SSESpecification> = "SSESpecificationOverride",
        /// The vector indexes to restore, as they are; all, by default.
        vector_index_override: Option<Vec<VectorIndex>> = "VectorIndexOverride",
    }
}

structure! {
    /// What RestoreTableToPointInTime answers.
    #[non_exhaustive]
    pub struct RestoreTableToPointInTimeOutput {
        /// The table, being created.
        table_description: Option<TableDescription> = "TableDescription",
    }
}

/// Restores the table, with the settings and indexes that its source has now. The time grows with the number of
/// partitions and with the changes since that time, not with the items; but if local indexes are left out, also with the
/// number of their entries.
pub(crate) fn run(
    engine: &Engine,
    request: Request<RestoreTableToPointInTimeInput>,
) -> Result<RestoreTableToPointInTimeOutput> {
    let Request { input, mut found } = request;
    let (overrides, of_overrides) = overrides_of!(input: RestoreTableToPointInTimeInput);
    check_names(&input, &mut found);
    overrides.check(&mut found, of_overrides);
    let members = RestoreTableToPointInTimeInput::MEMBERS;
    found.check(&[members.target_table_name, members.source_table_name, members.source_table_arn])?;
    let source = Source::of(&input)?;
    let asked_seconds = asked_seconds(&input)?;
    let elsewhere = source.other_region(engine)?.map(|region| engine.in_region(region));
    if elsewhere.is_some() && overrides.encryption.is_none() {
        return Err(Error::validation(texts::backup::KEY_FOR_OTHER_REGION));
    }
    let elsewhere = elsewhere.map(|found| found.ok_or_else(|| source.not_found(engine))).transpose()?;
    let of_source = elsewhere.as_deref().unwrap_or(engine);
    let table = source.find(of_source)?;
    let times = RestorableTimes::required_of(of_source, &table)?;
    let moment_ms = match asked_seconds {
        None => times.latest_ms,
        Some(seconds) => times.moment_ms(seconds).ok_or_else(|| {
            let asked = shown((seconds * 1000.0) as u64);
            let (earliest, latest) = (shown(times.earliest_ms), shown(times.latest_ms));
            Error::InvalidRestoreTime(texts::backup::restore_time(&asked, &earliest, &latest))
        })?,
    };
    check_target(engine, &input.target_table_name)?;
    let copy = of_source.copy_as_of(&table, moment_ms);
    let copy = copy.ok_or_else(|| source.not_found(of_source))?;
    // Point-in-time recovery may have been switched off, or on again, meanwhile.
    let copy =
        copy.map_err(|_| Error::PointInTimeRecoveryUnavailable(texts::backup::recovery_off(table.name())))?;
    let restored = RestoreSettings {
        source_backup_arn: None,
        source_table_arn: of_source.table_arn(table.name()),
        of_seconds: moment_ms as f64 / 1000.0,
    };
    let description = overrides.restore(engine, &copy, &input.target_table_name, restored)?;
    Ok(RestoreTableToPointInTimeOutput { table_description: Some(description) })
}

fn check_names(input: &RestoreTableToPointInTimeInput, found: &mut Found) {
    let members = RestoreTableToPointInTimeInput::MEMBERS;
    if let Some(arn) = &input.source_table_arn {
        TableConstraints::new(found).length(&members.source_table_arn.into(), arn, 1, TABLE_ARN_CHARACTERS);
    }
    if let Some(name) = &input.source_table_name {
        check_name(found, members.source_table_name, name);
    }
    if !found.has_violation_at(&members.target_table_name.into()) {
        check_name(found, members.target_table_name, &input.target_table_name);
    }
}

/// The time that a request asks for, in seconds since 1970; `None` for the latest.
fn asked_seconds(input: &RestoreTableToPointInTimeInput) -> Result<Option<f64>> {
    match (input.use_latest_restorable_time.unwrap_or(false), input.restore_date_time) {
        (true, None) => Ok(None),
        (false, Some(seconds)) => Ok(Some(seconds)),
        (true, Some(_)) => Err(Error::validation(texts::backup::TWO_RESTORE_TIMES)),
        (false, None) => Err(Error::validation(texts::backup::NO_RESTORE_TIME)),
    }
}

/// The table to restore, as a request names it.
#[derive(Debug, Clone, Copy)]
enum Source<'r> {
    Name(&'r str),
    Arn(TableArn<'r>),
}

impl<'r> Source<'r> {
    fn of(input: &'r RestoreTableToPointInTimeInput) -> Result<Self> {
        match (input.source_table_name.as_deref(), input.source_table_arn.as_deref()) {
            (Some(name), None) => Ok(Self::Name(name)),
            (None, Some(arn)) if !arn.starts_with("arn:") => {
                Err(Error::invalid_values(&texts::backup::no_source_arn(arn)))
            }
            (None, Some(arn)) => match TableArn::parse(arn) {
                Some(arn @ TableArn { part: None, .. }) => Ok(Self::Arn(arn)),
                _ => Err(Error::validation(texts::backup::INVALID_SOURCE_ARN)),
            },
            (Some(_), Some(_)) => Err(Error::validation(texts::backup::ONE_SOURCE)),
            (None, None) => Err(Error::validation(texts::backup::NO_SOURCE)),
        }
    }

    /// The region of the table, if it is not the engine's.
    ///
    /// # Errors
    /// The table is of another account.
    fn other_region(self, engine: &Engine) -> Result<Option<&'r str>> {
        let options = engine.options();
        match self {
            Self::Arn(arn) if arn.account != options.account => {
                Err(Error::validation(texts::backup::OTHER_OWNER))
            }
            Self::Arn(arn) => Ok(Some(arn.region).filter(|region| *region != options.region)),
            Self::Name(_) => Ok(None),
        }
    }

    /// The table, which is of the engine's region.
    fn find(self, engine: &Engine) -> Result<Arc<Table>> {
        match self {
            Self::Name(name) => table_to_back_up(engine, name),
            Self::Arn(arn) => table_to_back_up(engine, arn.table).map_err(|_| self.not_found(engine)),
        }
    }

    /// The error of a source that does not exist.
    fn not_found(self, engine: &Engine) -> Error {
        match self {
            Self::Name(name) => no_table_to_back_up(engine, name),
            Self::Arn(_) => Error::TableNotFound(texts::backup::SOURCE_NOT_FOUND.into()),
        }
    }
}
