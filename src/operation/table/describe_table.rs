//! DescribeTable: describes a table.

use super::{describe::describe, description::TableDescription};
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    operation::{
        access::tables::{find_managed_table, own_table_name},
        definition::constraints::check_table_name,
        request::input::Request,
    },
};

structure! {
    /// The input of DescribeTable. (API reference: DescribeTable)
    pub struct DescribeTableInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
    }
}

impl<N: Into<String>> From<N> for DescribeTableInput {
    fn from(table_name: N) -> Self {
        Self { table_name: table_name.into() }
    }
}

structure! {
    /// What DescribeTable answers.
    #[non_exhaustive]
    pub struct DescribeTableOutput {
        /// The table.
        table: Option<TableDescription> = "Table",
    }
}

/// Describes the table.
pub(crate) fn run(engine: &Engine, request: Request<DescribeTableInput>) -> Result<DescribeTableOutput> {
    let Request { input, mut found } = request;
    check_table_name(&mut found, DescribeTableInput::MEMBERS.table_name, &input.table_name)?;
    found.check(&[])?;
    let name = own_table_name(engine, &input.table_name)?;
    let table = find_managed_table(engine, name)?;
    Ok(DescribeTableOutput { table: Some(describe(engine, &table)) })
}
