//! Snapshots: a whole database in one file, in the format described in [`format`].

mod backup_record;
mod change_record;
mod claim;
#[cfg(feature = "disk")]
mod counts;
#[cfg(feature = "disk")]
mod definition;
mod deleted_record;
mod error;
mod file;
mod format;
mod job_record;
#[cfg(feature = "disk")]
mod kept_job;
mod lines;
mod lock;
mod place;
mod read;
mod read_table;
mod record;
#[cfg(test)]
mod tests;
mod write;

#[cfg(feature = "disk")]
pub(crate) use backup_record::BackupRecord;
#[cfg(feature = "disk")]
pub(crate) use change_record::{Images, LogRecord, ShardRecord};
#[cfg(any(feature = "cli", feature = "remote"))]
pub(crate) use claim::Claim;
#[cfg(feature = "cli")]
pub(crate) use claim::Content;
#[cfg(feature = "disk")]
pub(crate) use claim::{DATABASE_FILE, sync_directory};
#[cfg(feature = "disk")]
pub(crate) use counts::CountsRecord;
#[cfg(feature = "disk")]
pub(crate) use deleted_record::DeletedRecord;
pub use error::SnapshotError;
pub(crate) use file::{load, save};
#[cfg(feature = "server")]
pub(crate) use file::{load_bytes, write_to};
#[cfg(feature = "disk")]
pub(crate) use kept_job::KeptJob;
#[cfg(any(feature = "cli", feature = "disk", feature = "remote"))]
pub(crate) use lock::Until;
#[cfg(feature = "disk")]
pub(crate) use lock::{Lock, LockError};
#[cfg(feature = "disk")]
pub(crate) use read::check_replicas;
#[cfg(feature = "disk")]
pub(crate) use record::{EngineRecord, TableRecord};
