//! DynamoDB's data model: attribute values, numbers, items.

mod attribute_value;
pub(crate) mod fault;
mod item;
pub(crate) mod literal;
mod macros;
mod notation;
mod number;
mod serde_item;
mod text;

pub use attribute_value::{AttributeType, AttributeValue};
pub use item::Item;
pub(crate) use item::Iter as ItemIter;
pub(crate) use notation::{ItemNotation, Notation, RedactedNotation};
pub use number::{Number, NumberError};
pub use serde_item::{
    ConversionError, from_attribute_value, from_attribute_value_ref, from_item, from_item_ref, sets,
    to_attribute_value, to_item,
};
pub use text::{AttributeName, Text};
