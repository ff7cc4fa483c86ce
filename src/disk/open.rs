//! Opening a directory: its lock, its file, and the database that the file holds.

#[cfg(feature = "cli")]
use std::ffi::OsString;
use std::{fs, io, mem, path::Path, sync::Arc, time::Duration};

use redb::Database;

use super::{
    backend,
    damages::Damages,
    durability::Durability,
    error::{DiskError, StoreError, of_lock},
    fill::whole,
    format::{FILE, LOCK, NEW_FILE},
    journal::DiskJournal,
    progress::OpenProgress,
    read::read,
    region::RegionJournal,
    store::Store,
};
use crate::{
    engine::{Clock, Engine, EngineHandle, EngineOptions, GivenOptions},
    snapshot::{EngineRecord, Lock, Until, sync_directory},
    transfer::Buckets,
};

/// How long a process that is just opening the directory is waited for: until its id can be told.
const PATIENCE: Duration = Duration::from_secs(1);

/// How a database is opened.
pub(crate) struct Opening<'o> {
    pub(crate) given: GivenOptions,
    pub(crate) clock: Clock,
    pub(crate) buckets: &'o Buckets,
    pub(crate) durability: Durability,
    /// How long the journal gets before a checkpoint.
    pub(crate) checkpoint_bytes: usize,
    pub(crate) progress: &'o mut dyn FnMut(OpenProgress),
}

/// Opens the database in a directory, which is made if there is none.
pub(crate) fn open(directory: &Path, opening: Opening<'_>) -> Result<EngineHandle, DiskError> {
    let io = |source| DiskError::Io { path: directory.to_owned(), source };
    fs::create_dir_all(directory).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => io(io::ErrorKind::NotADirectory.into()),
        _ => io(error),
    })?;
    let lock = claim(directory)?;
    let file = directory.join(FILE);
    let opened = || {
        if !file.try_exists()? {
            make(directory, &file, opening.given.clone())?;
        }
        let database = whole(|| backend::open_file(&file))?;
        open_file(database, opening, lock)
    };
    opened().map_err(|error| error.at(directory))
}

/// Whether a directory has a database.
#[cfg(feature = "cli")]
pub(crate) fn exists(directory: &Path) -> bool {
    directory.join(FILE).exists()
}

/// What a directory without a database has of its own, so that nobody expects one to be made there: one name of it. Hidden
/// files, and what a file system puts into each new volume, are not meant.
///
/// # Errors
/// It cannot be read. One that does not exist has nothing.
#[cfg(feature = "cli")]
pub(crate) fn other_content(directory: &Path) -> io::Result<Option<OsString>> {
    const OF_THE_SYSTEM: [&str; 2] = ["lost+found", "System Volume Information"];
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        entries => entries?,
    };
    for entry in entries {
        let name = entry?.file_name();
        let is_ours = [FILE, NEW_FILE].iter().any(|own| name == *own);
        let is_hidden = name.as_encoded_bytes().starts_with(b".");
        if !is_ours && !is_hidden && !OF_THE_SYSTEM.iter().any(|other| name == *other) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Claims a directory for this process.
pub(super) fn claim(directory: &Path) -> Result<Option<Lock>, DiskError> {
    Lock::take(directory.join(LOCK), Until::ProcessEnds, PATIENCE).map_err(|error| of_lock(error, directory))
}

/// Makes the file of an empty database.
fn make(directory: &Path, file: &Path, given: GivenOptions) -> Result<(), StoreError> {
    let new = directory.join(NEW_FILE);
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    drop(store(backend::make_file(&new)?, given)?);
    fs::File::open(&new)?.sync_all()?;
    fs::rename(&new, file)?;
    sync_directory(file)?;
    Ok(())
}

/// Opens a database in this file. The lock is held as long as the file is open.
pub(super) fn open_file(
    database: Database,
    opening: Opening<'_>,
    lock: Option<Lock>,
) -> Result<EngineHandle, StoreError> {
    let Opening { given, clock, buckets, durability, checkpoint_bytes, progress } = opening;
    let stream_bytes = given.stream_bytes;
    let mut store = store(database, given)?.with_checkpoint_bytes(checkpoint_bytes);
    whole(|| store.catch_up())?;
    let mut contents = whole(|| read(&store, &clock, progress, &mut Damages::Refused))?;
    let definitions = mem::take(&mut contents.definitions);
    let journal = Arc::new(DiskJournal::new(store, lock, durability, definitions)?);
    let noting = |region| Arc::new(RegionJournal::new(Arc::clone(&journal), region));
    let engine = contents.engine(&clock, buckets, Some(&noting), &mut Damages::Refused)?;
    journal.follow(engine.engines());
    if stream_bytes.is_some() {
        engine.engines().iter().for_each(|engine| engine.set_stream_bytes(stream_bytes));
    }
    debug_assert_eq!(engine.verify(), Vec::<String>::new(), "a file was read into an inconsistent store");
    Ok(engine)
}

/// The store of a file, with these options over its own.
pub(super) fn store(database: Database, given: GivenOptions) -> Result<Store, StoreError> {
    whole(|| Store::open(database, |saved| regions(saved, given)))
}

/// The records of the regions: those of the file with these options, and new regions.
fn regions(saved: Vec<EngineRecord>, given: GivenOptions) -> Result<Vec<EngineRecord>, StoreError> {
    let mut regions = Vec::new();
    let mut given_to = given.clone();
    for mut saved in saved {
        saved.options = given_to.over_saved(saved.options)?;
        regions.push(saved);
        given_to = given.of_further_region();
    }
    let home = match regions.first() {
        Some(home) => home.options.clone(),
        None => given.clone().over(EngineOptions::default()),
    };
    let home = Engine::new(home, Clock::system());
    if regions.is_empty() {
        regions.push(EngineRecord::of_new(&home));
    }
    let names: Vec<_> = regions.iter().skip(1).map(|region| region.options.region.clone()).collect();
    for (place, region) in (regions.len()..).zip(given.new_regions(&names)?) {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        regions.push(EngineRecord::of_new(&home.further_region(region, place)));
    }
    Ok(regions)
}
