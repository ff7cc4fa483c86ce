//! Saving a database to a file and loading it.

use std::{
    fs::{self, File},
    io::BufReader,
    path::Path,
};

use super::{
    claim::{BUFFER_BYTES, Claim},
    error::{SnapshotError, StreamError},
    lock::{PATIENCE, Until, wait_for_writer},
    place::beside,
    read, write,
};
use crate::engine::{Clock, Engine};

/// Writes a store to a file, as it is at one moment. The file is replaced at the end: while this runs, and after a
/// failure, the old one is read.
pub(crate) fn save(engine: &Engine, path: &Path) -> Result<(), SnapshotError> {
    Claim::new(path, Until::Written)?.save(engine)
}

/// Reads a store from a file; it goes by this clock then. Where another process is just writing it, it is the file that this one writes.
pub(crate) fn load(path: &Path, clock: Clock) -> Result<Engine, SnapshotError> {
    // What is no regular file, such as a pipe, is replaced by nobody.
    let place = fs::canonicalize(path).ok().filter(|place| place.is_file());
    let _lock = match place {
        Some(place) => wait_for_writer(&beside(&place, "lock"), PATIENCE).map_err(|error| error.of(path))?,
        None => None,
    };
    read_file(path, path, clock)
}

/// Reads the file at a path, and calls it by the one that was asked for.
fn read_file(path: &Path, asked: &Path, clock: Clock) -> Result<Engine, SnapshotError> {
    let read = || {
        let file = File::open(path).map_err(StreamError::Io)?;
        read::read(BufReader::with_capacity(BUFFER_BYTES, file), clock)
    };
    read().map_err(|error| error.at(asked.to_owned()))
}

impl Claim {
    /// Writes a store to the file.
    pub(crate) fn save(&self, engine: &Engine) -> Result<(), SnapshotError> {
        let fork = engine.fork();
        // A file has no clock: what goes on has ended in it.
        fork.end_all_states();
        self.replace(|out| write::write(&fork, out))
            .map_err(|source| SnapshotError::Io { path: self.asked.clone(), source })
    }

    /// Reads the store that the file holds.
    #[cfg(feature = "cli")]
    pub(crate) fn load(&self) -> Result<Engine, SnapshotError> {
        read_file(&self.path, &self.asked, Clock::default())
    }
}
