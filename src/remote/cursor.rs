//! Answers that end where their request began: who asks page after page would never come to an end.

use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, Result};

/// Where a request begins, or where its answer ends, by whatever is listed.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Cursors {
    #[serde(rename = "ExclusiveStartKey", alias = "LastEvaluatedKey")]
    key: Option<Value>,
    #[serde(rename = "ExclusiveStartTableName", alias = "LastEvaluatedTableName")]
    table: Option<Value>,
    #[serde(rename = "ExclusiveStartStreamArn", alias = "LastEvaluatedStreamArn")]
    stream: Option<Value>,
    #[serde(rename = "ExclusiveStartShardId", alias = "LastEvaluatedShardId")]
    shard: Option<Value>,
    #[serde(rename = "ExclusiveStartBackupArn", alias = "LastEvaluatedBackupArn")]
    backup: Option<Value>,
    #[serde(rename = "ExclusiveStartGlobalTableName", alias = "LastEvaluatedGlobalTableName")]
    global_table: Option<Value>,
    #[serde(rename = "NextToken")]
    token: Option<Value>,
}

/// Whether a request may begin behind a page. Texts in its items may look so, too.
pub(crate) fn may_have_cursor(request: &[u8]) -> bool {
    let has = |name: &[u8]| request.windows(name.len()).any(|window| window == name);
    // A request that writes is large, and has none of them at its beginning.
    request.len() <= MOST_BYTES && (has(b"\"ExclusiveStart") || has(b"\"NextToken\""))
}

/// A request to list or to read has at most so many bytes: a key of 3 KB, names and values of expressions.
const MOST_BYTES: usize = 4 << 20;

/// Checks that the answer to a request is not the page that the request began behind.
///
/// # Errors
/// [`Error::NoAnswer`]: the endpoint repeats itself.
pub(crate) fn check_goes_on(operation: &str, request: &[u8], answer: &[u8]) -> Result<()> {
    // What cannot be read is told by who reads it.
    let Ok(began) = serde_json::from_slice::<Cursors>(request) else { return Ok(()) };
    let Ok(ended) = serde_json::from_slice::<Cursors>(answer) else { return Ok(()) };
    if began == Cursors::default() || began != ended {
        return Ok(());
    }
    Err(Error::NoAnswer(format!(
        "the answer to {operation} ends where its request began: page after page would never end"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goes_on(request: &str, answer: &str) -> bool {
        assert!(may_have_cursor(request.as_bytes()));
        check_goes_on("Query", request.as_bytes(), answer.as_bytes()).is_ok()
    }

    #[test]
    fn an_answer_ends_behind_its_beginning() {
        let request = r#"{"TableName":"t","ExclusiveStartKey":{"id":{"S":"a"}}}"#;
        assert!(goes_on(request, r#"{"Items":[],"LastEvaluatedKey":{"id":{"S":"b"}}}"#));
        assert!(goes_on(request, r#"{"Items":[]}"#));
        assert!(!goes_on(request, r#"{"Items":[],"LastEvaluatedKey":{ "id": {"S": "a"} }}"#));
        assert!(!goes_on(r#"{"NextToken":"x"}"#, r#"{"NextToken":"x"}"#));
        assert!(!goes_on(r#"{"ExclusiveStartTableName":"x"}"#, r#"{"LastEvaluatedTableName":"x"}"#));
        assert!(goes_on(r#"{"ExclusiveStartTableName":"x"}"#, "no JSON"));
        assert!(!may_have_cursor(br#"{"TableName":"t"}"#));
    }
}
