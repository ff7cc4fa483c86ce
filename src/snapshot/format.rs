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
//! - The first line names the format and its version. The version is increased if an older reader would misread the
//!   file. A new field with a default does not increase it.
//! - The second line is the [`EngineRecord`](super::record::EngineRecord): the database's settings, the state of its
//!   generator of ids, and how many tables follow. For each table there is a
//!   [`TableRecord`](super::record::TableRecord), then its items as DynamoDB JSON, in order of hash and key. Index
//!   entries are not written: loading rebuilds them.
//! - For each backup there is a [`BackupRecord`](super::backup_record::BackupRecord), with the record of its table in
//!   it, and then the items of the table. If the record names an earlier table or backup of the file, only the
//!   differences follow: the keys of items that are not in the backup, and then items that are in it in their place or
//!   in addition. So a thousand backups of a table take the table's size and what was changed between them.
//! - For each deleted table whose streams can be read there is a
//!   [`DeletedRecord`](super::deleted_record::DeletedRecord), and then its changes.
//! - For each export, import and bulk operation that has ended there is a [`JobRecord`](super::job_record::JobRecord).
//! - A table's change log is in its record, and its changes follow the items. Each is a
//!   [`RecordRecord`](super::change_record::RecordRecord), followed by the old and the new image, if they exist.
//! - Backups, deleted tables, change logs, vector indexes, jobs and further regions require version 2; a file without
//!   them has version 1, which older releases can read.
//! - The last line is the SHA-256 of all bytes before it. Nothing may follow it.
//!
//! Items are DynamoDB JSON, not a binary format, so that requests and snapshots share one parser with its limits on
//! nesting, numbers and sets. A file is read line by line, and the length of a line is limited. So memory grows only
//! with the size of the file, even if the file is hostile.
//!
//! Saving writes a file beside the old one, `.NAME.PROCESS-NUMBER.tmp`, and renames it. Only one process at a time does
//! so: the one that holds the lock of `.NAME.lock` ([`lock`](super::lock)). Files left by killed processes are removed
//! by the next process that saves.
//!
//! Not saved: client request tokens, which are valid for ten minutes, buckets, and jobs that have not ended.

/// The beginning of a snapshot; the version and a line feed follow.
pub(super) const MAGIC: &str = "hashrange snapshot ";

/// The version of a file without what requires the next one, and the oldest that can be read.
pub(super) const FIRST_VERSION: u32 = 1;

/// The version of a file with what older releases cannot read, and the newest that can be read.
pub(super) const VERSION: u32 = 2;

/// The beginning of the last line; the SHA-256 of everything before it follows, in hexadecimal digits.
pub(super) const CHECKSUM: &str = "sha256 ";

/// The maximum of a counter: more than any program reaches, but small enough that neither further counting nor the sum
/// over all partitions of a table overflows.
pub(super) const MOST_COUNTED: u64 = 1 << 48;
