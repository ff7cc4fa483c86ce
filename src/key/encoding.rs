//! One key value as bytes, so that comparing bytes orders values as DynamoDB does.

use smallvec::SmallVec;

use crate::value::AttributeValue;

/// Key bytes. Short ones, which are common, are stored inline beside the hash in the tree's node, so that a search
/// follows no pointer.
pub(crate) type KeyBytes = SmallVec<[u8; 32]>;

/// The bytes of a value without an end, for the last part of a key; those of a number are written to `number`.
#[inline(never)]
pub(super) fn raw<'v>(value: &'v AttributeValue, number: &'v mut Vec<u8>) -> &'v [u8] {
    match value {
        AttributeValue::S(text) => text.as_bytes(),
        AttributeValue::B(binary) => binary,
        AttributeValue::N(value) => {
            value.encode_key(number);
            number
        }
        // Other types are refused before a key is made from them.
        _ => &[],
    }
}

/// Appends the bytes of a value without an end.
pub(super) fn push_raw(bytes: &mut KeyBytes, value: &AttributeValue) {
    bytes.extend_from_slice(raw(value, &mut Vec::new()));
}

/// Appends the bytes of a value with an end, so that more can follow without changing the order. A zero byte becomes
/// `00 FF`, and `00 00` ends the value. Number bytes mark their own end.
pub(super) fn push_terminated(bytes: &mut KeyBytes, value: &AttributeValue) {
    push_escaped(bytes, value);
    if !matches!(value, AttributeValue::N(_)) {
        bytes.extend_from_slice(&[0, 0]);
    }
}

/// Appends the bytes of a value as in [`push_terminated`], without the end: the prefix of all longer values.
pub(super) fn push_escaped(bytes: &mut KeyBytes, value: &AttributeValue) {
    let raw: &[u8] = match value {
        AttributeValue::S(text) => text.as_bytes(),
        AttributeValue::B(binary) => binary,
        _ => return push_raw(bytes, value),
    };
    for part in raw.split_inclusive(|byte| *byte == 0) {
        bytes.extend_from_slice(part);
        if part.last() == Some(&0) {
            bytes.push(0xFF);
        }
    }
}

/// The parts, concatenated.
pub(super) fn joined(parts: [&[u8]; 3]) -> KeyBytes {
    let mut short = [0; 32];
    let mut length = 0;
    for part in parts {
        let end = length + part.len();
        match short.get_mut(length..end) {
            Some(place) => place.copy_from_slice(part),
            None => return KeyBytes::from_vec(parts.concat()),
        }
        length = end;
    }
    KeyBytes::from_buf_and_len(short, length)
}
