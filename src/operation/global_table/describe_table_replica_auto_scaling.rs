//! DescribeTableReplicaAutoScaling: how the units of a global table's replicas are scaled.

use super::{
    global_tables::find_scaled,
    replica_scaling::{TableAutoScalingDescription, describe_table},
};
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    operation::{
        access::tables::own_table_name, definition::constraints::check_table_name, request::input::Request,
    },
};

structure! {
    /// The input of DescribeTableReplicaAutoScaling. (API reference: DescribeTableReplicaAutoScaling)
    pub struct DescribeTableReplicaAutoScalingInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
    }
}

impl<N: Into<String>> From<N> for DescribeTableReplicaAutoScalingInput {
    fn from(table_name: N) -> Self {
        Self { table_name: table_name.into() }
    }
}

structure! {
    /// What DescribeTableReplicaAutoScaling answers.
    #[non_exhaustive]
    pub struct DescribeTableReplicaAutoScalingOutput {
        /// The table.
        table_auto_scaling_description: Option<TableAutoScalingDescription> = "TableAutoScalingDescription",
    }
}

/// Describes how units are scaled.
pub(crate) fn run(
    engine: &Engine,
    request: Request<DescribeTableReplicaAutoScalingInput>,
) -> Result<DescribeTableReplicaAutoScalingOutput> {
    let Request { input, mut found } = request;
    let member = DescribeTableReplicaAutoScalingInput::MEMBERS.table_name;
    check_table_name(&mut found, member, &input.table_name)?;
    found.check(&[])?;
    let global_table = find_scaled(engine, own_table_name(engine, &input.table_name)?)?;
    Ok(DescribeTableReplicaAutoScalingOutput {
        table_auto_scaling_description: Some(describe_table(engine, &global_table)),
    })
}
