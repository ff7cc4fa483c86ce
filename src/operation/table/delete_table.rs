//! DeleteTable: a table taken away with all its items.

use super::{describe::describe_deleted, description::TableDescription};
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    operation::{
        access::not_found::no_managed_table,
        definition::constraints::check_table_name,
        request::{input::Request, names::bare_table_name},
    },
};

structure! {
    /// What DeleteTable takes. (API reference: DeleteTable)
    pub struct DeleteTableInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
    }
}

impl<N: Into<String>> From<N> for DeleteTableInput {
    fn from(table_name: N) -> Self {
        Self { table_name: table_name.into() }
    }
}

structure! {
    /// What DeleteTable answers.
    #[non_exhaustive]
    pub struct DeleteTableOutput {
        /// The table, being deleted.
        table_description: Option<TableDescription> = "TableDescription",
    }
}

/// Deletes the table.
pub(crate) fn run(engine: &Engine, request: Request<DeleteTableInput>) -> Result<DeleteTableOutput> {
    let Request { input, mut found } = request;
    check_table_name(&mut found, DeleteTableInput::MEMBERS.table_name, &input.table_name)?;
    found.check(&[])?;
    let name = bare_table_name(&input.table_name);
    let table = engine.catalog().remove_table(name, |settings| match settings.deletion_protection {
        true => Err(Error::validation(
            "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection \
             first.",
        )),
        false => Ok(()),
    })?;
    let table = table.ok_or_else(|| no_managed_table(engine, name))?;
    Ok(DeleteTableOutput { table_description: Some(describe_deleted(engine, &table)) })
}
