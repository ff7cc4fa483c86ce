//! A text of values in which their types can be told apart, for the messages of tests and for dumps. `Display` is plain
//! JSON, which has neither sets nor binaries.

use std::{collections::BTreeSet, fmt, slice};

use super::{
    attribute_value::AttributeValue,
    item::{Item, Iter},
};

/// How far `{:#}` indents each level.
const INDENT: usize = 2;

/// A value in one line: `"text"`, `39`, `true`, `null`, `b"\x01"`, `[1, 2]`, `{"lang": "ko"}`, and sets in PartiQL's
/// brackets, `<<"a", "b">>`. `{:#}` spreads maps and lists over lines. A precision cuts texts and binary values that
/// are longer, and says how long they are: `{:.5}` shows `"haeri"... (7 bytes)`.
pub(crate) struct Notation<'a>(pub(crate) &'a AttributeValue);

/// An item as [`Notation`] writes a map: its attributes in the order of their names.
pub(crate) struct ItemNotation<'a>(pub(crate) &'a Item);

/// The value of an attribute as [`Notation`] writes it, but for what is not to be shown.
pub(crate) struct RedactedNotation<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a AttributeValue,
    /// Attributes whose values are not shown, wherever they are.
    pub(crate) redacted: &'a BTreeSet<String>,
}

/// What stands for a value that is not shown. No value is written so.
const REDACTED: &str = "[redacted]";

impl fmt::Display for Notation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut open = Vec::new();
        begin(self.0, &mut open, f)?;
        finish(open, &BTreeSet::new(), f)
    }
}

impl fmt::Display for ItemNotation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        finish(vec![Open::Map(self.0.iter(), true)], &BTreeSet::new(), f)
    }
}

impl fmt::Display for RedactedNotation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.redacted.contains(self.name) {
            return f.write_str(REDACTED);
        }
        let mut open = Vec::new();
        begin(self.value, &mut open, f)?;
        finish(open, self.redacted, f)
    }
}

/// A map or list of which something is not written yet, and whether nothing of it was.
enum Open<'a> {
    Map(Iter<'a>, bool),
    List(slice::Iter<'a, AttributeValue>, bool),
}

/// Writes a scalar or a set, or the beginning of a map or list. A stack replaces recursion, so values can be nested
/// without limit.
fn begin<'a>(value: &'a AttributeValue, open: &mut Vec<Open<'a>>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        AttributeValue::S(text) => write_text(text, f),
        AttributeValue::N(number) => write!(f, "{number}"),
        AttributeValue::B(bytes) => write_bytes(bytes, f),
        AttributeValue::Bool(truth) => write!(f, "{truth}"),
        AttributeValue::Null => f.write_str("null"),
        AttributeValue::M(item) => {
            open.push(Open::Map(item.iter(), true));
            f.write_str("{")
        }
        AttributeValue::L(list) => {
            open.push(Open::List(list.iter(), true));
            f.write_str("[")
        }
        AttributeValue::Ss(set) => write_set(set, f, |text, f| write_text(text, f)),
        AttributeValue::Ns(set) => write_set(set, f, |number, f| write!(f, "{number}")),
        AttributeValue::Bs(set) => write_set(set, f, |bytes, f| write_bytes(bytes, f)),
    }
}

fn finish(mut open: Vec<Open<'_>>, redacted: &BTreeSet<String>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    loop {
        let depth = open.len();
        let Some(innermost) = open.last_mut() else { return Ok(()) };
        let (next, is_first, end) = match innermost {
            Open::Map(attributes, is_first) => {
                let next = attributes.next().map(|(name, value)| (Some(name), value));
                (next, std::mem::take(is_first), "}")
            }
            Open::List(values, is_first) => {
                (values.next().map(|value| (None, value)), std::mem::take(is_first), "]")
            }
        };
        match next {
            Some((name, value)) => {
                if !is_first {
                    f.write_str(if f.alternate() { "," } else { ", " })?;
                }
                begin_line(depth, f)?;
                if let Some(name) = name {
                    write!(f, "{:?}: ", name.as_str())?;
                }
                match name.is_some_and(|name| redacted.contains(name.as_str())) {
                    true => f.write_str(REDACTED)?,
                    false => begin(value, &mut open, f)?,
                }
            }
            None => {
                open.pop();
                if !is_first {
                    begin_line(depth - 1, f)?;
                }
                f.write_str(end)?;
            }
        }
    }
}

fn begin_line(depth: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match f.alternate() {
        true => write!(f, "\n{:1$}", "", depth * INDENT),
        false => Ok(()),
    }
}

fn write_set<T>(
    set: impl IntoIterator<Item = T>,
    f: &mut fmt::Formatter<'_>,
    write: impl Fn(T, &mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    f.write_str("<<")?;
    for (place, member) in set.into_iter().enumerate() {
        if place > 0 {
            f.write_str(", ")?;
        }
        write(member, f)?;
    }
    f.write_str(">>")
}

fn write_text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match f.precision().and_then(|most| text.char_indices().nth(most)) {
        Some((end, _)) => {
            write!(f, "{:?}... ({} bytes)", text.get(..end).unwrap_or_default(), text.len())
        }
        None => write!(f, "{text:?}"),
    }
}

fn write_bytes(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match f.precision().and_then(|most| bytes.get(..most).filter(|_| most < bytes.len())) {
        Some(shown) => write!(f, "b\"{}\"... ({} bytes)", shown.escape_ascii(), bytes.len()),
        None => write!(f, "b\"{}\"", bytes.escape_ascii()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{attribute_value, item};

    #[test]
    fn every_type_can_be_told_by_its_text() {
        let item = item! {
            "s": "소니 \"a\"\n", "n": 1.50, "bool": true, "null": null, "l": [1, "1", []], "m": { "m": {} },
            "b": AttributeValue::B(vec![0, b'a', 255]),
            "ss": AttributeValue::Ss(["b".to_owned(), "a".to_owned()].into()),
            "ns": AttributeValue::Ns([2.into(), 10.into()].into()),
            "bs": AttributeValue::Bs([vec![1], vec![]].into()),
        };
        let text = r#"{"b": b"\x00a\xff", "bool": true, "bs": <<b"", b"\x01">>, "l": [1, "1", []], "m": {"m": {}}, "#;
        let text = format!(r#"{text}"n": 1.5, "ns": <<2, 10>>, "null": null, "s": "소니 \"a\"\n", "#);
        assert_eq!(ItemNotation(&item).to_string(), text + r#""ss": <<"a", "b">>}"#);
    }

    #[test]
    fn the_alternate_form_has_a_line_for_each_value() {
        let item = item! { "a": { "b": [1, { "c": null }], "d": {} }, "e": [] };
        let text = "{\n  \"a\": {\n    \"b\": [\n      1,\n      {\n        \"c\": null\n      }\n    ],\n    \"d\": {}\n  },\n  \"e\": []\n}";
        assert_eq!(format!("{:#}", ItemNotation(&item)), text);
        assert_eq!(format!("{:#}", ItemNotation(&item! {})), "{}");
    }

    #[test]
    fn a_precision_cuts_long_texts_and_bytes_between_letters() {
        assert_eq!(format!("{:.2}", Notation(&attribute_value!("소니카"))), r#""소니"... (9 bytes)"#);
        assert_eq!(format!("{:.3}", Notation(&attribute_value!("소니카"))), r#""소니카""#);
        assert_eq!(format!("{:.1}", Notation(&AttributeValue::B(vec![1, 2]))), r#"b"\x01"... (2 bytes)"#);
        assert_eq!(format!("{:.2}", Notation(&AttributeValue::B(vec![1, 2]))), r#"b"\x01\x02""#);
    }

    #[test]
    fn depth_takes_no_stack() {
        let mut deep = AttributeValue::Null;
        for _ in 0..2_000 {
            deep = AttributeValue::L(vec![deep]);
        }
        assert_eq!(Notation(&deep).to_string().len(), 2 * 2_000 + 4);
    }
}
