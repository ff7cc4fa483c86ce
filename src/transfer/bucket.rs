//! Buckets: folders by name, and the objects in one of them.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::PathBuf,
    sync::Arc,
};

#[cfg(feature = "cli")]
use std::path::Path;

use super::{
    bucket_error::BucketError, id_claim::IdClaim, listing::Listing, object_key, object_writer::ObjectWriter,
    root::Root,
};

/// How many objects are listed at once.
const LISTED: usize = 1000;

/// What the name of a bucket matches. (API reference: ExportTableToPointInTime)
pub(crate) const BUCKET_NAME_PATTERN: &str = r"^[a-z0-9A-Z]+[\.\-\w]*[a-z0-9A-Z]+$";

/// Whether a text matches [`BUCKET_NAME_PATTERN`].
pub(crate) fn is_bucket_name(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let is_end = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    bytes.len() >= 2 && is_end(bytes.first()) && is_end(bytes.last()) && text.bytes().all(is_inner)
}

/// The buckets of a database, by name. Copies share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buckets(Arc<BTreeMap<String, PathBuf>>);

impl Buckets {
    /// Adds a bucket, or replaces the one with this name.
    pub(crate) fn add(&mut self, name: String, folder: PathBuf) {
        Arc::make_mut(&mut self.0).insert(name, folder);
    }

    /// Opens a bucket.
    ///
    /// # Errors
    /// There is no bucket of this name, or its folder does not exist.
    pub(crate) fn open(&self, name: &str) -> Result<Bucket, BucketError> {
        let folder = self.0.get(name).ok_or(BucketError::NoSuchBucket)?;
        Ok(Bucket { root: Root::open(folder)? })
    }
}

/// A bucket: a folder. The keys of its objects are paths below it, with `/` between names.
///
/// No key leads out of the folder: parts such as `..` are refused, and so is a path with a symbolic link.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    root: Root,
}

impl Bucket {
    /// The bucket of this folder.
    #[cfg(feature = "cli")]
    pub(crate) fn of_folder(folder: &Path) -> Result<Self, BucketError> {
        Ok(Self { root: Root::open(folder)? })
    }

    /// Begins to write an object. It is there when it is [finished](ObjectWriter::finish), and replaces the object with
    /// the same key.
    pub(crate) fn put(&self, key: &str) -> Result<ObjectWriter, BucketError> {
        let parts = object_key::parts(key)?;
        let Some((name, folders)) = parts.split_last() else { return Err(BucketError::NoSuchKey) };
        let folder = self.root.make(folders)?;
        ObjectWriter::new(self.root.clone(), &folder, name).map_err(|error| self.error(error))
    }

    /// Opens an object for reading.
    pub(crate) fn get(&self, key: &str) -> Result<File, BucketError> {
        let path = self.root.find(&object_key::parts(key)?)?;
        let is_file = fs::symlink_metadata(&path).map_err(|error| self.error(error))?.is_file();
        if !is_file {
            return Err(BucketError::NoSuchKey);
        }
        File::open(&path).map_err(|error| self.error(error))
    }

    /// The objects whose keys begin with this prefix, in the order of the bytes of their keys. At most a thousand for
    /// each level of folders are in memory at a time.
    pub(crate) fn list(&self, prefix: &str) -> Result<Listing, BucketError> {
        self.list_in_pieces(prefix, LISTED)
    }

    fn list_in_pieces(&self, prefix: &str, piece: usize) -> Result<Listing, BucketError> {
        let folder = prefix.rfind('/').and_then(|slash| prefix.get(..slash));
        let found = folder.map_or(Ok(()), |folder| self.root.find(&object_key::parts(folder)?).map(drop));
        match found {
            Ok(()) => Ok(Listing::new(self.root.clone(), prefix, piece)),
            Err(BucketError::NoSuchKey) => Ok(Listing::empty(self.root.clone())),
            Err(error) => Err(error),
        }
    }

    /// Claims an id for whoever writes objects under it: `None` while somebody else has it.
    pub(crate) fn claim(&self, id: &str) -> Result<Option<IdClaim>, BucketError> {
        IdClaim::new(self.root.path(), id).map_err(|error| self.error(error))
    }

    /// What a failure of reading or writing an object means.
    pub(crate) fn error(&self, error: io::Error) -> BucketError {
        self.root.error(error)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    fn bucket() -> (tempfile::TempDir, Bucket) {
        let folder = tempfile::tempdir().unwrap();
        let mut buckets = Buckets::default();
        buckets.add("b".to_owned(), folder.path().to_owned());
        let bucket = buckets.open("b").unwrap();
        (folder, bucket)
    }

    fn put(bucket: &Bucket, key: &str, content: &str) {
        let mut object = bucket.put(key).unwrap();
        object.write_all(content.as_bytes()).unwrap();
        assert_eq!(object.finish().unwrap().bytes, content.len() as u64);
    }

    fn content(bucket: &Bucket, key: &str) -> Result<String, BucketError> {
        let mut text = String::new();
        bucket.get(key)?.read_to_string(&mut text).unwrap();
        Ok(text)
    }

    fn keys(bucket: &Bucket, prefix: &str, piece: usize) -> Vec<String> {
        bucket.list_in_pieces(prefix, piece).unwrap().map(|object| object.unwrap().key).collect()
    }

    #[test]
    fn an_object_is_there_when_it_is_finished() {
        let (folder, bucket) = bucket();
        let mut object = bucket.put("a/b/c.json").unwrap();
        object.write_all(b"half").unwrap();
        assert!(matches!(content(&bucket, "a/b/c.json"), Err(BucketError::NoSuchKey)));
        assert_eq!(keys(&bucket, "", 10), [""; 0]);
        let written = object.finish().unwrap();
        assert_eq!(written.md5_hex(), "7afe399f1415b137d0962f82662fa9d4");
        assert_eq!(content(&bucket, "a/b/c.json").unwrap(), "half");
        put(&bucket, "a/b/c.json", "whole");
        assert_eq!(content(&bucket, "a/b/c.json").unwrap(), "whole");
        drop(bucket.put("a/dropped").unwrap());
        assert_eq!(
            fs::read_dir(folder.path().join("a")).unwrap().count(),
            1,
            "what is not finished is removed"
        );
    }

    #[test]
    fn objects_are_listed_in_the_order_of_their_keys() {
        let (folder, bucket) = bucket();
        let mut all = ["a", "b-c", "b/c", "b/d/e", "b0", "ba", "c/x", "z"];
        for key in all {
            put(&bucket, key, key);
        }
        fs::write(folder.path().join(".hashrange-1-1.tmp"), "unfinished").unwrap();
        fs::create_dir(folder.path().join("empty")).unwrap();
        all.sort_unstable();
        for piece in [1, 2, 3, 100] {
            assert_eq!(keys(&bucket, "", piece), all);
            assert_eq!(keys(&bucket, "b", piece), ["b-c", "b/c", "b/d/e", "b0", "ba"]);
            assert_eq!(keys(&bucket, "b/", piece), ["b/c", "b/d/e"]);
            assert_eq!(keys(&bucket, "b/d/e", piece), ["b/d/e"]);
            assert_eq!(keys(&bucket, "c/", piece), ["c/x"]);
            assert_eq!(keys(&bucket, "nothing/below", piece), [""; 0]);
            assert_eq!(keys(&bucket, "a/b", piece), [""; 0], "an object has nothing below it");
        }
    }

    #[test]
    fn no_key_leads_out_of_the_folder() {
        let (_folder, bucket) = bucket();
        for key in ["../a", "/etc/passwd", "a/../../b", "a\0"] {
            assert!(matches!(bucket.put(key), Err(BucketError::AccessDenied(_))), "{key:?}");
            assert!(matches!(bucket.get(key), Err(BucketError::AccessDenied(_))), "{key:?}");
        }
        assert!(matches!(bucket.list("../"), Err(BucketError::AccessDenied(_))));
    }

    #[cfg(unix)]
    #[test]
    fn symbolic_links_are_not_followed() {
        let (folder, bucket) = bucket();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret"), "secret").unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("out")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret"), folder.path().join("one")).unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("circle")).unwrap();
        for key in ["out/secret", "one", "circle/one"] {
            assert!(matches!(bucket.get(key), Err(BucketError::AccessDenied(_))), "{key}");
        }
        assert!(matches!(bucket.put("out/new"), Err(BucketError::AccessDenied(_))));
        assert!(matches!(bucket.put("out/deep/new"), Err(BucketError::AccessDenied(_))));
        assert_eq!(keys(&bucket, "", 10), [""; 0]);
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
        put(&bucket, "one", "replaces the link");
        assert_eq!(fs::read_to_string(outside.path().join("secret")).unwrap(), "secret");
    }

    #[test]
    fn a_bucket_that_vanishes_is_none() {
        let (folder, bucket) = bucket();
        let mut object = bucket.put("a/b").unwrap();
        object.write_all(b"x").unwrap();
        fs::remove_dir_all(folder.path()).unwrap();
        assert!(matches!(object.finish(), Err(BucketError::NoSuchBucket)));
        assert!(matches!(bucket.put("a/c"), Err(BucketError::NoSuchBucket)));
        assert!(matches!(bucket.get("a/c"), Err(BucketError::NoSuchBucket)));
        assert!(matches!(
            bucket.list("").and_then(|mut all| all.next().transpose()),
            Err(BucketError::NoSuchBucket)
        ));
        assert!(matches!(Buckets::default().open("none"), Err(BucketError::NoSuchBucket)));
    }

    #[test]
    fn an_id_is_claimed_once_and_is_no_object() {
        let (folder, bucket) = bucket();
        let claim = bucket.claim("01-a").unwrap().unwrap();
        assert!(bucket.claim("01-a").unwrap().is_none());
        assert!(bucket.claim("01-b").unwrap().is_some());
        assert_eq!(keys(&bucket, "", 10), [""; 0]);
        drop(claim);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(bucket.claim("01-a").unwrap().is_some());
    }

    #[test]
    fn an_object_and_a_folder_do_not_share_a_name() {
        let (_folder, bucket) = bucket();
        put(&bucket, "a", "object");
        assert!(matches!(bucket.put("a/b"), Err(BucketError::AccessDenied(_))));
        put(&bucket, "f/x", "x");
        assert!(bucket.put("f").unwrap().finish().is_err());
        assert!(matches!(bucket.get("f"), Err(BucketError::NoSuchKey)));
    }
}
