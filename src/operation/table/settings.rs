//! A table's settings beside its keys, as a request asks for them and as they are kept: throughput, stream,
//! encryption.

use super::structures::{
    OnDemandThroughput, ProvisionedThroughput, SSESpecification, StreamSpecification, WarmThroughput,
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    limits::{ON_DEMAND_PARTITIONS, PARTITION_READ_UNITS, PARTITION_WRITE_UNITS},
    storage::{BillingMode, SSEType, StreamSettings, Throughput},
    texts,
};

/// The most partitions that a new table or index gets: more units can be asked for than memory has room for.
const MOST_PARTITIONS: u64 = 1024;

/// What a request says of the throughput of a table or index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AskedThroughput<'r> {
    pub(crate) provisioned: Option<&'r ProvisionedThroughput>,
    pub(crate) on_demand: Option<&'r OnDemandThroughput>,
    pub(crate) warm: Option<&'r WarmThroughput>,
}

impl AskedThroughput<'_> {
    /// The throughput of a new table, or of a new index where `index` names it.
    pub(crate) fn new_throughput(&self, mode: BillingMode, index: Option<&str>) -> Result<Throughput> {
        let mut throughput = match mode {
            BillingMode::Provisioned => self.provisioned(index)?,
            BillingMode::PayPerRequest => self.on_demand(index)?,
        };
        for (asked, units, member) in [
            (
                self.warm.and_then(|warm| warm.read_units_per_second),
                &mut throughput.warm_read_units,
                "ReadUnitsPerSecond",
            ),
            (
                self.warm.and_then(|warm| warm.write_units_per_second),
                &mut throughput.warm_write_units,
                "WriteUnitsPerSecond",
            ),
        ] {
            let Some(asked) = asked else { continue };
            match u64::try_from(asked) {
                Ok(asked) if asked >= *units => *units = asked,
                _ => {
                    return Err(Error::validation(texts::table::warm_too_low(member, index)));
                }
            }
        }
        Ok(throughput)
    }

    fn provisioned(&self, index: Option<&str>) -> Result<Throughput> {
        let Some(provisioned) = self.provisioned else {
            return Err(Error::validation(texts::table::no_units(index)));
        };
        if let Some(on_demand) = self.on_demand {
            check_no_limits(on_demand, index)?;
        }
        let units = |units: i64| u64::try_from(units).unwrap_or(0);
        let (read_units, write_units) =
            (units(provisioned.read_capacity_units), units(provisioned.write_capacity_units));
        Ok(Throughput {
            read_units,
            write_units,
            warm_read_units: read_units,
            warm_write_units: write_units,
            ..Throughput::default()
        })
    }

    fn on_demand(&self, index: Option<&str>) -> Result<Throughput> {
        if self.provisioned.is_some() {
            return Err(Error::validation(texts::table::units_on_demand(index)));
        }
        let limit = |units: fn(&OnDemandThroughput) -> Option<i64>, member: &str| match self
            .on_demand
            .and_then(units)
        {
            // -1, which takes a limit away, is for UpdateTable: a new table or index has none.
            Some(units) if units < 1 => {
                Err(Error::validation(texts::table::limit_out_of_range(member, index)))
            }
            units => Ok(units),
        };
        Ok(Throughput {
            max_read_request_units: limit(|units| units.max_read_request_units, "MaxReadRequestUnits")?,
            max_write_request_units: limit(|units| units.max_write_request_units, "MaxWriteRequestUnits")?,
            warm_read_units: ON_DEMAND_PARTITIONS as u64 * PARTITION_READ_UNITS,
            warm_write_units: ON_DEMAND_PARTITIONS as u64 * PARTITION_WRITE_UNITS,
            ..Throughput::default()
        })
    }
}

/// Refuses the limits of a table or index on demand, which this one is not; of a table's, the first is told.
fn check_no_limits(limits: &OnDemandThroughput, index: Option<&str>) -> Result<()> {
    if let Some(index) = index {
        return Err(Error::validation(texts::table::index_limits_provisioned(index)));
    }
    let member = match (limits.max_read_request_units, limits.max_write_request_units) {
        (Some(_), _) => "MaxReadRequestUnits",
        (None, Some(_)) => "MaxWriteRequestUnits",
        (None, None) => return Ok(()),
    };
    Err(Error::validation(texts::table::table_limit_provisioned(member)))
}

/// How many partitions the service would give a new table or index with this throughput: enough for the units
/// provisioned together, and for the reads and for the writes that it is to be warm for.
pub(crate) fn partitions(throughput: &Throughput) -> usize {
    let (read, write) = (u128::from(throughput.read_units), u128::from(throughput.write_units));
    let (of_read, of_write) = (u128::from(PARTITION_READ_UNITS), u128::from(PARTITION_WRITE_UNITS));
    let provisioned = (read * of_write + write * of_read).div_ceil(of_read * of_write);
    let count = provisioned
        .max(u128::from(throughput.warm_read_units).div_ceil(of_read))
        .max(u128::from(throughput.warm_write_units).div_ceil(of_write))
        .clamp(1, u128::from(MOST_PARTITIONS));
    usize::try_from(count).unwrap_or(1)
}

/// The stream of a new table; its label is the time.
pub(crate) fn new_stream(
    engine: &Engine,
    asked: Option<&StreamSpecification>,
) -> Result<Option<StreamSettings>> {
    match asked {
        None | Some(StreamSpecification { stream_enabled: false, stream_view_type: None }) => Ok(None),
        Some(StreamSpecification { stream_enabled: false, stream_view_type: Some(_) }) => {
            Err(Error::invalid_values(
                "Table is being created with a stream disabled, UpdateViewType should not be specified",
            ))
        }
        Some(StreamSpecification { stream_enabled: true, stream_view_type: None }) => {
            Err(Error::invalid_values(
                "Table is being created with a stream enabled, UpdateViewType must be specified",
            ))
        }
        Some(StreamSpecification { stream_enabled: true, stream_view_type: Some(view_type) }) => {
            Ok(Some(StreamSettings {
                label: engine.clock().now_label(),
                view_type: *view_type,
                enabled: true,
                resource_policy: None,
            }))
        }
    }
}

/// The id of the account's own key for DynamoDB, which stands behind the alias `aws/dynamodb`.
const ACCOUNT_KEY_ID: &str = "6f1b5c1e-2d3a-4b7c-9e0f-64796e616d6f";

/// The ARN of the key that a table is encrypted with; none where it is the key that the service owns.
pub(crate) fn encryption_key_arn(
    engine: &Engine,
    asked: Option<&SSESpecification>,
) -> Result<Option<String>> {
    let Some(asked) = asked else { return Ok(None) };
    if asked.sse_type == Some(SSEType::Aes256) {
        return Err(Error::invalid_values("SSEType AES256 is not supported"));
    }
    if asked.enabled != Some(true) {
        return match &asked.kms_master_key_id {
            Some(_) => {
                Err(Error::invalid_values("KMSMasterKeyId should only be specified when SSE is enabled"))
            }
            None => Ok(None),
        };
    }
    let arn = |resource: &str| {
        let (region, account) = (&engine.options().region, &engine.options().account);
        format!("arn:aws:kms:{region}:{account}:{resource}")
    };
    Ok(Some(match asked.kms_master_key_id.as_deref() {
        None | Some("alias/aws/dynamodb") => arn(&format!("key/{ACCOUNT_KEY_ID}")),
        Some(key) if key.starts_with("arn:") => key.to_owned(),
        Some(alias) if alias.starts_with("alias/") => arn(alias),
        Some(id) => arn(&format!("key/{id}")),
    }))
}
