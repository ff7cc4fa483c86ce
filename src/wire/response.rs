//! Answers of the service.

use super::exception;
use crate::{
    error::{CancellationReason, Error, ThrottlingReason},
    operation::{Object, Structure, WriteJson},
    remote::WireResponse,
};

/// The initial capacity of an answer: enough for most items, and a size that allocators keep at hand.
const ROOM_BYTES: usize = 1024;

impl WireResponse {
    /// The answer with this output. An output without members has no body. (API reference: TagResource, Response
    /// Elements)
    pub(super) fn success<O: Structure + WriteJson>(output: &O) -> Self {
        if O::ALL_MEMBERS.is_empty() {
            return Self { status: 200, body: Vec::new() };
        }
        let mut body = Vec::with_capacity(ROOM_BYTES);
        output.write_json(&mut body);
        Self { status: 200, body }
    }

    /// The answer with which an error is refused.
    pub(crate) fn failure(error: &Error) -> Self {
        if error.is_no_answer() {
            return Self { status: 0, body: Vec::new() };
        }
        let mut body = Vec::with_capacity(256);
        let mut object = Object::new(&mut body);
        object.member(exception::TYPE, &full_type(error));
        let message = error.message().into_owned();
        match error {
            // Some exceptions have only a name.
            _ if message.is_empty() => {}
            Error::TransactionCanceled { reasons, .. } => {
                object.member(exception::CAPITAL_MESSAGE, &message);
                object.member(exception::CANCELLATION_REASONS, reasons);
            }
            Error::Serialization(_) => object.member(exception::CAPITAL_MESSAGE, &message),
            Error::ConditionalCheckFailed { item, .. } => {
                object.member(exception::MESSAGE, &message);
                object.member(exception::ITEM, item);
            }
            _ => object.member(exception::MESSAGE, &message),
        }
        if !error.throttling_reasons().is_empty() {
            let member = match error {
                Error::Throttling(_) => exception::SMALL_THROTTLING_REASONS,
                _ => exception::THROTTLING_REASONS,
            };
            object.member(member, error.throttling_reasons());
        }
        object.end();
        let status = match error {
            Error::InternalServer(_) => 500,
            Error::ServiceUnavailable(_) => 503,
            _ => 400,
        };
        Self { status, body }
    }
}

impl WriteJson for CancellationReason {
    fn write_json(&self, out: &mut Vec<u8>) {
        let mut object = Object::new(out);
        object.member(exception::CODE, &self.code);
        object.member(exception::ITEM, &self.item);
        object.optional(exception::CAPITAL_MESSAGE, self.message.as_deref());
        object.end();
    }
}

impl WriteJson for ThrottlingReason {
    fn write_json(&self, out: &mut Vec<u8>) {
        let mut object = Object::new(out);
        object.member(exception::REASON, self.reason);
        object.member(exception::RESOURCE, &self.resource);
        object.end();
    }
}

/// The exception's name with the namespace that the service puts before it.
fn full_type(error: &Error) -> String {
    let namespace = match error {
        Error::Validation(_) => "com.amazon.coral.validate",
        Error::Serialization(_) | Error::UnknownOperation | Error::AccessDenied(_) | Error::Throttling(_) => {
            "com.amazon.coral.service"
        }
        _ => "com.amazonaws.dynamodb.v20120810",
    };
    format!("{namespace}#{}", error.code())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Throttled, ThrottledAccess, ThrottledResource, ThroughputLimit};

    #[test]
    fn a_throttled_request_is_told_its_reasons_under_the_name_of_its_exception() {
        let throttled = || {
            let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/t".to_owned();
            let reason = ThrottlingReason::new(
                ThrottledResource::Table,
                ThrottledAccess::Write,
                ThroughputLimit::KeyRange,
                arn,
            );
            let mut throttled = Throttled::from("slow down");
            throttled.reasons.push(reason);
            throttled
        };
        let reasons = "[{\"reason\":\"TableWriteKeyRangeThroughputExceeded\",\
                       \"resource\":\"arn:aws:dynamodb:us-east-1:000000000000:table/t\"}]";
        for (error, namespace, code, member) in [
            (
                Error::ProvisionedThroughputExceeded(throttled()),
                "com.amazonaws.dynamodb.v20120810",
                "ProvisionedThroughputExceededException",
                "ThrottlingReasons",
            ),
            (
                Error::RequestLimitExceeded(throttled()),
                "com.amazonaws.dynamodb.v20120810",
                "RequestLimitExceeded",
                "ThrottlingReasons",
            ),
            (
                Error::Throttling(throttled()),
                "com.amazon.coral.service",
                "ThrottlingException",
                "throttlingReasons",
            ),
        ] {
            let answer = WireResponse::failure(&error);
            let body = format!(
                "{{\"__type\":\"{namespace}#{code}\",\"message\":\"slow down\",\"{member}\":{reasons}}}"
            );
            assert_eq!((answer.status, answer.text().into_owned()), (400, body));
        }
        let bare = WireResponse::failure(&Error::Throttling("slow down".into()));
        assert_eq!(
            bare.text(),
            "{\"__type\":\"com.amazon.coral.service#ThrottlingException\",\"message\":\"slow down\"}"
        );
    }
}
