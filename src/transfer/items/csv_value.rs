//! The values of fields.

use crate::{
    codec::plain_json::read_value,
    key::{ScalarAttributeType, typed},
    value::{AttributeType, AttributeValue},
};

/// Parses a CSV field as a value.
pub(super) fn csv_value(column: AttributeType, text: &str) -> Result<AttributeValue, String> {
    let scalar = |kind| typed(kind, text);
    Ok(match column {
        AttributeType::S => AttributeValue::from(text),
        AttributeType::N => scalar(ScalarAttributeType::N)?,
        AttributeType::B => scalar(ScalarAttributeType::B)?,
        AttributeType::Bool => match text {
            "true" | "TRUE" | "True" => AttributeValue::Bool(true),
            "false" | "FALSE" | "False" => AttributeValue::Bool(false),
            _ => return Err(format!("'{text}' is neither true nor false")),
        },
        AttributeType::Null => AttributeValue::Null,
        AttributeType::M | AttributeType::L => {
            let value = read_value(text)?;
            if value.attribute_type() != column {
                return Err(format!("'{text}' is not of the type {column}"));
            }
            value
        }
        AttributeType::Ss | AttributeType::Ns | AttributeType::Bs => {
            let AttributeValue::L(members) = read_value(text)? else {
                return Err(format!("'{text}' is not an array"));
            };
            let wrong = || format!("'{text}' is not of the type {column}");
            match column {
                AttributeType::Ss => AttributeValue::Ss(
                    members
                        .iter()
                        .map(|one| one.as_s().map(str::to_owned))
                        .collect::<Option<_>>()
                        .ok_or_else(wrong)?,
                ),
                AttributeType::Ns => AttributeValue::Ns(
                    members.iter().map(|one| one.as_n().copied()).collect::<Option<_>>().ok_or_else(wrong)?,
                ),
                _ => {
                    let binary = |one: &AttributeValue| {
                        let made = typed(ScalarAttributeType::B, one.as_s()?).ok()?;
                        made.as_b().map(<[u8]>::to_vec)
                    };
                    AttributeValue::Bs(members.iter().map(binary).collect::<Option<_>>().ok_or_else(wrong)?)
                }
            }
        }
    })
}
