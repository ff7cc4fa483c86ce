//! DescribeTable: what a table is and holds.

use super::{
    constraints::check_table_name,
    description::{TableDescription, describe},
};
use crate::{
    error::{Error, Result},
    operation::{
        access::{not_found::no_table, tables::bare_table_name},
        request::{found::Request, input::structure, output::output},
    },
    storage::Store,
};

structure! {
    /// What DescribeTable takes. (API reference: DescribeTable)
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

output! {
    /// What DescribeTable answers.
    pub struct DescribeTableOutput {
        /// The table.
        table: Option<TableDescription> = "Table",
    }
}

/// Describes the table.
pub(crate) fn run(store: &Store, request: Request<DescribeTableInput>) -> Result<DescribeTableOutput> {
    let Request { input, mut found } = request;
    check_table_name(&mut found, &input.table_name)?;
    found.check(&[])?;
    let name = bare_table_name(&input.table_name);
    let table = store.table(name).ok_or_else(|| missing(store, name))?;
    Ok(DescribeTableOutput { table: Some(describe(store, &table)) })
}

/// The words for a table that is not there, as operations on tables say them.
pub(crate) fn missing(store: &Store, name: &str) -> Error {
    no_table(store, name, format!("Requested resource not found: Table: {name} not found"))
}
