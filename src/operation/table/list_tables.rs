//! ListTables: the names of tables, in order, in pages.

use crate::{
    codec::{Constraint, structure},
    engine::Engine,
    error::Result,
    limits::LIST_TABLES_PAGE,
    operation::request::{input::Request, names::check_name},
};

structure! {
    /// What ListTables takes. (API reference: ListTables)
    pub struct ListTablesInput {
        /// The name to go on behind: the last page's `last_evaluated_table_name`.
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
        /// Where to go on; none at the end.
        last_evaluated_table_name: Option<String> = "LastEvaluatedTableName",
    }
}

/// Lists the tables.
pub(crate) fn run(engine: &Engine, request: Request<ListTablesInput>) -> Result<ListTablesOutput> {
    let Request { input, mut found } = request;
    if let Some(start) = &input.exclusive_start_table_name {
        check_name(&mut found, ListTablesInput::MEMBERS.exclusive_start_table_name, start);
    }
    let limit = input.limit.map_or(LIST_TABLES_PAGE, |limit| usize::try_from(limit).unwrap_or(0));
    if limit < 1 {
        found.violation(
            ListTablesInput::MEMBERS.limit,
            input.limit.map(|limit| limit.to_string()),
            Constraint::MinValue(1),
            false,
        );
    }
    if limit > LIST_TABLES_PAGE {
        let most = Constraint::MaxValue(LIST_TABLES_PAGE as i64);
        found.violation(
            ListTablesInput::MEMBERS.limit,
            input.limit.map(|limit| limit.to_string()),
            most,
            false,
        );
    }
    found.check(&[ListTablesInput::MEMBERS.exclusive_start_table_name, ListTablesInput::MEMBERS.limit])?;
    let mut table_names =
        engine.catalog().table_names(input.exclusive_start_table_name.as_deref(), limit + 1);
    let more = table_names.len() > limit;
    table_names.truncate(limit);
    let last_evaluated_table_name = table_names.last().filter(|_| more).cloned();
    Ok(ListTablesOutput { table_names, last_evaluated_table_name })
}
