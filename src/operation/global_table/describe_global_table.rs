//! DescribeGlobalTable: a global table of version 2017.11.29 with its replicas.

use super::{describe::describe, global_tables::find_legacy, structures::GlobalTableDescription};
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    operation::{definition::constraints::TableConstraints, request::input::Request},
    texts::global_table as texts,
};

structure! {
    /// The input of DescribeGlobalTable. (API reference: DescribeGlobalTable)
    pub struct DescribeGlobalTableInput {
        /// The global table's name.
        global_table_name: String = "GlobalTableName",
    }
}

impl<N: Into<String>> From<N> for DescribeGlobalTableInput {
    fn from(global_table_name: N) -> Self {
        Self { global_table_name: global_table_name.into() }
    }
}

structure! {
    /// What DescribeGlobalTable answers.
    #[non_exhaustive]
    pub struct DescribeGlobalTableOutput {
        /// The global table.
        global_table_description: Option<GlobalTableDescription> = "GlobalTableDescription",
    }
}

/// Describes the global table.
pub(crate) fn run(
    engine: &Engine,
    request: Request<DescribeGlobalTableInput>,
) -> Result<DescribeGlobalTableOutput> {
    let Request { input, mut found } = request;
    TableConstraints::new(&mut found)
        .plain_name(DescribeGlobalTableInput::MEMBERS.global_table_name, &input.global_table_name);
    found.check(&[])?;
    let global_table = find_legacy(engine, &input.global_table_name, texts::not_found)?;
    Ok(DescribeGlobalTableOutput { global_table_description: Some(describe(engine, &global_table)) })
}
