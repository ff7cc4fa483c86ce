//! Whether a rule's answer is one for the whole call or for parts of it.

use super::{
    answer::FaultAnswer,
    exception::{THROTTLING, exception},
    operations::{Parts, REASONS, STATEMENT_CODES, has_exception},
    rule::FaultRule,
};

/// What of a call has a rule's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The whole call.
    Call,
    /// Each part that the rule hits.
    Parts,
}

impl Form {
    /// What of a call of this operation has the rule's answer; `None` if none can.
    pub(super) fn of(rule: &FaultRule, operation: &str) -> Option<Self> {
        let parts = Parts::of(operation);
        match &rule.answer {
            FaultAnswer::RequestLost | FaultAnswer::AnswerLost | FaultAnswer::Delayed { .. } => {
                Some(Self::Call)
            }
            FaultAnswer::Unprocessed => (parts == Parts::Unprocessed).then_some(Self::Parts),
            FaultAnswer::Cancelled { .. } => (parts == Parts::Transaction).then_some(Self::Call),
            FaultAnswer::Throttled { .. } => match Self::of_parts(rule, operation) {
                true => Some(Self::Parts),
                false => Some(Self::Call),
            },
            FaultAnswer::Exception { name, .. } => {
                let is_whole = has_exception(operation, name);
                match part_has_exception(operation, name) {
                    true if !is_whole || rule.is_about_parts() => Some(Self::Parts),
                    _ => is_whole.then_some(Self::Call),
                }
            }
        }
    }

    /// Whether a rule that throttles has parts of the operation throttled.
    pub(super) fn of_parts(rule: &FaultRule, operation: &str) -> bool {
        match Parts::of(operation) {
            Parts::None => false,
            // A batch of statements as a whole is not refused for one table's throughput.
            Parts::Statements => true,
            Parts::Unprocessed | Parts::Transaction => rule.is_about_parts(),
        }
    }
}

/// Whether a part of an operation can have this exception, in the form that it has there.
fn part_has_exception(operation: &str, name: &str) -> bool {
    let code = || exception(name, Some(""), Vec::new()).map(|error| error.short_code().to_owned());
    let is_one_of = |codes: &[&str]| code().is_some_and(|code| codes.contains(&code.as_str()));
    match Parts::of(operation) {
        Parts::None => false,
        Parts::Unprocessed => {
            const OF_WRITES: [&str; 2] = ["ReplicatedWriteConflictException", "TransactionConflictException"];
            THROTTLING.contains(&name)
                || ["InternalServerError", "ServiceUnavailable"].contains(&name)
                || (operation == "BatchWriteItem" && OF_WRITES.contains(&name))
        }
        Parts::Statements => is_one_of(&STATEMENT_CODES),
        Parts::Transaction => {
            const OF_WRITES: [&str; 3] = [
                "ConditionalCheckFailedException",
                "DuplicateItemException",
                "ItemCollectionSizeLimitExceededException",
            ];
            is_one_of(&REASONS) && !(operation == "TransactGetItems" && OF_WRITES.contains(&name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item;

    #[test]
    fn an_exception_is_the_whole_call_s_or_its_parts() {
        let form = |operation: &str, name: &str, about_parts: bool| {
            let answer = FaultAnswer::Exception { name: name.to_owned(), message: None, reasons: Vec::new() };
            let key = about_parts.then(|| item! { "pk": "a" });
            Form::of(&FaultRule { key, ..FaultRule::new(answer) }, operation)
        };
        let (call, parts) = (Some(Form::Call), Some(Form::Parts));
        assert_eq!(form("PutItem", "TransactionConflictException", true), call);
        assert_eq!(form("GetItem", "TransactionConflictException", true), None);
        assert_eq!(form("TransactWriteItems", "TransactionConflictException", false), parts);
        assert_eq!(form("TransactWriteItems", "InternalServerError", true), call);
        assert_eq!(form("TransactGetItems", "ConditionalCheckFailedException", true), None);
        assert_eq!(form("BatchWriteItem", "InternalServerError", false), call);
        assert_eq!(form("BatchWriteItem", "InternalServerError", true), parts);
        assert_eq!(form("BatchWriteItem", "TransactionConflictException", false), parts);
        assert_eq!(form("BatchGetItem", "TransactionConflictException", false), None);
        assert_eq!(form("BatchExecuteStatement", "RequestLimitExceeded", false), call);
        assert_eq!(form("BatchExecuteStatement", "DuplicateItemException", false), parts);
        assert_eq!(form("CreateTable", "LimitExceededException", false), call);
    }
}
