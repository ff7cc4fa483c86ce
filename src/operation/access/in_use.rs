//! Whether a table can be changed: one that is being created, changed or deleted cannot.

use crate::{
    engine::Engine,
    error::{Error, Result},
    limits::{INDEXED_TABLES_CREATING, TABLES_CHANGING},
    storage::{IndexStatus, TableSettings, TableStatus},
    texts,
};

/// Refuses a change of a table unless it is ACTIVE.
pub(crate) fn check_active(name: &str, settings: &TableSettings) -> Result<()> {
    match settings.status {
        TableStatus::Active => Ok(()),
        TableStatus::Creating => Err(in_use("created", name)),
        TableStatus::Updating => Err(in_use("updated", name)),
        TableStatus::Deleting => Err(in_use("deleted", name)),
    }
}

/// Refuses a change of a table that is being created or deleted. Settings outside of UpdateTable can be changed while
/// the table is being updated.
pub(crate) fn check_made(name: &str, settings: &TableSettings) -> Result<()> {
    match settings.status {
        TableStatus::Updating => Ok(()),
        _ => check_active(name, settings),
    }
}

/// Refuses a change of a table's index that is being changed or deleted.
pub(crate) fn check_index(table: &str, index: &str, status: IndexStatus) -> Result<()> {
    let what = match status {
        IndexStatus::Active | IndexStatus::Creating => return Ok(()),
        IndexStatus::Updating => "updated",
        IndexStatus::Deleting => "deleted",
    };
    Err(Error::ResourceInUse(texts::table::index_in_use(what, table, index)))
}

/// Refuses to delete a table if it or one of its indexes is being created, changed or deleted.
pub(crate) fn check_deletable(name: &str, settings: &TableSettings) -> Result<()> {
    check_active(name, settings)?;
    let mut indexes = settings.global_indexes.values().chain(settings.vector_indexes.values());
    match indexes.all(|index| index.status == IndexStatus::Active) {
        true => Ok(()),
        false => Err(Error::ResourceInUse(texts::table::indexes_in_use())),
    }
}

/// Refuses to create, change or delete a table while the largest allowed number of tables is in such a state.
pub(crate) fn check_concurrent(engine: &Engine) -> Result<()> {
    // If states take no time, there are none to count.
    if engine.transitions_ms() == 0 {
        return Ok(());
    }
    let changing = engine.catalog().count_tables(|table| table.settings().next_end_ms().is_some());
    match changing < TABLES_CHANGING {
        true => Ok(()),
        false => Err(Error::LimitExceeded(texts::table::too_many_changing(TABLES_CHANGING))),
    }
}

/// Refuses to create a table with indexes while the largest allowed number is being created.
pub(crate) fn check_concurrent_indexed(engine: &Engine) -> Result<()> {
    if engine.transitions_ms() == 0 {
        return Ok(());
    }
    let creating = engine
        .catalog()
        .count_tables(|table| table.has_indexes() && table.settings().status == TableStatus::Creating);
    match creating < INDEXED_TABLES_CREATING {
        true => Ok(()),
        false => Err(Error::LimitExceeded(texts::table::TOO_MANY_INDEXED.to_owned())),
    }
}

/// The refusal of a change of a table that is being `what`.
fn in_use(what: &str, name: &str) -> Error {
    Error::ResourceInUse(texts::table::in_use(what, name))
}
