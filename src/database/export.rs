//! Exports of a table.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{table::Table, wait::wait};
use crate::{
    error::Result,
    operation::{
        ExportDescription, ExportFormat, ExportTableToPointInTimeInput, ExportType, ExportViewType,
        FilterSpecification, IncrementalExportSpecification,
    },
    value::{AttributeValue, Item},
};

/// An export of a table: [`Table::export`].
#[derive(Debug, Clone)]
#[must_use = "nothing is exported until `run`"]
pub struct ExportBuilder<'t> {
    table: &'t Table,
    input: ExportTableToPointInTimeInput,
}

impl Table {
    /// Exports the table to a [bucket](crate::DatabaseBuilder::bucket): all items, as they are now unless the builder is
    /// given another time, or what changed in a time. Point-in-time recovery must be on.
    ///
    /// Up to 1 MiB of data is written before `run` returns. A larger export goes on on a thread of its own, which takes
    /// no lock, and [`Database::wait_for_transfers`](crate::Database::wait_for_transfers) waits for it.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::*};
    /// # let folder = std::env::temp_dir().join(format!("hashrange-doc-export-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// let db = Database::builder().bucket("exports", &folder).build();
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.put(item! { "user_id": "haeri05", "age": 39 }).run()?;
    /// # db.update_continuous_backups(UpdateContinuousBackupsInput {
    /// #     table_name: "users".into(),
    /// #     point_in_time_recovery_specification: PointInTimeRecoverySpecification {
    /// #         point_in_time_recovery_enabled: true,
    /// #         ..Default::default()
    /// #     },
    /// # })?;
    ///
    /// let export = users.export("exports").prefix("2026/users").filter("age > :age").value(":age", 30).run()?;
    /// db.wait_for_transfers();
    /// let export = db.describe_export(export.export_arn)?.export_description.unwrap_or_default();
    /// assert_eq!(export.item_count, Some(1));
    /// assert!(folder.join(export.export_manifest.unwrap_or_default()).is_file());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn export(&self, bucket: impl Into<String>) -> ExportBuilder<'_> {
        let table_arn = self.arn();
        let input =
            ExportTableToPointInTimeInput { table_arn, s3_bucket: bucket.into(), ..Default::default() };
        ExportBuilder { table: self, input }
    }
}

impl ExportBuilder<'_> {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_remote()
    }

    /// What the keys of all files begin with, up to 1,024 characters.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.input.s3_prefix = Some(prefix.into());
        self
    }

    /// Exports the items as they were at this time, in the window of point-in-time recovery.
    pub fn at(mut self, time: SystemTime) -> Self {
        self.input.export_time = Some(seconds(time));
        self
    }

    /// Exports what changed from the one time on until before the other, which must be 15 minutes to 24 hours apart.
    pub fn changes(mut self, from: SystemTime, to: SystemTime) -> Self {
        self.input.export_type = Some(ExportType::IncrementalExport);
        let specification = self.input.incremental_export_specification.get_or_insert_default();
        specification.export_from_time = Some(seconds(from));
        specification.export_to_time = Some(seconds(to));
        self
    }

    /// Exports changed items as they became, without what they were.
    pub fn new_images(mut self) -> Self {
        let specification: &mut IncrementalExportSpecification =
            self.input.incremental_export_specification.get_or_insert_default();
        specification.export_view_type = Some(ExportViewType::NewImage);
        self
    }

    /// The format of the data files; DynamoDB JSON by default.
    pub fn format(mut self, format: ExportFormat) -> Self {
        self.input.export_format = Some(format);
        self
    }

    /// The same request with the same token is the same export, until eight hours after its end.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.input.client_token = Some(token.into());
        self
    }

    /// Exports only items for which this expression holds.
    pub fn filter(mut self, expression: impl Into<String>) -> Self {
        self.specification().filter_expression = Some(expression.into());
        self
    }

    /// Exports only items of one partition key, and of a range of sort keys.
    pub fn key_condition(mut self, expression: impl Into<String>) -> Self {
        self.specification().key_condition_expression = Some(expression.into());
        self
    }

    /// Exports only these attributes.
    pub fn projection(mut self, expression: impl Into<String>) -> Self {
        self.specification().projection_expression = Some(expression.into());
        self
    }

    /// Sets what a placeholder `#name` of the expressions stands for.
    pub fn name(mut self, placeholder: impl Into<String>, name: impl Into<String>) -> Self {
        let names = self.specification().expression_attribute_names.get_or_insert_default();
        names.insert(placeholder.into(), name.into());
        self
    }

    /// Sets what a placeholder `:value` of the expressions stands for.
    pub fn value(mut self, placeholder: impl AsRef<str>, value: impl Into<AttributeValue>) -> Self {
        let values: &mut Item = self.specification().expression_attribute_values.get_or_insert_default();
        values.insert(placeholder.as_ref(), value);
        self
    }

    fn specification(&mut self) -> &mut FilterSpecification {
        self.input.filter_specification.get_or_insert_default()
    }

    /// Begins the export, and returns its description in that moment.
    ///
    /// # Errors
    /// [`Error::PointInTimeRecoveryUnavailable`](crate::Error::PointInTimeRecoveryUnavailable) if point-in-time recovery
    /// is off, [`Error::InvalidExportTime`](crate::Error::InvalidExportTime) for a time outside of its window,
    /// [`Error::ExportConflict`](crate::Error::ExportConflict) if the token was used with other parameters,
    /// [`Error::TableNotFound`](crate::Error::TableNotFound), [`Error::Validation`](crate::Error::Validation). A missing
    /// bucket is no error here: the export fails, and its description says why.
    pub fn run(self) -> Result<ExportDescription> {
        wait(self.requests())
    }

    /// The requests of a run.
    pub(super) async fn requests(self) -> Result<ExportDescription> {
        let answer = self.table.database().answer_async(self.input).await?;
        Ok(answer.export_description.unwrap_or_default())
    }
}

/// A time in the form of the API: seconds since 1970.
fn seconds(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}
