//! The exceptions that rules answer with.

use crate::{
    error::{Error, Throttled, ThrottlingReason},
    texts,
};

/// The exceptions of requests that are throttled.
pub(super) const THROTTLING: [&str; 3] =
    ["ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"];

/// The exception of this name; `None` if there is none, or if the service has no message for it that fits every request
/// and none is given.
pub(super) fn exception(name: &str, message: Option<&str>, reasons: Vec<ThrottlingReason>) -> Option<Error> {
    let message = message.or_else(|| service_message(name))?;
    if THROTTLING.contains(&name) {
        let throttled = Throttled { message: message.to_owned(), reasons };
        return Some(match name {
            "ProvisionedThroughputExceededException" => Error::ProvisionedThroughputExceeded(throttled),
            "RequestLimitExceeded" => Error::RequestLimitExceeded(throttled),
            _ => Error::Throttling(throttled),
        });
    }
    Error::of_code(name, message)
}

/// The message that the service has for an exception, whatever the request. (Developer guide: Error handling with
/// DynamoDB; API reference: TransactWriteItems)
fn service_message(name: &str) -> Option<&'static str> {
    Some(match name {
        "ConditionalCheckFailedException" => texts::item::CONDITION_FAILED,
        "DuplicateItemException" => texts::statement::DUPLICATE_KEY,
        "InternalServerError" => texts::fault::INTERNAL,
        "ItemCollectionSizeLimitExceededException" => texts::item::COLLECTION_TOO_LARGE,
        "LimitExceededException" => texts::fault::LIMIT_EXCEEDED,
        "ProvisionedThroughputExceededException" => texts::throttling::PROVISIONED,
        "ReplicatedWriteConflictException" => texts::replica::CONFLICT,
        "RequestLimitExceeded" => texts::throttling::ACCOUNT,
        "ResourceInUseException" => texts::fault::RESOURCE_IN_USE,
        "ResourceNotFoundException" => texts::table::NOT_FOUND,
        "ServiceUnavailable" => texts::fault::UNAVAILABLE,
        "ThrottlingException" => texts::fault::RATE_EXCEEDED,
        "TransactionConflictException" => texts::transaction::ONGOING,
        "TransactionInProgressException" => texts::transaction::IN_PROGRESS,
        _ => return None,
    })
}

/// The name of the exception whose short name this code is, of a reason or of a statement's error.
pub(super) fn name_of_code(code: &str) -> String {
    match code {
        "ValidationError" => "ValidationException".to_owned(),
        "ThrottlingError" => "ThrottlingException".to_owned(),
        other => format!("{other}Exception"),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::operations::{OF_ITEMS, REASONS, STATEMENT_CODES, own_exceptions},
        *,
    };

    #[test]
    fn every_exception_can_be_made_and_has_its_name() {
        let common =
            ["AccessDeniedException", "InternalServerError", "ServiceUnavailable", "ValidationException"];
        let own = OF_ITEMS.iter().chain(&["CreateBackup", "UpdateGlobalTableSettings", "GetRecords"]);
        let names = own.flat_map(|operation| own_exceptions(operation)).copied().chain(common);
        for name in names.filter(|name| *name != "TransactionCanceledException") {
            assert_eq!(exception(name, Some("text"), Vec::new()).expect(name).code(), name);
        }
        assert!(exception("NoSuchException", Some("text"), Vec::new()).is_none());
        assert!(exception("TransactionCanceledException", Some("text"), Vec::new()).is_none());
        assert!(exception("ValidationException", None, Vec::new()).is_none(), "it has no message of its own");
    }

    #[test]
    fn a_code_is_the_short_name_of_its_exception() {
        let codes = REASONS.iter().filter(|code| **code != "None");
        for code in codes {
            let error = exception(&name_of_code(code), Some("text"), Vec::new()).expect(code);
            assert_eq!(error.short_code(), *code);
        }
        let whole = ["RequestLimitExceeded", "InternalServerError"];
        for code in STATEMENT_CODES.iter().filter(|code| !whole.contains(code)) {
            assert_eq!(
                exception(&name_of_code(code), Some("text"), Vec::new()).expect(code).short_code(),
                *code
            );
        }
    }
}
