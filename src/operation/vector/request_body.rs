//! The body of a request as the endpoint of searches reads it.
//!
//! That endpoint is a different program from the one for the other operations. It reports wrong JSON types and missing
//! members with the messages of its JSON reader, `serde_json`, which contain the position in the body.

use serde::{Deserialize, de::IgnoredAny};

use crate::error::{Error, Result};

/// The members whose types and presence are reported this way, in the order in which missing ones are found.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "what is read is told when it is wrong, and not used")]
struct SearchVectorsBody {
    table_name: String,
    index_name: String,
    search_vector: Vec<IgnoredAny>,
    top_k: i32,
    search_condition_expression: Option<String>,
    projection_expression: Option<String>,
}

/// Refuses an invalid body of an operation of that endpoint, with its messages.
pub(crate) fn check_body(operation: &str, body: &[u8]) -> Result<()> {
    if operation != "SearchVectors" {
        return Ok(());
    }
    match serde_json::from_slice::<SearchVectorsBody>(body) {
        Ok(_) => Ok(()),
        Err(error) if !error.is_data() => Ok(()),
        Err(error) => {
            let message = error.to_string();
            Err(match message.starts_with("missing field") {
                true => Error::validation(message),
                false => Error::Serialization(message),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(body: &str) -> String {
        check_body("SearchVectors", body.as_bytes()).unwrap_err().message().into_owned()
    }

    #[test]
    fn what_is_missing_or_of_another_type_is_told_with_its_place() {
        assert_eq!(refused("{}"), "missing field `TableName` at line 1 column 2");
        assert_eq!(
            refused("{\"TableName\": null}"),
            "invalid type: null, expected a string at line 1 column 18"
        );
        assert_eq!(
            refused("{\"TableName\": \"t\", \"IndexName\": \"i\", \"SearchVector\": [], \"TopK\": \"1\"}"),
            "invalid type: string \"1\", expected i32 at line 1 column 68"
        );
    }

    #[test]
    fn other_operations_and_what_is_no_json_have_words_of_their_own() {
        assert!(check_body("GetItem", b"{}").is_ok());
        assert!(check_body("SearchVectors", b"{").is_ok());
    }
}
