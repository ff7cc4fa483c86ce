//! Exports to a directory, in the format of DynamoDB's exports to S3.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use md5::{Digest, Md5};

use crate::{
    engine::Clock,
    operation::{ExportFormat, ExportType, TableDescription},
    size::item_size_bytes,
    transfer::{
        Bucket, BucketError, DataFile, ExportFile, ExportFiles, ExportPlace, FILES, FULL_VERSION, SUMMARY,
        Summary, formats::InputFormat,
    },
    value::Item,
};

/// The most bytes of a manifest.
const MANIFEST_BYTES: u64 = 16 * 1024 * 1024;

/// An export that is being written.
pub(super) struct Writer {
    directory: PathBuf,
    id: String,
    files: ExportFiles,
    file: ExportFile,
    line: Vec<u8>,
    items: u64,
    bytes: u64,
    started: String,
}

impl Writer {
    /// Starts an export below this directory, at `AWSDynamoDB/ID` as in the service.
    pub(super) fn new(below: &Path) -> Result<Self, BucketError> {
        let clock = Clock::default();
        let id = format!("{:014}-{:08x}", clock.now_ms(), std::process::id());
        let place = ExportPlace::new(None, &id, false);
        let directory = below.join(place.manifest(SUMMARY)).parent().unwrap_or(below).to_owned();
        fs::create_dir_all(&directory).map_err(BucketError::Failed)?;
        let files = ExportFiles::begin(Bucket::of_folder(below)?, place, ExportFormat::DynamodbJson)?;
        let file = files.file()?;
        let started = format!("{}Z", clock.now_label());
        Ok(Self { directory, id, files, file, line: Vec::new(), items: 0, bytes: 0, started })
    }

    pub(super) fn push(&mut self, item: &Item) -> Result<(), BucketError> {
        if self.file.is_full() {
            let full = std::mem::replace(&mut self.file, self.files.file()?);
            self.files.finish_file(full)?;
        }
        self.line.clear();
        ExportFormat::DynamodbJson.write_item(item, &mut self.line);
        self.items += 1;
        self.bytes += item_size_bytes(item) as u64;
        self.file.push(&self.line).map_err(|error| self.files.error(error))
    }

    /// Writes the manifests, with the summary last: an export with a summary is complete.
    pub(super) fn finish(mut self, table: &TableDescription) -> Result<PathBuf, BucketError> {
        self.files.finish_file(self.file)?;
        self.files.finish(Summary {
            version: FULL_VERSION.to_owned(),
            export_arn: format!("{}/export/{}", table.table_arn, self.id),
            start_time: self.started.clone(),
            end_time: format!("{}Z", Clock::default().now_label()),
            table_arn: table.table_arn.clone(),
            table_id: table.table_id.clone(),
            export_time: Some(self.started),
            s3_sse_algorithm: Some("AES256".to_owned()),
            billed_size_bytes: self.bytes,
            item_count: self.items,
            output_format: ExportFormat::DynamodbJson.as_str().to_owned(),
            export_type: Some(ExportType::FullExport.as_str().to_owned()),
            ..Summary::default()
        })?;
        Ok(self.directory)
    }
}

/// The directory of the export that a path names: the path itself, its only `AWSDynamoDB/ID`, or the directory of the
/// summary file.
pub(super) fn find(path: &Path) -> Result<Option<PathBuf>, String> {
    if path.is_file() {
        let is_summary = path.file_name().is_some_and(|name| name == SUMMARY);
        return Ok(path.parent().filter(|_| is_summary).map(Path::to_owned));
    }
    if path.join(SUMMARY).is_file() {
        return Ok(Some(path.to_owned()));
    }
    let inner = if path.join("AWSDynamoDB").is_dir() { path.join("AWSDynamoDB") } else { path.to_owned() };
    let Ok(entries) = fs::read_dir(&inner) else { return Ok(None) };
    let mut found: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.join(SUMMARY).is_file()).collect();
    match (found.pop(), found.len()) {
        (only, 0) => Ok(only),
        _ => Err(format!("{} has several exports: name the directory of one", inner.display())),
    }
}

/// Checks the checksums of an export's data files; returns the files, and how many items they have together.
pub(super) fn data_files(directory: &Path) -> Result<(Vec<PathBuf>, u64), String> {
    let summary: Summary = serde_json::from_slice(&read_manifest(&directory.join(SUMMARY))?)
        .map_err(|error| format!("{}: {error}", directory.join(SUMMARY).display()))?;
    let formats = [InputFormat::DynamodbJson.as_str(), InputFormat::Ion.as_str()];
    if !formats.contains(&summary.output_format.as_str())
        || summary.export_type.as_deref() == Some("INCREMENTAL_EXPORT")
    {
        return Err(format!(
            "{}: only full exports in the formats DYNAMODB_JSON and ION can be imported",
            directory.join(SUMMARY).display()
        ));
    }
    let path = directory.join(FILES);
    let manifest = read_manifest(&path)?;
    let (mut files, mut count) = (Vec::new(), 0_u64);
    for line in manifest.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        let file: DataFile =
            serde_json::from_slice(line).map_err(|error| format!("{}: {error}", path.display()))?;
        // The data files are below the export's directory, as in the bucket. Only the file name of a key is used, so no
        // key leads out of that directory.
        let name = file.data_file_s3_key.rsplit('/').next().unwrap_or_default();
        let data = directory.join("data").join(Path::new(name).file_name().unwrap_or_default());
        let sum = checksum(&data).map_err(|error| format!("{}: {error}", data.display()))?;
        if sum != file.md5_checksum {
            return Err(format!("{}: damaged, its checksum is not that of the manifest", data.display()));
        }
        count = count.saturating_add(file.item_count);
        files.push(data);
    }
    if count != summary.item_count {
        return Err(format!(
            "{}: {count} items, and the summary says {}",
            path.display(),
            summary.item_count
        ));
    }
    Ok((files, count))
}

fn read_manifest(path: &Path) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MANIFEST_BYTES).read_to_end(&mut content));
    read.map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(content)
}

fn checksum(path: &Path) -> io::Result<String> {
    let mut input = BufReader::with_capacity(128 * 1024, File::open(path)?);
    let mut hash = Md5::new();
    loop {
        let bytes = input.fill_buf()?;
        if bytes.is_empty() {
            return Ok(STANDARD.encode(hash.finalize()));
        }
        hash.update(bytes);
        let read = bytes.len();
        input.consume(read);
    }
}
