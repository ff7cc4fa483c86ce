//! ExportTableToPointInTime: writes a table as it was at a moment, or what changed in a time, into a bucket.

use sha2::{Digest, Sha256};

use super::{
    begin::begin,
    constraints::{check_bucket, check_encryption, check_key, check_owner, check_prefix, check_token},
    export_description::{ExportDescription, FilterSpecification, IncrementalExportSpecification},
    export_filter::FilterSource,
    export_job::ExportWork,
    export_source::ExportSource,
    export_times::AskedTimes,
};
use crate::{
    codec::{WriteJson, structure},
    engine::{Begun, Engine, Export, ExportFilter, ExportType, JobRequest, S3SseAlgorithm},
    error::{Error, Result},
    limits::{EXPORTS_IN_PROGRESS, TABLE_ARN_CHARACTERS},
    operation::{
        access::{not_found::no_table_to_back_up, resource_arn::ResourceArn},
        definition::constraints::TableConstraints,
        request::{found::Found, input::Request, operation::Operation, values::ValueCheck},
    },
    texts,
    transfer::{ExportFormat, ExportPlace, STARTED},
};

structure! {
    /// The input of ExportTableToPointInTime. (API reference: ExportTableToPointInTime)
    pub struct ExportTableToPointInTimeInput {
        /// The table's ARN.
        table_arn: String = "TableArn",
        /// The moment of a full export, in seconds since 1970; now by default.
        export_time: Option<f64> = "ExportTime",
        /// The same request with the same token is the same export, until eight hours after its end.
        client_token: Option<String> = "ClientToken",
        /// The bucket.
        s3_bucket: String = "S3Bucket",
        /// The account that owns the bucket: twelve digits.
        s3_bucket_owner: Option<String> = "S3BucketOwner",
        /// What the keys of all files begin with, up to 1,024 characters.
        s3_prefix: Option<String> = "S3Prefix",
        /// How the files are encrypted in Amazon S3. Here they are not.
        s3_sse_algorithm: Option<S3SseAlgorithm> = "S3SseAlgorithm",
        /// The key of AWS KMS, for the algorithm `KMS`.
        s3_sse_kms_key_id: Option<String> = "S3SseKmsKeyId",
        /// The format of the data files; `DYNAMODB_JSON` by default. `ION` needs the feature `formats`.
        export_format: Option<ExportFormat> = "ExportFormat",
        /// All items, which is the default, or those that changed in a time.
        export_type: Option<ExportType> = "ExportType",
        /// The time and the view of an incremental export.
        incremental_export_specification: Option<IncrementalExportSpecification> = "IncrementalExportSpecification",
        /// Which items and attributes are exported; all by default.
        filter_specification: Option<FilterSpecification> = "FilterSpecification",
    }
}

structure! {
    /// What ExportTableToPointInTime answers.
    #[non_exhaustive]
    pub struct ExportTableToPointInTimeOutput {
        /// The export, which has begun.
        export_description: Option<ExportDescription> = "ExportDescription",
    }
}

impl ExportTableToPointInTimeInput {
    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        let filter = self.filter_specification.as_ref();
        if let Some(values) = filter.and_then(|filter| filter.expression_attribute_values.as_ref()) {
            check.member(Self::MEMBERS.filter_specification, values);
        }
    }

    /// Checks the API's constraints on the members.
    pub(super) fn check_constraints(&self, found: &mut Found) -> Result<()> {
        let members = Self::MEMBERS;
        TableConstraints::new(found).length(
            &members.table_arn.into(),
            &self.table_arn,
            1,
            TABLE_ARN_CHARACTERS,
        );
        check_token(found, &members.client_token.into(), self.client_token.as_deref());
        check_bucket(found, &members.s3_bucket.into(), Some(&self.s3_bucket));
        check_owner(found, &members.s3_bucket_owner.into(), self.s3_bucket_owner.as_deref());
        check_prefix(found, &members.s3_prefix.into(), self.s3_prefix.as_deref());
        check_key(found, &members.s3_sse_kms_key_id.into(), self.s3_sse_kms_key_id.as_deref());
        found.check(&[])
    }

    /// What the request asks for, for a client token.
    fn hash(&self) -> [u8; 32] {
        let mut json = Vec::new();
        self.write_json(&mut json);
        Sha256::digest(&json).into()
    }
}

/// Begins the export. A small one has ended when this returns. It reads copies, so it takes no lock while it writes,
/// and goes on when the table is deleted.
pub(crate) fn run(
    engine: &Engine,
    request: Request<ExportTableToPointInTimeInput>,
) -> Result<ExportTableToPointInTimeOutput> {
    let Request { input, mut found } = request;
    input.check_constraints(&mut found)?;
    let times = AskedTimes {
        export_type: input.export_type,
        export_time: input.export_time,
        incremental: input.incremental_export_specification.as_ref(),
    };
    times.check()?;
    let format = input.export_format.unwrap_or(ExportFormat::DynamodbJson);
    format.check_available().map_err(Error::validation)?;
    check_encryption(input.s3_sse_algorithm, input.s3_sse_kms_key_id.as_deref())?;
    let member = ExportTableToPointInTimeInput::MEMBERS.filter_specification;
    let filter = input.filter_specification.clone().map(ExportFilter::from);
    let filter_source = filter.clone().map(|filter| FilterSource::read(engine, &found, member, filter));
    let filter_source = filter_source.transpose()?;
    let bound = filter_source.as_ref().map(FilterSource::bind).transpose()?;

    let invalid_arn = || Error::validation(texts::transfer::invalid_table_arn(&input.table_arn));
    let arn = ResourceArn::read(engine, &input.table_arn).map_err(|_| invalid_arn())?;
    if arn.stream.is_some() {
        return Err(invalid_arn());
    }
    arn.check_own(engine, ExportTableToPointInTimeInput::OPERATION)?;
    let token = input.client_token.as_deref().map(|token| (token, input.hash()));
    let now_ms = engine.clock().now_ms();
    if let Some(begun) = engine.exports().repeated(token, now_ms) {
        return answer(engine, begun);
    }
    let table = engine.catalog().table(arn.table).ok_or_else(|| no_table_to_back_up(engine, arn.table))?;
    let part = bound.map(|bound| bound.part(&table)).transpose()?.flatten();
    let (extent, source, bytes) = ExportSource::of(engine, &table, |restorable| times.extent(restorable))?;
    // Files tell of nothing that a crash can take back.
    engine.keep_all()?;
    let about = Export {
        table_arn: engine.table_arn(table.name()),
        table_id: table.settings().id.clone(),
        client_token: input.client_token.clone().unwrap_or_else(|| engine.ids().uuid()),
        bucket: input.s3_bucket.clone(),
        bucket_owner: input.s3_bucket_owner.clone(),
        prefix: input.s3_prefix.clone(),
        encryption: input.s3_sse_algorithm.unwrap_or(S3SseAlgorithm::Aes256),
        kms_key_id: input.s3_sse_kms_key_id.clone(),
        format,
        extent,
        filter,
    };
    let bucket = engine.bucket(&about.bucket);
    let started =
        |id: &str| ExportPlace::new(about.prefix.as_deref(), id, extent.is_incremental()).manifest(STARTED);
    let request = JobRequest { table: table.name(), token, most: EXPORTS_IN_PROGRESS, now_ms };
    let (begun, claim) =
        begin(engine, engine.exports(), &request, bucket.as_ref().ok(), started, || about.clone());
    if let Begun::New(job) = &begun {
        let schema = table.schema().clone();
        let arn = engine.export_arn(job);
        let clock = engine.clock().clone();
        let work = ExportWork { arn, bucket, source, filter: filter_source, part, schema, clock };
        engine.jobs().run(job, bytes, engine.clock(), move |job| {
            let _claim = claim;
            work.run(job)
        });
    }
    answer(engine, begun)
}

fn answer(engine: &Engine, begun: Begun<Export>) -> Result<ExportTableToPointInTimeOutput> {
    let description = match begun {
        Begun::New(job) => ExportDescription::of(engine, &job, None),
        Begun::Repeated(job) => {
            ExportDescription::of(engine, &job, job.end(engine.clock().now_ms()).as_ref())
        }
        Begun::Mismatch => return Err(Error::ExportConflict(texts::transfer::EXPORT_CONFLICT.to_owned())),
        Begun::TooMany => {
            return Err(Error::LimitExceeded(texts::transfer::too_many_exports(EXPORTS_IN_PROGRESS)));
        }
    };
    Ok(ExportTableToPointInTimeOutput { export_description: Some(description) })
}
