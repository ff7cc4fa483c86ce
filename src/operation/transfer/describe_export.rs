//! DescribeExport: an export and what became of it.

use super::{export_arn, export_description::ExportDescription};
use crate::{codec::structure, engine::Engine, error::Result, operation::request::input::Request};

structure! {
    /// The input of DescribeExport. (API reference: DescribeExport)
    pub struct DescribeExportInput {
        /// The export's ARN.
        export_arn: String = "ExportArn",
    }
}

impl<A: Into<String>> From<A> for DescribeExportInput {
    fn from(export_arn: A) -> Self {
        Self { export_arn: export_arn.into() }
    }
}

structure! {
    /// What DescribeExport answers.
    #[non_exhaustive]
    pub struct DescribeExportOutput {
        /// The export.
        export_description: Option<ExportDescription> = "ExportDescription",
    }
}

/// Describes the export.
pub(crate) fn run(engine: &Engine, request: Request<DescribeExportInput>) -> Result<DescribeExportOutput> {
    let Request { input, mut found } = request;
    export_arn::check(&mut found, DescribeExportInput::MEMBERS.export_arn, &input.export_arn);
    found.check(&[])?;
    let job = export_arn::find(engine, &input.export_arn)?;
    let end = job.end(engine.clock().now_ms());
    let description = ExportDescription::of(engine, &job, end.as_ref()).with_progress(&job);
    Ok(DescribeExportOutput { export_description: Some(description) })
}
