//! Exclusive access to a file that is replaced as a whole.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
    process,
};

use super::{
    error::SnapshotError,
    lock::{Lock, PATIENCE, Until},
    place::{beside, directory, resolve},
};
use crate::sync::atomic::{AtomicU64, Ordering};

/// The name of the file of a database on disk, and its beginning: it is never replaced by a snapshot.
pub(crate) const DATABASE_FILE: &str = "database.redb";
const DATABASE_BEGIN: &[u8] = b"redb";

pub(super) const BUFFER_BYTES: usize = 128 * 1024;

/// A snapshot file that no other process writes while this value lives.
#[derive(Debug)]
pub(crate) struct Claim {
    /// The path that the caller gave.
    pub(crate) asked: PathBuf,
    /// The path of the file itself, with all links resolved.
    pub(super) path: PathBuf,
    lock: Option<Lock>,
}

/// The current content of the file.
#[cfg(feature = "cli")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// There is no file, or it is empty.
    Nothing,
    Snapshot,
    Other,
}

impl Claim {
    /// Claims a file. Waits for processes that are writing it, and checks that it can be replaced.
    pub(crate) fn new(path: &Path, until: Until) -> Result<Self, SnapshotError> {
        let io = |source| SnapshotError::Io { path: path.to_owned(), source };
        let place = resolve(path).map_err(io)?;
        let lock = Lock::take(beside(&place, "lock"), until, PATIENCE).map_err(|error| error.of(path))?;
        let claim = Self { asked: path.to_owned(), path: place, lock };
        claim.remove_leftovers().and_then(|()| claim.check_writable()).map_err(io)?;
        Ok(claim)
    }

    /// Replaces the file: writes a new one in the same directory, syncs it, and renames it.
    pub(crate) fn replace(
        &self,
        write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> io::Result<()> {
        let (beside, file) = create_beside(&self.path)?;
        let written = fill(file, &self.path, write).and_then(|()| fs::rename(&beside, &self.path));
        if written.is_err() {
            // The earlier error is reported.
            let _ = fs::remove_file(&beside);
        }
        written?;
        sync_directory(&self.path)
    }

    /// Removes the file, if it is there.
    #[cfg(feature = "remote")]
    pub(crate) fn remove(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => sync_directory(&self.path),
        }
    }

    /// Fails if the file could not be replaced, because the directory accepts no new file, or the file is write-protected
    /// or that of a database on disk.
    fn check_writable(&self) -> io::Result<()> {
        match OpenOptions::new().write(true).open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            opened => drop(opened?),
        }
        if is_database(&self.path) {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it is the file of a database on disk"));
        }
        let (beside, _) = create_beside(&self.path)?;
        fs::remove_file(beside)
    }

    /// Removes temporary files of processes that were killed while they wrote. No other process is writing, because
    /// this one holds the lock.
    fn remove_leftovers(&self) -> io::Result<()> {
        if self.lock.is_none() {
            return Ok(());
        }
        let begin = beside(&self.path, "");
        let begin = begin.file_name().unwrap_or_default().as_encoded_bytes();
        for entry in fs::read_dir(directory(&self.path))? {
            let entry = entry?;
            let name = entry.file_name();
            let middle =
                name.as_encoded_bytes().strip_prefix(begin).and_then(|rest| rest.strip_suffix(b".tmp"));
            if middle.is_some_and(is_end) && entry.file_type()?.is_file() {
                // The file may belong to another user; failing to remove it does no harm.
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }
}

#[cfg(feature = "cli")]
impl Claim {
    /// Whether this path leads to the same file.
    pub(crate) fn is_of(&self, path: &Path) -> bool {
        resolve(path).is_ok_and(|place| place == self.path)
    }

    /// The kind of the file's content.
    pub(crate) fn content(&self) -> Result<Content, SnapshotError> {
        let read = || -> io::Result<Content> {
            let file = match File::open(&self.path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Content::Nothing),
                opened => opened?,
            };
            let mut begin = Vec::new();
            file.take(super::format::MAGIC.len() as u64).read_to_end(&mut begin)?;
            Ok(match begin.as_slice() {
                [] => Content::Nothing,
                begin if begin == super::format::MAGIC.as_bytes() => Content::Snapshot,
                _ => Content::Other,
            })
        };
        read().map_err(|source| SnapshotError::Io { path: self.asked.clone(), source })
    }
}

/// Whether a path is that of a database on disk, by its name or by what is there.
fn is_database(path: &Path) -> bool {
    let mut begin = [0; DATABASE_BEGIN.len()];
    let read = |mut file: File| file.read_exact(&mut begin);
    path.file_name().is_some_and(|name| name == DATABASE_FILE)
        || File::open(path).and_then(read).is_ok() && begin == DATABASE_BEGIN
}

/// Whether this is what [`create_beside`] writes between the name and `.tmp`: two numbers.
fn is_end(text: &[u8]) -> bool {
    let is_number = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let mut parts = text.split(|byte| *byte == b'-');
    parts.clone().count() == 2 && parts.all(is_number)
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

/// A new temporary file in the same directory, under a unique name.
fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    loop {
        let end = format!("{}-{}.tmp", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let beside = beside(path, &end);
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return opened.map(|file| (beside, file)),
        }
    }
}

/// Syncs the directory, if the system can open directories, so that a renaming in it is durable.
pub(crate) fn sync_directory(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory(path))?.sync_all() } else { Ok(()) }
}
