//! A bucket's folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::bucket_error::BucketError;

/// A bucket's folder, by its real path.
#[derive(Debug, Clone)]
pub(super) struct Root(Arc<Path>);

impl Root {
    /// The folder behind this path.
    pub(super) fn open(folder: &Path) -> Result<Self, BucketError> {
        let root = folder.canonicalize().map_err(|_| BucketError::NoSuchBucket)?;
        if root.is_dir() { Ok(Self(root.into())) } else { Err(BucketError::NoSuchBucket) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// The path of a key's parts, at which there is anything but a link.
    pub(super) fn find(&self, parts: &[&str]) -> Result<PathBuf, BucketError> {
        let mut path = self.0.to_path_buf();
        for part in parts {
            path.push(part);
            let metadata = fs::symlink_metadata(&path).map_err(|error| self.error(error))?;
            if metadata.is_symlink() {
                return Err(linked());
            }
        }
        Ok(path)
    }

    /// The path of a folder, which is made with those above it.
    pub(super) fn make(&self, parts: &[&str]) -> Result<PathBuf, BucketError> {
        let mut folder = self.0.to_path_buf();
        for part in parts {
            folder.push(part);
            match fs::create_dir(&folder) {
                // Looked at afterwards: another job may make the same folder.
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(self.error(error)),
                _ => {}
            }
            let metadata = fs::symlink_metadata(&folder).map_err(|error| self.error(error))?;
            if metadata.is_symlink() {
                return Err(linked());
            }
            if !metadata.is_dir() {
                return Err(BucketError::AccessDenied("an object is no folder".to_owned()));
            }
        }
        Ok(folder)
    }

    /// What a failure of the file system means for the bucket.
    pub(super) fn error(&self, error: io::Error) -> BucketError {
        match error.kind() {
            io::ErrorKind::NotFound if !self.0.is_dir() => BucketError::NoSuchBucket,
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => BucketError::NoSuchKey,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                BucketError::AccessDenied(error.to_string())
            }
            _ => BucketError::Failed(error),
        }
    }
}

fn linked() -> BucketError {
    BucketError::AccessDenied("a symbolic link is not followed".to_owned())
}
