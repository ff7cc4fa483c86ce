//! `#[serde(with = "...")]` for fields that are DynamoDB sets.
//!
//! serde has sequences but no sets, so a `HashSet`, `BTreeSet` or `Vec` becomes a list unless its field says otherwise.
//! The modules here accept any sequence type, and an `Option` of one. A repeated member is an error, as in the service.
//! DynamoDB stores no empty sets: omit an empty set with `skip_serializing_if`, and restore it with `default`.
//!
//! Structs with `#[serde(with = "serde_dynamo::string_set")]`, `number_set` or `binary_set` work unchanged: their
//! fields are sets too.
//!
//! ```
//! use std::collections::BTreeSet;
//!
//! use hashrange::{AttributeValue, from_item, sets, to_item};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! struct Product {
//!     #[serde(with = "sets::strings")]
//!     colours: BTreeSet<String>,
//!     #[serde(with = "sets::numbers")]
//!     sizes: Vec<u32>,
//!     #[serde(with = "sets::binaries", default, skip_serializing_if = "Vec::is_empty")]
//!     thumbnails: Vec<Vec<u8>>,
//! }
//!
//! let colours = ["red", "blue"].map(str::to_owned).into();
//! let product = Product { colours, sizes: vec![90, 95, 100], thumbnails: Vec::new() };
//! let item = to_item(&product)?;
//! assert_eq!(item.get("sizes"), Some(&AttributeValue::Ns([90, 95, 100].map(Into::into).into())));
//! assert_eq!(item.get("thumbnails"), None);
//! assert_eq!(from_item::<Product>(item)?, product);
//! # Ok::<(), hashrange::ConversionError>(())
//! ```

use std::collections::BTreeSet;

use super::{error::ConversionError, marker};
use crate::value::{
    attribute_value::{AttributeType, AttributeValue},
    number::Number,
};

type Result<T, E = ConversionError> = std::result::Result<T, E>;

/// The type of set that a newtype of this name marks.
pub(super) fn marked_set(name: &str) -> Option<AttributeType> {
    match name {
        marker::STRINGS | marker::SERDE_DYNAMO_STRINGS => Some(AttributeType::Ss),
        marker::NUMBERS | marker::SERDE_DYNAMO_NUMBERS => Some(AttributeType::Ns),
        marker::BINARIES | marker::SERDE_DYNAMO_BINARIES => Some(AttributeType::Bs),
        _ => None,
    }
}

/// The set of this type with a list's elements, which must be distinct.
pub(super) fn into_set(list: AttributeValue, set: AttributeType) -> Result<AttributeValue> {
    let AttributeValue::L(elements) = list else {
        // An absent set is an Option's None.
        return if list.is_null() { Ok(list) } else { Err(not_a_member(&list, set)) };
    };
    Ok(match set {
        AttributeType::Ns => AttributeValue::Ns(members(elements, set, number)?),
        AttributeType::Bs => AttributeValue::Bs(members(elements, set, binary)?),
        _ => AttributeValue::Ss(members(elements, set, string)?),
    })
}

/// The members that `member` makes from the elements; fails with an element that is no member.
fn members<T: Ord>(
    elements: Vec<AttributeValue>,
    set: AttributeType,
    member: fn(AttributeValue) -> Result<T, AttributeValue>,
) -> Result<BTreeSet<T>> {
    let count = elements.len();
    let member = |value| member(value).map_err(|other| not_a_member(&other, set));
    let members: BTreeSet<T> = elements.into_iter().map(member).collect::<Result<_>>()?;
    if members.len() < count {
        return Err(ConversionError::Message(format!("a set of type {set} holds a member twice")));
    }
    Ok(members)
}

fn string(value: AttributeValue) -> Result<String, AttributeValue> {
    match value {
        AttributeValue::S(text) => Ok(text.into()),
        other => Err(other),
    }
}

fn number(value: AttributeValue) -> Result<Number, AttributeValue> {
    match value {
        AttributeValue::N(number) => Ok(number),
        other => Err(other),
    }
}

/// Bytes, also those of a `Vec<u8>`, which serde treats as a list of numbers.
fn binary(value: AttributeValue) -> Result<Vec<u8>, AttributeValue> {
    let byte = |number: &AttributeValue| u8::try_from(*number.as_n()?).ok();
    match value {
        AttributeValue::B(bytes) => Ok(bytes),
        AttributeValue::L(numbers) => {
            numbers.iter().map(byte).collect::<Option<_>>().ok_or(AttributeValue::L(numbers))
        }
        other => Err(other),
    }
}

pub(super) fn not_a_member(value: &AttributeValue, set: AttributeType) -> ConversionError {
    let found = value.attribute_type();
    ConversionError::Message(format!("a value of type {found} is no member of a set of type {set}"))
}

macro_rules! set_module {
    ($(#[$doc:meta])* $module:ident $marker:ident) => {
        $(#[$doc])*
        pub mod $module {
            use serde::{Deserialize, Deserializer, Serialize, Serializer};

            use super::super::marker;

            /// Serializes a sequence as a set; in other formats it is a plain sequence.
            ///
            /// # Errors
            /// Those of the serializer, and members of another type.
            pub fn serialize<T: Serialize + ?Sized, S: Serializer>(set: &T, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_newtype_struct(marker::$marker, set)
            }

            /// Reads a set or a list.
            ///
            /// # Errors
            /// Those of the deserializer.
            pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<T, D::Error> {
                T::deserialize(deserializer)
            }
        }
    };
}

set_module! {
    /// String sets, `SS`: of types that serialize as text.
    strings STRINGS
}
set_module! {
    /// Number sets, `NS`: of integers, floats and [`Number`](crate::value::number::Number)s.
    numbers NUMBERS
}
set_module! {
    /// Binary sets, `BS`: of `Vec<u8>`, arrays of bytes, and types that serialize as bytes.
    binaries BINARIES
}
