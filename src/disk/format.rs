//! The file of a database on disk.
//!
//! A directory has the file `database.redb` and, while a process has the database open, `.lock` with the id of that
//! process. A new file is made under another name, `database.new`, so that it is there whole. It is one of `redb`, with these tables:
//!
//! ```text
//! meta      "version" -> 1            "engine" -> the record of the home region (JSON), "engine 1" of the next, ..
//! catalog   table -> its record (JSON)
//! items     table, stored key -> CRC-32, item
//! values    table or region, kind, key -> CRC-32, value
//! changes   table, shard, number of the change -> CRC-32, its record
//! archive   rows of a backup, stored key -> CRC-32, item or nothing
//! journal   1, 2, 3, .. -> CRC-32, records of one commit
//! ```
//! A table is a number: the place of its region, and its sequence there.
//!
//! ```text
//!            commit: some entries, one sync               checkpoint: many commits at once, in steps
//! changes ─────────────────────────────────> journal ─────────────────────────────────────> items, catalog, values
//!            in the order of their numbers                the last state of each item, in the order of keys
//! ```
//!
//! - The state of the database is `catalog`, `items` and `values`, with the records of `journal` carried out over them in
//!   order. A record says how an item, a table or a value *is* after a change, so carrying it out twice does no harm.
//! - A value is anything beside items and definitions, by its [kind](crate::storage::ValueKind): a client token, a job.
//! - The numbers and shards of change logs, what is left of deleted tables, and backups are values of their region. The
//!   rows of a backup are what differs from the backup on which it is based. Rows that a crash has left without a backup
//!   are removed when the file is opened.
//! - A commit is one of `redb`'s, so it is there whole or not at all. So is each change, and each group of changes, such as a
//!   transaction or a table that is restored: its records are in one entry, or in several that tell how many follow.
//! - Definitions are the records of [snapshots](crate::snapshot), without items. All states have ended in them. Index
//!   entries are not kept: opening rebuilds them, also of an index that was being filled.
//! - Nothing in the file is trusted. Items and commits have checksums, and what they hold is checked as a snapshot is.

use redb::TableDefinition;

/// The name of the file in its directory.
pub(super) use crate::snapshot::DATABASE_FILE as FILE;

/// The version of the format: the newest that can be read.
pub(super) const VERSION: u64 = 1;

/// The name of a file that is being made.
pub(super) const NEW_FILE: &str = "database.new";

/// The name of the lock file in the directory.
pub(super) const LOCK: &str = ".lock";

pub(super) const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");
pub(super) const CATALOG: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("catalog");
pub(super) const ITEMS: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("items");
pub(super) const VALUES: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("values");
pub(super) const CHANGES: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("changes");
pub(super) const ARCHIVE: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("archive");
pub(super) const JOURNAL: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("journal");

/// The keys of `meta`.
pub(super) const META_VERSION: &str = "version";
const META_ENGINE: &str = "engine";

/// The key in `meta` of the record of the region with this place.
pub(super) fn meta_engine(place: usize) -> String {
    if place == 0 { META_ENGINE.to_owned() } else { format!("{META_ENGINE} {place}") }
}
