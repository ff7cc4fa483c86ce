//! Sizes to the byte, and the capacity units they cost.

use crate::{
    limits::{READ_UNIT_BYTES, WRITE_UNIT_BYTES},
    value::{AttributeValue, Item},
};

/// The size of an item: its attributes' names and values, in bytes.
pub(crate) fn item_size_bytes(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + value_size_bytes(value)).sum()
}

/// The size of a value in bytes.
pub(crate) fn value_size_bytes(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.size_bytes(),
        AttributeValue::B(bytes) => bytes.len(),
        AttributeValue::Bool(_) | AttributeValue::Null => 1,
        AttributeValue::M(map) => 3 + map.len() + item_size_bytes(map),
        AttributeValue::L(list) => 3 + list.len() + list.iter().map(value_size_bytes).sum::<usize>(),
        AttributeValue::Ss(set) => set.iter().map(String::len).sum(),
        AttributeValue::Ns(set) => set.iter().map(crate::value::Number::size_bytes).sum(),
        AttributeValue::Bs(set) => set.iter().map(Vec::len).sum(),
    }
}

/// Write units for this many bytes: one for each KB begun, at least one.
pub(crate) fn write_units(size_bytes: usize) -> u64 {
    size_bytes.div_ceil(WRITE_UNIT_BYTES).max(1) as u64
}

/// Read units for this many bytes: one for each 4 KB begun, at least one; half as many where the read may be
/// eventually consistent.
pub(crate) fn read_units(size_bytes: usize, consistent: bool) -> f64 {
    let units = size_bytes.div_ceil(READ_UNIT_BYTES).max(1) as f64;
    if consistent { units } else { units / 2.0 }
}
