//! How values compare, and the functions of conditions, on values.

use std::cmp::Ordering;

use memchr::memmem;

use crate::{
    size::value_size_bytes,
    steps,
    value::{AttributeValue, Number},
};

/// An operand while a condition is evaluated.
#[derive(Debug)]
pub(crate) enum Operand<'a> {
    /// The path leads nowhere, or `size` has no meaning for what is there.
    Missing,
    /// A value of the item or of the request.
    Value(&'a AttributeValue),
    /// What `size` gave.
    Size(Number),
}

impl Operand<'_> {
    fn number(&self) -> Option<&Number> {
        match self {
            Self::Size(number) | Self::Value(AttributeValue::N(number)) => Some(number),
            _ => None,
        }
    }

    /// Whether both are there and are the same, by value: `1` and `1.0` are, sets in any order are.
    pub(crate) fn equals(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Value(one), Self::Value(two)) => {
                steps::take_of(|| value_size_bytes(one).min(value_size_bytes(two)) + 1);
                one == two
            }
            _ => self.number().is_some_and(|one| other.number() == Some(one)),
        }
    }

    /// How the two are ordered: values of the same type among S, N and B are, by bytes or by value.
    pub(crate) fn order(&self, other: &Self) -> Option<Ordering> {
        use AttributeValue::{B, S};
        match (self, other) {
            (Self::Value(one), Self::Value(two)) => {
                steps::take_of(|| value_size_bytes(one).min(value_size_bytes(two)) + 1);
            }
            _ => steps::take(1),
        }
        match (self, other) {
            (Self::Value(S(one)), Self::Value(S(two))) => Some(one.cmp(two)),
            (Self::Value(B(one)), Self::Value(B(two))) => Some(one.cmp(two)),
            _ => Some(self.number()?.cmp(other.number()?)),
        }
    }
}

/// How large a value is: UTF-16 code units of a string, bytes of a binary, members of a set, list or map; the
/// other types have no size.
pub(crate) fn size(value: &AttributeValue) -> Option<usize> {
    Some(match value {
        AttributeValue::S(text) if text.is_ascii() => text.len(),
        AttributeValue::S(text) => text.encode_utf16().count(),
        AttributeValue::B(bytes) => bytes.len(),
        AttributeValue::M(map) => map.len(),
        AttributeValue::L(list) => list.len(),
        AttributeValue::Ss(set) => set.len(),
        AttributeValue::Ns(set) => set.len(),
        AttributeValue::Bs(set) => set.len(),
        AttributeValue::N(_) | AttributeValue::Bool(_) | AttributeValue::Null => return None,
    })
}

/// Whether a string or binary starts with another.
pub(crate) fn begins_with(value: &AttributeValue, prefix: &AttributeValue) -> bool {
    match (value, prefix) {
        (AttributeValue::S(text), AttributeValue::S(prefix)) => text.starts_with(prefix.as_str()),
        (AttributeValue::B(bytes), AttributeValue::B(prefix)) => bytes.starts_with(prefix),
        _ => false,
    }
}

/// Whether a string or binary has a part, a set a member, a list an element. Takes time linear in the value: a part that
/// is longer is not even looked at.
pub(crate) fn contains(value: &AttributeValue, part: &AttributeValue) -> bool {
    match (value, part) {
        (AttributeValue::S(text), AttributeValue::S(part)) if part.len() > text.len() => false,
        (AttributeValue::B(bytes), AttributeValue::B(part)) if part.len() > bytes.len() => false,
        (AttributeValue::S(text), AttributeValue::S(part)) => {
            steps::take(text.len() + part.len());
            text.contains(part.as_str())
        }
        (AttributeValue::B(bytes), AttributeValue::B(part)) => {
            steps::take(bytes.len() + part.len());
            memmem::find(bytes, part).is_some()
        }
        (AttributeValue::Ss(set), AttributeValue::S(member)) => set.contains(member.as_str()),
        (AttributeValue::Ns(set), AttributeValue::N(member)) => set.contains(member),
        (AttributeValue::Bs(set), AttributeValue::B(member)) => set.contains(member),
        (AttributeValue::L(list), element) => {
            steps::take_of(|| value_size_bytes(value));
            list.contains(element)
        }
        _ => false,
    }
}
