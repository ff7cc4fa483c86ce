//! The exception in an endpoint's answer.

use std::sync::Arc;

use super::exception;
use crate::{
    codec::{
        FromWire, Reading,
        json::{self, Json, Wanted},
    },
    error::{CancellationReason, Error, Throttled, ThrottlingReason},
    value::Item,
};

/// The members of an exception.
#[derive(Debug, Default)]
struct Members {
    code: String,
    message: String,
    item: Option<Arc<Item>>,
    reasons: Vec<CancellationReason>,
    throttling: Vec<ThrottlingReason>,
}

/// The error for an answer that is a refusal. What is no exception of the service's is kept as text.
pub(super) fn refusal(status: u16, body: &[u8]) -> Error {
    let mut found = Members::default();
    let text = std::str::from_utf8(body).unwrap_or("");
    // A body that is not JSON is not an exception; what was found before a fault in it still counts.
    let _ = json::object(Wanted::Structure, &mut Json::new(text), &mut |name, json| found.read(name, json));
    found.into_error(status, body)
}

impl Members {
    fn read(&mut self, name: &str, json: &mut Json<'_>) -> json::Result<()> {
        match name {
            exception::TYPE => {
                let kind = json::string(Wanted::String, json)?;
                // Some servers add an address behind a colon.
                let name = kind.rsplit('#').next().unwrap_or_default();
                self.code = name.split(':').next().unwrap_or_default().to_owned();
            }
            exception::MESSAGE | exception::CAPITAL_MESSAGE => self.message = text(json)?,
            exception::ITEM => self.item = value(json)?,
            exception::CANCELLATION_REASONS => self.reasons = list(json, cancellation)?,
            exception::THROTTLING_REASONS | exception::SMALL_THROTTLING_REASONS => {
                self.throttling = list(json, throttling)?.into_iter().flatten().collect();
            }
            _ => drop(json::skip(json)?),
        }
        Ok(())
    }

    fn into_error(self, status: u16, body: &[u8]) -> Error {
        let Self { code, message, item, reasons, throttling } = self;
        let error = match code.as_str() {
            "ConditionalCheckFailedException" => {
                return Error::ConditionalCheckFailed { message: message.into(), item };
            }
            "TransactionCanceledException" => return Error::TransactionCanceled { message, reasons },
            "SerializationException" => return Error::Serialization(message),
            "UnknownOperationException" => return Error::UnknownOperation,
            _ => Error::of_code(&code, &message),
        };
        match error {
            Some(
                Error::ProvisionedThroughputExceeded(throttled)
                | Error::Throttling(throttled)
                | Error::RequestLimitExceeded(throttled),
            ) => throttled_as(&code, Throttled { reasons: throttling, ..throttled }),
            Some(error) => error,
            None if code.is_empty() => not_of_the_protocol(status, body),
            None => Error::Refused { code, message, status },
        }
    }
}

/// The error of this name, with its reasons.
fn throttled_as(code: &str, throttled: Throttled) -> Error {
    match code {
        "ThrottlingException" => Error::Throttling(throttled),
        "RequestLimitExceeded" => Error::RequestLimitExceeded(throttled),
        _ => Error::ProvisionedThroughputExceeded(throttled),
    }
}

/// The beginning of an answer that no server of the protocol gives: that of a proxy, or of another service.
fn not_of_the_protocol(status: u16, body: &[u8]) -> Error {
    const SHOWN: usize = 200;
    let shown: String = String::from_utf8_lossy(body).chars().take(SHOWN).collect();
    let message = match shown.trim() {
        "" => format!("the answer has the status {status} and no body; is it one of DynamoDB's API?"),
        shown => {
            format!("the answer has the status {status}; is it one of DynamoDB's API? It begins: {shown}")
        }
    };
    Error::Refused { code: String::new(), message, status }
}

fn text(json: &mut Json<'_>) -> json::Result<String> {
    if json::null(json)? {
        return Ok(String::new());
    }
    json::string(Wanted::String, json).map(Into::into)
}

fn value<T: FromWire>(json: &mut Json<'_>) -> json::Result<Option<T>> {
    if json::null(json)? {
        return Ok(None);
    }
    T::from_wire(json, &mut Reading::default())
}

fn list<T>(json: &mut Json<'_>, read: impl Fn(&mut Json<'_>) -> json::Result<T>) -> json::Result<Vec<T>> {
    let mut all = Vec::new();
    if !json::null(json)? {
        json::list(json, &mut |json| {
            all.push(read(json)?);
            Ok(())
        })?;
    }
    Ok(all)
}

fn cancellation(json: &mut Json<'_>) -> json::Result<CancellationReason> {
    let mut reason = CancellationReason::none();
    json::object(Wanted::Structure, json, &mut |name, json| {
        match name {
            exception::CODE => reason.code = text(json)?,
            exception::CAPITAL_MESSAGE | exception::MESSAGE => {
                reason.message = value::<String>(json)?.map(Into::into);
            }
            exception::ITEM => reason.item = value(json)?,
            _ => drop(json::skip(json)?),
        }
        Ok(())
    })?;
    Ok(reason)
}

/// A reason; `None` if it is one that is not known.
fn throttling(json: &mut Json<'_>) -> json::Result<Option<ThrottlingReason>> {
    let (mut name, mut resource) = (String::new(), String::new());
    json::object(Wanted::Structure, json, &mut |member, json| {
        match member {
            exception::REASON => name = text(json)?,
            exception::RESOURCE => resource = text(json)?,
            _ => drop(json::skip(json)?),
        }
        Ok(())
    })?;
    let known = ThrottlingReason::NAMES.iter().flatten().find(|known| **known == name);
    Ok(known.map(|reason| ThrottlingReason { reason, resource }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item;

    #[test]
    fn what_the_engine_answers_is_read_as_the_error_that_it_was() {
        let reason = CancellationReason {
            code: "ConditionalCheckFailed".to_owned(),
            message: Some("no".into()),
            item: Some(Arc::new(item! { "pk": "a" })),
            ..CancellationReason::default()
        };
        let name = ThrottlingReason::NAMES[0][0];
        let throttled = Throttled {
            message: "slow".to_owned(),
            reasons: vec![ThrottlingReason { reason: name, resource: "arn".to_owned() }],
        };
        for error in [
            Error::validation("no"),
            Error::UnknownOperation,
            Error::Serialization("text".to_owned()),
            Error::condition_failed(Some(Arc::new(item! { "pk": "a", "n": 1 }))),
            Error::TransactionCanceled {
                message: "cancelled".to_owned(),
                reasons: vec![CancellationReason::none(), reason],
            },
            Error::Throttling(throttled.clone()),
            Error::RequestLimitExceeded(throttled.clone()),
            Error::ProvisionedThroughputExceeded(throttled),
            Error::InternalServer("it broke".to_owned()),
        ] {
            let answer = crate::remote::WireResponse::failure(&error);
            assert_eq!(refusal(answer.status, &answer.body), error);
        }
    }

    #[test]
    fn what_is_no_exception_of_the_service_is_told_as_it_came() {
        let refused = |status, body: &str| refusal(status, body.as_bytes()).to_string();
        let signature =
            r#"{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"bad token"}"#;
        assert_eq!(refused(400, signature), "UnrecognizedClientException: bad token");
        let bad_gateway = refused(502, "<html>Bad Gateway</html>");
        assert!(bad_gateway.starts_with("Refused: the answer has the status 502"), "{bad_gateway}");
        assert!(bad_gateway.ends_with("<html>Bad Gateway</html>"), "{bad_gateway}");
        assert!(refused(404, "").contains("no body"));
        let cut_off = r#"{"__type":"X#ResourceNotFoundException:http://a/","#;
        assert!(refusal(400, cut_off.as_bytes()).is_resource_not_found());
    }
}
