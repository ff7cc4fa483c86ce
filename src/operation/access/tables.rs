//! From a name or ARN in a request to the table.

use std::{ops::Deref, sync::Arc};

use super::not_found::{no_managed_table, no_table};
use crate::{
    codec::Member,
    engine::Engine,
    error::{Error, Result},
    operation::{
        authorization::{decision::authorize, request::ItemAccess},
        request::{
            found::Found,
            names::{bare_table_name, check_table_name},
            table_arn::TableArn,
        },
    },
    storage::Table,
    texts,
};

/// A table that was looked up by its name, or one that the caller holds.
#[derive(Debug)]
pub(crate) enum TableRef<'t> {
    /// Looked up.
    Found(Arc<Table>),
    /// The caller's.
    Held(&'t Table),
}

impl Deref for TableRef<'_> {
    type Target = Table;

    fn deref(&self) -> &Table {
        match self {
            Self::Found(table) => table,
            Self::Held(table) => table,
        }
    }
}

/// Where an operation gets its table from when the request is checked: from the engine, by name, or from its caller.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tables<'t> {
    pub(crate) engine: &'t Engine,
    source: Source<'t>,
}

/// How the table is found.
#[derive(Debug, Clone, Copy)]
enum Source<'t> {
    /// The name in the request.
    Request,
    /// This name.
    Named(&'t str),
    /// The caller, which holds the table.
    Held(&'t Table),
}

impl<'t> Tables<'t> {
    /// The tables of an engine, by name.
    pub(crate) fn of(engine: &'t Engine) -> Self {
        Self { engine, source: Source::Request }
    }

    /// The table of this name, even if it was deleted; requests need not name it.
    pub(crate) fn named(engine: &'t Engine, name: &'t str) -> Self {
        Self { engine, source: Source::Named(name) }
    }

    /// The table that the caller holds; requests need not name it.
    pub(crate) fn held(engine: &'t Engine, table: &'t Table) -> Self {
        Self { engine, source: Source::Held(table) }
    }

    /// Notes what is wrong with the table's name in a request, if the table is looked up by it.
    pub(crate) fn check_name(&self, found: &mut Found, member: Member, name: &str) {
        if matches!(self.source, Source::Request) {
            check_table_name(found, member, name);
        }
    }

    /// Checks an access to the items of the table of this name, if policies are enforced. It is denied before it is told
    /// whether the table exists.
    ///
    /// # Errors
    /// AccessDeniedException.
    pub(crate) fn authorize<'r>(&self, name: &str, access: impl FnOnce() -> ItemAccess<'r>) -> Result<()> {
        let name = match self.source {
            Source::Request => name,
            Source::Named(name) => name,
            Source::Held(table) => table.name(),
        };
        authorize(self.engine, name, access)
    }

    /// The table of this name, if it exists.
    pub(crate) fn existing(&self, name: &str) -> Option<TableRef<'t>> {
        let table = match self.name_to_look_up(name) {
            Ok(name) => TableRef::Found(self.engine.catalog().table(name)?),
            Err(held) => TableRef::Held(held),
        };
        self.engine.look(&table);
        Some(table)
    }

    /// The table of this name or ARN.
    pub(crate) fn find(&self, name: &str) -> Result<TableRef<'t>> {
        match self.name_to_look_up(name) {
            Ok(name) => find_table(self.engine, name).map(TableRef::Found),
            Err(held) => {
                self.engine.look(held);
                Ok(TableRef::Held(held))
            }
        }
    }

    /// The name to look up for this name in a request, or the table that the caller holds.
    fn name_to_look_up<'n>(&self, name: &'n str) -> std::result::Result<&'n str, &'t Table>
    where
        't: 'n,
    {
        match self.source {
            Source::Held(table) => Err(table),
            Source::Named(name) => Ok(name),
            Source::Request => Ok(name),
        }
    }
}

/// The table of this name or ARN, for operations on items: one that is being created or deleted is not found.
pub(crate) fn find_table(engine: &Engine, name: &str) -> Result<Arc<Table>> {
    let mut table = known_table(engine, name)?;
    while !table.is_ready() {
        // All tables of a database can be replaced meanwhile: the one of the name may be another by now.
        let now = known_table(engine, name)?;
        if Arc::ptr_eq(&now, &table) {
            return Err(no_table(engine, table.name(), texts::table::NOT_FOUND));
        }
        table = now;
    }
    Ok(table)
}

/// The table of this name or ARN, in whatever state it is.
pub(crate) fn known_table(engine: &Engine, name: &str) -> Result<Arc<Table>> {
    let name = own_table_name(engine, name)?;
    let table = engine.catalog().table(name);
    let table = table.ok_or_else(|| no_table(engine, name, texts::table::NOT_FOUND))?;
    engine.look(&table);
    Ok(table)
}

/// The tables of these names or ARNs.
pub(crate) fn find_tables<'n>(
    engine: &Engine,
    names: impl ExactSizeIterator<Item = &'n str>,
) -> Result<Vec<Arc<Table>>> {
    let mut tables: Vec<Arc<Table>> = Vec::with_capacity(names.len());
    for name in names {
        let bare = own_table_name(engine, name)?;
        let table = match tables.last() {
            Some(last) if last.name() == bare => Arc::clone(last),
            _ => find_table(engine, name)?,
        };
        tables.push(table);
    }
    Ok(tables)
}

/// The name of the table for which a name or an ARN stands in a request to this engine's region.
///
/// # Errors
/// The ARN is of another region.
pub(crate) fn own_table_name<'n>(engine: &Engine, named: &'n str) -> Result<&'n str> {
    let arn = named.starts_with("arn:").then(|| TableArn::parse(named)).flatten();
    match arn.is_some_and(|arn| arn.region != engine.options().region) {
        true => Err(Error::validation(texts::resource::other_region(named))),
        false => Ok(bare_table_name(named)),
    }
}

/// The table of this name, for operations on tables, which have a special error message.
pub(crate) fn find_managed_table(engine: &Engine, name: &str) -> Result<Arc<Table>> {
    let table = engine.catalog().table(name).ok_or_else(|| no_managed_table(engine, name))?;
    engine.sweep(&table);
    Ok(table)
}
