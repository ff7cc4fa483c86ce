//! Amazon DynamoDB inside your process.

mod error;
pub mod limits;
pub mod size;
pub mod value;

pub use error::{CancellationReason, Error, Result};
pub use value::{
    AttributeName, AttributeType, AttributeValue, ConversionError, Item, Number, NumberError,
    from_attribute_value, from_item, from_item_ref, sets, to_attribute_value, to_item,
};
