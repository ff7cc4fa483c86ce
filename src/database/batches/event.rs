//! A record as AWS Lambda sends it to a function.

use crate::{
    codec::{Object, structure},
    operation::Record,
};

structure! {
    /// Who changed an item. Lambda's names differ from those of the API. (DynamoDB developer guide: DynamoDB Streams and
    /// time to live)
    pub struct UserIdentity {
        /// The service.
        principal_id: Option<String> = "principalId",
        /// The type of the identity.
        identity_type: Option<String> = "type",
    }
}

/// The record's JSON.
pub(super) fn record_json(record: &Record, stream_arn: &str) -> String {
    let mut out = Vec::with_capacity(512);
    let mut object = Object::new(&mut out);
    let members = Record::MEMBERS;
    object.member(members.event_id.name(), &record.event_id);
    object.member(members.event_name.name(), &record.event_name);
    object.member(members.event_version.name(), &record.event_version);
    object.member(members.event_source.name(), &record.event_source);
    object.member(members.aws_region.name(), &record.aws_region);
    object.member(members.dynamodb.name(), &record.dynamodb);
    object.member("eventSourceARN", stream_arn);
    let identity = record.user_identity.clone().map(|identity| UserIdentity {
        principal_id: identity.principal_id,
        identity_type: identity.identity_type,
    });
    object.member(members.user_identity.name(), &identity);
    object.end();
    debug_assert!(std::str::from_utf8(&out).is_ok(), "JSON is text");
    String::from_utf8(out).unwrap_or_default()
}
