//! What goes wrong between items and other types.

use std::fmt::{self, Write as _};

use crate::value::{AttributeType, NumberError};

/// Why a value makes no item, or an item makes no value of the type wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConversionError {
    /// A number that DynamoDB does not store.
    Number(NumberError),
    /// A map's key that is no text, integer, boolean or plain variant.
    KeyNotText,
    /// More than 64 levels of nesting.
    TooDeep,
    /// The value makes an attribute value of this type, but an item is a map.
    NotAnItem(AttributeType),
    /// What a type's own serde implementation says.
    Message(String),
    /// Another error, and where it happened.
    At {
        /// The attribute, such as `orders[2].price`.
        path: String,
        /// What happened there.
        source: Box<ConversionError>,
    },
}

/// A step from a document to one of its elements.
pub(super) enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

impl ConversionError {
    /// The same error, seen from one level further up.
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

impl fmt::Display for ConversionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(error) => error.fmt(f),
            Self::KeyNotText => {
                f.write_str("the key of a map must be a text, an integer, a boolean or a plain variant")
            }
            Self::TooDeep => write!(f, "more than {} levels of nesting", super::DEPTH),
            Self::NotAnItem(found) => write!(f, "an item is a map, but the value makes type {found}"),
            Self::Message(message) => f.write_str(message),
            Self::At { path, source } => write!(f, "{path}: {source}"),
        }
    }
}

impl std::error::Error for ConversionError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Number(error) => Some(error),
            Self::At { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl serde_core::ser::Error for ConversionError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Message(message.to_string())
    }
}

impl serde_core::de::Error for ConversionError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Message(message.to_string())
    }
}

impl From<NumberError> for ConversionError {
    fn from(error: NumberError) -> Self {
        Self::Number(error)
    }
}
