//! Checks of jobs from a file: a database accepts only those that its operations could have begun.

use std::sync::Arc;

use super::{
    constraints::check_encryption,
    export_description::FilterSpecification,
    export_filter::FilterSource,
    export_table_to_point_in_time::ExportTableToPointInTimeInput,
    export_times::check_period,
    import_table::{ImportTableInput, check_import},
    request::json,
    start_bulk_put_items::{StartBulkPutItemsInput, check_bulk},
};
use crate::{
    codec::{Structure, WriteJson},
    engine::{Engine, Export, ExportExtent, JobKey},
    error::{Error, Result},
    operation::{
        request::{
            found::Found,
            input::{Request, read_request},
            names::{bare_table_name, is_name},
        },
        table::forms::{check_table_id, check_time, is_dated_id},
    },
};

/// Checks the key of a job that began at this time, its table's id and its client token; the error says what is wrong.
pub(crate) fn check_job(
    (table, id): &JobKey,
    started_ms: u64,
    table_id: &str,
    client_token: &str,
) -> Result<(), String> {
    check_time(Some(started_ms as f64 / 1000.0))?;
    if !is_name(table) {
        return Err(format!("a job of '{table}', which is not the name of a table"));
    }
    if !is_dated_id(id, started_ms) {
        return Err(format!("'{id}' is not the id of a job of that time"));
    }
    if client_token.is_empty() || client_token.contains('$') {
        return Err(format!("'{client_token}' is not a client token"));
    }
    check_table_id(table_id)
}

/// Checks an export of a table; the error says what is wrong.
pub(crate) fn check_export(engine: &Engine, table: &str, export: &Export) -> Result<(), String> {
    if export.table_arn != engine.table_arn(table) {
        return Err(format!("'{}' is not the ARN of {table}", export.table_arn));
    }
    match export.extent {
        ExportExtent::Full { at_ms } => check_time(Some(at_ms as f64 / 1000.0))?,
        ExportExtent::Incremental { from_ms, to_ms, .. } => {
            check_time(Some(from_ms.max(to_ms) as f64 / 1000.0))?;
            check_period(from_ms, to_ms).map_err(words)?;
        }
    }
    let input = ExportTableToPointInTimeInput {
        table_arn: export.table_arn.clone(),
        s3_bucket: export.bucket.clone(),
        s3_bucket_owner: export.bucket_owner.clone(),
        s3_prefix: export.prefix.clone(),
        s3_sse_algorithm: Some(export.encryption),
        s3_sse_kms_key_id: export.kms_key_id.clone(),
        filter_specification: export.filter.clone().map(FilterSpecification::from),
        ..ExportTableToPointInTimeInput::default()
    };
    let mut found = Found::default();
    input.check_constraints(&mut found).map_err(words)?;
    check_encryption(Some(export.encryption), export.kms_key_id.as_deref()).map_err(words)?;
    if let Some(filter) = export.filter.clone() {
        let member = ExportTableToPointInTimeInput::MEMBERS.filter_specification;
        let filter = FilterSource::read(engine, &found, member, filter).map_err(words)?;
        filter.bind().map_err(words)?;
    }
    Ok(())
}

/// The JSON that an import into a table keeps of this request; the error says what is wrong with it.
pub(crate) fn restored_import(table: &str, request: &str) -> Result<Arc<[u8]>, String> {
    restored(request, |Request { input, found }: &mut Request<ImportTableInput>| {
        let of_table = check_import(input, found).map_err(words)?;
        is_of(table, &of_table.table_name)
    })
}

/// The JSON that a bulk operation on a table keeps of this request; the error says what is wrong with it.
pub(crate) fn restored_bulk(table: &str, request: &str) -> Result<Arc<[u8]>, String> {
    restored(request, |Request { input, found }: &mut Request<StartBulkPutItemsInput>| {
        check_bulk(input, found).map_err(words)?;
        is_of(table, bare_table_name(&input.table_name))
    })
}

fn restored<I: Structure + WriteJson + Default>(
    request: &str,
    check: impl FnOnce(&mut Request<I>) -> Result<(), String>,
) -> Result<Arc<[u8]>, String> {
    let mut read = Request::default();
    read_request(request.as_bytes(), &mut read).map_err(words)?;
    check(&mut read)?;
    Ok(json(&read.input).into())
}

fn is_of(table: &str, asked: &str) -> Result<(), String> {
    match asked == table {
        true => Ok(()),
        false => Err(format!("a request for '{asked}' in a job of {table}")),
    }
}

fn words(error: Error) -> String {
    error.message().into_owned()
}
