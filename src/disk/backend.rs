//! The file below redb.

use std::{
    fs::{File, OpenOptions},
    io,
    path::Path,
};

use redb::{Database, StorageBackend, backends::FileBackend};

use super::{error::StoreError, verified::verified};

#[cfg(feature = "cli")]
use super::{untouched::Untouched, verified::unverified};

/// So much of the file redb keeps in memory. The items are in memory already, so a checkpoint's pages are all it needs.
const CACHE_BYTES: usize = 64 << 20;

/// Storage whose growth is durable at once. redb makes a file longer and then writes its header, which tells the length,
/// without a sync in between. A crash could leave the header alone, and redb does not open such a file.
#[derive(Debug)]
pub(super) struct Growing<B>(pub(super) B);

impl<B: StorageBackend> StorageBackend for Growing<B> {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let grows = len > self.0.len()?;
        self.0.set_len(len)?;
        if grows { self.0.sync_data() } else { Ok(()) }
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.0.close()
    }
}

/// The database in storage, which is made if the storage is empty.
pub(super) fn database(storage: impl StorageBackend) -> Result<Database, StoreError> {
    verified(Growing(storage), CACHE_BYTES)
}

/// A new database in a file, which must not exist.
pub(super) fn make_file(path: &Path) -> Result<Database, StoreError> {
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(path)?;
    database(FileBackend::new(file)?)
}

/// The database in an existing file.
pub(super) fn open_file(path: &Path) -> Result<Database, StoreError> {
    database(existing(OpenOptions::new().read(true).write(true).open(path)?)?)
}

/// The same, and the file stays as it is.
#[cfg(feature = "cli")]
pub(super) fn look_at_file(path: &Path) -> Result<Database, StoreError> {
    database(Untouched::new(existing(File::open(path)?)?)?)
}

/// The same of a file that is damaged.
#[cfg(feature = "cli")]
pub(super) fn look_at_damaged_file(path: &Path) -> Result<Database, StoreError> {
    unverified(Untouched::new(existing(File::open(path)?)?)?)
}

fn existing(file: File) -> Result<FileBackend, StoreError> {
    if file.metadata()?.len() == 0 {
        return Err(StoreError::damaged("the file is empty"));
    }
    Ok(FileBackend::new(file)?)
}
