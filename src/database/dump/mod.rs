//! A text of all tables, for snapshot tests.

mod definition;
mod items;

use std::{
    collections::BTreeSet,
    fmt,
    io::{self, Write as _},
};

pub(super) use definition::definition_lines;
pub(super) use items::key_first;

use self::items::ItemLines;
use super::handle::Database;

impl Database {
    /// A text of all tables: definitions in short, and the items in the order of their keys. The same tables give the same
    /// text, whenever and in whatever order they were written: times, ids and sizes are not in it. It suits snapshot tests,
    /// and a person who wants to see what there is.
    ///
    /// A value's type can be told from its text: `"text"`, `39`, `true`, `null`, `b"\x01"`, `[1, 2]`, `{"lang": "ko"}`, and
    /// sets in PartiQL's brackets, `<<"a", "b">>`.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::{N, S}, item};
    ///
    /// let db = Database::new();
    /// let likes = db.create_table("likes").partition_key("user", S).sort_key("hour", N).run()?;
    /// likes.put(item! { "user": "minji01", "hour": 9, "product": "a7", "at": "2026-03-01T09:12:44" }).run()?;
    /// likes.put(item! { "user": "haeri05", "hour": 10, "product": "tumbler", "at": "2026-03-01T10:02:01" }).run()?;
    ///
    /// assert_eq!(db.dump().redact(["at"]).to_string(), r#"table likes
    ///   key: user (S), hour (N)
    ///   throughput: on demand
    ///   2 items:
    ///     {"user": "haeri05", "hour": 10, "at": [redacted], "product": "tumbler"}
    ///     {"user": "minji01", "hour": 9, "at": [redacted], "product": "a7"}
    /// "#);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn dump(&self) -> Dump<'_> {
        self.engine.needed_here("`Database::dump`");
        Dump { db: self, tables: None, redacted: BTreeSet::new(), has_definitions: true, has_items: true }
    }
}

/// A text of tables: [`Database::dump`]. `Display` and [`write_to`](Self::write_to) read the tables, one after the other,
/// each as of one moment.
#[derive(Debug, Clone)]
#[must_use = "a dump is read when it is written"]
pub struct Dump<'d> {
    db: &'d Database,
    tables: Option<BTreeSet<String>>,
    redacted: BTreeSet<String>,
    has_definitions: bool,
    has_items: bool,
}

impl Dump<'_> {
    /// Only these tables. One that does not exist is said not to.
    pub fn tables(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.tables.get_or_insert_default().extend(names.into_iter().map(Into::into));
        self
    }

    /// Writes `[redacted]` in place of the values of these attributes, also within maps: times and random ids, which are
    /// others in every run. An item's place depends on what is written of its key.
    pub fn redact(mut self, attributes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.redacted.extend(attributes.into_iter().map(Into::into));
        self
    }

    /// Only the items.
    pub fn without_definitions(self) -> Self {
        Self { has_definitions: false, ..self }
    }

    /// Only the definitions, and how many items there are.
    pub fn without_items(self) -> Self {
        Self { has_items: false, ..self }
    }

    /// Writes the text. Only the references to one table's items are in memory, not their text.
    ///
    /// # Errors
    /// The writer's.
    pub fn write_to(&self, out: impl io::Write) -> io::Result<()> {
        let mut out = Adapter { out: io::BufWriter::new(out), error: None };
        match self.write(&mut out) {
            Ok(()) => out.out.flush(),
            Err(fmt::Error) => Err(out.error.unwrap_or_else(|| io::ErrorKind::Other.into())),
        }
    }

    fn write(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        let names = match &self.tables {
            Some(names) => names.iter().cloned().collect(),
            None => self.db.table_names(),
        };
        for name in names {
            self.write_table(&name, out)?;
        }
        Ok(())
    }

    fn write_table(&self, name: &str, out: &mut dyn fmt::Write) -> fmt::Result {
        writeln!(out, "table {name}")?;
        let Some(table) = self.db.table(name).ok().filter(|table| table.known().is_some()) else {
            return writeln!(out, "  does not exist");
        };
        if self.has_definitions {
            for (what, text) in definition_lines(&table) {
                writeln!(out, "  {what}: {text}")?;
            }
        }
        let items = table.known().map(|table| table.all_items()).unwrap_or_default();
        let count = items.len();
        let colon = if self.has_items && count > 0 { ":" } else { "" };
        writeln!(out, "  {count} item{}{colon}", if count == 1 { "" } else { "s" })?;
        match self.has_items {
            true => ItemLines::new(&table.key_schema(), &self.redacted, items).write(out),
            false => Ok(()),
        }
    }
}

impl fmt::Display for Dump<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

/// Writes text to a writer of bytes, whose error it keeps.
struct Adapter<W> {
    out: W,
    error: Option<io::Error>,
}

impl<W: io::Write> fmt::Write for Adapter<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.out.write_all(text.as_bytes()).map_err(|error| {
            self.error = Some(error);
            fmt::Error
        })
    }
}
