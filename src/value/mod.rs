//! DynamoDB's data model: attribute values, numbers, items.

mod attribute_value;
mod item;
pub(crate) mod json;
mod name;
mod number;

pub use attribute_value::{AttributeType, AttributeValue};
pub use item::Item;
pub use name::AttributeName;
pub use number::{Number, NumberError};
