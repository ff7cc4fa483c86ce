//! Items as Ion text.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{BINARY_SET, NUMBER_SET, STRING_SET, VERSION_MARKER, scalar::is_plain_symbol};
use crate::value::{AttributeValue, Item, Number};

/// Appends the line of an item, as in the files of an export.
pub(crate) fn write_line(item: &Item, out: &mut Vec<u8>) {
    out.extend_from_slice(VERSION_MARKER.as_bytes());
    out.extend_from_slice(b" {Item:");
    write_item(item, out);
    out.extend_from_slice(b"}\n");
}

/// Appends an item or map as a struct.
pub(crate) fn write_item(item: &Item, out: &mut Vec<u8>) {
    out.push(b'{');
    separated(item.iter(), out, |(name, value), out| {
        if is_plain_symbol(name) {
            out.extend_from_slice(name.as_bytes());
        } else {
            write_quoted(b'\'', name, out);
        }
        out.push(b':');
        write_value(value, out);
    });
    out.push(b'}');
}

/// Recurses on levels, of which a stored item has a bounded number.
fn write_value(value: &AttributeValue, out: &mut Vec<u8>) {
    match value {
        AttributeValue::S(text) => write_quoted(b'"', text, out),
        AttributeValue::N(number) => write_number(number, out),
        AttributeValue::B(bytes) => write_blob(bytes, out),
        AttributeValue::Bool(true) => out.extend_from_slice(b"true"),
        AttributeValue::Bool(false) => out.extend_from_slice(b"false"),
        AttributeValue::Null => out.extend_from_slice(b"null"),
        AttributeValue::M(map) => write_item(map, out),
        AttributeValue::L(list) => write_list(None, list, out, write_value),
        AttributeValue::Ss(set) => {
            write_list(Some(STRING_SET), set, out, |text, out| write_quoted(b'"', text, out));
        }
        AttributeValue::Ns(set) => write_list(Some(NUMBER_SET), set, out, write_number),
        AttributeValue::Bs(set) => {
            write_list(Some(BINARY_SET), set, out, |bytes, out| write_blob(bytes, out))
        }
    }
}

fn write_list<T>(
    annotation: Option<&str>,
    elements: impl IntoIterator<Item = T>,
    out: &mut Vec<u8>,
    write: impl Fn(T, &mut Vec<u8>),
) {
    if let Some(annotation) = annotation {
        out.extend_from_slice(annotation.as_bytes());
        out.extend_from_slice(b"::");
    }
    out.push(b'[');
    separated(elements.into_iter(), out, write);
    out.push(b']');
}

fn separated<T>(parts: impl Iterator<Item = T>, out: &mut Vec<u8>, write: impl Fn(T, &mut Vec<u8>)) {
    for (place, part) in parts.enumerate() {
        if place > 0 {
            out.push(b',');
        }
        write(part, out);
    }
}

fn write_blob(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b"{{");
    out.extend_from_slice(STANDARD.encode(bytes).as_bytes());
    out.extend_from_slice(b"}}");
}

/// Writes a decimal as the service's Ion library writes one without zeros at its end: `103.`, `6d2`, `12.5`, `0.001`,
/// and `1d-9` where more than five zeros would stand behind the point.
fn write_number(number: &Number, out: &mut Vec<u8>) {
    const MOST_ZEROS: usize = 5;
    let text = number.to_text();
    let text = text.as_str();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    out.extend_from_slice(sign.as_bytes());
    match digits.split_once('.') {
        None if number.is_zero() => out.extend_from_slice(b"0."),
        None => {
            let significant = digits.trim_end_matches('0');
            out.extend_from_slice(significant.as_bytes());
            match digits.len() - significant.len() {
                0 => out.push(b'.'),
                exponent => out.extend_from_slice(format!("d{exponent}").as_bytes()),
            }
        }
        Some(("0", fraction)) if fraction.len() - fraction.trim_start_matches('0').len() > MOST_ZEROS => {
            out.extend_from_slice(fraction.trim_start_matches('0').as_bytes());
            out.extend_from_slice(format!("d-{}", fraction.len()).as_bytes());
        }
        Some(_) => out.extend_from_slice(digits.as_bytes()),
    }
}

/// Writes a string or a symbol.
fn write_quoted(quote: u8, text: &str, out: &mut Vec<u8>) {
    out.push(quote);
    for byte in text.bytes() {
        let escape = match byte {
            b'\\' => b'\\',
            byte if byte == quote => quote,
            0 => b'0',
            7 => b'a',
            8 => b'b',
            b'\t' => b't',
            b'\n' => b'n',
            11 => b'v',
            12 => b'f',
            b'\r' => b'r',
            0..b' ' | 0x7F => {
                out.extend_from_slice(format!("\\x{byte:02x}").as_bytes());
                continue;
            }
            _ => {
                out.push(byte);
                continue;
            }
        };
        out.extend_from_slice(&[b'\\', escape]);
    }
    out.push(quote);
}
