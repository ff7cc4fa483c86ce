//! Values of all types that members have, for tests of all structures.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    enumeration::WireEnum,
    value::{AttributeValue, Item, Number},
};

/// Decisions about a value. When they are used up, each further one is 0, so that every value is finite.
pub(crate) struct Source<'d>(std::slice::Iter<'d, u8>);

impl<'d> Source<'d> {
    pub(crate) fn new(decisions: &'d [u8]) -> Self {
        Self(decisions.iter())
    }

    fn next(&mut self) -> u8 {
        self.0.next().copied().unwrap_or(0)
    }

    /// Whether an optional part is present.
    fn is_there(&mut self) -> bool {
        self.next() % 2 == 1
    }

    /// How many elements a list or map has: one where every decision is 1.
    fn count(&mut self) -> u8 {
        self.next() % 3
    }
}

/// A type of which tests can generate values.
pub(crate) trait Sample: Sized {
    fn sample(source: &mut Source<'_>) -> Self;
}

impl Sample for bool {
    fn sample(source: &mut Source<'_>) -> Self {
        source.is_there()
    }
}

macro_rules! numbers {
    ($($type:ty)*) => {$(
        impl Sample for $type {
            fn sample(source: &mut Source<'_>) -> Self {
                match source.next() {
                    0 => Self::MAX,
                    255 => Self::MIN,
                    small => small.into(),
                }
            }
        }
    )*};
}

numbers! { i32 i64 u64 usize }

impl Sample for f32 {
    fn sample(source: &mut Source<'_>) -> Self {
        f32::from(source.next()) * 1.5
    }
}

impl Sample for f64 {
    fn sample(source: &mut Source<'_>) -> Self {
        f64::from(source.next()) * 1.5
    }
}

impl Sample for String {
    fn sample(source: &mut Source<'_>) -> Self {
        const TEXTS: [&str; 6] =
            ["", "a", "소니", "a\"b\\c\n\u{1}", "0", "more than twenty-three bytes of text"];
        TEXTS[usize::from(source.next()) % TEXTS.len()].to_owned()
    }
}

impl<T: Sample> Sample for Option<T> {
    fn sample(source: &mut Source<'_>) -> Self {
        source.is_there().then(|| T::sample(source))
    }
}

impl<T: Sample> Sample for Arc<T> {
    fn sample(source: &mut Source<'_>) -> Self {
        Self::new(T::sample(source))
    }
}

impl<T: Sample> Sample for Vec<T> {
    fn sample(source: &mut Source<'_>) -> Self {
        (0..source.count()).map(|_| T::sample(source)).collect()
    }
}

impl<T: Sample> Sample for BTreeMap<String, T> {
    fn sample(source: &mut Source<'_>) -> Self {
        (0..source.count()).map(|number| (format!("key{number}"), T::sample(source))).collect()
    }
}

impl<E: WireEnum> Sample for E {
    fn sample(source: &mut Source<'_>) -> Self {
        let words: Vec<&str> = E::VALUE_SET.trim_matches(['[', ']']).split(", ").collect();
        E::from_word(words[usize::from(source.next()) % words.len()]).unwrap()
    }
}

impl Sample for Item {
    fn sample(source: &mut Source<'_>) -> Self {
        (0..source.count()).map(|number| (format!("name{number}"), AttributeValue::sample(source))).collect()
    }
}

impl Sample for AttributeValue {
    fn sample(source: &mut Source<'_>) -> Self {
        match source.next() % 10 {
            0 => Self::Null,
            1 => Self::S(String::sample(source).into()),
            2 => Self::N(Number::from(i64::sample(source))),
            3 => Self::B(vec![source.next(); 3]),
            4 => Self::Bool(bool::sample(source)),
            5 => Self::M(Item::sample(source)),
            6 => Self::L(Vec::sample(source)),
            7 => Self::Ss([String::sample(source)].into()),
            8 => Self::Ns([Number::from(i64::sample(source))].into()),
            _ => Self::Bs([vec![source.next()]].into()),
        }
    }
}
