//! Errors of databases on disk.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::format::VERSION;
use crate::{engine::FixedOption, error::Error, snapshot::LockError};

/// Why a database on disk could not be opened or kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DiskError {
    /// The directory or its file could not be opened, read or written.
    #[error("{path}: {source}")]
    Io {
        /// The directory's path.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// Another process has the database open.
    #[error("{path}: {}", match process {
        Some(process) => format!("open in the process {process}, and one process has a database at a time"),
        None => "another process is opening it".to_owned(),
    })]
    InUse {
        /// The directory's path.
        path: PathBuf,
        /// The id of the process, if it is known.
        process: Option<u32>,
    },
    /// The database was written by a newer release, in a format that this one cannot read.
    #[error(
        "{path}: a database of version {version}, and this release of hashrange reads up to {VERSION}: use a newer one"
    )]
    Newer {
        /// The directory's path.
        path: PathBuf,
        /// Its version.
        version: u64,
    },
    /// The file is incomplete, was changed, or was made by something else. Nothing is opened.
    #[error("{path}: damaged: {what}")]
    Damaged {
        /// The directory's path.
        path: PathBuf,
        /// What is damaged.
        what: String,
    },
    /// [`DatabaseBuilder::open`](crate::DatabaseBuilder::open) was given a value that differs from the database's for a
    /// setting that a database cannot change.
    #[error("{path}: the database's {setting} is {saved}, and cannot be changed to {given}")]
    FixedSetting {
        /// The directory's path.
        path: PathBuf,
        /// The setting: `region`, `account` or `seed of ids`.
        setting: &'static str,
        /// Its value on disk.
        saved: String,
        /// The value that was given.
        given: String,
    },
    /// A write or a sync has failed since the database was opened, so nothing more is kept.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// The same errors without the path.
#[derive(Debug, thiserror::Error)]
pub(super) enum StoreError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("a database of version {0}")]
    Newer(u64),
    #[error("damaged: {0}")]
    Damaged(String),
    #[error(transparent)]
    FixedSetting(#[from] FixedOption),
}

impl StoreError {
    pub(super) fn damaged(what: impl ToString) -> Self {
        Self::Damaged(what.to_string())
    }

    /// The same damage, and what follows from it.
    pub(super) fn and(self, what: &str) -> Self {
        match self {
            Self::Damaged(damage) => Self::Damaged(format!("{damage}; {what}")),
            error => error,
        }
    }

    pub(super) fn at(self, path: &Path) -> DiskError {
        let path = path.to_owned();
        match self {
            Self::Io(source) => DiskError::Io { path, source },
            Self::Newer(version) => DiskError::Newer { path, version },
            Self::Damaged(what) => DiskError::Damaged { path, what },
            Self::FixedSetting(FixedOption { option, saved, given }) => {
                DiskError::FixedSetting { path, setting: option, saved, given }
            }
        }
    }
}

/// What redb reports is a fault of the disk, or of the file.
macro_rules! from_redb {
    ($($error:ty),*) => {
        $(
            impl From<$error> for StoreError {
                fn from(error: $error) -> Self {
                    match redb::Error::from(error) {
                        redb::Error::Io(source) if source.kind() == io::ErrorKind::InvalidData => {
                            Self::damaged("the file is not one of a database")
                        }
                        redb::Error::Io(source) => Self::Io(source),
                        error @ (redb::Error::PreviousIo | redb::Error::DatabaseAlreadyOpen) => {
                            Self::Io(io::Error::other(error))
                        }
                        error => Self::Damaged(error.to_string()),
                    }
                }
            }
        )*
    };
}

from_redb! {
    redb::CommitError, redb::CompactionError, redb::DatabaseError, redb::SetDurabilityError, redb::StorageError,
    redb::TableError, redb::TransactionError
}

/// The error of the lock of a directory.
pub(super) fn of_lock(error: LockError, path: &Path) -> DiskError {
    let path = path.to_owned();
    match error {
        LockError::Io(source) => DiskError::Io { path, source },
        LockError::InUse(process) => DiskError::InUse { path, process },
    }
}
