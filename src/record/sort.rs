//! Conditions on the sort keys of records.

use super::{
    schema::{KeyAttribute, KeyForm, RecordSchema, Segment, distinct},
    template::{Rendered, in_template, render, successor},
};
use crate::{
    database::QueryBuilder,
    error::Result,
    value::{AttributeValue, Item},
};

/// What a sort key must be.
#[derive(Debug, Clone)]
pub(super) struct SortKey {
    schema: Option<&'static RecordSchema>,
    attributes: &'static [KeyAttribute],
    /// What is known of the fields.
    values: Vec<AttributeValue>,
    /// The fields of the sort key that have no condition yet.
    rest: Vec<usize>,
    range: Option<Range>,
    /// Whether only keys of this record's form are read.
    of_one: bool,
}

/// A range of values of the sort key's next part.
#[derive(Debug, Clone)]
pub(super) enum Range {
    Less(AttributeValue),
    AtMost(AttributeValue),
    Greater(AttributeValue),
    AtLeast(AttributeValue),
    Between(AttributeValue, AttributeValue),
    BeginsWith(String),
}

/// An item with this sort key is left out: the service has no range that ends before a value and begins with another.
#[derive(Debug)]
pub(super) struct LeftOut {
    attribute: &'static str,
    text: String,
}

impl LeftOut {
    pub(super) fn is(&self, item: &Item) -> bool {
        item.s(self.attribute) == Some(self.text.as_str())
    }
}

type Applied = (QueryBuilder, Option<LeftOut>);

impl SortKey {
    pub(super) fn new(
        schema: &'static RecordSchema,
        attributes: &'static [KeyAttribute],
        values: Vec<AttributeValue>,
        of_one: bool,
    ) -> Self {
        let known: Vec<usize> = values
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_null())
            .map(|(number, _)| number)
            .collect();
        let rest = distinct(attributes, &known);
        Self { schema: Some(schema), attributes, values, rest, range: None, of_one }
    }

    pub(super) fn none() -> Self {
        Self {
            schema: None,
            attributes: &[],
            values: Vec::new(),
            rest: Vec::new(),
            range: None,
            of_one: false,
        }
    }

    /// The next part has this value.
    pub(super) fn equals(&mut self, value: AttributeValue) {
        if self.rest.is_empty() {
            return;
        }
        let number = self.rest.remove(0);
        self.of_one = true;
        if let Some(slot) = self.values.get_mut(number) {
            *slot = value;
        }
    }

    /// The next part is in this range.
    pub(super) fn range(&mut self, range: Range) {
        self.of_one = true;
        self.range = Some(range);
    }

    /// Adds the conditions to a query.
    pub(super) fn apply(self, mut query: QueryBuilder) -> Result<Applied> {
        let Some(schema) = self.schema.filter(|_| self.of_one) else { return Ok((query, None)) };
        for part in self.attributes {
            if let Some(value) = part.value(schema, &self.values)? {
                query = query.equals(value);
                continue;
            }
            return match part.form {
                KeyForm::Field(_) => Ok((in_attribute(query, self.range), None)),
                KeyForm::Template(segments) => {
                    let known = render(schema, segments, &self.values)?;
                    in_text(query, schema, part.name, known, self.range)
                }
            };
        }
        Ok((query, None))
    }
}

/// A range of an attribute that is a field.
fn in_attribute(query: QueryBuilder, range: Option<Range>) -> QueryBuilder {
    match range {
        None => query,
        Some(Range::Less(value)) => query.less_than(value),
        Some(Range::AtMost(value)) => query.at_most(value),
        Some(Range::Greater(value)) => query.greater_than(value),
        Some(Range::AtLeast(value)) => query.at_least(value),
        Some(Range::Between(low, high)) => query.between(low, high),
        Some(Range::BeginsWith(prefix)) => query.begins_with(prefix),
    }
}

/// A range of a field in a template, behind the text that is known.
fn in_text(
    query: QueryBuilder,
    schema: &RecordSchema,
    attribute: &'static str,
    known: Rendered,
    range: Option<Range>,
) -> Result<Applied> {
    let Rendered { text: before, rest } = known;
    let Some(range) = range else {
        return Ok((if before.is_empty() { query } else { query.begins_with(before) }, None));
    };
    // The whole text up to the field behind this one, and whether there is one.
    let text = |value: &AttributeValue| -> Result<(String, bool)> {
        let mut text = before.clone();
        let mut is_last = true;
        for (place, segment) in rest.iter().enumerate() {
            match segment {
                Segment::Field { number, width, .. } if place == 0 => {
                    text.push_str(&in_template(schema, *number, value, *width)?);
                }
                Segment::Field { .. } => {
                    is_last = false;
                    break;
                }
                Segment::Text(literal) => text.push_str(literal),
            }
        }
        Ok((text, is_last))
    };
    // Up to what begins with a value, if other fields follow it.
    let end = |(text, is_last): (String, bool)| if is_last { Some(text) } else { successor(&text) };
    let (low, high, left_out) = match range {
        Range::BeginsWith(prefix) => return Ok((query.begins_with(before + &prefix), None)),
        Range::AtLeast(value) => (Some(text(&value)?.0), None, None),
        Range::Greater(value) => {
            let (text, is_last) = text(&value)?;
            // The first text behind the value, or behind all that begin with it.
            (if is_last { Some(text + "\0") } else { successor(&text) }, None, None)
        }
        Range::AtMost(value) => (None, end(text(&value)?), None),
        Range::Less(value) => {
            let (text, _) = text(&value)?;
            (None, Some(text.clone()), Some(LeftOut { attribute, text }))
        }
        Range::Between(low, high) => (Some(text(&low)?.0), end(text(&high)?), None),
    };
    // Behind what begins with the known text are other records.
    let high = high.or_else(|| if before.is_empty() { None } else { successor(&before) });
    let low = low.or_else(|| (!before.is_empty()).then_some(before));
    let query = match (low, high) {
        (Some(low), Some(high)) => query.between(low, high),
        (Some(low), None) => query.at_least(low),
        (None, Some(high)) => query.at_most(high),
        (None, None) => query,
    };
    Ok((query, left_out))
}
