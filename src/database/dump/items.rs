//! The items of a table as lines.

use std::{cmp::Ordering, collections::BTreeSet, fmt, sync::Arc};

use crate::{
    key::KeySchema,
    value::{AttributeName, AttributeValue, Item, RedactedNotation},
};

/// The lines of a table's items, in the order of their keys.
pub(super) struct ItemLines<'l> {
    schema: &'l KeySchema,
    redacted: &'l BTreeSet<String>,
    items: Vec<Arc<Item>>,
}

impl<'l> ItemLines<'l> {
    pub(super) fn new(schema: &'l KeySchema, redacted: &'l BTreeSet<String>, items: Vec<Arc<Item>>) -> Self {
        Self { schema, redacted, items }
    }

    pub(super) fn write(self, out: &mut dyn fmt::Write) -> fmt::Result {
        let Self { schema, redacted, mut items } = self;
        let key = schema.attributes().map(|attribute| &attribute.name);
        let shown: Vec<&AttributeName> = key.filter(|name| !redacted.contains(name.as_str())).collect();
        let of_key = |one: &Item, other: &Item| {
            let values = shown.iter().map(|name| value_order(one.get(name), other.get(name)));
            values.fold(Ordering::Equal, Ordering::then)
        };
        if shown.len() == schema.len() {
            items.sort_by(|one, other| of_key(one, other));
        } else {
            // What is not shown of a key must not decide the order, so the rest of the line does.
            let text = |item: &Item| Line { schema, redacted, item }.to_string();
            items.sort_by(|one, other| of_key(one, other).then_with(|| text(one).cmp(&text(other))));
        }
        items.iter().try_for_each(|item| writeln!(out, "    {}", Line { schema, redacted, item }))
    }
}

/// An item in one line: the key's attributes, then the others.
struct Line<'i> {
    schema: &'i KeySchema,
    redacted: &'i BTreeSet<String>,
    item: &'i Item,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (place, (name, value)) in key_first(self.schema, self.item).enumerate() {
            let value = RedactedNotation { name, value, redacted: self.redacted };
            write!(f, "{}{:?}: {value}", if place == 0 { "" } else { ", " }, name.as_str())?;
        }
        f.write_str("}")
    }
}

/// The attributes of an item: those of its key in the schema's order, then the others by their names.
pub(in crate::database) fn key_first<'i>(
    schema: &'i KeySchema,
    item: &'i Item,
) -> impl Iterator<Item = (&'i AttributeName, &'i AttributeValue)> {
    let key = schema.attributes().filter_map(|attribute| Some((&attribute.name, item.get(&attribute.name)?)));
    key.chain(item.iter().filter(|(name, _)| !schema.contains(name)))
}

/// The order of key values of one type.
fn value_order(one: Option<&AttributeValue>, other: Option<&AttributeValue>) -> Ordering {
    match (one, other) {
        (Some(AttributeValue::S(one)), Some(AttributeValue::S(other))) => one.cmp(other),
        (Some(AttributeValue::N(one)), Some(AttributeValue::N(other))) => one.cmp(other),
        (Some(AttributeValue::B(one)), Some(AttributeValue::B(other))) => one.cmp(other),
        _ => Ordering::Equal,
    }
}
