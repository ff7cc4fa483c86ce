//! Comparison of values, and the functions of conditions on values.

use std::cmp::Ordering;

use memchr::memmem;

use crate::{
    value::{AttributeValue, Number},
    work::Work,
};

/// An operand while a condition is evaluated.
#[derive(Debug)]
pub(crate) enum Operand<'a> {
    /// The path leads to no value, or `size` is not defined for its value.
    Missing,
    /// A value of the item or of the request.
    Value(&'a AttributeValue),
    /// The result of `size`.
    Size(Number),
}

impl Operand<'_> {
    fn number(&self) -> Option<&Number> {
        match self {
            Self::Size(number) | Self::Value(AttributeValue::N(number)) => Some(number),
            _ => None,
        }
    }

    /// Whether both exist and are equal by value: `1` equals `1.0`, and the order in a set does not matter.
    pub(crate) fn equals(&self, other: &Self, work: &mut Work) -> bool {
        match (self, other) {
            (Self::Value(one), Self::Value(two)) => equal(one, two, work),
            _ => self.number().is_some_and(|one| other.number() == Some(one)),
        }
    }

    /// The order of the two. It is defined for values of the same type among S, N and B: by bytes, or by value for N.
    pub(crate) fn order(&self, other: &Self, work: &mut Work) -> Option<Ordering> {
        match (self, other) {
            (Self::Value(one), Self::Value(two)) => order(one, two, work),
            _ => Some(self.number()?.cmp(other.number()?)),
        }
    }
}

/// The order of two values.
pub(crate) fn order(one: &AttributeValue, two: &AttributeValue, work: &mut Work) -> Option<Ordering> {
    use AttributeValue::{B, N, S};
    match (one, two) {
        (S(one), S(two)) => {
            work.compare(one.len().min(two.len()));
            Some(one.cmp(two))
        }
        (B(one), B(two)) => {
            work.compare(one.len().min(two.len()));
            Some(one.cmp(two))
        }
        (N(one), N(two)) => Some(one.cmp(two)),
        _ => None,
    }
}

/// Whether two values are equal as by `==`, which counts no work. Recurses as deep as values nest.
fn equal(one: &AttributeValue, two: &AttributeValue, work: &mut Work) -> bool {
    use AttributeValue::{B, Bs, L, M, Ns, S, Ss};
    match (one, two) {
        (S(one), S(two)) => equal_bytes(one.as_bytes(), two.as_bytes(), work),
        (B(one), B(two)) => equal_bytes(one, two, work),
        (L(one), L(two)) => equal_all(one, two, work, equal),
        (M(one), M(two)) => {
            one.len() == two.len()
                && equal_all(one.iter(), two.iter(), work, |(name, one), (other, two), work| {
                    equal_bytes(name.as_bytes(), other.as_bytes(), work) && equal(one, two, work)
                })
        }
        (Ss(one), Ss(two)) => {
            equal_all(one, two, work, |one, two, work| equal_bytes(one.as_bytes(), two.as_bytes(), work))
        }
        (Bs(one), Bs(two)) => equal_all(one, two, work, |one, two, work| equal_bytes(one, two, work)),
        (Ns(one), Ns(two)) => equal_all(one, two, work, |one, two, _| one == two),
        _ => one == two,
    }
}

fn equal_bytes(one: &[u8], two: &[u8], work: &mut Work) -> bool {
    if one.len() != two.len() {
        return false;
    }
    work.compare(one.len());
    one == two
}

/// Whether both have the same length, and the same values in the same order.
fn equal_all<V, I: ExactSizeIterator<Item = V>>(
    one: impl IntoIterator<IntoIter = I>,
    two: impl IntoIterator<IntoIter = I>,
    work: &mut Work,
    equal: impl Fn(V, V, &mut Work) -> bool,
) -> bool {
    let (one, two) = (one.into_iter(), two.into_iter());
    one.len() == two.len()
        && one.zip(two).all(|(one, two)| {
            work.look_at(1);
            equal(one, two, work)
        })
}

/// Whether `size` is defined for a value.
pub(crate) const fn has_size(value: &AttributeValue) -> bool {
    !matches!(value, AttributeValue::N(_) | AttributeValue::Bool(_) | AttributeValue::Null)
}

/// The size of a value: UTF-16 code units of a string, bytes of a binary, members of a set, list or map. The other
/// types have no size.
pub(crate) fn size(value: &AttributeValue, work: &mut Work) -> Option<usize> {
    Some(match value {
        AttributeValue::S(text) => {
            work.compare(text.len());
            if text.is_ascii() {
                return Some(text.len());
            }
            work.search(text.len());
            text.encode_utf16().count()
        }
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
pub(crate) fn begins_with(value: &AttributeValue, prefix: &AttributeValue, work: &mut Work) -> bool {
    let (value, prefix) = match (value, prefix) {
        (AttributeValue::S(text), AttributeValue::S(prefix)) => (text.as_bytes(), prefix.as_bytes()),
        (AttributeValue::B(bytes), AttributeValue::B(prefix)) => (&bytes[..], &prefix[..]),
        _ => return false,
    };
    work.compare(value.len().min(prefix.len()));
    value.starts_with(prefix)
}

/// Whether a string or binary contains a part, a set a member, or a list an element. Takes time linear in the value: a
/// part that is longer is not read.
pub(crate) fn contains(value: &AttributeValue, part: &AttributeValue, work: &mut Work) -> bool {
    match (value, part) {
        (AttributeValue::S(text), AttributeValue::S(part)) if part.len() > text.len() => false,
        (AttributeValue::B(bytes), AttributeValue::B(part)) if part.len() > bytes.len() => false,
        (AttributeValue::S(text), AttributeValue::S(part)) => {
            work.search(text.len() + part.len());
            text.contains(part.as_str())
        }
        (AttributeValue::B(bytes), AttributeValue::B(part)) => {
            work.search(bytes.len() + part.len());
            memmem::find(bytes, part).is_some()
        }
        (AttributeValue::Ss(set), AttributeValue::S(member)) => set.contains(member.as_str()),
        (AttributeValue::Ns(set), AttributeValue::N(member)) => set.contains(member),
        (AttributeValue::Bs(set), AttributeValue::B(member)) => set.contains(member),
        (AttributeValue::L(list), element) => {
            let mut is_element = |value| {
                work.look_at(1);
                equal(value, element, work)
            };
            list.iter().any(&mut is_element)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Item, size::value_size_bytes};

    /// Values that are often equal, or almost.
    fn any_value() -> impl Strategy<Value = AttributeValue> {
        let scalar = prop_oneof![
            Just(AttributeValue::Null),
            any::<bool>().prop_map(AttributeValue::from),
            (0..3_i64).prop_map(AttributeValue::from),
            "[ab]{0,40}".prop_map(AttributeValue::from),
            proptest::collection::vec(0..2_u8, 0..3).prop_map(AttributeValue::from),
            proptest::collection::btree_set("[ab]{0,2}", 1..3).prop_map(AttributeValue::from),
            proptest::collection::btree_set((0..3_i64).prop_map(Number::from), 1..3)
                .prop_map(AttributeValue::from),
            proptest::collection::btree_set(proptest::collection::vec(0..2_u8, 0..2), 1..3)
                .prop_map(AttributeValue::from),
        ];
        scalar.prop_recursive(3, 24, 3, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..3).prop_map(AttributeValue::L),
                proptest::collection::vec(("[ab]", inner), 0..3)
                    .prop_map(|members| AttributeValue::M(members.into_iter().collect::<Item>())),
            ]
        })
    }

    /// How many values a value contains.
    fn values_in(value: &AttributeValue) -> usize {
        match value {
            AttributeValue::L(list) => list.iter().map(|value| 1 + values_in(value)).sum(),
            AttributeValue::M(map) => map.iter().map(|(_, value)| 1 + values_in(value)).sum(),
            AttributeValue::Ss(set) => set.len(),
            AttributeValue::Ns(set) => set.len(),
            AttributeValue::Bs(set) => set.len(),
            _ => 0,
        }
    }

    fn spent(work: impl FnOnce(&mut Work) -> bool) -> (bool, usize) {
        let (steps, truth) = crate::steps::of(|| work(&mut Work::unbounded()));
        (truth, steps)
    }

    proptest! {
        #[test]
        fn values_are_equal_as_they_are_without_counting(one in any_value(), two in any_value()) {
            prop_assert_eq!(spent(|work| equal(&one, &two, work)).0, one == two);
            let list = AttributeValue::L(vec![one.clone(), two.clone()]);
            prop_assert!(spent(|work| contains(&list, &two, work)).0);
        }

        #[test]
        fn each_value_that_is_looked_at_counts_and_none_more_than_its_size(value in any_value()) {
            let (truth, units) = spent(|work| equal(&value, &value.clone(), work));
            prop_assert!(truth);
            prop_assert!(values_in(&value) <= units && units <= value_size_bytes(&value) + 1, "{}", units);
        }
    }
}
