//! The report of a bulk operation, in its output bucket.
//!
//! | key, behind the prefix | |
//! | --- | --- |
//! | `AWSDynamoDB/ID/data/error.json` | a line of JSON for each record that is no item that the table takes |
//! | `AWSDynamoDB/ID/data/condition-check-failure.json` | one for each item whose condition did not hold |
//! | `AWSDynamoDB/ID/manifest-files.json` | a line of JSON for each of these files, with its MD5 |
//! | `AWSDynamoDB/ID/manifest-summary.json` | the operation, its end and its counts; written last |
//!
//! The developer guide says that there are reports of these two types and a manifest. The keys and the members are
//! ours, after those of exports.

use std::{
    io::{self, Write},
    sync::Arc,
};

use serde::Serialize;

use super::{bulk_structures::OutputType, error_log::ItemPointer};
use crate::{
    codec::{Member, dynamodb_json::write_item},
    engine::{BulkOperation, Job, time_label},
    operation::PutItemInput,
    sync::atomic::{AtomicU64, Ordering},
    transfer::{Bucket, ObjectWriter},
    value::Item,
};

fn folder(prefix: Option<&str>, id: &str) -> String {
    let prefix = prefix.map(|prefix| prefix.trim_end_matches('/')).filter(|prefix| !prefix.is_empty());
    prefix.map_or_else(|| format!("AWSDynamoDB/{id}"), |prefix| format!("{prefix}/AWSDynamoDB/{id}"))
}

fn summary_in(folder: &str) -> String {
    format!("{folder}/manifest-summary.json")
}

/// The key of the summary of the operation with this id, which is written last.
pub(super) fn report_summary(prefix: Option<&str>, id: &str) -> String {
    summary_in(&folder(prefix, id))
}

/// A report that is being written.
pub(super) struct BulkReport<'b> {
    bucket: &'b Bucket,
    folder: String,
    errors: Option<ReportFile>,
    condition_failures: Option<ReportFile>,
    /// Failed conditions, reported or not.
    failed_conditions: u64,
}

/// A file of the report.
struct ReportFile {
    output_type: OutputType,
    key: String,
    out: ObjectWriter,
    items: u64,
    line: Vec<u8>,
}

/// A line of `manifest-files.json`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ManifestFile {
    output_type: OutputType,
    item_count: u64,
    md5_checksum: String,
    etag: String,
    data_file_s3_key: String,
}

/// `manifest-summary.json`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ManifestSummary<'s> {
    version: &'static str,
    bulk_operation_arn: &'s str,
    table_arn: &'s str,
    table_id: &'s str,
    start_time: String,
    end_time: String,
    outcome: &'s str,
    processed_item_count: u64,
    written_item_count: u64,
    failed_item_count: u64,
    condition_check_failure_count: u64,
    manifest_files_s3_key: String,
}

impl<'b> BulkReport<'b> {
    /// Begins the files of these types.
    pub(super) fn begin(
        bucket: &'b Bucket,
        prefix: Option<&str>,
        id: &str,
        types: &[OutputType],
    ) -> io::Result<Self> {
        let folder = folder(prefix, id);
        let file = |output_type: OutputType, name: &str| {
            if !types.contains(&output_type) {
                return Ok(None);
            }
            let key = format!("{folder}/data/{name}.json");
            let out = bucket.put(&key).map_err(io::Error::other)?;
            Ok::<_, io::Error>(Some(ReportFile { output_type, key, out, items: 0, line: Vec::new() }))
        };
        let errors = file(OutputType::Error, "error")?;
        let condition_failures = file(OutputType::ConditionCheckFailure, "condition-check-failure")?;
        Ok(Self { bucket, folder, errors, condition_failures, failed_conditions: 0 })
    }

    /// Reports a record that is no item that the table takes. The item is known if the record has one.
    pub(super) fn error(
        &mut self,
        pointer: ItemPointer<'_>,
        item: Option<&Arc<Item>>,
        message: &str,
    ) -> io::Result<()> {
        let Some(file) = &mut self.errors else { return Ok(()) };
        file.begin(pointer)?;
        file.line.extend_from_slice(b",\"errorMessages\":");
        serde_json::to_writer(&mut file.line, &[message])?;
        file.item(PutItemInput::MEMBERS.item, item.map(|item| &**item));
        file.end()
    }

    /// Reports an item whose condition did not hold for the existing item.
    pub(super) fn condition_failed(
        &mut self,
        pointer: ItemPointer<'_>,
        item: &Item,
        existing: Option<&Item>,
    ) -> io::Result<()> {
        self.failed_conditions += 1;
        let Some(file) = &mut self.condition_failures else { return Ok(()) };
        file.begin(pointer)?;
        file.item(PutItemInput::MEMBERS.item, Some(item));
        file.add("ExistingItem", existing);
        file.end()
    }

    /// Puts the files in their places, and then the manifests.
    pub(super) fn finish(
        self,
        arn: &str,
        table_arn: &str,
        job: &Job<BulkOperation>,
        outcome: &str,
        now_ms: u64,
    ) -> io::Result<()> {
        let mut files = Vec::new();
        for file in self.errors.into_iter().chain(self.condition_failures) {
            let ReportFile { output_type, key, out, items, .. } = file;
            let written = out.finish().map_err(io::Error::other)?;
            let file = ManifestFile {
                output_type,
                item_count: items,
                md5_checksum: written.md5_base64(),
                etag: written.md5_hex(),
                data_file_s3_key: key,
            };
            serde_json::to_writer(&mut files, &file)?;
            files.push(b'\n');
        }
        let files_key = format!("{}/manifest-files.json", self.folder);
        write(self.bucket, &files_key, &files)?;
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let summary = ManifestSummary {
            version: "2026-01-01",
            bulk_operation_arn: arn,
            table_arn,
            table_id: &job.about.request.table_id,
            start_time: format!("{}Z", time_label(job.started_ms)),
            end_time: format!("{}Z", time_label(now_ms)),
            outcome,
            processed_item_count: count(&job.progress.items),
            written_item_count: count(&job.progress.written),
            failed_item_count: count(&job.progress.errors),
            condition_check_failure_count: self.failed_conditions,
            manifest_files_s3_key: files_key,
        };
        let summary = serde_json::to_vec(&summary)?;
        write(self.bucket, &summary_in(&self.folder), &summary)
    }
}

impl ReportFile {
    fn begin(&mut self, pointer: ItemPointer<'_>) -> io::Result<()> {
        self.line.clear();
        self.line.extend_from_slice(b"{\"itemS3Pointer\":");
        Ok(serde_json::to_writer(&mut self.line, &pointer)?)
    }

    fn item(&mut self, member: Member, item: Option<&Item>) {
        self.add(member.name(), item);
    }

    /// Adds an item as DynamoDB JSON.
    fn add(&mut self, name: &str, item: Option<&Item>) {
        if let Some(item) = item {
            self.line.extend_from_slice(format!(",\"{name}\":").as_bytes());
            write_item(item, &mut self.line);
        }
    }

    fn end(&mut self) -> io::Result<()> {
        self.items += 1;
        self.line.extend_from_slice(b"}\n");
        self.out.write_all(&self.line)
    }
}

fn write(bucket: &Bucket, key: &str, content: &[u8]) -> io::Result<()> {
    let mut out = bucket.put(key).map_err(io::Error::other)?;
    out.write_all(content)?;
    out.finish().map(drop).map_err(io::Error::other)
}
