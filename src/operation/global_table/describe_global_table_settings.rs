//! DescribeGlobalTableSettings: the units of a global table's replicas and how they are scaled.

use super::{
    global_tables::find_legacy,
    replica_settings::{ReplicaSettingsDescription, describe_settings},
};
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    operation::{definition::constraints::TableConstraints, request::input::Request},
    texts::global_table as texts,
};

structure! {
    /// The input of DescribeGlobalTableSettings. (API reference: DescribeGlobalTableSettings)
    pub struct DescribeGlobalTableSettingsInput {
        /// The global table's name.
        global_table_name: String = "GlobalTableName",
    }
}

impl<N: Into<String>> From<N> for DescribeGlobalTableSettingsInput {
    fn from(global_table_name: N) -> Self {
        Self { global_table_name: global_table_name.into() }
    }
}

structure! {
    /// What DescribeGlobalTableSettings answers.
    #[non_exhaustive]
    pub struct DescribeGlobalTableSettingsOutput {
        /// The global table's name.
        global_table_name: String = "GlobalTableName",
        /// The settings of its replicas, in order of their regions.
        replica_settings: Vec<ReplicaSettingsDescription> = "ReplicaSettings",
    }
}

/// Describes the settings.
pub(crate) fn run(
    engine: &Engine,
    request: Request<DescribeGlobalTableSettingsInput>,
) -> Result<DescribeGlobalTableSettingsOutput> {
    let Request { input, mut found } = request;
    TableConstraints::new(&mut found)
        .plain_name(DescribeGlobalTableSettingsInput::MEMBERS.global_table_name, &input.global_table_name);
    found.check(&[])?;
    let global_table = find_legacy(engine, &input.global_table_name, texts::does_not_exist)?;
    Ok(DescribeGlobalTableSettingsOutput {
        replica_settings: global_table.replicas.iter().map(describe_settings).collect(),
        global_table_name: input.global_table_name,
    })
}
