//! The files of an export in its bucket.

use std::io::{self, Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use md5::{Digest, Md5};
use serde::Serialize;
use sha2::Sha256;

use super::{
    bucket::Bucket,
    bucket_error::BucketError,
    export_format::ExportFormat,
    manifest::{DataFile, EXPORTS, FILES, STARTED, SUMMARY, Summary, checksum_name},
    object_writer::ObjectWriter,
};

/// What a data file holds at most before it is compressed; another one follows. (Ours)
const FILE_BYTES: u64 = 256 * 1024 * 1024;

/// Where an export's files are: below `PREFIX/AWSDynamoDB`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExportPlace {
    /// Empty, or with a slash at the end.
    prefix: String,
    id: String,
    /// The data files of incremental exports are in a folder of all exports.
    shares_data: bool,
}

impl ExportPlace {
    /// The place of an export with this prefix and id.
    pub(crate) fn new(prefix: Option<&str>, id: &str, is_incremental: bool) -> Self {
        let prefix = prefix.unwrap_or_default().trim_end_matches('/');
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        Self { prefix, id: id.to_owned(), shares_data: is_incremental }
    }

    /// The key of a manifest.
    pub(crate) fn manifest(&self, name: &str) -> String {
        format!("{}{EXPORTS}/{}/{name}", self.prefix, self.id)
    }

    fn data(&self, name: &str) -> String {
        match self.shares_data {
            true => format!("{}{EXPORTS}/data/{name}", self.prefix),
            false => self.manifest(&format!("data/{name}")),
        }
    }
}

/// An export that is being written.
#[derive(Debug)]
pub(crate) struct ExportFiles {
    bucket: Bucket,
    place: ExportPlace,
    format: ExportFormat,
    files: Vec<DataFile>,
}

/// A data file that is being written.
#[derive(Debug)]
pub(crate) struct ExportFile {
    key: String,
    data: GzEncoder<ObjectWriter>,
    items: u64,
    bytes: u64,
}

impl ExportFile {
    /// Appends an item: its line.
    pub(crate) fn push(&mut self, line: &[u8]) -> io::Result<()> {
        self.items += 1;
        self.bytes += line.len() as u64;
        self.data.write_all(line)
    }

    /// Whether the next item goes into another file.
    pub(crate) fn is_full(&self) -> bool {
        self.bytes >= FILE_BYTES
    }
}

impl ExportFiles {
    /// Begins an export.
    pub(crate) fn begin(
        bucket: Bucket,
        place: ExportPlace,
        format: ExportFormat,
    ) -> Result<Self, BucketError> {
        bucket.put(&place.manifest(STARTED))?.finish()?;
        Ok(Self { bucket, place, format, files: Vec::new() })
    }

    /// Begins a data file.
    pub(crate) fn file(&self) -> Result<ExportFile, BucketError> {
        let name = self.file_name(self.files.len());
        let key = self.place.data(&name);
        let data = GzEncoder::new(self.bucket.put(&key)?, Compression::default());
        Ok(ExportFile { key, data, items: 0, bytes: 0 })
    }

    /// Ends a data file.
    pub(crate) fn finish_file(&mut self, file: ExportFile) -> Result<(), BucketError> {
        let object = file.data.finish().map_err(|error| self.bucket.error(error))?.finish()?;
        self.files.push(DataFile {
            item_count: file.items,
            md5_checksum: object.md5_base64(),
            etag: format!("{}-1", object.md5_hex()),
            data_file_s3_key: file.key,
        });
        Ok(())
    }

    /// Writes the manifests, with the summary last: an export with a summary is complete.
    pub(crate) fn finish(self, summary: Summary) -> Result<(), BucketError> {
        let mut lines = Vec::new();
        self.files.iter().try_for_each(|file| append(file, &mut lines))?;
        self.write_manifest(FILES, &lines)?;
        let manifest_files_s3_key = self.place.manifest(FILES);
        let mut line = Vec::new();
        append(&Summary { manifest_files_s3_key, ..summary }, &mut line)?;
        self.write_manifest(SUMMARY, &line)
    }

    /// What a failure of writing means.
    pub(crate) fn error(&self, error: io::Error) -> BucketError {
        self.bucket.error(error)
    }

    fn write_manifest(&self, name: &str, content: &[u8]) -> Result<(), BucketError> {
        let sum = STANDARD.encode(Md5::digest(content));
        for (name, content) in [(checksum_name(name).as_str(), sum.as_bytes()), (name, content)] {
            let mut object = self.bucket.put(&self.place.manifest(name))?;
            object.write_all(content).map_err(|error| self.bucket.error(error))?;
            object.finish()?;
        }
        Ok(())
    }

    /// The name of a data file: 26 letters and digits that no other export has.
    fn file_name(&self, number: usize) -> String {
        const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let hash = Sha256::digest(format!("{}/{number}", self.place.id));
        let digits = hash.iter().take(26).filter_map(|byte| DIGITS.get(usize::from(byte % 32)));
        let name: String = digits.map(|digit| char::from(*digit)).collect();
        format!("{name}.{}.gz", self.format.extension())
    }
}

/// Appends a line of JSON.
fn append(content: &impl Serialize, out: &mut Vec<u8>) -> Result<(), BucketError> {
    serde_json::to_writer(&mut *out, content).map_err(|error| BucketError::Failed(error.into()))?;
    out.push(b'\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_a_folder_with_or_without_a_slash() {
        let key = |prefix, is_incremental| ExportPlace::new(prefix, "01-a", is_incremental).data("x.json.gz");
        assert_eq!(key(None, false), "AWSDynamoDB/01-a/data/x.json.gz");
        assert_eq!(key(Some("a/b"), false), "a/b/AWSDynamoDB/01-a/data/x.json.gz");
        assert_eq!(key(Some("a/b/"), false), key(Some("a/b"), false));
        assert_eq!(key(Some("a"), true), "a/AWSDynamoDB/data/x.json.gz");
    }
}
