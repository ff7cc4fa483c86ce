//! ARNs of imports and bulk operations in requests: `arn:partition:dynamodb:region:account:table/name/kind/id`.

use std::sync::Arc;

use crate::{
    codec::Member,
    engine::{BulkOperation, Engine, Job, JobKey},
    error::{Error, Result},
    limits::IMPORT_ARN_CHARACTERS,
    operation::{
        definition::constraints::TableConstraints,
        request::{found::Found, table_arn::TableArn},
    },
    texts,
};

/// Refuses an ARN of a wrong length.
pub(super) fn check(found: &mut Found, member: Member, arn: &str) -> Result<()> {
    let (least, most) = IMPORT_ARN_CHARACTERS.into_inner();
    TableConstraints::new(found).length(&member.into(), arn, least, most);
    found.check(&[])
}

/// The job of an ARN of this kind; `None` if the ARN is no such ARN, or of another region or account.
pub(super) fn key(engine: &Engine, kind: &str, arn: &str) -> Option<JobKey> {
    let options = engine.options();
    let TableArn { region, account, table, part } = TableArn::parse(arn)?;
    let (_, id) = part.filter(|(found, _)| *found == kind)?;
    (region == options.region && account == options.account).then(|| (table.to_owned(), id.to_owned()))
}

/// The bulk operation of an ARN.
pub(super) fn bulk_operation(engine: &Engine, arn: &str) -> Result<Arc<Job<BulkOperation>>> {
    key(engine, "bulk-operation", arn)
        .and_then(|key| engine.bulk_operations().get(&key, engine.clock().now_ms()))
        .ok_or_else(|| Error::ResourceNotFound(texts::import::bulk_operation_not_found(arn).into()))
}
