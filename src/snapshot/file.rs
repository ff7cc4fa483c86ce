//! Saving a database to a file and loading it.

use std::{
    fs::{self, File},
    io::BufReader,
    path::Path,
};
#[cfg(feature = "server")]
use std::{io, path::PathBuf};

use super::{
    claim::{BUFFER_BYTES, Claim},
    error::{SnapshotError, StreamError},
    lock::{PATIENCE, Until, wait_for_writer},
    place::beside,
    read, write,
};
use crate::{
    engine::{Clock, EngineHandle, GivenOptions},
    transfer::Buckets,
};

/// Writes an engine to a file, as of one moment. The file is replaced at the end, so readers find the old one until
/// then, and after a failure.
pub(crate) fn save(engine: &EngineHandle, path: &Path) -> Result<(), SnapshotError> {
    Claim::new(path, Until::Written)?.save(engine)
}

/// Reads an engine from a file, with this clock; `given` options replace the saved ones. If another process is writing
/// the file, this waits for it and reads the new file.
pub(crate) fn load(
    path: &Path,
    clock: Clock,
    given: GivenOptions,
    buckets: &Buckets,
) -> Result<EngineHandle, SnapshotError> {
    // Only regular files are replaced, so other files, such as pipes, have no lock.
    let place = fs::canonicalize(path).ok().filter(|place| place.is_file());
    let _lock = match place {
        Some(place) => wait_for_writer(&beside(&place, "lock"), PATIENCE).map_err(|error| error.of(path))?,
        None => None,
    };
    read_file((path, path), clock, given, buckets)
}

/// Reads the file at a path. Errors name the path that the caller gave.
fn read_file(
    (path, asked): (&Path, &Path),
    clock: Clock,
    given: GivenOptions,
    buckets: &Buckets,
) -> Result<EngineHandle, SnapshotError> {
    let read = move || {
        let file = File::open(path).map_err(StreamError::Io)?;
        read::read(BufReader::with_capacity(BUFFER_BYTES, file), &clock, given, buckets)
    };
    read().map_err(|error| error.at(asked.to_owned()))
}

/// Reads an engine from the bytes of a file, as [`load`] does. Errors name no path.
#[cfg(feature = "server")]
pub(crate) fn load_bytes(
    bytes: &[u8],
    clock: Clock,
    given: GivenOptions,
    buckets: &Buckets,
) -> Result<EngineHandle, SnapshotError> {
    read::read(bytes, &clock, given, buckets).map_err(|error| error.at(PathBuf::from("the body")))
}

/// Writes an engine as of one moment to this stream.
#[cfg(feature = "server")]
pub(crate) fn write_to(engine: &EngineHandle, out: impl io::Write) -> io::Result<()> {
    write::write(&settled_fork(engine), out)
}

/// A copy of an engine for a file. A file has no clock, so states that end at a time are saved as ended, and changes on
/// their way to another region as carried out there.
fn settled_fork(engine: &EngineHandle) -> EngineHandle {
    let fork = engine.fork();
    fork.engines().iter().for_each(|engine| engine.end_all_states());
    fork.settle();
    fork
}

impl Claim {
    /// Writes an engine to the file.
    pub(crate) fn save(&self, engine: &EngineHandle) -> Result<(), SnapshotError> {
        let fork = settled_fork(engine);
        self.replace(|out| write::write(&fork, out))
            .map_err(|source| SnapshotError::Io { path: self.asked.clone(), source })
    }

    /// Reads the engine that the file holds, as [`load`] does.
    #[cfg(feature = "cli")]
    pub(crate) fn load(
        &self,
        clock: Clock,
        given: GivenOptions,
        buckets: &Buckets,
    ) -> Result<EngineHandle, SnapshotError> {
        read_file((&self.path, &self.asked), clock, given, buckets)
    }
}
