//! DeleteTable: deletes a table with all its items.

use super::{
    describe::describe_deleted,
    description::TableDescription,
    replica::remove::{check_not_source, check_not_strong, forget_last_replica, separate},
};
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    operation::{
        access::{
            in_use::{check_concurrent, check_deletable},
            not_found::no_managed_table,
            replicas::{changing_replicas, other_replicas},
            tables::{find_managed_table, own_table_name},
        },
        definition::constraints::check_table_name,
        request::input::Request,
    },
    texts,
};

structure! {
    /// The input of DeleteTable. (API reference: DeleteTable)
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
    let name = own_table_name(engine, &input.table_name)?;
    let regions = engine.regions();
    let _one_at_a_time = changing_replicas(regions.as_deref());
    let table = find_managed_table(engine, name)?;
    forget_last_replica(engine, &table);
    check_not_source(engine, &table)?;
    check_not_strong(engine, &table)?;
    let (transition, ending) = (engine.transition(), engine.ending());
    check_concurrent(engine)?;
    // A change that takes long refuses the request at once.
    check_deletable(name, &table.settings())?;
    // Held until the table is removed, so that no copy of the database is made in between.
    let one_at_a_time = table.changing();
    let changed = table.change_states(&ending, |settings| {
        // Another request may have deleted it.
        if table.is_dropped() {
            return Err(None);
        }
        check_deletable(name, settings)?;
        if settings.deletion_protection {
            return Err(Some(Error::validation(texts::table::PROTECTED)));
        }
        settings.begin_deleting(transition);
        Ok(())
    });
    // The error's hint reads other tables, which must not happen under the lock of the settings.
    let (settings, ended) =
        changed.map_err(|refusal| refusal.unwrap_or_else(|| no_managed_table(engine, name)))?;
    let others = other_replicas(engine, &table);
    separate(engine, &table);
    if ended.table_is_gone {
        engine.forget(&table, &ending);
        others.iter().for_each(|other| forget_last_replica(&other.engine, &other.table));
    } else {
        engine.end_states_later(&table);
    }
    drop(one_at_a_time);
    Ok(DeleteTableOutput { table_description: Some(describe_deleted(engine, &table, settings)) })
}

#[cfg(test)]
mod tests;
