//! Pages of items as they are sent: a copy passes an item's JSON on as it is, so that nothing of it is lost on the way,
//! and no time is either.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    database::Database,
    error::{Error, Result},
};

/// The answer to a Scan.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Page<'p> {
    #[serde(borrow, default)]
    pub(super) items: Vec<&'p RawValue>,
    #[serde(borrow)]
    pub(super) last_evaluated_key: Option<&'p RawValue>,
    consumed_capacity: Option<Consumed>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Consumed {
    #[serde(default)]
    pub(super) capacity_units: f64,
}

/// A Scan of one segment.
#[derive(Debug)]
pub(super) struct ScanSegment<'s> {
    pub(super) table: &'s str,
    pub(super) segment: usize,
    pub(super) segments: usize,
    pub(super) is_consistent: bool,
    pub(super) limit: Option<usize>,
}

impl ScanSegment<'_> {
    /// The request for the page behind a key.
    pub(super) fn request(&self, after: Option<&RawValue>) -> Vec<u8> {
        let Self { table, segment, segments, is_consistent, limit } = self;
        let mut request = format!(
            "{{\"TableName\":{},\"Segment\":{segment},\"TotalSegments\":{segments},\"ConsistentRead\":{is_consistent},\
             \"ReturnConsumedCapacity\":\"TOTAL\"",
            quoted(table)
        );
        if let Some(limit) = limit {
            request += &format!(",\"Limit\":{limit}");
        }
        if let Some(after) = after {
            request += ",\"ExclusiveStartKey\":";
            request += after.get();
        }
        request.push('}');
        request.into_bytes()
    }
}

impl<'p> Page<'p> {
    pub(super) fn read(answer: &'p [u8]) -> Result<Self> {
        parsed("Scan", answer)
    }

    /// The units that it consumed; one if the endpoint does not say.
    pub(super) fn units(&self) -> f64 {
        self.consumed_capacity.as_ref().map_or(1.0, |consumed| consumed.capacity_units)
    }
}

/// Sends a request, and returns the JSON of its answer.
pub(super) fn answered(database: &Database, operation: &str, request: &[u8]) -> Result<Vec<u8>> {
    database.exchange(operation, request.to_vec())
}

/// What is in an answer.
pub(super) fn parsed<'p, T: Deserialize<'p>>(operation: &str, answer: &'p [u8]) -> Result<T> {
    serde_json::from_slice(answer)
        .map_err(|error| Error::NoAnswer(format!("cannot read the answer to {operation}: {error}")))
}

/// A text as JSON has it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_passed_on_as_they_are() {
        let answer = br#"{"Items":[{"id":{"S":"\u00e4 }]"},"n":{"N":"1.50"}},{}],"Count":2,"LastEvaluatedKey":{"id":{"S":"x"}},
            "ConsumedCapacity":{"TableName":"t","CapacityUnits":2.5},"Unknown":[{}]}"#;
        let page = Page::read(answer).unwrap();
        let items: Vec<&str> = page.items.iter().map(|item| item.get()).collect();
        assert_eq!(items, [r#"{"id":{"S":"\u00e4 }]"},"n":{"N":"1.50"}}"#, "{}"]);
        assert_eq!(page.last_evaluated_key.unwrap().get(), r#"{"id":{"S":"x"}}"#);
        assert!((page.units() - 2.5).abs() < 1e-9);
        let last = Page::read(b"{}").unwrap();
        assert!(last.items.is_empty() && last.last_evaluated_key.is_none());
        assert!(Page::read(b"<html>").is_err());
    }

    #[test]
    fn a_request_says_where_it_begins() {
        let scan =
            ScanSegment { table: "a\"b", segment: 1, segments: 8, is_consistent: true, limit: Some(7) };
        let after = serde_json::from_str(r#"{"id":{"S":"x"}}"#).unwrap();
        let request: serde_json::Value = serde_json::from_slice(&scan.request(Some(after))).unwrap();
        let wanted = serde_json::json!({
            "TableName": "a\"b", "Segment": 1, "TotalSegments": 8, "ConsistentRead": true, "Limit": 7,
            "ReturnConsumedCapacity": "TOTAL", "ExclusiveStartKey": { "id": { "S": "x" } },
        });
        assert_eq!(request, wanted);
    }
}
