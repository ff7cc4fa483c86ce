//! `X-Amz-Target`: the service and the operation of a request.

#[cfg(any(feature = "sdk", feature = "server"))]
use crate::operation::NAMES;

/// Operations of the service DynamoDB Streams; all others are DynamoDB's.
const STREAM_OPERATIONS: [&str; 4] = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];

const DYNAMODB: &str = "DynamoDB_20120810.";
const STREAMS: &str = "DynamoDBStreams_20120810.";

/// Whether an operation is of the service DynamoDB Streams, which has an address of its own.
pub(crate) fn is_of_streams(operation: &str) -> bool {
    STREAM_OPERATIONS.contains(&operation)
}

/// The operation's name; `None` if the target is of another service or its service has no such operation.
#[cfg(any(feature = "sdk", feature = "server"))]
pub(crate) fn operation_of(target: &str) -> Option<&str> {
    let (of_streams, operation) = match target.strip_prefix(DYNAMODB) {
        Some(operation) => (false, operation),
        None => (true, target.strip_prefix(STREAMS)?),
    };
    (NAMES.contains(&operation) && is_of_streams(operation) == of_streams).then_some(operation)
}

/// The target that names an operation.
#[cfg(any(feature = "cli", feature = "remote"))]
pub(crate) fn target_of(operation: &str) -> String {
    let service = if is_of_streams(operation) { STREAMS } else { DYNAMODB };
    format!("{service}{operation}")
}

#[cfg(all(test, any(feature = "sdk", feature = "server")))]
mod tests {
    use super::operation_of;

    #[cfg(any(feature = "cli", feature = "remote"))]
    #[test]
    fn each_operation_is_named_as_one_of_its_service() {
        for name in crate::operation::NAMES {
            assert_eq!(operation_of(&super::target_of(name)), Some(*name));
        }
    }

    #[test]
    fn each_service_has_operations_of_its_own() {
        assert_eq!(operation_of("DynamoDB_20120810.GetItem"), Some("GetItem"));
        assert_eq!(operation_of("DynamoDBStreams_20120810.GetRecords"), Some("GetRecords"));
        assert_eq!(operation_of("DynamoDB_20120810.GetRecords"), None);
        assert_eq!(operation_of("DynamoDBStreams_20120810.GetItem"), None);
    }

    #[test]
    fn other_versions_and_services_are_unknown() {
        assert_eq!(operation_of("DynamoDB_20111205.GetItem"), None);
        assert_eq!(operation_of("Kinesis_20131202.GetRecords"), None);
        assert_eq!(operation_of("GetItem"), None);
        assert_eq!(operation_of("DynamoDB_20120810.Nothing"), None);
        assert_eq!(operation_of("DynamoDB_20120810.getItem"), None);
        assert_eq!(operation_of(""), None);
    }
}
