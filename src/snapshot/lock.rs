//! The lock file that lets one process at a time write a snapshot.
//!
//! Saving replaces the snapshot, so its own file cannot carry the lock: `.NAME.lock` beside it does. It exists while a
//! process writes: the process creates it, locks it, and removes it before it unlocks. A lock file without a lock was
//! left by a process that was killed; the next one removes it and creates a new one.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process,
    time::{Duration, Instant},
};

use crate::sync::thread;

/// How long to wait for other processes that are writing.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Whether the system can remove an open file, and distinguish it from a new one with the same name.
const REMOVES: bool = cfg!(unix);

/// How long a lock is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// Until the file is written; other processes wait.
    Written,
    /// Until the process ends; other processes fail at once.
    ProcessEnds,
}

/// Why the lock could not be taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LockError {
    /// The lock file could not be opened, read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Another process holds it: until it ends (with its id), or for longer than this one waits.
    #[error("{}", in_use(*.0))]
    InUse(Option<u32>),
}

/// The message that another process holds the lock, with its id if known.
pub(super) fn in_use(process: Option<u32>) -> String {
    match process {
        Some(process) => format!("in use by the process {process} until that ends"),
        None => "another process has been writing it for too long".to_owned(),
    }
}

/// A lock that is held; dropping it releases it.
#[derive(Debug)]
pub(crate) struct Lock {
    path: PathBuf,
    /// Closing it unlocks it.
    file: File,
}

impl Lock {
    /// Takes the lock at this path; returns `None` if the file system does not support locks.
    pub(crate) fn take(path: PathBuf, until: Until, patience: Duration) -> Result<Option<Self>, LockError> {
        let mut turns = Turns::new(patience);
        loop {
            let Some((mut file, is_new)) = open(&path)? else { continue };
            match file.try_lock() {
                Ok(()) if !is_at(&file, &path) => {}
                Ok(()) if is_new || !REMOVES => {
                    let mut lock = Self { path, file };
                    if until == Until::ProcessEnds && REMOVES {
                        writeln!(lock.file, "{}", process::id())?;
                    }
                    return Ok(Some(lock));
                }
                // The process that created the file was killed, or is waiting for the lock too.
                Ok(()) => fs::remove_file(&path)?,
                Err(TryLockError::WouldBlock) => turns.wait(&mut file)?,
                Err(TryLockError::Error(error)) if has_no_locks(&error) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if REMOVES {
            // If this fails, the next process removes the file.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Waits until no process holds the lock at this path exclusively. No writer begins while the returned file is open.
pub(super) fn wait_for_writer(path: &Path, patience: Duration) -> Result<Option<File>, LockError> {
    // Without a lock file, no process is writing. A reader creates none: a writer that starts later replaces the file,
    // but does not change it.
    let Ok(mut file) = File::open(path) else { return Ok(None) };
    let mut turns = Turns::new(patience);
    loop {
        match file.try_lock_shared() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) => turns.wait(&mut file)?,
            Err(TryLockError::Error(error)) if has_no_locks(&error) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
}

/// Creates the file, or opens the existing one; returns whether it is new. `None` if the file was removed meanwhile.
fn open(path: &Path) -> io::Result<Option<(File, bool)>> {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    match options.clone().create_new(true).open(path) {
        Ok(file) => return Ok(Some((file, true))),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    match options.open(path) {
        Ok(file) => Ok(Some((file, false))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the open file is the one at this path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let of = |about: fs::Metadata| (about.dev(), about.ino());
    file.metadata().ok().map(of) == fs::symlink_metadata(path).ok().map(of)
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

fn has_no_locks(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::Unsupported
}

/// Polls for a lock, because the system's own waiting has no timeout.
struct Turns {
    until: Instant,
    pause: Duration,
}

impl Turns {
    fn new(patience: Duration) -> Self {
        Self { until: Instant::now() + patience, pause: Duration::from_millis(1) }
    }

    /// Waits before the next attempt; fails if waiting is useless or took too long.
    fn wait(&mut self, file: &mut File) -> Result<(), LockError> {
        if let Some(process) = holder(file) {
            return Err(LockError::InUse(Some(process)));
        }
        if Instant::now() >= self.until {
            return Err(LockError::InUse(None));
        }
        thread::sleep(self.pause);
        self.pause = (self.pause * 2).min(Duration::from_millis(50));
        Ok(())
    }
}

/// The id in the file of a process that holds the lock until it ends.
fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(32).read_to_string(&mut text).ok()?;
    text.trim_end().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    const AT_ONCE: Duration = Duration::ZERO;
    /// Longer than all other attempts take on any machine.
    const ALL_TURNS: Duration = Duration::from_secs(600);

    fn take(directory: &TempDir, until: Until) -> Result<Option<Lock>, LockError> {
        Lock::take(directory.path().join(".a.lock"), until, AT_ONCE)
    }

    fn files(directory: &TempDir) -> usize {
        fs::read_dir(directory.path()).unwrap().count()
    }

    #[test]
    fn one_has_the_lock_and_the_next_gets_it() {
        let directory = TempDir::new().unwrap();
        let lock = take(&directory, Until::Written).unwrap().unwrap();
        assert!(matches!(take(&directory, Until::Written), Err(LockError::InUse(None))));
        drop(lock);
        assert_eq!(files(&directory), 0);
        assert!(take(&directory, Until::Written).unwrap().is_some());
    }

    #[test]
    fn who_holds_it_until_the_process_ends_says_so() {
        let directory = TempDir::new().unwrap();
        let _lock = take(&directory, Until::ProcessEnds).unwrap().unwrap();
        let patient = Lock::take(directory.path().join(".a.lock"), Until::Written, PATIENCE);
        assert!(matches!(patient, Err(LockError::InUse(Some(holder))) if holder == process::id()));
        let reader = wait_for_writer(&directory.path().join(".a.lock"), PATIENCE);
        assert!(matches!(reader, Err(LockError::InUse(Some(holder))) if holder == process::id()));
    }

    #[test]
    fn a_lock_that_was_left_is_of_nobody() {
        let directory = TempDir::new().unwrap();
        fs::write(directory.path().join(".a.lock"), "1\n").unwrap();
        assert!(wait_for_writer(&directory.path().join(".a.lock"), AT_ONCE).unwrap().is_some());
        let lock = take(&directory, Until::Written).unwrap().unwrap();
        assert!(matches!(take(&directory, Until::Written), Err(LockError::InUse(None))));
        drop(lock);
        assert_eq!(files(&directory), 0);
    }

    #[test]
    fn readers_read_together_and_a_writer_waits_for_them() {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join(".a.lock");
        assert!(wait_for_writer(&path, AT_ONCE).unwrap().is_none());
        File::create(&path).unwrap();
        let readers = [(); 2].map(|()| wait_for_writer(&path, AT_ONCE).unwrap().unwrap());
        assert!(matches!(take(&directory, Until::Written), Err(LockError::InUse(None))));
        drop(readers);
        assert!(take(&directory, Until::Written).unwrap().is_some());
    }

    #[test]
    fn many_take_turns() {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join(".a.lock");
        let at_work = std::sync::atomic::AtomicU32::new(0);
        let count = std::sync::atomic::AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let lock = Lock::take(path.clone(), Until::Written, ALL_TURNS).unwrap();
                        assert_eq!(at_work.fetch_add(1, std::sync::atomic::Ordering::SeqCst), 0);
                        count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        at_work.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                        drop(lock);
                    }
                });
            }
        });
        assert_eq!(count.into_inner(), 160);
        assert_eq!(files(&directory), 0);
    }
}
