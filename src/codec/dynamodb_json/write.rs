//! Values to DynamoDB JSON, straight into a buffer.

use std::slice;

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    codec::json::plain_bytes,
    value::{AttributeValue, Item, ItemIter, Number},
};

/// Appends a JSON string, quotes included. Only `"`, `\` and control characters are escaped.
pub(crate) fn write_string(text: &str, out: &mut Vec<u8>) {
    write_between(b"\"", text, b"\"", out);
}

/// Appends a JSON string between two pieces: the first piece ends with the opening quote, the last begins with the
/// closing quote.
fn write_between(before: &[u8], text: &str, after: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(before);
    if plain_bytes(text.as_bytes()) < text.len() {
        out.pop();
        // Writing into a Vec cannot fail.
        let _ = serde_json::to_writer(&mut *out, text);
        out.pop();
    } else {
        out.extend_from_slice(text.as_bytes());
    }
    out.extend_from_slice(after);
}

/// Appends a value, such as `{"S":"소니"}`.
pub(crate) fn write_attribute_value(value: &AttributeValue, out: &mut Vec<u8>) {
    // Most values are scalars, for which this allocates nothing.
    let mut open = Vec::new();
    begin(value, &mut open, out);
    finish(open, out);
}

/// Appends an item, such as `{"price":{"N":"89000"}}`, its attributes in order of their names.
pub(crate) fn write_item(item: &Item, out: &mut Vec<u8>) {
    out.push(b'{');
    for (name, value) in item {
        write_name(name, out);
        write_attribute_value(value, out);
    }
    out.push(b'}');
}

/// A map or list that is not completely written.
enum Open<'a> {
    Map(ItemIter<'a>),
    List(slice::Iter<'a, AttributeValue>),
}

/// Writes a scalar or set completely, or the beginning of a map or list. A stack replaces recursion, so values can be
/// nested without limit.
fn begin<'a>(value: &'a AttributeValue, open: &mut Vec<Open<'a>>, out: &mut Vec<u8>) {
    match value {
        AttributeValue::S(text) => return write_between(b"{\"S\":\"", text, b"\"}", out),
        AttributeValue::N(number) => {
            out.extend_from_slice(b"{\"N\":");
            write_number(number, out);
        }
        AttributeValue::B(bytes) => {
            out.extend_from_slice(b"{\"B\":");
            write_bytes(bytes, out);
        }
        AttributeValue::Bool(true) => out.extend_from_slice(b"{\"BOOL\":true"),
        AttributeValue::Bool(false) => out.extend_from_slice(b"{\"BOOL\":false"),
        AttributeValue::Null => out.extend_from_slice(b"{\"NULL\":true"),
        AttributeValue::M(map) => {
            out.extend_from_slice(b"{\"M\":{");
            open.push(Open::Map(map.iter()));
            return;
        }
        AttributeValue::L(list) => {
            out.extend_from_slice(b"{\"L\":[");
            open.push(Open::List(list.iter()));
            return;
        }
        AttributeValue::Ss(set) => write_set(b"{\"SS\":[", set, |text, out| write_string(text, out), out),
        AttributeValue::Ns(set) => write_set(b"{\"NS\":[", set, write_number, out),
        AttributeValue::Bs(set) => write_set(b"{\"BS\":[", set, |bytes, out| write_bytes(bytes, out), out),
    }
    out.push(b'}');
}

fn finish(mut open: Vec<Open<'_>>, out: &mut Vec<u8>) {
    while let Some(top) = open.last_mut() {
        let next = match top {
            Open::Map(attributes) => match attributes.next() {
                Some((name, value)) => {
                    write_name(name, out);
                    Ok(value)
                }
                None => Err("}}"),
            },
            Open::List(elements) => match elements.next() {
                Some(value) => {
                    separate(out);
                    Ok(value)
                }
                None => Err("]}"),
            },
        };
        match next {
            Ok(value) => begin(value, &mut open, out),
            Err(close) => {
                out.extend_from_slice(close.as_bytes());
                open.pop();
            }
        }
    }
}

fn write_name(name: &str, out: &mut Vec<u8>) {
    let before: &[u8] = if is_first(out) { b"\"" } else { b",\"" };
    write_between(before, name, b"\":", out);
}

/// Appends a comma, unless the map, list or set has just been opened.
fn separate(out: &mut Vec<u8>) {
    if !is_first(out) {
        out.push(b',');
    }
}

fn is_first(out: &[u8]) -> bool {
    matches!(out.last(), Some(b'{' | b'['))
}

fn write_set<'a, T: 'a>(
    start: &[u8],
    members: impl IntoIterator<Item = &'a T>,
    write: impl Fn(&T, &mut Vec<u8>),
    out: &mut Vec<u8>,
) {
    out.extend_from_slice(start);
    for member in members {
        separate(out);
        write(member, out);
    }
    out.push(b']');
}

fn write_number(number: &Number, out: &mut Vec<u8>) {
    out.push(b'"');
    number.write_to(out);
    out.push(b'"');
}

fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    let start = out.len();
    out.resize(start + bytes.len().div_ceil(3) * 4, b'=');
    if let Some(room) = out.get_mut(start..) {
        // The space is exactly the length of base64 with padding.
        let _ = STANDARD.encode_slice(bytes, room);
    }
    out.push(b'"');
}
