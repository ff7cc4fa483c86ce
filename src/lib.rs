//! Amazon DynamoDB inside your process.

mod error;
pub mod expression;
pub mod limits;
pub mod partiql;
pub mod value;

pub use error::{CancellationReason, Error, Result};
pub use value::{AttributeName, AttributeType, AttributeValue, Item, Number, NumberError};
