//! An object that is being written.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use md5::{Digest, Md5};

use super::{bucket_error::BucketError, object_key::TEMPORARY, root::Root};
use crate::sync::atomic::{AtomicU64, Ordering};

const BUFFER_BYTES: usize = 128 * 1024;

/// An object that is being written, to a file of a temporary name. It replaces the object of its key when it is
/// [finished](Self::finish); otherwise the file is removed.
#[derive(Debug)]
pub(crate) struct ObjectWriter {
    root: Root,
    out: BufWriter<File>,
    temporary: Temporary,
    path: PathBuf,
    hash: Md5,
    bytes: u64,
}

/// What an object is that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WrittenObject {
    /// Its size.
    pub(crate) bytes: u64,
    md5: [u8; 16],
}

impl WrittenObject {
    /// The MD5 of its bytes, in Base64, as in manifests.
    pub(crate) fn md5_base64(&self) -> String {
        STANDARD.encode(self.md5)
    }

    /// The MD5 of its bytes, in hexadecimal digits.
    pub(crate) fn md5_hex(&self) -> String {
        self.md5.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A file that is removed when it is dropped.
#[derive(Debug)]
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // It is gone after it was renamed. Otherwise a failure leaves a file that is no object.
        let _ = fs::remove_file(&self.0);
    }
}

impl ObjectWriter {
    pub(super) fn new(root: Root, folder: &Path, name: &str) -> io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let (begin, end) = TEMPORARY;
            let temporary = folder.join(format!("{begin}{}-{number}{end}", process::id()));
            let file = match OpenOptions::new().write(true).create_new(true).open(&temporary) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                opened => opened?,
            };
            return Ok(Self {
                root,
                out: BufWriter::with_capacity(BUFFER_BYTES, file),
                temporary: Temporary(temporary),
                path: folder.join(name),
                hash: Md5::new(),
                bytes: 0,
            });
        }
    }

    /// Puts the object in its place.
    pub(crate) fn finish(mut self) -> Result<WrittenObject, BucketError> {
        let renamed = self.out.flush().and_then(|()| fs::rename(&self.temporary.0, &self.path));
        renamed.map_err(|error| self.root.error(error))?;
        Ok(WrittenObject { bytes: self.bytes, md5: self.hash.finalize().into() })
    }
}

impl Write for ObjectWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
