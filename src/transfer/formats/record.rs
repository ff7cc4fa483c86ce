//! One record of a file: an item, and the condition under which it is put.

use std::collections::BTreeMap;

use crate::{
    codec::dynamodb_json::{Checked, Faults},
    value::Item,
};

/// The members of a record. A condition is in the input of bulk operations only.
pub(super) const ITEM: &str = "Item";
pub(super) const CONDITION_EXPRESSION: &str = "ConditionExpression";
pub(super) const EXPRESSION_ATTRIBUTE_NAMES: &str = "ExpressionAttributeNames";
pub(super) const EXPRESSION_ATTRIBUTE_VALUES: &str = "ExpressionAttributeValues";

/// An item as read from a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Record {
    /// The line on which the record begins, counted from 1.
    pub(crate) line: u64,
    pub(crate) item: Item,
    /// What is wrong with the item's values; [`Checked`] says which faults are not among them.
    pub(crate) faults: Option<Box<Faults>>,
    pub(crate) condition: Option<Box<RecordCondition>>,
}

/// The condition of a record, with what its placeholders stand for.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct RecordCondition {
    pub(crate) expression: Option<String>,
    pub(crate) names: Option<BTreeMap<String, String>>,
    pub(crate) values: Option<Checked<Item>>,
}

/// A record while its members are read.
#[derive(Debug, Default)]
pub(super) struct Members {
    pub(super) item: Option<Checked<Item>>,
    pub(super) condition: RecordCondition,
    /// The first member that a record does not have.
    pub(super) unknown: Option<String>,
}

impl Members {
    /// The record, or what is wrong with it.
    pub(super) fn record(self, line: u64) -> Result<Record, String> {
        if let Some(name) = self.unknown {
            return Err(format!("a record has no member {name}: it is {{\"{ITEM}\": {{...}}}}"));
        }
        let Some(Checked { value: item, faults }) = self.item else {
            return Err(format!("a record without {ITEM}: it is {{\"{ITEM}\": {{...}}}}"));
        };
        let condition = (self.condition != RecordCondition::default()).then(|| Box::new(self.condition));
        Ok(Record { line, item, faults, condition })
    }
}
