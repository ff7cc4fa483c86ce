//! DescribeTable: describes a table.

use super::{describe::describe, description::TableDescription};
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    operation::{
        access::tables::find_managed_table,
        definition::constraints::check_table_name,
        request::{input::Request, names::bare_table_name},
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
    let name = bare_table_name(&input.table_name);
    let table = find_managed_table(engine, name)?;
    Ok(DescribeTableOutput { table: Some(describe(engine, &table)) })
}
