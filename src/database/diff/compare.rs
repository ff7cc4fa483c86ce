//! Comparing databases.

use std::{collections::BTreeSet, sync::Arc};

use super::{DefinitionDiff, Diff, TableChange, TableDiff, item::ItemDiff};
use crate::{
    database::{dump::definition_lines, handle::Database, table::Table},
    storage::ItemVersions,
};

impl Database {
    /// How this database differs from an earlier state of it, such as a [fork](Self::fork) taken before, or from any other
    /// database: which tables and items were added, changed and deleted.
    ///
    /// Between a database and its fork this takes time for what was written since: what both share is skipped. Only items
    /// and definitions count, not times, ids and throughput used. A fork has the same clock, so items that have expired by
    /// now are in neither.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// users.put(item! { "id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// users.put(item! { "id": "jihoon07" }).run()?;
    ///
    /// let before = db.fork();
    /// assert!(db.diff(&before).is_empty());
    /// users.update("haeri05").expression("SET age = :a REMOVE city").value(":a", 40).run()?;
    /// users.put(item! { "id": "minji01" }).run()?;
    /// users.delete("jihoon07").run()?;
    ///
    /// let diff = db.diff(&before);
    /// assert_eq!((diff.added().count(), diff.changed().count(), diff.deleted().count()), (1, 1, 1));
    /// assert_eq!(diff.table("users").to_string(), r#"table users: 1 item added, 1 changed, 1 deleted
    ///   + {"id": "minji01"}
    ///   ~ {"id": "haeri05"}
    ///       age:  39 -> 40
    ///       city: "서울" -> none
    ///   - {"id": "jihoon07"}"#);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// In a test, `assert!(diff.is_empty(), "{diff}")` says what was written that should not have been.
    pub fn diff(&self, before: &Self) -> Diff {
        self.engine.needed_here("`Database::diff`");
        before.engine.needed_here("`Database::diff`");
        let names: BTreeSet<String> = self.table_names().into_iter().chain(before.table_names()).collect();
        let named = |db: &Self, name: &str| db.table(name).ok().filter(|table| table.known().is_some());
        let tables = names.into_iter().filter_map(|name| {
            let (new, old) = (named(self, &name), named(before, &name));
            table_diff(name, old.as_ref(), new.as_ref())
        });
        Diff { tables: tables.collect() }
    }
}

/// How a table differs, if it does.
fn table_diff(name: String, old: Option<&Table>, new: Option<&Table>) -> Option<TableDiff> {
    let (change, definition) = match (old, new) {
        (None, None) => return None,
        (None, Some(_)) => (TableChange::Added, Vec::new()),
        (Some(_), None) => (TableChange::Deleted, Vec::new()),
        (Some(old), Some(new)) => (TableChange::Kept, definition_diff(old, new)),
    };
    let items = item_diffs(old, new);
    let differs = change != TableChange::Kept || !definition.is_empty() || !items.is_empty();
    differs.then_some(TableDiff { name, change, definition, items })
}

fn definition_diff(old: &Table, new: &Table) -> Vec<DefinitionDiff> {
    diff_of_lines(&definition_lines(old), &definition_lines(new))
}

/// The parts of two definitions that differ: a name and a text for each part.
pub(crate) fn diff_of_lines(old: &[(String, String)], new: &[(String, String)]) -> Vec<DefinitionDiff> {
    let gone = old.iter().filter(|(name, _)| !new.iter().any(|(other, _)| other == name));
    let gone =
        gone.map(|(name, text)| DefinitionDiff { name: name.clone(), old: Some(text.clone()), new: None });
    let there = new.iter().filter_map(|(name, text)| {
        let before = old.iter().find(|(other, _)| other == name).map(|(_, text)| text);
        (before != Some(text)).then(|| DefinitionDiff {
            name: name.clone(),
            old: before.cloned(),
            new: Some(text.clone()),
        })
    });
    there.chain(gone).collect()
}

fn item_diffs(old: Option<&Table>, new: Option<&Table>) -> Vec<ItemDiff> {
    let (old_table, new_table) = (old.and_then(Table::known), new.and_then(Table::known));
    let versions = match (&old_table, &new_table) {
        (Some(old), Some(new)) => new.items_unlike(old),
        (Some(old), None) => {
            old.all_items().into_iter().map(|item| ItemVersions { old: Some(item), new: None }).collect()
        }
        (None, Some(new)) => {
            new.all_items().into_iter().map(|item| ItemVersions { old: None, new: Some(item) }).collect()
        }
        (None, None) => Vec::new(),
    };
    let schema_of = |table: Option<&Table>| table.map(|table| Arc::new(table.key_schema()));
    let (of_old, of_new) = (schema_of(old), schema_of(new));
    let diff = |ItemVersions { old, new }: ItemVersions| {
        let schema = if new.is_some() { &of_new } else { &of_old };
        ItemDiff::of(Arc::clone(schema.as_ref()?), old, new)
    };
    versions.into_iter().filter_map(diff).collect()
}
