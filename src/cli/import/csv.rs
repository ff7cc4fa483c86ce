//! CSV files for `hashrange import`.

use std::{collections::BTreeMap, fmt::Display, io::BufRead, path::Path};

use super::{
    super::{
        description::{Description, typed},
        plain,
    },
    batch::Batch,
};
use crate::{
    key::ScalarAttributeType,
    transfer::formats::CsvReader,
    value::{AttributeType, AttributeValue},
};

/// Adds all lines of a CSV file to the batch. `types` has the types of columns that are not strings; key attributes
/// have the types of the table's key.
pub(super) fn read_csv(
    path: &Path,
    input: Box<dyn BufRead>,
    types: &[(String, AttributeType)],
    description: &Description,
    batch: &mut Batch<'_>,
) -> Result<(), String> {
    let told = |error: &dyn Display| format!("{} {error}", path.display());
    let mut columns: BTreeMap<&str, AttributeType> =
        types.iter().map(|(name, column)| (name.as_str(), *column)).collect();
    let key = description.key(None)?;
    columns.extend(key.iter().map(|key| (key.name.as_str(), key.attribute_type.attribute_type())));
    let mut reader = CsvReader::new(input, b',', None, |name, text| {
        let column = columns.get(name).copied().unwrap_or(AttributeType::S);
        (!text.is_empty()).then(|| csv_value(column, text)).transpose()
    });
    let names = reader.names().map_err(|fault| told(&fault))?;
    if let Some((name, _)) =
        types.iter().find(|(name, _)| !names.iter().any(|column| column.as_str() == name.as_str()))
    {
        return Err(told(&format_args!("has no column {name} for its --type")));
    }
    for record in reader {
        let record = record.map_err(|fault| told(&fault))?;
        batch.push(record.item).map_err(|error| told(&format_args!("line {}: {error}", record.line)))?;
    }
    Ok(())
}

/// Parses a CSV field as a value.
fn csv_value(column: AttributeType, text: &str) -> Result<AttributeValue, String> {
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
            let value = plain::read_value(text)?;
            if value.attribute_type() != column {
                return Err(format!("'{text}' is not of the type {column}"));
            }
            value
        }
        AttributeType::Ss | AttributeType::Ns | AttributeType::Bs => {
            let AttributeValue::L(members) = plain::read_value(text)? else {
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
