//! One database below the operations: its tables by name, its clock, ids, client tokens and settings.

mod client_tokens;
mod clock;
mod ids;
mod options;

pub(crate) use client_tokens::{Answer, ChargedSizes, RequestHash};
pub(crate) use clock::Clock;
pub(crate) use ids::Ids;
pub(crate) use options::EngineOptions;

use std::{collections::BTreeMap, fmt, sync::Arc};

use client_tokens::ClientTokens;

use crate::{
    expression,
    storage::Table,
    sync::{
        RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// The tables of one account in one region.
#[derive(Default)]
pub(crate) struct Engine {
    options: EngineOptions,
    clock: Clock,
    ids: Ids,
    /// Apart from the other ids, so that those do not depend on how many requests there were.
    request_ids: Ids,
    expressions: expression::Cache,
    /// Statements, which the layer above parses.
    statements: expression::AnyShare,
    client_tokens: ClientTokens,
    pub(crate) tables: RwLock<BTreeMap<String, Arc<Table>>>,
    next_sequence: AtomicU64,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine without tables.
    pub(crate) fn new(options: EngineOptions) -> Self {
        Self { ids: Ids::new(options.seed), request_ids: Ids::new(!options.seed), options, ..Self::default() }
    }

    /// An engine with these tables, and everything else as in `other`.
    pub(crate) fn like(other: &Self, tables: BTreeMap<String, Arc<Table>>) -> Self {
        Self {
            options: other.options.clone(),
            clock: other.clock.clone(),
            ids: other.ids.fork(),
            request_ids: other.request_ids.fork(),
            expressions: expression::Cache::default(),
            statements: expression::AnyShare::default(),
            client_tokens: other.client_tokens.fork(),
            tables: RwLock::new(tables),
            next_sequence: AtomicU64::new(other.next_sequence.load(Ordering::Relaxed)),
        }
    }

    /// An engine with these tables, whose ids and order of creation go on from where they stood.
    pub(crate) fn restored(
        options: EngineOptions,
        ids: u64,
        next_sequence: u64,
        tables: BTreeMap<String, Arc<Table>>,
    ) -> Self {
        Self {
            options,
            ids: Ids::new(ids),
            tables: RwLock::new(tables),
            next_sequence: AtomicU64::new(next_sequence),
            ..Self::default()
        }
    }

    /// What the engine was made with.
    pub(crate) fn options(&self) -> &EngineOptions {
        &self.options
    }

    /// What time it is.
    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The source of all ids but those of requests.
    pub(crate) fn ids(&self) -> &Ids {
        &self.ids
    }

    /// The source of the ids of requests.
    #[cfg(feature = "sdk")]
    pub(crate) fn request_ids(&self) -> &Ids {
        &self.request_ids
    }

    /// Parsed expressions.
    pub(crate) fn expressions(&self) -> &expression::Cache {
        &self.expressions
    }

    /// Parsed statements.
    pub(crate) fn statements(&self) -> &expression::AnyShare {
        &self.statements
    }

    /// The transactions that were carried out lately.
    pub(crate) fn client_tokens(&self) -> &ClientTokens {
        &self.client_tokens
    }

    /// The sequence that the next table gets.
    pub(crate) fn next_sequence(&self) -> u64 {
        self.next_sequence.load(Ordering::Relaxed)
    }

    /// All tables, in order of their names.
    pub(crate) fn all_tables(&self) -> Vec<Arc<Table>> {
        self.tables.read().values().cloned().collect()
    }

    /// How many tables there are.
    pub(crate) fn table_count(&self) -> usize {
        self.tables.read().len()
    }

    /// The table of this name.
    pub(crate) fn table(&self, name: &str) -> Option<Arc<Table>> {
        self.tables.read().get(name).cloned()
    }

    /// Adds a table made by `make` from its place in the order of creation; `None` where the name is taken.
    pub(crate) fn add_table(&self, name: &str, make: impl FnOnce(u64) -> Table) -> Option<Arc<Table>> {
        let mut tables = self.tables.write();
        if tables.contains_key(name) {
            return None;
        }
        let table = make(self.next_sequence.fetch_add(1, Ordering::Relaxed));
        let table = Arc::new(table.with_collection_limit(self.options.item_collection_limit_bytes));
        tables.insert(name.to_owned(), Arc::clone(&table));
        Some(table)
    }

    /// Takes a table away where `may_go` agrees; gives back the table, or what kept it.
    pub(crate) fn remove_table<E>(
        &self,
        name: &str,
        may_go: impl FnOnce(Option<&Arc<Table>>) -> Result<(), E>,
    ) -> Result<Option<Arc<Table>>, E> {
        let mut tables = self.tables.write();
        may_go(tables.get(name))?;
        let removed = tables.remove(name);
        if let Some(table) = &removed {
            table.set_dropped();
        }
        Ok(removed)
    }

    /// Names of tables in order, those behind `after`.
    pub(crate) fn table_names(&self, after: Option<&str>, limit: usize) -> Vec<String> {
        use std::ops::Bound;
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.tables
            .read()
            .range::<str, _>((start, Bound::Unbounded))
            .take(limit)
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Names of tables, in order: half of at most `limit` before a name, and half behind it.
    pub(crate) fn table_names_around(&self, name: &str, limit: usize) -> Vec<String> {
        use std::ops::Bound::{Excluded, Included, Unbounded};
        let tables = self.tables.read();
        let before = tables.range::<str, _>((Unbounded, Excluded(name))).rev().take(limit / 2);
        let mut names: Vec<String> = before.map(|(name, _)| name.clone()).collect();
        names.reverse();
        let behind = tables.range::<str, _>((Included(name), Unbounded)).take(limit / 2);
        names.extend(behind.map(|(name, _)| name.clone()));
        names
    }

    /// The ARN of a table.
    pub(crate) fn table_arn(&self, name: &str) -> String {
        format!("arn:aws:dynamodb:{}:{}:table/{name}", self.options.region, self.options.account)
    }
}
