//! DynamoDB Streams.

/// A text is not the ARN of a stream.
pub(crate) fn invalid_stream_arn(arn: &str) -> String {
    format!("Invalid StreamArn: {arn}")
}

/// A shard does not exist, or was trimmed.
pub(crate) const SHARD_NOT_FOUND: &str = "Requested resource not found: Shard does not exist";

/// A shard iterator was not issued by the service.
pub(crate) const INVALID_SHARD_ITERATOR: &str = "Invalid ShardIterator";

/// A shard iterator is too old. (API reference: `ExpiredIteratorException`)
pub(crate) const EXPIRED_ITERATOR: &str =
    "The shard iterator has expired and can no longer be used to retrieve stream records";

/// Records are no longer kept.
pub(crate) const TRIMMED: &str = "The data you are trying to access has been trimmed";

/// The changes of a table without a stream are requested. The service has no such request.
pub(crate) fn no_stream(table: &str) -> String {
    format!("Requested resource not found: the table {table} has no stream. UpdateTable switches one on")
}

/// Changes are to be read behind a number in all shards of a stream behind an endpoint. The service has no such request.
pub(crate) const NUMBER_OF_A_SHARD: &str = "One or more parameter values were invalid: behind an endpoint, a sequence \
     number belongs to one shard. Read that shard alone";

/// The answer to GetShardIterator has no iterator. The service has no such error.
pub(crate) const NO_ITERATOR: &str = "the answer to GetShardIterator has no iterator";

/// A record of a stream lacks what each record has. The service has no such error.
pub(crate) fn record_lacks(member: &str) -> String {
    format!("a record of GetRecords has no valid {member}")
}

/// A handler of batches reported failed changes, but no limit of retries is set. The service has no such error.
pub(crate) fn reported_as_failed(changes: usize) -> String {
    format!("The handler reported that changes failed: {changes} are to be delivered again")
}

/// A filter pattern of an event source is invalid.
pub(crate) fn invalid_filter_pattern(why: &str) -> String {
    format!("Invalid filter pattern: {why}")
}

/// A member is missing that the iterator type requires, or is given but not allowed for the type.
pub(crate) fn iterator_member(iterator_type: &str, member: &str, is_needed: bool) -> String {
    let rule = if is_needed { "must be specified" } else { "must not be specified" };
    format!(
        "One or more parameter values were invalid: {member} {rule} when ShardIteratorType is {iterator_type}"
    )
}

/// A text is not a sequence number, or not one of the shard's.
pub(crate) fn invalid_sequence_number(number: &str) -> String {
    format!("Invalid SequenceNumber: {number}")
}

/// A shard filter lacks a member.
pub(crate) fn shard_filter_member(member: &str) -> String {
    format!("One or more parameter values were invalid: ShardFilter must have {member}")
}
