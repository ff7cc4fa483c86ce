//! CSV files for `hashrange import`.

use std::{collections::BTreeMap, io::BufRead, path::Path};

use super::{
    super::{
        description::{Description, typed},
        plain,
    },
    batch::Batch,
};
use crate::{
    key::ScalarAttributeType,
    value::{AttributeType, AttributeValue, Item},
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
    let mut reader = ::csv::Reader::from_reader(input);
    let told = |error: ::csv::Error| format!("{}: {error}", path.display());
    let names: Vec<String> = reader.headers().map_err(told)?.iter().map(str::to_owned).collect();
    let mut types: BTreeMap<&str, AttributeType> =
        types.iter().map(|(name, column)| (name.as_str(), *column)).collect();
    if let Some(name) = types.keys().find(|name| !names.iter().any(|column| column == *name)) {
        return Err(format!("{}: there is no column {name} for its --type", path.display()));
    }
    let key = description.key(None)?;
    types.extend(key.iter().map(|key| (key.name.as_str(), key.attribute_type.attribute_type())));
    for record in reader.records() {
        let record = record.map_err(told)?;
        let line = record.position().map_or(0, ::csv::Position::line);
        let mut item = Item::new();
        for (name, text) in names.iter().zip(&record).filter(|(_, text)| !text.is_empty()) {
            let column = types.get(name.as_str()).copied().unwrap_or(AttributeType::S);
            let value = csv_value(column, text)
                .map_err(|error| format!("{} line {line}, {name}: {error}", path.display()))?;
            item.insert(name.as_str(), value);
        }
        batch.push(item).map_err(|error| format!("{} line {line}: {error}", path.display()))?;
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
