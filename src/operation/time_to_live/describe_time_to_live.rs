//! DescribeTimeToLive: whether items expire, and by which attribute.

use super::structures::{TimeToLiveDescription, TimeToLiveStatus};
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    operation::{
        access::tables::{find_managed_table, own_table_name},
        definition::constraints::check_table_name,
        request::input::Request,
    },
    storage::TimeToLiveSettings,
};

structure! {
    /// The input of DescribeTimeToLive. (API reference: DescribeTimeToLive)
    pub struct DescribeTimeToLiveInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
    }
}

impl<N: Into<String>> From<N> for DescribeTimeToLiveInput {
    fn from(table_name: N) -> Self {
        Self { table_name: table_name.into() }
    }
}

structure! {
    /// What DescribeTimeToLive answers.
    #[non_exhaustive]
    pub struct DescribeTimeToLiveOutput {
        /// Whether items expire.
        time_to_live_description: TimeToLiveDescription = "TimeToLiveDescription",
    }
}

/// Reports whether items expire.
pub(crate) fn run(
    engine: &Engine,
    request: Request<DescribeTimeToLiveInput>,
) -> Result<DescribeTimeToLiveOutput> {
    let Request { input, mut found } = request;
    check_table_name(&mut found, DescribeTimeToLiveInput::MEMBERS.table_name, &input.table_name)?;
    found.check(&[])?;
    let name = own_table_name(engine, &input.table_name)?;
    let table = find_managed_table(engine, name)?;
    let time_to_live_description = describe(table.settings().time_to_live.as_ref());
    Ok(DescribeTimeToLiveOutput { time_to_live_description })
}

fn describe(time_to_live: Option<&TimeToLiveSettings>) -> TimeToLiveDescription {
    let status = match time_to_live.map(|settings| (settings.enabled, settings.transition.is_under_way())) {
        Some((true, false)) => TimeToLiveStatus::Enabled,
        Some((true, true)) => TimeToLiveStatus::Enabling,
        Some((false, true)) => TimeToLiveStatus::Disabling,
        Some((false, false)) | None => TimeToLiveStatus::Disabled,
    };
    let has_attribute = |_: &&TimeToLiveSettings| status != TimeToLiveStatus::Disabled;
    TimeToLiveDescription {
        time_to_live_status: Some(status),
        attribute_name: time_to_live.filter(has_attribute).map(|settings| settings.attribute_name.clone()),
    }
}
