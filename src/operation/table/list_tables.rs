//! ListTables: the names of tables, in order, in pages.

use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    limits::LIST_TABLES_PAGE,
    operation::{
        answer::page::page,
        request::{input::Request, names::check_name, page_limit::page_limit},
    },
};

structure! {
    /// The input of ListTables. (API reference: ListTables)
    pub struct ListTablesInput {
        /// The name to start after: the last page's `last_evaluated_table_name`.
        exclusive_start_table_name: Option<String> = "ExclusiveStartTableName",
        /// How many names, 1 to 100 (the default).
        limit: Option<i32> = "Limit",
    }
}

structure! {
    /// What ListTables answers.
    #[non_exhaustive]
    pub struct ListTablesOutput {
        /// The names.
        table_names: Vec<String> = "TableNames",
        /// Where the next page starts; absent on the last page.
        last_evaluated_table_name: Option<String> = "LastEvaluatedTableName",
    }
}

/// Lists the tables.
pub(crate) fn run(engine: &Engine, request: Request<ListTablesInput>) -> Result<ListTablesOutput> {
    let Request { input, mut found } = request;
    if let Some(start) = &input.exclusive_start_table_name {
        check_name(&mut found, ListTablesInput::MEMBERS.exclusive_start_table_name, start);
    }
    let limit = page_limit(&mut found, ListTablesInput::MEMBERS.limit, input.limit, LIST_TABLES_PAGE);
    found.check(&[ListTablesInput::MEMBERS.exclusive_start_table_name, ListTablesInput::MEMBERS.limit])?;
    let table_names = engine.catalog().table_names(input.exclusive_start_table_name.as_deref(), limit + 1);
    let (table_names, more) = page(table_names, limit);
    let last_evaluated_table_name = table_names.last().filter(|_| more).cloned();
    Ok(ListTablesOutput { table_names, last_evaluated_table_name })
}
