//! The format of a snapshot.
//!
//! A snapshot is text, one record a line, so that `head`, `grep`, `diff` and `jq` read it too:
//!
//! ```text
//! hashrange snapshot 1
//! {"options":{"region":"us-east-1",...},"ids":0,"next_sequence":1,"tables":1}
//! {"name":"likes","sequence":0,"schema":{...},"local_indexes":[],"global_indexes":[...],
//!  "partitions":[...],"about":{...},"items":2}                                        (one line in the file)
//! {"user_id":{"S":"jihoon07"},"timestamp":{"S":"2025-05-12T10:15:00"}}
//! {"user_id":{"S":"haeri05"},"timestamp":{"S":"2025-05-11T21:00:00"}}
//! sha256 6e0a...
//! ```
//!
//! - The first line names the format and its version. The version is increased when an older reader would misread
//!   the file. A new field with a default does not increase it.
//! - The second line is the [`EngineRecord`](super::record::EngineRecord): the database's settings, the state of its source
//!   of ids, and how many tables follow. For each table there is a [`TableRecord`](super::record::TableRecord), then its items
//!   as DynamoDB JSON, in order of hash and key. Index entries are not written: loading rebuilds them.
//! - For each backup there is a [`BackupRecord`](super::backup_record::BackupRecord), with the record of its table in it,
//!   and then the items of the table.
//! - A table's change log is in its record, and each change follows the items: a
//!   [`RecordRecord`](super::change_record::RecordRecord), then the old and the new image, as far as they are there.
//! - Backups and change logs came with version 2; a file without any is of version 1, which older readers know.
//! - The last line is the SHA-256 of all bytes before it. Nothing may follow.
//!
//! Items are DynamoDB JSON, not a binary form, so that requests and snapshots share one reader, with its limits on
//! nesting, numbers and sets. A file is read line by line, and the length of a line is limited: memory grows with the
//! size of the file, also for a hostile one.
//!
//! Saving writes a file beside the old one, `.NAME.PROCESS-NUMBER.tmp`, and renames it. One process at a time does so:
//! it holds the lock of `.NAME.lock` ([`lock`](super::lock)). Files left by processes that were killed are removed by
//! the next one that saves.
//!
//! Not written: client request tokens, which live for ten minutes, and the streams of deleted tables, which live for a
//! day.

/// What a snapshot begins with; the version and a line feed follow.
pub(super) const MAGIC: &str = "hashrange snapshot ";

/// The version that is written where there are no backups and no change logs, and the oldest that is read.
pub(super) const FIRST_VERSION: u32 = 1;

/// The version that is written where there are any, and the newest that is read.
pub(super) const VERSION: u32 = 2;

/// What the last line begins with; the SHA-256 of all before it follows, in hexadecimal digits.
pub(super) const CHECKSUM: &str = "sha256 ";
