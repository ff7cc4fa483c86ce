//! What a side says of its tables.

use std::time::{Duration, Instant};

use super::backoff::tried;
use crate::{
    database::Database,
    error::{Error, Result},
    operation::{IndexStatus, TableDescription, TableStatus},
    sync::thread,
};

const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// Some servers find a new table a little later.
const FOUND_WITHIN: Duration = Duration::from_secs(10);

/// The description of a table.
pub(super) fn described(database: &Database, name: &str) -> Result<TableDescription> {
    tried(|| database.describe_table(name))?
        .table
        .filter(|table| table.key_schema.is_some())
        .ok_or_else(|| Error::NoAnswer(format!("the answer to DescribeTable describes no table {name}")))
}

/// Waits until a table and its indexes are ACTIVE, and describes it.
pub(super) fn wait_active(database: &Database, name: &str) -> Result<TableDescription> {
    let begin = Instant::now();
    let mut pause = FIRST_PAUSE;
    loop {
        match described(database, name) {
            Ok(table) if is_active(&table) => return Ok(table),
            Ok(_) => {}
            Err(error) if error.is_resource_not_found() && begin.elapsed() < FOUND_WITHIN => {}
            Err(error) => return Err(error),
        }
        // A database in this process may have a clock that only its owner moves.
        if !database.is_remote() {
            database.clock().wait(pause);
        } else {
            thread::sleep(pause);
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

fn is_active(table: &TableDescription) -> bool {
    let is_index_active = |status: Option<IndexStatus>| matches!(status, None | Some(IndexStatus::Active));
    !matches!(table.table_status, Some(TableStatus::Creating | TableStatus::Updating))
        && table.global_secondary_indexes.iter().flatten().all(|index| is_index_active(index.index_status))
}

/// Whether both have the same key, of the same types.
pub(super) fn is_same_key(one: &TableDescription, other: &TableDescription) -> bool {
    let types = |table: &TableDescription| {
        let schema = table.key_schema.clone().unwrap_or_default();
        let definitions = table.attribute_definitions.clone().unwrap_or_default();
        let typed = schema.into_iter().map(|element| {
            let definition = definitions.iter().find(|known| known.attribute_name == element.attribute_name);
            (element, definition.and_then(|known| known.attribute_type))
        });
        typed.collect::<Vec<_>>()
    };
    types(one) == types(other)
}
