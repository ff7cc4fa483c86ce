//! The objects of a bucket in the order of their keys, with bounded memory.

use std::{
    collections::{BTreeSet, btree_set},
    fs,
};

use super::{
    bucket_error::BucketError,
    object_key::{KEY_BYTES, part_fault},
    root::Root,
};

/// An object in a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Object {
    /// Its key.
    pub(crate) key: String,
    /// Its size.
    pub(crate) bytes: u64,
}

/// A walk over folders, each read in sorted pieces. A folder's name is sorted with the slash that follows it, so the
/// order is that of whole keys.
#[derive(Debug)]
pub(crate) struct Listing {
    root: Root,
    prefix: String,
    piece: usize,
    /// The folders from the outermost to the one that is being read.
    open: Vec<Folder>,
}

#[derive(Debug)]
struct Folder {
    /// How the keys in it begin: empty, or with a slash at the end.
    key: String,
    entries: btree_set::IntoIter<String>,
    /// The name behind which the next piece begins; `None` at the end.
    rest: Option<String>,
}

impl Listing {
    /// The objects whose keys begin with a prefix.
    pub(super) fn new(root: Root, prefix: &str, piece: usize) -> Self {
        let folder = prefix.rfind('/').and_then(|slash| prefix.get(..=slash)).unwrap_or_default();
        let folder = Folder::new(folder.to_owned());
        Self { root, prefix: prefix.to_owned(), piece, open: vec![folder] }
    }

    /// No objects.
    pub(super) fn empty(root: Root) -> Self {
        Self { root, prefix: String::new(), piece: 1, open: Vec::new() }
    }

    fn step(&mut self) -> Result<Option<Object>, BucketError> {
        while let Some(folder) = self.open.last_mut() {
            let Some(name) = folder.entries.next() else {
                match folder.rest.take() {
                    Some(behind) => folder.read(&self.root, &self.prefix, &behind, self.piece)?,
                    None => drop(self.open.pop()),
                }
                continue;
            };
            let key = format!("{}{name}", folder.key);
            if name.ends_with('/') {
                self.open.push(Folder::new(key));
                continue;
            }
            // A file that was removed meanwhile is not listed.
            if let Some(metadata) = metadata(&self.root, &key) {
                return Ok(Some(Object { key, bytes: metadata.len() }));
            }
        }
        Ok(None)
    }
}

impl Iterator for Listing {
    type Item = Result<Object, BucketError>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.step();
        if step.is_err() {
            self.open.clear();
        }
        step.transpose()
    }
}

impl Folder {
    fn new(key: String) -> Self {
        Self { key, entries: BTreeSet::new().into_iter(), rest: Some(String::new()) }
    }

    /// Reads the next piece: the first names behind this one.
    fn read(&mut self, root: &Root, prefix: &str, behind: &str, piece: usize) -> Result<(), BucketError> {
        let entries = match fs::read_dir(root.path().join(&self.key)) {
            Ok(entries) => entries,
            Err(error) => match root.error(error) {
                // Removed meanwhile.
                BucketError::NoSuchKey => return Ok(()),
                error => return Err(error),
            },
        };
        let mut names = BTreeSet::new();
        let mut more = false;
        for entry in entries {
            let entry = entry.map_err(|error| root.error(error))?;
            let Ok(mut name) = entry.file_name().into_string() else { continue };
            let Ok(kind) = entry.file_type() else { continue };
            if part_fault(&name).is_some() || !(kind.is_file() || kind.is_dir()) {
                continue;
            }
            if kind.is_dir() {
                name.push('/');
            }
            if name.as_str() > behind && self.has(&name, prefix) {
                names.insert(name);
                if names.len() > piece {
                    names.pop_last();
                    more = true;
                }
            }
        }
        self.rest = names.last().filter(|_| more).cloned();
        self.entries = names.into_iter();
        Ok(())
    }

    /// Whether an entry is, or may have in it, an object of this prefix.
    fn has(&self, name: &str, prefix: &str) -> bool {
        let rest = prefix.get(self.key.len()..).unwrap_or_default();
        self.key.len() + name.len() <= KEY_BYTES && (name.starts_with(rest) || rest.starts_with(name))
    }
}

fn metadata(root: &Root, key: &str) -> Option<fs::Metadata> {
    fs::symlink_metadata(root.path().join(key)).ok().filter(fs::Metadata::is_file)
}
