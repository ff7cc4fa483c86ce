//! DeleteTable: a table taken away with all its items.

use super::{
    describe_table::missing,
    input::structure,
    output::output,
    table_access::{bare_table_name, check_table_name},
    table_description::{TableDescription, describe},
    validation::Request,
};
use crate::{error::Result, storage::Store};

structure! {
    /// What DeleteTable takes. (API reference: DeleteTable)
    pub struct DeleteTableInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
    }
}

output! {
    /// What DeleteTable answers.
    pub struct DeleteTableOutput {
        /// The table, being deleted.
        table_description: Option<TableDescription> = "TableDescription",
    }
}

/// Deletes the table.
pub(crate) fn run(store: &Store, request: Request<DeleteTableInput>) -> Result<DeleteTableOutput> {
    let Request { input, mut found } = request;
    check_table_name(&mut found, "tableName", &input.table_name);
    found.check(&[])?;
    let name = bare_table_name(&input.table_name);
    let table = store.remove_table(name, |table| table.map(|_| ()).ok_or_else(|| missing(name)))?;
    Ok(DeleteTableOutput { table_description: table.map(|table| describe(store, &table, "DELETING")) })
}
