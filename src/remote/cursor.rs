//! Answers that end where their request began: who asks page after page would never come to an end.

use serde::Deserialize;
use serde_json::Value;

use super::{Transport, WireResponse};
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

/// Sends a request. Of an operation that answers page by page, the answer is checked.
///
/// # Errors
/// No answer came, or the endpoint repeats itself.
pub(crate) async fn send(transport: &dyn Transport, operation: &str, body: Vec<u8>) -> Result<WireResponse> {
    let has_pages = operation.starts_with("List")
        || matches!(operation, "Query" | "Scan" | "ExecuteStatement" | "DescribeStream");
    if !has_pages {
        return transport.send(operation, body).await;
    }
    let answer = transport.send(operation, body.clone()).await?;
    check_goes_on(operation, &body, &answer.body)?;
    Ok(answer)
}

/// Checks that the answer to a request is not the page that the request began behind.
///
/// # Errors
/// [`Error::NoAnswer`]: the endpoint repeats itself.
fn check_goes_on(operation: &str, request: &[u8], answer: &[u8]) -> Result<()> {
    // What cannot be read is told by who reads it. The first page is behind none.
    let Ok(began) = serde_json::from_slice::<Cursors>(request) else { return Ok(()) };
    if began == Cursors::default() {
        return Ok(());
    }
    match serde_json::from_slice::<Cursors>(answer) {
        Ok(ended) if ended == began => {}
        _ => return Ok(()),
    }
    Err(Error::NoAnswer(format!(
        "the answer to {operation} ends where its request began: page after page would never end"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goes_on(request: &str, answer: &str) -> bool {
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
        assert!(goes_on(r#"{"TableName":"t"}"#, "{}"));
    }
}
