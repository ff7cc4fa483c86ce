//! Ids that are in use in a bucket: databases with the same generator of ids give the same ones.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use super::object_key::TEMPORARY;

/// An id that nobody else uses in a bucket while this lives: a file of a temporary name, in its folder.
#[derive(Debug)]
pub(crate) struct IdClaim(PathBuf);

impl IdClaim {
    /// Claims an id; `None` if it is claimed.
    pub(super) fn new(folder: &Path, id: &str) -> io::Result<Option<Self>> {
        let (begin, end) = TEMPORARY;
        let path = folder.join(format!("{begin}{id}{end}"));
        match File::create_new(&path) {
            Ok(_) => Ok(Some(Self(path))),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Drop for IdClaim {
    fn drop(&mut self) {
        // What is left claims an id that is not given again.
        let _ = fs::remove_file(&self.0);
    }
}
