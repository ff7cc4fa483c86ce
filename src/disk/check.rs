//! Looking at a closed database: what is damaged, what can be saved, and how small its file can be.

use std::{fs, io, path::Path};

use redb::Database;

use super::{
    backend,
    damages::Damages,
    error::{DiskError, StoreError},
    fill::whole,
    format::FILE,
    open::{claim, store},
    read::read,
    store::Store,
    verified::limited,
};
use crate::{
    engine::{Clock, EngineHandle, GivenOptions},
    snapshot::Lock,
    transfer::Buckets,
};

/// What a check found.
#[derive(Debug)]
pub(crate) struct Checked {
    /// What can be read, in memory alone.
    pub(crate) engine: EngineHandle,
    /// What is damaged.
    pub(crate) damages: Vec<String>,
}

/// Checks the database in a directory, and reads what can be read. Its file stays as it is.
pub(crate) fn check(directory: &Path) -> Result<Checked, DiskError> {
    let _lock = closed(directory)?;
    looked_at(directory)
}

/// The same without a lock.
fn looked_at(directory: &Path) -> Result<Checked, DiskError> {
    let file = directory.join(FILE);
    let checked = match open(backend::look_at_file, &file) {
        Ok(store) => readable(store, Vec::new()),
        Err(StoreError::Damaged(what)) => limited(|| {
            // If not even this much can be read, the first damage says more.
            let damaged = || StoreError::Damaged(what.clone());
            let store = open(backend::look_at_damaged_file, &file).map_err(|_| damaged())?;
            readable(store, vec![what.clone()]).map_err(|_| damaged())
        }),
        Err(error) => Err(error),
    };
    checked.map_err(|error| error.at(directory))
}

fn readable(store: Store, found: Vec<String>) -> Result<Checked, StoreError> {
    let (clock, mut damages) = (Clock::system(), Damages::Collected(found));
    let contents = whole(|| read(&store, &clock, &mut |_| {}, &mut damages));
    // Closing it, redb writes its lists of pages, which may be damaged too; nothing that was read depends on them.
    let closed = whole(|| {
        drop(store);
        Ok(())
    });
    let contents = contents?;
    if let Err(error) = closed {
        damages.found(error.to_string())?;
    }
    let engine = contents.engine(&clock, &Buckets::default(), None, &mut damages)?;
    Ok(Checked { engine, damages: damages.into_found() })
}

/// Makes the file of the database in a directory as small as it can be. Returns its bytes before and after.
pub(crate) fn compact(directory: &Path) -> Result<[u64; 2], DiskError> {
    let _lock = closed(directory)?;
    let file = directory.join(FILE);
    let compacted = || {
        let before = file.metadata()?.len();
        let mut store = open(backend::open_file, &file)?;
        whole(|| store.compact())?;
        drop(store);
        Ok([before, file.metadata()?.len()])
    };
    compacted().map_err(|error: StoreError| error.at(directory))
}

/// Removes the file of the database in a directory, if it has no tables and nobody has it open. Returns whether it is gone.
pub(crate) fn remove_unused(directory: &Path) -> Result<bool, DiskError> {
    let _lock = closed(directory)?;
    let Checked { engine, damages } = looked_at(directory)?;
    let is_unused =
        damages.is_empty() && engine.engines().iter().all(|engine| engine.catalog().table_count() == 0);
    if is_unused {
        fs::remove_file(directory.join(FILE)).map_err(|error| StoreError::Io(error).at(directory))?;
    }
    Ok(is_unused)
}

/// The lock of a database that nobody has open, and nobody opens as long as it is held.
fn closed(directory: &Path) -> Result<Option<Lock>, DiskError> {
    let lock = match claim(directory) {
        // Nobody can have it open for writing.
        Err(DiskError::Io { source, .. }) if source.kind() == io::ErrorKind::ReadOnlyFilesystem => None,
        lock => lock?,
    };
    if directory.join(FILE).exists() {
        return Ok(lock);
    }
    let none = io::Error::new(io::ErrorKind::NotFound, format!("there is no {FILE} in it"));
    Err(StoreError::Io(none).at(directory))
}

fn open(open: fn(&Path) -> Result<Database, StoreError>, file: &Path) -> Result<Store, StoreError> {
    store(whole(|| open(file))?, GivenOptions::default())
}
