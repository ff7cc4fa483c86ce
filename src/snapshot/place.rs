//! Paths: resolving links, and the names of files beside a snapshot.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// How many links in a row are followed, as on Linux.
const LINKS: usize = 40;

/// The path of a file that is replaced as a whole. Links are followed, even to a file that does not exist yet.
///
/// # Errors
/// The path is not a regular file, and nothing else is ever replaced; or the directory does not exist.
pub(super) fn resolve(path: &Path) -> io::Result<PathBuf> {
    match fs::metadata(path) {
        Ok(about) if about.is_file() => fs::canonicalize(path),
        Ok(about) if about.is_dir() => {
            Err(io::Error::new(io::ErrorKind::IsADirectory, "this is a directory: name a file"))
        }
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "this is no regular file (a device or a pipe), and is not replaced",
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => missing(path),
        Err(error) => Err(error),
    }
}

/// The same for a file that does not exist.
fn missing(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let directory = fs::canonicalize(directory(&path)).map_err(no_directory)?;
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        path = directory.join(name);
        match fs::read_link(&path) {
            Ok(next) => path = directory.join(next),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many links behind each other"))
}

fn no_directory(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::NotFound => io::Error::new(error.kind(), "name a file in a directory that is there"),
        _ => error,
    }
}

/// The directory of a file.
pub(super) fn directory(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The path of a hidden file beside this one: `.NAME.END`.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".");
    name.push(end);
    path.with_file_name(name)
}
