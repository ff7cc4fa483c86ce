//! Errors of writing and reading snapshots.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    format::VERSION,
    lock::{LockError, in_use},
};
use crate::engine::FixedOption;

/// Why a snapshot could not be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The file could not be written or read.
    #[error("{path}: {source}")]
    Io {
        /// The snapshot's path.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The file is not a snapshot.
    #[error("{path}: not a snapshot of hashrange")]
    NotASnapshot {
        /// The file's path.
        path: PathBuf,
    },
    /// Another process holds the file's lock: until it ends, as `hashrange serve --save-on-exit` does, or for longer
    /// than the 30 s that this one waits.
    #[error("{path}: {}", in_use(*process))]
    InUse {
        /// The snapshot's path.
        path: PathBuf,
        /// The id of the process, if it holds the file until it ends.
        process: Option<u32>,
    },
    /// The file was written by a newer release, in a format that this one cannot read.
    #[error(
        "{path}: a snapshot of version {version}, and this release of hashrange reads up to {VERSION}: use a newer one"
    )]
    Newer {
        /// The snapshot's path.
        path: PathBuf,
        /// Its version.
        version: u32,
    },
    /// The file is incomplete, was changed, or was made by something else.
    #[error("{path}: damaged, line {line}: {reason}")]
    Damaged {
        /// The snapshot's path.
        path: PathBuf,
        /// The line where the damage was found, counted from 1.
        line: u64,
        /// The reason.
        reason: String,
    },
    /// [`DatabaseBuilder::load`](crate::DatabaseBuilder::load) was given a value that differs from the file's for a
    /// setting that a database cannot change: the region, the account or the seed of ids.
    #[error("{path}: the snapshot's {setting} is {saved}, and cannot be changed to {given}")]
    FixedSetting {
        /// The snapshot's path.
        path: PathBuf,
        /// The setting: `region`, `account` or `seed of ids`.
        setting: &'static str,
        /// Its value in the file.
        saved: String,
        /// The value that was given.
        given: String,
    },
}

impl LockError {
    pub(super) fn of(self, path: &Path) -> SnapshotError {
        let path = path.to_owned();
        match self {
            Self::Io(source) => SnapshotError::Io { path, source },
            Self::InUse(process) => SnapshotError::InUse { path, process },
        }
    }
}

/// The same errors without the path, for code that reads and writes streams.
#[derive(Debug, thiserror::Error)]
pub(super) enum StreamError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("not a snapshot of hashrange")]
    NotASnapshot,
    #[error("a snapshot of version {0}")]
    Newer(u32),
    #[error("damaged, line {line}: {reason}")]
    Damaged { line: u64, reason: String },
    #[error(transparent)]
    FixedSetting(#[from] FixedOption),
}

impl StreamError {
    pub(super) fn at(self, path: PathBuf) -> SnapshotError {
        match self {
            Self::Io(source) => SnapshotError::Io { path, source },
            Self::NotASnapshot => SnapshotError::NotASnapshot { path },
            Self::Newer(version) => SnapshotError::Newer { path, version },
            Self::Damaged { line, reason } => SnapshotError::Damaged { path, line, reason },
            Self::FixedSetting(FixedOption { option, saved, given }) => {
                SnapshotError::FixedSetting { path, setting: option, saved, given }
            }
        }
    }
}
