//! Looking at a closed database: what is damaged, what can be saved, and how small its file can be.

use std::path::Path;

use super::{
    backend,
    damages::Damages,
    error::{DiskError, StoreError},
    fill::whole,
    format::FILE,
    open::{claim, read, store},
    store::Store,
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

/// Checks the database in a directory, and reads what can be read.
pub(crate) fn check(directory: &Path) -> Result<Checked, DiskError> {
    let (store, _lock) = closed(directory)?;
    let mut damages = Damages::Collected(Vec::new());
    let clock = Clock::system();
    let contents = read(&store, &clock, &mut |_| {}, &mut damages).map_err(|error| error.at(directory))?;
    let engine = contents.engine(&clock, &Buckets::default(), None, &mut damages);
    let engine = engine.map_err(|error| error.at(directory))?;
    Ok(Checked { engine, damages: damages.into_found() })
}

/// Makes the file of the database in a directory as small as it can be. Returns its bytes before and after.
pub(crate) fn compact(directory: &Path) -> Result<[u64; 2], DiskError> {
    let bytes = || directory.join(FILE).metadata().map(|file| file.len());
    let compacted = |mut store: Store| -> Result<[u64; 2], StoreError> {
        let before = bytes()?;
        whole(|| store.compact())?;
        drop(store);
        Ok([before, bytes()?])
    };
    let (store, _lock) = closed(directory)?;
    compacted(store).map_err(|error| error.at(directory))
}

/// The store of a database that nobody has open, and nobody opens as long as the lock is held.
fn closed(directory: &Path) -> Result<(Store, Option<Lock>), DiskError> {
    let opened = || store(whole(|| backend::open_file(&directory.join(FILE)))?, GivenOptions::default());
    let lock = claim(directory)?;
    Ok((opened().map_err(|error| error.at(directory))?, lock))
}
