//! DescribeImport: an import and what became of it.

use super::{import_structures::ImportTableDescription, job_arn};
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    operation::request::input::Request,
    texts,
};

structure! {
    /// The input of DescribeImport. (API reference: DescribeImport)
    pub struct DescribeImportInput {
        /// The import's ARN.
        import_arn: String = "ImportArn",
    }
}

impl<A: Into<String>> From<A> for DescribeImportInput {
    fn from(import_arn: A) -> Self {
        Self { import_arn: import_arn.into() }
    }
}

structure! {
    /// What DescribeImport answers.
    #[non_exhaustive]
    pub struct DescribeImportOutput {
        /// The import.
        import_table_description: Option<ImportTableDescription> = "ImportTableDescription",
    }
}

/// Describes the import.
pub(crate) fn run(engine: &Engine, request: Request<DescribeImportInput>) -> Result<DescribeImportOutput> {
    let Request { input, mut found } = request;
    job_arn::check(&mut found, DescribeImportInput::MEMBERS.import_arn, &input.import_arn)?;
    let job = job_arn::key(engine, "import", &input.import_arn)
        .and_then(|key| engine.imports().get(&key, engine.clock().now_ms()))
        .ok_or_else(|| Error::ImportNotFound(texts::import::import_not_found(&input.import_arn)))?;
    let description = ImportTableDescription::now(engine, &job);
    Ok(DescribeImportOutput { import_table_description: Some(description) })
}
