//! An exception in an answer's body: the names of its members, and a parser.

#[cfg(any(test, feature = "cli", feature = "remote", feature = "server"))]
use crate::codec::json::{self, Json, Wanted};

/// The member with the exception's name, after its namespace and `#`.
pub(super) const TYPE: &str = "__type";
/// The member with the message. The service uses two spellings.
pub(super) const MESSAGE: &str = "message";
pub(super) const CAPITAL_MESSAGE: &str = "Message";
/// The item before the write, if a condition failed.
pub(super) const ITEM: &str = "Item";
/// Why a request was throttled, with the ARN of a table or index each. ThrottlingException has another spelling.
pub(super) const THROTTLING_REASONS: &str = "ThrottlingReasons";
pub(super) const SMALL_THROTTLING_REASONS: &str = "throttlingReasons";
pub(super) const REASON: &str = "reason";
pub(super) const RESOURCE: &str = "resource";
/// Why a transaction was cancelled, and the code of each reason.
pub(super) const CANCELLATION_REASONS: &str = "CancellationReasons";
pub(super) const CODE: &str = "Code";

/// The name and message of an exception.
#[cfg(any(test, feature = "cli", feature = "remote", feature = "server"))]
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Exception {
    pub(crate) name: String,
    pub(crate) message: String,
}

#[cfg(any(test, feature = "cli", feature = "remote", feature = "server"))]
impl Exception {
    /// The exception in an answer's body; its name and message are empty if the body is not an exception.
    pub(crate) fn in_body(body: &[u8]) -> Self {
        let mut found = Self::default();
        let text = std::str::from_utf8(body).unwrap_or("");
        // A body that is not JSON is not an exception.
        let _ = json::object(Wanted::Structure, &mut Json::new(text), &mut |name, json| {
            match name {
                TYPE => {
                    let kind = json::string(Wanted::String, json)?;
                    found.name = kind.rsplit('#').next().unwrap_or_default().to_owned();
                }
                MESSAGE | CAPITAL_MESSAGE => {
                    found.message = json::string(Wanted::String, json)?.into_owned();
                }
                _ => drop(json::skip(json)?),
            }
            Ok(())
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_found_in_both_spellings_and_nothing_else() {
        let found = |body: &str| {
            let Exception { name, message } = Exception::in_body(body.as_bytes());
            (name, message)
        };
        let text = |name: &str, message: &str| (name.to_owned(), message.to_owned());
        assert_eq!(found(r#"{"__type":"a.b#XException","message":"no"}"#), text("XException", "no"));
        assert_eq!(found(r#"{"Message":"no","Reasons":[1],"__type":"X"}"#), text("X", "no"));
        assert_eq!(found("<UnknownOperationException/>"), text("", ""));
        assert_eq!(found(r#"{"Item":{}}"#), text("", ""));
    }
}
