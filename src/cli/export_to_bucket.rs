//! `hashrange export --to`: an export to a bucket by the server, or by this process.

use std::time::Duration;

use indicatif::ProgressBar;

use super::{description::Description, output::counted, target::Connection};
use crate::{
    operation::{
        DescribeExportInput, ExportDescription, ExportFormat, ExportStatus, ExportTableToPointInTimeInput,
    },
    sync::thread,
};

/// How long to wait between two looks at an export.
const PAUSE: Duration = Duration::from_millis(50);

/// Exports a table to `BUCKET` or `BUCKET/PREFIX`, and returns what came of it in a sentence.
pub(super) fn export_to_bucket(
    connection: &mut Connection,
    description: &Description,
    place: &str,
    format: ExportFormat,
    bar: &ProgressBar,
) -> Result<String, String> {
    let (bucket, prefix) = match place.split_once('/') {
        Some((bucket, prefix)) => (bucket, Some(prefix.to_owned())),
        None => (place, None),
    };
    let request = ExportTableToPointInTimeInput {
        table_arn: description.table_description().table_arn.clone(),
        s3_bucket: bucket.to_owned(),
        s3_prefix: prefix.filter(|prefix| !prefix.is_empty()),
        export_format: Some(format),
        ..ExportTableToPointInTimeInput::default()
    };
    let begun = connection.call(&request).map_err(|error| hint(error, description.table_name()))?;
    let arn = begun.export_description.unwrap_or_default().export_arn;
    let export = loop {
        let described = connection.call(&DescribeExportInput::from(arn.as_str()))?;
        let export = described.export_description.unwrap_or_default();
        bar.set_position(export.item_count.unwrap_or_default());
        if export.export_status != Some(ExportStatus::InProgress) {
            break export;
        }
        thread::sleep(PAUSE);
    };
    bar.finish_and_clear();
    match export {
        ExportDescription {
            export_status: Some(ExportStatus::Completed),
            export_manifest,
            item_count,
            ..
        } => {
            let manifest = export_manifest.unwrap_or_default();
            Ok(format!("{} in {bucket}/{manifest}", counted(item_count.unwrap_or_default())))
        }
        ExportDescription { failure_code, failure_message, .. } => {
            Err(format!("{}: {}", failure_code.unwrap_or_default(), failure_message.unwrap_or_default()))
        }
    }
}

fn hint(error: String, table: &str) -> String {
    match error.contains("PointInTimeRecoveryUnavailable") {
        true => format!(
            "{error}\nSwitch it on with `hashrange recovery {table} --on`, or export without it: hashrange export {table} \
             DIRECTORY"
        ),
        false => error,
    }
}
