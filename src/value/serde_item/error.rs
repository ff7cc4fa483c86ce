//! Errors of conversions between items and other types.

use std::fmt::{Display, Write as _};

use crate::{
    limits::NESTING_LEVELS,
    value::{attribute_value::AttributeType, item::Item, notation::ItemNotation, number::NumberError},
};

/// Levels of nesting that are converted: more than an item may have, and few enough for any stack.
pub(super) const DEPTH: usize = 2 * NESTING_LEVELS;

/// Why a value cannot be converted to an item, or an item to a value of the wanted type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConversionError {
    /// A number that DynamoDB does not store.
    #[error("{0}")]
    Number(#[from] NumberError),
    /// A map key that is no text, integer, boolean or plain variant.
    #[error("the key of a map must be a text, an integer, a boolean or a plain variant")]
    KeyNotText,
    /// More than 64 levels of nesting.
    #[error("more than {} levels of nesting", DEPTH)]
    TooDeep,
    /// The value converts to an attribute value of this type, but an item is a map.
    #[error("an item is a map, but the value makes type {0}")]
    NotAnItem(AttributeType),
    /// An error of a type's own serde implementation.
    #[error("{0}")]
    Message(String),
    /// The error of an item with this key.
    #[error("item {key}: {source}")]
    OfItem {
        /// The item's key, such as `{"user_id": "haeri05"}`.
        key: String,
        /// The error in that item.
        source: Box<ConversionError>,
    },
    /// Another error, with the place where it happened.
    #[error("{path}: {source}")]
    At {
        /// The attribute, such as `orders[2].price`.
        path: String,
        /// The error at that place.
        source: Box<ConversionError>,
    },
}

/// A step from a document to one of its elements.
pub(super) enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

impl ConversionError {
    /// What is told of an attribute that a field of a record needs.
    pub(crate) const MISSING: &str = "the attribute is missing";

    /// An attribute that a field of a record needs is missing.
    #[cfg(feature = "derive")]
    pub(crate) fn missing() -> Self {
        Self::Message(Self::MISSING.to_owned())
    }

    /// The error of the item with this key; the same error if the key is not known.
    pub(crate) fn of_item(self, key: &Item) -> Self {
        if key.is_empty() {
            return self;
        }
        Self::OfItem { key: format!("{:.60}", ItemNotation(key)), source: Box::new(self) }
    }

    /// The same error, with one more level in front of its path.
    pub(super) fn within(self, step: Step<'_>) -> Self {
        let (inner, source) = match self {
            Self::At { path, source } => (path, source),
            other => (String::new(), Box::new(other)),
        };
        let mut path = String::new();
        // Writing to a String does not fail.
        let _ = match step {
            Step::Name(name) => path.write_str(name),
            Step::Index(index) => write!(path, "[{index}]"),
        };
        if !inner.is_empty() && !inner.starts_with('[') {
            path.push('.');
        }
        path.push_str(&inner);
        Self::At { path, source }
    }
}

impl serde::ser::Error for ConversionError {
    fn custom<T: Display>(message: T) -> Self {
        Self::Message(message.to_string())
    }
}

impl serde::de::Error for ConversionError {
    fn custom<T: Display>(message: T) -> Self {
        Self::Message(message.to_string())
    }
}
