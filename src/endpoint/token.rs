//! Tokens by which the service knows an attempt at what it has carried out already. The AWS SDKs give requests such tokens
//! too, because they try again.

use std::hash::{BuildHasher, Hasher, RandomState};

use crate::codec::json::{self, Json, Wanted};

/// The member of a request that has the token. (API reference: the operations' "Idempotency")
fn member(operation: &str) -> Option<&'static str> {
    match operation {
        "TransactWriteItems" | "ExecuteTransaction" => Some("ClientRequestToken"),
        "ExportTableToPointInTime" | "ImportTable" | "StartBulkPutItems" => Some("ClientToken"),
        _ => None,
    }
}

/// The JSON of a request, with a token if it may have one and its caller gave none.
pub(super) fn with_token(operation: &str, body: Vec<u8>) -> Vec<u8> {
    let Some(member) = member(operation).filter(|member| !has(member, &body)) else { return body };
    let Some(members) = body.strip_prefix(b"{") else { return body };
    let comma = if members.starts_with(b"}") { "" } else { "," };
    let mut with = format!("{{\"{member}\":\"{}\"{comma}", random()).into_bytes();
    with.extend_from_slice(members);
    with
}

fn has(member: &str, body: &[u8]) -> bool {
    let mut found = false;
    let text = std::str::from_utf8(body).unwrap_or_default();
    let read = json::object(Wanted::Structure, &mut Json::new(text), &mut |name, json| {
        found |= name == member;
        json::skip(json).map(drop)
    });
    // What is no JSON is sent as it is: the endpoint says what is wrong with it.
    found || read.is_err()
}

/// 32 hexadecimal digits that no other request has.
fn random() -> String {
    let part = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", part(), part())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(operation: &str, body: &str) -> String {
        String::from_utf8(with_token(operation, body.as_bytes().to_vec())).unwrap()
    }

    #[test]
    fn a_request_without_a_token_gets_one_of_its_own() {
        let body = r#"{"TransactItems":[{"Put":{"Item":{"ClientRequestToken":{"S":"no token"}}}}]}"#;
        let (one, other) = (sent("TransactWriteItems", body), sent("TransactWriteItems", body));
        assert_ne!(one, other);
        assert!(
            one.starts_with(r#"{"ClientRequestToken":""#) && one.ends_with(body.trim_start_matches('{')),
            "{one}"
        );
        let token = one.split('"').nth(3).unwrap();
        assert_eq!(token.len(), 32);
        assert!(sent("ImportTable", "{}").ends_with("\"}"));
    }

    #[test]
    fn other_requests_are_sent_as_they_are() {
        for (operation, body) in [
            ("TransactWriteItems", r#"{"TransactItems":[],"ClientRequestToken":"mine"}"#),
            ("PutItem", "{}"),
            ("ExecuteTransaction", "no JSON"),
        ] {
            assert_eq!(sent(operation, body), body);
        }
    }
}
