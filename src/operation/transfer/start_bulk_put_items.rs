//! StartBulkPutItems: puts the items of files in a bucket into a table.

use super::{
    begin::begin,
    bulk_job::BulkJob,
    bulk_report::report_summary,
    bulk_structures::{
        BulkOperationDescription, BulkOperationInputFormat, BulkOperationPerformanceTier,
        InputS3Configuration, OutputS3Configuration,
    },
    constraints::{check_bucket, check_encryption, check_key, check_owner, check_prefix, check_token},
    request::{kept_request, token},
    source::Source,
};
use crate::{
    codec::{Constraint, Member, Place, structure},
    engine::{Begun, BulkOperation, Engine, JobRequest},
    error::{Error, Result},
    limits::{BULK_OPERATIONS_IN_PROGRESS, BULK_WRITE_MIN_UNITS, TABLE_ARN_CHARACTERS},
    operation::{
        access::{in_use::check_made, tables::known_table},
        definition::constraints::TableConstraints,
        request::{found::Found, input::Request},
    },
    storage::{IndexStatus, Table},
    sync::Mutex,
    texts,
    transfer::formats::{Format, InputFormat, check_available},
};

structure! {
    /// The input of StartBulkPutItems. (API reference: StartBulkPutItems)
    pub struct StartBulkPutItemsInput {
        /// The same request with the same token is the same operation, until eight hours after its end.
        client_token: Option<String> = "ClientToken",
        /// Where the files are, and what they are like.
        input_s3_configuration: Option<InputS3Configuration> = "InputS3Configuration",
        /// Where the report goes, and what is in it.
        output_s3_configuration: Option<OutputS3Configuration> = "OutputS3Configuration",
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The largest rate of writes, in units for each second, at least 1,024. Where states take time
        /// ([`DatabaseBuilder::transitions`](crate::DatabaseBuilder::transitions)), the operation lasts as long as its
        /// writes take at this rate; no write waits.
        max_write_request_units: Option<i64> = "MaxWriteRequestUnits",
        /// How fast the operation is; `STANDARD` by default. Here both are as fast as it goes.
        performance_tier: Option<BulkOperationPerformanceTier> = "PerformanceTier",
    }
}

structure! {
    /// What StartBulkPutItems answers.
    #[non_exhaustive]
    pub struct StartBulkPutItemsOutput {
        /// The operation, which has begun.
        bulk_operation_description: Option<BulkOperationDescription> = "BulkOperationDescription",
    }
}

/// Begins the operation. One with little data has ended when this returns.
pub(crate) fn run(
    engine: &Engine,
    request: Request<StartBulkPutItemsInput>,
) -> Result<StartBulkPutItemsOutput> {
    let Request { input, mut found } = request;
    let output_bucket = check_bulk(&input, &mut found)?;
    let from = input.input_s3_configuration.clone().unwrap_or_default();
    let to = input.output_s3_configuration.clone().unwrap_or_default();
    let (format, of_import) = match from.input_format {
        Some(BulkOperationInputFormat::Ion) => (Format::Ion, InputFormat::Ion),
        _ => (Format::DynamoDbJson, InputFormat::DynamodbJson),
    };
    let compression = from.input_compression_type.unwrap_or_default();
    check_available(of_import, compression).map_err(Error::validation)?;
    let token = token(input.client_token.as_deref(), &input);
    let now_ms = engine.clock().now_ms();
    if let Some(begun) = engine.bulk_operations().repeated(token, now_ms) {
        return answer(engine, begun);
    }
    let table = known_table(engine, &input.table_name)?;
    check_table(&table)?;
    let id = table.settings().id.clone();
    let source = Source::find(engine, &from.s3_bucket, from.s3_key_prefix.as_deref());
    let kept = kept_request(engine, &input, input.client_token.as_deref(), id);
    let about = || BulkOperation {
        request: kept.clone(),
        input_bytes: source.as_ref().ok().map(|source| source.bytes),
        usage: Mutex::default(),
    };
    let asked = JobRequest { table: table.name(), token, most: BULK_OPERATIONS_IN_PROGRESS, now_ms };
    let output = engine.bucket(&output_bucket);
    let summary = |id: &str| report_summary(to.s3_key_prefix.as_deref(), id);
    let (begun, claim) =
        begin(engine, engine.bulk_operations(), &asked, output.as_ref().ok(), summary, about);
    if let Begun::New(job) = &begun {
        let bytes = source.as_ref().map_or(0, |source| source.bytes);
        let work = BulkJob {
            arn: engine.bulk_operation_arn(job),
            table_arn: engine.table_arn(table.name()),
            source,
            output,
            to,
            format,
            compression,
            most_units: input.max_write_request_units,
            table,
            clock: engine.clock().clone(),
        };
        engine.jobs().run(job, bytes, engine.clock(), move |job| {
            let _claim = claim;
            work.run(job)
        });
    }
    answer(engine, begun)
}

fn answer(engine: &Engine, begun: Begun<BulkOperation>) -> Result<StartBulkPutItemsOutput> {
    let description = match begun {
        Begun::New(job) => BulkOperationDescription::begun(engine, &job),
        Begun::Repeated(job) => BulkOperationDescription::now(engine, &job),
        Begun::Mismatch => {
            return Err(Error::IdempotentParameterMismatch(texts::import::BULK_TOKEN_MISMATCH.to_owned()));
        }
        Begun::TooMany => {
            let message = texts::import::too_many_bulk_operations(BULK_OPERATIONS_IN_PROGRESS);
            return Err(Error::LimitExceeded(message));
        }
    };
    Ok(StartBulkPutItemsOutput { bulk_operation_description: Some(description) })
}

/// Refuses a table that is being created or deleted, has an index that is being created, or is part of a global table.
/// (Developer guide: Bulk put items considerations)
fn check_table(table: &Table) -> Result<()> {
    let settings = table.settings();
    check_made(table.name(), &settings)?;
    if settings.replica.is_some() {
        return Err(Error::validation(texts::import::BULK_OF_GLOBAL_TABLE));
    }
    let mut indexes = settings.global_indexes.values().chain(settings.vector_indexes.values());
    match indexes.any(|index| index.status == IndexStatus::Creating) {
        true => Err(Error::ResourceInUse(texts::import::index_being_created(table.name()))),
        false => Ok(()),
    }
}

/// Checks a request by itself, and returns the bucket of its report.
pub(super) fn check_bulk(input: &StartBulkPutItemsInput, found: &mut Found) -> Result<String> {
    check(input, found)?;
    let to = input.output_s3_configuration.as_ref();
    if to.is_none_or(|to| to.output_type.is_empty()) {
        return Err(Error::validation(texts::import::NO_OUTPUT_TYPE));
    }
    let key = to.and_then(|to| to.s3_sse_kms_key_id.as_deref());
    check_encryption(to.and_then(|to| to.s3_sse_algorithm), key)?;
    let bucket = to.and_then(|to| to.s3_bucket.clone());
    bucket.ok_or_else(|| Error::validation(texts::import::NO_OUTPUT_BUCKET))
}

/// The API's constraints on the members.
fn check(input: &StartBulkPutItemsInput, found: &mut Found) -> Result<()> {
    let members = StartBulkPutItemsInput::MEMBERS;
    check_token(found, &members.client_token.into(), input.client_token.as_deref());
    let mut constraints = TableConstraints::new(found);
    constraints.required(&members.input_s3_configuration.into(), input.input_s3_configuration.is_some());
    constraints.required(&members.output_s3_configuration.into(), input.output_s3_configuration.is_some());
    constraints.length(&members.table_name.into(), &input.table_name, 1, TABLE_ARN_CHARACTERS);
    if let Some(from) = &input.input_s3_configuration {
        let of_input = InputS3Configuration::MEMBERS;
        let at = |member: Member| Place::from(members.input_s3_configuration).member(member);
        TableConstraints::new(found).required(&at(of_input.input_format), from.input_format.is_some());
        check_owner(found, &at(of_input.s3_bucket_owner), from.s3_bucket_owner.as_deref());
        check_bucket(found, &at(of_input.s3_bucket), Some(&from.s3_bucket));
        check_prefix(found, &at(of_input.s3_key_prefix), from.s3_key_prefix.as_deref());
    }
    if let Some(to) = &input.output_s3_configuration {
        let of_output = OutputS3Configuration::MEMBERS;
        let at = |member: Member| Place::from(members.output_s3_configuration).member(member);
        check_owner(found, &at(of_output.s3_bucket_owner), to.s3_bucket_owner.as_deref());
        check_bucket(found, &at(of_output.s3_bucket), to.s3_bucket.as_deref());
        check_prefix(found, &at(of_output.s3_key_prefix), to.s3_key_prefix.as_deref());
        check_key(found, &at(of_output.s3_sse_kms_key_id), to.s3_sse_kms_key_id.as_deref());
    }
    if let Some(units) = input.max_write_request_units.filter(|units| *units < BULK_WRITE_MIN_UNITS) {
        let least = Constraint::MinValue(BULK_WRITE_MIN_UNITS);
        found.violation(members.max_write_request_units, Some(units.to_string()), least, false);
    }
    found.check(&[])
}
