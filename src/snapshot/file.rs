//! Snapshots as files: whole or not at all.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{SnapshotError, error::Fault, read, write};
use crate::storage::Store;

const BUFFER_BYTES: usize = 128 * 1024;

/// Writes a store to a file, as it stands at one moment. Whoever reads the file meanwhile, and whoever reads it after
/// a failure, finds the old one.
pub(crate) fn save(store: &Store, path: &Path) -> Result<(), SnapshotError> {
    let fork = store.fork();
    replace(path, |out| write::write(&fork, out))
        .map_err(|source| SnapshotError::Io { path: path.to_owned(), source })
}

/// Reads a store from a file.
pub(crate) fn load(path: &Path) -> Result<Store, SnapshotError> {
    let read = || read::read(BufReader::with_capacity(BUFFER_BYTES, File::open(path).map_err(Fault::Io)?));
    read().map_err(|fault| fault.at(path.to_owned()))
}

/// Puts a new file into the place of this one: written beside it, brought to the disk, then renamed.
pub(crate) fn replace(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    // A link stays a link; what it points to is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (beside, file) = create_beside(&path)?;
    let written = fill(file, &path, write).and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        // The first failure is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    written?;
    sync_directory(&path)
}

fn fill(
    file: File,
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    if let Ok(old) = fs::metadata(path) {
        file.set_permissions(old.permissions())?;
    }
    let mut out = BufWriter::with_capacity(BUFFER_BYTES, file);
    write(&mut out)?;
    out.flush()?;
    out.get_ref().sync_all()
}

/// A new file in the directory of this one, with a name that nobody else has.
fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::IsADirectory))?;
    loop {
        let mut beside = OsString::from(".");
        beside.push(name);
        beside.push(format!(".{}-{}.tmp", process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        let beside = path.with_file_name(beside);
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return opened.map(|file| (beside, file)),
        }
    }
}

/// Brings a renaming to the disk, where directories can be opened for that.
fn sync_directory(path: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
}
