//! serde's traits for numbers and attribute names, which are strings.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Unexpected, Visitor},
};

use super::super::marker;
use crate::value::number::Number;

impl Serialize for Number {
    /// A text, so that no format rounds the number; an `N` in items.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(marker::NUMBER, self.to_text().as_str())
    }
}

impl<'de> Deserialize<'de> for Number {
    /// Reads a text or a number.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(marker::NUMBER, NumberVisitor { text_only: false })
    }
}

/// A number that must be written as a text, as in `{"N": "1"}`.
pub(super) struct NumberText(pub(super) Number);

impl<'de> Deserialize<'de> for NumberText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(marker::NUMBER, NumberVisitor { text_only: true }).map(Self)
    }
}

struct NumberVisitor {
    text_only: bool,
}

macro_rules! visit_numbers {
    ($($method:ident: $type:ty;)*) => {$(
        fn $method<E: Error>(self, number: $type) -> Result<Number, E> {
            if self.text_only {
                return Err(E::invalid_type(Unexpected::Other("number"), &self));
            }
            Number::try_from(number).map_err(E::custom)
        }
    )*};
}

impl<'de> Visitor<'de> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.text_only { "a number as a text" } else { "a number" })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Number, D::Error> {
        if self.text_only || !deserializer.is_human_readable() {
            deserializer.deserialize_str(self)
        } else {
            deserializer.deserialize_any(self)
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
        text.parse().map_err(E::custom)
    }

    visit_numbers! {
        visit_i64: i64;
        visit_u64: u64;
        visit_i128: i128;
        visit_u128: u128;
        visit_f64: f64;
    }
}
