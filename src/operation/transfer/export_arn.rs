//! ARNs of exports in requests.

use std::sync::Arc;

use crate::{
    codec::Member,
    engine::{Engine, Export, Job, JobKey},
    error::{Error, Result},
    limits::EXPORT_ARN_CHARACTERS,
    operation::{
        definition::constraints::TableConstraints,
        request::{found::Found, table_arn::TableArn},
    },
    texts,
};

/// Notes what is wrong with the length of an export's ARN.
pub(super) fn check(found: &mut Found, member: Member, arn: &str) {
    let (least, most) = EXPORT_ARN_CHARACTERS.into_inner();
    TableConstraints::new(found).length(&member.into(), arn, least, most);
}

/// The export of an ARN: `arn:partition:dynamodb:region:account:table/name/export/id`.
///
/// # Errors
/// The text is no such ARN, or there is no such export.
pub(super) fn find(engine: &Engine, arn: &str) -> Result<Arc<Job<Export>>> {
    let Some(TableArn { region, account, table, part: Some(("export", id)) }) = TableArn::parse(arn) else {
        return Err(Error::validation(texts::transfer::invalid_export_arn(arn)));
    };
    let options = engine.options();
    let is_own = region == options.region && account == options.account;
    let key: JobKey = (table.to_owned(), id.to_owned());
    let export = if is_own { engine.exports().get(&key, engine.clock().now_ms()) } else { None };
    export.ok_or_else(|| Error::ExportNotFound(texts::transfer::export_not_found(arn)))
}
