//! Items as bytes, in the form in which they lie in the file. Reading expects anything: the file may be damaged.
//!
//! ```text
//! item    count, then for each attribute its name and its value
//! name    length, UTF-8
//! value   a byte for the type, then
//!         S      length, UTF-8              N      the number's key bytes, which have an end
//!         B      length, bytes              M      as an item
//!         true, false, null: nothing        L      count, values
//!         SS NS BS  count, members, as S, N and B are written
//! ```
//! Counts and lengths are [written](super::lengths) in as many bytes as they take.

use std::collections::BTreeSet;

use super::lengths::{COUNT_BYTES, write_bytes, write_count};
use crate::{
    limits::NESTING_LEVELS,
    value::{AttributeName, AttributeValue, Item, Number, fault::Faults},
};

/// The bytes are none that [`write_item`] and its like write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("bytes that were not written so")]
pub(super) struct Unreadable;

/// Appends an item.
pub(super) fn write_item(item: &Item, out: &mut Vec<u8>) {
    write_count(item.len(), out);
    for (name, value) in item {
        write_bytes(name.as_str().as_bytes(), out);
        write_value(value, out);
    }
}

/// It recurses as deep as a value may be nested.
fn write_value(value: &AttributeValue, out: &mut Vec<u8>) {
    match value {
        AttributeValue::S(text) => {
            out.push(0);
            write_bytes(text.as_str().as_bytes(), out);
        }
        AttributeValue::N(number) => {
            out.push(1);
            number.encode_key(out);
        }
        AttributeValue::B(bytes) => {
            out.push(2);
            write_bytes(bytes, out);
        }
        AttributeValue::Bool(false) => out.push(3),
        AttributeValue::Bool(true) => out.push(4),
        AttributeValue::Null => out.push(5),
        AttributeValue::M(map) => {
            out.push(6);
            write_item(map, out);
        }
        AttributeValue::L(list) => {
            out.push(7);
            write_count(list.len(), out);
            list.iter().for_each(|value| write_value(value, out));
        }
        AttributeValue::Ss(set) => {
            out.push(8);
            write_count(set.len(), out);
            set.iter().for_each(|member| write_bytes(member.as_bytes(), out));
        }
        AttributeValue::Ns(set) => {
            out.push(9);
            write_count(set.len(), out);
            set.iter().for_each(|member| member.encode_key(out));
        }
        AttributeValue::Bs(set) => {
            out.push(10);
            write_count(set.len(), out);
            set.iter().for_each(|member| write_bytes(member, out));
        }
    }
}

/// Bytes that are read from the front.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes<'b>(pub(super) &'b [u8]);

impl<'b> Bytes<'b> {
    /// Whether all were read.
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> Result<u8, Unreadable> {
        let (first, rest) = self.0.split_first().ok_or(Unreadable)?;
        self.0 = rest;
        Ok(*first)
    }

    /// The next so many bytes.
    pub(super) fn take(&mut self, count: usize) -> Result<&'b [u8], Unreadable> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Unreadable)?;
        self.0 = rest;
        Ok(taken)
    }

    /// The next eight bytes as a number.
    pub(super) fn number(&mut self) -> Result<u64, Unreadable> {
        let (first, rest) = self.0.split_first_chunk().ok_or(Unreadable)?;
        self.0 = rest;
        Ok(u64::from_be_bytes(*first))
    }

    /// A count or length.
    pub(super) fn count(&mut self) -> Result<usize, Unreadable> {
        let mut count = 0;
        for place in 0..COUNT_BYTES {
            let byte = self.byte()?;
            count |= usize::from(byte & 0x7F) << (7 * place);
            if byte & 0x80 == 0 {
                return Ok(count);
            }
        }
        Err(Unreadable)
    }

    /// Bytes with their length.
    pub(super) fn bytes(&mut self) -> Result<&'b [u8], Unreadable> {
        let length = self.count()?;
        self.take(length)
    }

    fn text(&mut self) -> Result<&'b str, Unreadable> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Unreadable)
    }

    fn decimal(&mut self) -> Result<Number, Unreadable> {
        let (number, rest) = Number::decode_key(self.0).ok_or(Unreadable)?;
        self.0 = rest;
        Ok(number)
    }

    /// An item whose values DynamoDB stores, and nothing behind it.
    pub(super) fn whole_item(mut self) -> Result<Item, Unreadable> {
        let item = self.item(NESTING_LEVELS)?;
        if !self.is_empty() || Faults::of_item(&item).is_some() { Err(Unreadable) } else { Ok(item) }
    }

    /// An item or map, whose values have at most so many levels.
    fn item(&mut self, levels: usize) -> Result<Item, Unreadable> {
        let count = self.count()?;
        // A file that lies about a count does not get more memory than it has bytes.
        let mut attributes: Vec<(AttributeName, AttributeValue)> =
            Vec::with_capacity(count.min(self.0.len() / 2));
        for _ in 0..count {
            let name = AttributeName::from(self.text()?);
            if attributes.last().is_some_and(|(before, _)| *before >= name) {
                return Err(Unreadable);
            }
            attributes.push((name, self.value(levels)?));
        }
        Ok(Item::of(attributes))
    }

    /// It recurses no deeper than these levels.
    fn value(&mut self, levels: usize) -> Result<AttributeValue, Unreadable> {
        let deeper = levels.checked_sub(1).ok_or(Unreadable);
        Ok(match self.byte()? {
            0 => AttributeValue::S(self.text()?.into()),
            1 => AttributeValue::N(self.decimal()?),
            2 => AttributeValue::B(self.bytes()?.to_vec()),
            3 => AttributeValue::Bool(false),
            4 => AttributeValue::Bool(true),
            5 => AttributeValue::Null,
            6 => AttributeValue::M(self.item(deeper?)?),
            7 => {
                let count = self.count()?;
                let mut list = Vec::with_capacity(count.min(self.0.len()));
                for _ in 0..count {
                    list.push(self.value(deeper?)?);
                }
                AttributeValue::L(list)
            }
            8 => AttributeValue::Ss(self.set(|bytes| bytes.text().map(str::to_owned))?),
            9 => AttributeValue::Ns(self.set(Self::decimal)?),
            10 => AttributeValue::Bs(self.set(|bytes| bytes.bytes().map(<[u8]>::to_vec))?),
            _ => return Err(Unreadable),
        })
    }

    fn set<T: Ord>(
        &mut self,
        member: impl Fn(&mut Self) -> Result<T, Unreadable>,
    ) -> Result<BTreeSet<T>, Unreadable> {
        let count = self.count()?;
        let mut set = BTreeSet::new();
        for _ in 0..count {
            if !set.insert(member(self)?) {
                return Err(Unreadable);
            }
        }
        Ok(set)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{attribute_value, item};

    fn written(item: &Item) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_item(item, &mut bytes);
        bytes
    }

    fn any_value() -> impl Strategy<Value = AttributeValue> {
        let text = || ".{0,40}";
        let number =
            || (any::<i64>(), -100..90_i32).prop_map(|(n, e)| format!("{n}E{e}").parse::<Number>().unwrap());
        let leaf = prop_oneof![
            text().prop_map(AttributeValue::from),
            number().prop_map(AttributeValue::N),
            prop::collection::vec(any::<u8>(), 0..300).prop_map(AttributeValue::B),
            any::<bool>().prop_map(AttributeValue::Bool),
            Just(AttributeValue::Null),
            prop::collection::btree_set(text(), 1..4).prop_map(AttributeValue::Ss),
            prop::collection::btree_set(number(), 1..4).prop_map(AttributeValue::Ns),
            prop::collection::btree_set(prop::collection::vec(any::<u8>(), 0..9), 1..4)
                .prop_map(AttributeValue::Bs),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(AttributeValue::L),
                prop::collection::btree_map("[a-z]{1,30}", inner, 0..4)
                    .prop_map(|map| AttributeValue::M(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn an_item_is_read_as_it_was_written(
            map in prop::collection::btree_map("[a-z]{1,30}", any_value(), 0..6)
        ) {
            let item: Item = map.into_iter().collect();
            prop_assert_eq!(Bytes(&written(&item)).whole_item(), Ok(item));
        }

        #[test]
        fn any_bytes_are_an_item_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(item) = Bytes(&bytes).whole_item() {
                prop_assert_eq!(Bytes(&written(&item)).whole_item(), Ok(item));
            }
        }

        #[test]
        fn an_item_that_is_cut_is_refused(map in prop::collection::btree_map("[a-z]{1,9}", any_value(), 1..4), at in any::<prop::sample::Index>()) {
            let item: Item = map.into_iter().collect();
            let bytes = written(&item);
            prop_assert_eq!(Bytes(&bytes[..at.index(bytes.len())]).whole_item(), Err(Unreadable));
        }
    }

    #[test]
    fn a_count_that_lies_takes_no_memory() {
        let bytes = [0xFF, 0xFF, 0xFF, 0xFF, 0x0F];
        assert_eq!(Bytes(&bytes).whole_item(), Err(Unreadable));
        assert_eq!(Bytes(&[1, 1, b'a', 7, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]).whole_item(), Err(Unreadable));
    }

    #[test]
    fn what_dynamodb_does_not_store_is_refused() {
        let nested =
            |levels| (0..levels).fold(attribute_value!(null), |inner, _| AttributeValue::L(vec![inner]));
        let deepest = item! { "a": nested(NESTING_LEVELS - 1) };
        assert_eq!(Bytes(&written(&deepest)).whole_item(), Ok(deepest));
        let deep = [&[1, 1, b'a'][..], &[7, 1].repeat(100_000), &[5]].concat();
        assert_eq!(Bytes(&deep).whole_item(), Err(Unreadable));
        assert_eq!(Bytes(&[1, 1, b'a', 8, 0]).whole_item(), Err(Unreadable), "an empty set");
        assert_eq!(Bytes(&[2, 1, b'b', 5, 1, b'a', 5]).whole_item(), Err(Unreadable), "names out of order");
    }
}
