//! A table's settings beside its keys, as a request asks for them and as they are kept: throughput, stream,
//! encryption.

use jiff::Timestamp;

use super::structures::{
    GlobalSecondaryIndex, OnDemandThroughput, ProvisionedThroughput, SSESpecification, WarmThroughput,
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    storage::{BillingMode, SSEType, Throughput},
    texts,
};

/// The members of a request about the throughput of a table or index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AskedThroughput<'r> {
    pub(crate) provisioned: Option<&'r ProvisionedThroughput>,
    pub(crate) on_demand: Option<&'r OnDemandThroughput>,
    pub(crate) warm: Option<&'r WarmThroughput>,
}

impl AskedThroughput<'_> {
    /// The throughput of a new table, or of the new index that `index` names.
    pub(crate) fn new_throughput(&self, mode: BillingMode, index: Option<&str>) -> Result<Throughput> {
        let mut throughput = Throughput::default();
        match mode {
            BillingMode::Provisioned => {
                let units = self.units(index)?.ok_or_else(|| Self::no_units(index))?;
                throughput.provision(units);
            }
            BillingMode::PayPerRequest => {
                // -1, which removes a limit, is for UpdateTable: a new table or index has none.
                let limits = self.on_demand.into_iter();
                let mut limits = limits.flat_map(|limits| limits.members());
                if let Some((_, member)) = limits.find(|(units, _)| *units == Some(NO_LIMIT)) {
                    return Err(out_of_range(member, index));
                }
                self.limit(&mut throughput, index)?;
            }
        }
        self.warm_up(&mut throughput, index)?;
        Ok(throughput)
    }

    /// Whether nothing is asked for.
    pub(crate) const fn is_empty(&self) -> bool {
        self.provisioned.is_none() && self.on_demand.is_none() && self.warm.is_none()
    }

    /// The requested read and write units of a provisioned table or index.
    pub(crate) fn units(&self, index: Option<&str>) -> Result<Option<(u64, u64)>> {
        if let Some(on_demand) = self.on_demand {
            check_no_limits(on_demand, index)?;
        }
        let units = |units: i64| u64::try_from(units).unwrap_or(0);
        Ok(self
            .provisioned
            .map(|asked| (units(asked.read_capacity_units), units(asked.write_capacity_units))))
    }

    /// The refusal of a request without the required units.
    pub(crate) fn no_units(index: Option<&str>) -> Error {
        Error::validation(texts::throughput::no_units(index))
    }

    /// Sets a table or index to on-demand, with the requested limits; limits that the request does not name stay.
    pub(crate) fn limit(&self, throughput: &mut Throughput, index: Option<&str>) -> Result<()> {
        if self.provisioned.is_some() {
            return Err(Error::validation(texts::throughput::units_on_demand(index)));
        }
        throughput.set_on_demand();
        let Some(limits) = self.on_demand else { return Ok(()) };
        let kept = [&mut throughput.max_read_request_units, &mut throughput.max_write_request_units];
        for ((asked, member), kept) in limits.members().into_iter().zip(kept) {
            match asked {
                None => {}
                Some(NO_LIMIT) => *kept = None,
                Some(units) if units < 1 => return Err(out_of_range(member, index)),
                Some(units) => *kept = Some(units),
            }
        }
        Ok(())
    }

    /// Sets the warm throughput of a table or index; it cannot decrease.
    pub(crate) fn warm_up(&self, throughput: &mut Throughput, index: Option<&str>) -> Result<()> {
        let Some(warm) = self.warm else { return Ok(()) };
        for (asked, units, member) in [
            (
                warm.read_units_per_second,
                &mut throughput.warm_read_units,
                WarmThroughput::MEMBERS.read_units_per_second.name(),
            ),
            (
                warm.write_units_per_second,
                &mut throughput.warm_write_units,
                WarmThroughput::MEMBERS.write_units_per_second.name(),
            ),
        ] {
            let Some(asked) = asked else { continue };
            match u64::try_from(asked) {
                Ok(asked) if asked >= *units => *units = asked,
                _ => {
                    return Err(Error::validation(texts::throughput::warm_too_low(member, index)));
                }
            }
        }
        Ok(())
    }
}

/// The throughput of a new global index.
pub(crate) fn index_throughput(mode: BillingMode, index: &GlobalSecondaryIndex) -> Result<Throughput> {
    AskedThroughput {
        provisioned: index.provisioned_throughput.as_ref(),
        on_demand: index.on_demand_throughput.as_ref(),
        warm: index.warm_throughput.as_ref(),
    }
    .new_throughput(mode, Some(&index.index_name))
}

/// The value that removes a limit on demand.
const NO_LIMIT: i64 = -1;

impl OnDemandThroughput {
    /// The limits with their names.
    pub(crate) fn members(&self) -> [(Option<i64>, &'static str); 2] {
        [
            (self.max_read_request_units, OnDemandThroughput::MEMBERS.max_read_request_units.name()),
            (self.max_write_request_units, OnDemandThroughput::MEMBERS.max_write_request_units.name()),
        ]
    }
}

fn out_of_range(member: &str, index: Option<&str>) -> Error {
    Error::validation(texts::throughput::limit_out_of_range(member, index))
}

/// Refuses on-demand limits for a provisioned table or index. For a table, the first limit is reported.
fn check_no_limits(limits: &OnDemandThroughput, index: Option<&str>) -> Result<()> {
    if let Some(index) = index {
        return Err(Error::validation(texts::throughput::index_limits_provisioned(index)));
    }
    let member = match (limits.max_read_request_units, limits.max_write_request_units) {
        (Some(_), _) => OnDemandThroughput::MEMBERS.max_read_request_units.name(),
        (None, Some(_)) => OnDemandThroughput::MEMBERS.max_write_request_units.name(),
        (None, None) => return Ok(()),
    };
    Err(Error::validation(texts::throughput::table_limit_provisioned(member)))
}

/// A moment as the service writes it in messages: `Wednesday, July 25, 2018 at 1:05:24 AM Coordinated Universal Time`.
pub(crate) fn date(seconds: f64) -> String {
    let time = Timestamp::from_second(seconds as i64).unwrap_or(Timestamp::MAX);
    time.strftime("%A, %B %-d, %Y at %-I:%M:%S %p Coordinated Universal Time").to_string()
}

/// The id of the account's own key for DynamoDB, which has the alias `aws/dynamodb`.
const ACCOUNT_KEY_ID: &str = "6f1b5c1e-2d3a-4b7c-9e0f-64796e616d6f";

/// The ARN of the key that a table is encrypted with; `None` for the key that the service owns.
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
