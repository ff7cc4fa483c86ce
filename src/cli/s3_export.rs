//! The format of DynamoDB's export to S3: a directory with manifests and compressed data.
//!
//! Source: "DynamoDB table export output format" in the developer guide.

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

use crate::{
    engine::Clock,
    operation::TableDescription,
    snapshot::{Claim, Until},
    transfer::formats::{InputFormat, dynamodb_json::write_line},
    value::Item,
};

const SUMMARY: &str = "manifest-summary.json";
const FILES: &str = "manifest-files.json";
/// The most bytes of a manifest.
const MANIFEST_BYTES: u64 = 16 * 1024 * 1024;

/// The summary of an export, `manifest-summary.json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    version: String,
    #[serde(default)]
    export_arn: String,
    #[serde(default)]
    start_time: String,
    #[serde(default)]
    end_time: String,
    #[serde(default)]
    table_arn: String,
    #[serde(default)]
    table_id: String,
    #[serde(default)]
    export_time: String,
    #[serde(default)]
    s3_bucket: String,
    s3_prefix: Option<String>,
    s3_sse_algorithm: Option<String>,
    s3_sse_kms_key_id: Option<String>,
    manifest_files_s3_key: String,
    #[serde(default)]
    billed_size_bytes: u64,
    item_count: u64,
    output_format: String,
    #[serde(default)]
    export_type: Option<String>,
}

/// A data file, which is a line of `manifest-files.json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DataFile {
    item_count: u64,
    md5_checksum: String,
    etag: String,
    data_file_s3_key: String,
}

/// A stream, and the MD5 of the bytes that passed through it.
struct Hashed<S> {
    stream: S,
    hash: Md5,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.stream.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// An export that is being written.
pub(super) struct Writer {
    directory: PathBuf,
    key: String,
    data_name: String,
    data: GzEncoder<Hashed<BufWriter<File>>>,
    line: Vec<u8>,
    items: u64,
    bytes: u64,
    started: String,
}

impl Writer {
    /// Starts an export below this directory, at `AWSDynamoDB/ID` as in the service.
    pub(super) fn new(below: &Path) -> io::Result<Self> {
        let clock = Clock::default();
        let now_ms = clock.now_ms();
        let started = format!("{}Z", clock.now_label());
        let id = format!("{now_ms:014}-{:08x}", std::process::id());
        let key = format!("AWSDynamoDB/{id}");
        let directory = below.join("AWSDynamoDB").join(&id);
        fs::create_dir_all(directory.join("data"))?;
        let data_name = format!("{:013x}{:013x}.json.gz", now_ms, std::process::id());
        let file = File::create_new(directory.join("data").join(&data_name))?;
        let hashed = Hashed { stream: BufWriter::new(file), hash: Md5::new() };
        let data = GzEncoder::new(hashed, Compression::default());
        Ok(Self { directory, key, data_name, data, line: Vec::new(), items: 0, bytes: 0, started })
    }

    pub(super) fn push(&mut self, item: &Item) -> io::Result<()> {
        self.line.clear();
        write_line(item, &mut self.line);
        self.items += 1;
        self.bytes += crate::size::item_size_bytes(item) as u64;
        self.data.write_all(&self.line)
    }

    /// Writes the manifests, with the summary last: an export with a summary is complete.
    pub(super) fn finish(self, table: &TableDescription) -> io::Result<PathBuf> {
        let Hashed { stream, hash } = self.data.finish()?;
        stream.into_inner()?.sync_all()?;
        let sum = hash.finalize();
        let hex: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
        let file = DataFile {
            item_count: self.items,
            md5_checksum: STANDARD.encode(sum),
            etag: format!("{hex}-1"),
            data_file_s3_key: format!("{}/data/{}", self.key, self.data_name),
        };
        let ended = format!("{}Z", Clock::default().now_label());
        let summary = Summary {
            version: "2020-06-30".to_owned(),
            export_arn: format!("{}/export/{}", table.table_arn, self.key.trim_start_matches("AWSDynamoDB/")),
            start_time: self.started.clone(),
            end_time: ended,
            table_arn: table.table_arn.clone(),
            table_id: table.table_id.clone(),
            export_time: self.started,
            s3_bucket: String::new(),
            s3_prefix: None,
            s3_sse_algorithm: Some("AES256".to_owned()),
            s3_sse_kms_key_id: None,
            manifest_files_s3_key: format!("{}/{FILES}", self.key),
            billed_size_bytes: self.bytes,
            item_count: self.items,
            output_format: "DYNAMODB_JSON".to_owned(),
            export_type: Some("FULL_EXPORT".to_owned()),
        };
        manifest(&self.directory, FILES, &file)?;
        manifest(&self.directory, SUMMARY, &summary)?;
        Ok(self.directory)
    }
}

/// Writes a manifest and its checksum file.
fn manifest(directory: &Path, name: &str, content: &impl Serialize) -> io::Result<()> {
    let mut json = serde_json::to_vec(content)?;
    json.push(b'\n');
    let sum = STANDARD.encode(Md5::digest(&json));
    let sum_name = name.replace(".json", ".md5");
    write_whole(&directory.join(sum_name), sum.as_bytes())?;
    write_whole(&directory.join(name), &json)
}

fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let claim = Claim::new(path, Until::Written).map_err(io::Error::other)?;
    claim.replace(|out| out.write_all(content))
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
