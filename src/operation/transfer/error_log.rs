//! The log of an import: what the service writes to CloudWatch Logs, as lines of JSON in the import's bucket.
//!
//! The service's log group is `/aws-dynamodb/imports` and the log's stream `IMPORT-ID/error`, so the object's key is
//! `aws-dynamodb/imports/IMPORT-ID/error`. It is there when the import ends, if there was anything to log.

use std::io::Write;

use serde::Serialize;

use crate::transfer::{Bucket, ObjectWriter};

/// What the keys of logs begin with. Objects of these keys are not imported.
pub(super) const LOG_FOLDER: &str = "aws-dynamodb/imports/";

/// The ARN of the log group in descriptions.
pub(super) fn log_group_arn(region: &str, account: &str) -> String {
    format!("arn:aws:logs:{region}:{account}:log-group:/aws-dynamodb/imports:*")
}

/// The key of the log of the import with this id.
pub(super) fn log_key(id: &str) -> String {
    format!("{LOG_FOLDER}{id}/error")
}

/// A log that is begun with its first line. A bucket that cannot be written to has none: the errors are counted all the
/// same.
#[derive(Debug)]
pub(super) struct ErrorLog<'a> {
    bucket: &'a Bucket,
    key: String,
    import_arn: &'a str,
    out: Option<ObjectWriter>,
    is_lost: bool,
}

/// Where a record is.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ItemPointer<'a> {
    pub(super) bucket: &'a str,
    pub(super) key: &'a str,
    /// Which record of the object, counted from 0.
    pub(super) item_index: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(rename = "itemS3Pointer")]
    item: ItemPointer<'a>,
    import_arn: &'a str,
    error_messages: [&'a str; 1],
}

impl<'a> ErrorLog<'a> {
    /// The log of the import with this id and ARN.
    pub(super) fn new(bucket: &'a Bucket, id: &str, import_arn: &'a str) -> Self {
        Self { bucket, key: log_key(id), import_arn, out: None, is_lost: false }
    }

    /// Adds a line.
    pub(super) fn add(&mut self, item: ItemPointer<'_>, message: &str) {
        if self.is_lost {
            return;
        }
        let entry = Entry { item, import_arn: self.import_arn, error_messages: [message] };
        let written = serde_json::to_vec(&entry).ok().and_then(|mut line| {
            line.push(b'\n');
            if self.out.is_none() {
                self.out = Some(self.bucket.put(&self.key).ok()?);
            }
            self.out.as_mut()?.write_all(&line).ok()
        });
        self.is_lost = written.is_none();
    }

    /// Puts the log in its place.
    pub(super) fn finish(self) {
        if let Some(out) = self.out {
            // The import's own end says that there were errors.
            let _ = out.finish();
        }
    }
}
