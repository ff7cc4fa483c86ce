//! Why a copy or a comparison failed.

use std::{io, path::PathBuf};

use crate::error::Error;

/// Why a copy or a comparison failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// The source refused a request, or did not answer it.
    #[error("the source's table {table}: {error}")]
    Source {
        /// The table.
        table: String,
        /// What it refused.
        #[source]
        error: Error,
    },
    /// The target refused a request, or did not answer it.
    #[error("the target's table {table}: {error}")]
    Target {
        /// The table.
        table: String,
        /// What it refused.
        #[source]
        error: Error,
    },
    /// The target refused an item.
    #[error("the target's table {table}: {error}, for {write}")]
    Write {
        /// The table.
        table: String,
        /// The beginning of the write's JSON.
        write: String,
        /// Why.
        #[source]
        error: Error,
    },
    /// The source did not tell the names of its tables.
    #[error("the source's tables: {0}")]
    Names(#[source] Error),
    /// What is asked for makes no sense: a rate of 0 units, say, or a table that is its own target.
    #[error("{0}")]
    Asked(String),
    /// A table of the target has items already, and [`overwrite`](crate::CopyBuilder::overwrite) was not called.
    #[error("the target's table {table} has items already")]
    NotEmpty {
        /// The table.
        table: String,
    },
    /// A table of the target has another key than that of the source.
    #[error("the target has a table {table} with another key")]
    OtherKey {
        /// The table.
        table: String,
    },
    /// A table that is to be followed has no stream that tells what its items are.
    #[error("the source's table {table} has no stream with new images, so its changes cannot be followed")]
    NoStream {
        /// The table.
        table: String,
    },
    /// The stream of a table that is followed was switched off.
    #[error("the stream of the source's table {table} was switched off: changes since then are not copied")]
    StreamEnded {
        /// The table.
        table: String,
    },
    /// The items of a table that is to be followed took longer than its stream keeps changes, or so long it was not followed.
    #[error("the source's table {table} has changes that its stream keeps no longer: copy it anew")]
    TooLate {
        /// The table.
        table: String,
    },
    /// The file with the state of the copy cannot be read or written.
    #[error("the state of the copy, {}: {source}", path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is none that a copy has written: it is left as it is.
    #[error("{} is no state of a copy", path.display())]
    NoState {
        /// The file.
        path: PathBuf,
    },
    /// The file has the state of a copy that cannot be understood: it is damaged, or of another release.
    #[error("{} has the state of a copy, which cannot be read: {what}", path.display())]
    DamagedState {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Another copy has the file with the state. Two copies with one state would undo each other's.
    #[error("{}: {}", path.display(), match process {
        Some(process) => format!("the copy in the process {process} has this state, and is not done"),
        None => "another copy has this state, and is not done".to_owned(),
    })]
    InUse {
        /// The file.
        path: PathBuf,
        /// The id of the other copy's process, if it is known.
        process: Option<u32>,
    },
    /// The file has the state of another copy: its tables are others, or were made again since.
    #[error("{} has the state of another copy: {what}", path.display())]
    OtherCopy {
        /// The file.
        path: PathBuf,
        /// What is not the same.
        what: String,
    },
    /// It was [told to stop](crate::CopyBuilder::stop_when).
    #[error("stopped before all was done")]
    Stopped,
    /// No thread can be started.
    #[error("no thread can be started: {0}")]
    Threads(#[source] io::Error),
}

/// What a copy or a comparison returns.
pub(super) type Result<T> = std::result::Result<T, CopyError>;

/// Which side an error is of.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'t> {
    pub(super) is_source: bool,
    pub(super) table: &'t str,
}

impl<'t> At<'t> {
    pub(super) fn source(table: &'t str) -> Self {
        Self { is_source: true, table }
    }

    pub(super) fn target(table: &'t str) -> Self {
        Self { is_source: false, table }
    }

    /// The error with its side.
    pub(super) fn error(self, error: Error) -> CopyError {
        let table = self.table.to_owned();
        match self.is_source {
            true => CopyError::Source { table, error },
            false => CopyError::Target { table, error },
        }
    }
}
