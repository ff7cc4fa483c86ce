//! Values of key attributes as people write them.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::schema::ScalarAttributeType;
use crate::value::AttributeValue;

/// Parses a word as a value: a number as text, a binary value as base64.
pub(crate) fn typed(attribute_type: ScalarAttributeType, word: &str) -> Result<AttributeValue, String> {
    Ok(match attribute_type {
        ScalarAttributeType::S => AttributeValue::from(word),
        ScalarAttributeType::N => {
            AttributeValue::N(word.parse().map_err(|_| format!("'{word}' is not a number"))?)
        }
        ScalarAttributeType::B => {
            AttributeValue::B(STANDARD.decode(word).map_err(|_| format!("'{word}' is not base64"))?)
        }
    })
}
