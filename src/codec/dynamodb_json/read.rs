//! Reading DynamoDB JSON to values, as part of the request around them.

use super::scalar::{blob, number, read_set};
use crate::{
    codec::json::{Json, Result, Wanted, boolean, end, list, lone_string, null, object, skip, string},
    limits::NESTING_LEVELS,
    value::{
        AttributeType, AttributeValue, Item,
        fault::{Faults, ValueFault, check_length},
    },
};

/// A value or item as sent, with its faults. A dummy replaces each part that has a fault.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Checked<T> {
    /// The value; check [`faults`](Self::faults) before using it.
    pub(crate) value: T,
    /// The fault to report, if there is one. An empty name at the top level is not included: operations report it
    /// before all other faults of an item.
    pub(crate) faults: Option<Box<Faults>>,
}

impl Checked<Item> {
    /// Reads an item, a key, or the values of an expression.
    pub(crate) fn read(json: &mut Json<'_>) -> Result<Self> {
        let mut faults = None;
        let value = read_map(json, &mut faults, 1)?;
        Ok(Self { value, faults })
    }

    /// Reads a text that holds an item and nothing else.
    pub(crate) fn from_text(text: &str) -> Result<Self> {
        let mut json = Json::new(text);
        let item = Self::read(&mut json)?;
        end(&mut json)?;
        Ok(item)
    }
}

impl Checked<AttributeValue> {
    /// Reads a value.
    pub(crate) fn read(json: &mut Json<'_>) -> Result<Self> {
        let mut faults = None;
        let value = read_value(json, &mut faults, 1)?;
        Ok(Self { value, faults })
    }
}

/// Reads a value on this level. Recurses for maps and lists, but never beyond the levels that DynamoDB allows; deeper
/// values are skipped without recursion.
fn read_value(json: &mut Json<'_>, faults: &mut Option<Box<Faults>>, level: usize) -> Result<AttributeValue> {
    if level > NESTING_LEVELS {
        // Each level above has two braces or brackets: those of the value, and those of its map or list.
        let json_levels = 2 * (level - 1) + skip(json)?;
        Faults::note(faults, ValueFault::Nesting, json_levels);
        return Ok(AttributeValue::Null);
    }
    if let Some(value) = plain_scalar(json) {
        return Ok(value);
    }
    if null(json)? {
        Faults::note(faults, ValueFault::NoType, 0);
        return Ok(AttributeValue::Null);
    }
    let mut read: Option<(AttributeType, AttributeValue)> = None;
    // If a value has several types, faults of its contents are not reported, except those of its own numbers.
    let mut inner = None;
    let mut number_fault = None;
    let mut several = false;
    object(Wanted::Structure, json, &mut |name, json| {
        // A member that DynamoDB does not have is ignored, and so is a null member.
        let Some(attribute_type) = AttributeType::from_spelling(name) else { return skip(json).map(drop) };
        if null(json)? {
            return Ok(());
        }
        let mut content = None;
        let value = read_content(attribute_type, json, &mut content, level)?;
        if let Some(content) = content {
            if matches!(content.first(), ValueFault::Number(..))
                && matches!(attribute_type, AttributeType::N | AttributeType::Ns)
            {
                number_fault.get_or_insert_with(|| content.first().clone());
            }
            Faults::join(&mut inner, content);
        }
        several |= read.as_ref().is_some_and(|(other, _)| *other != attribute_type);
        read = Some((attribute_type, value));
        Ok(())
    })?;
    let fault = match read {
        Some((_, value)) if !several => {
            if let Some(inner) = inner {
                Faults::join(faults, inner);
            }
            return Ok(value);
        }
        Some(_) => number_fault.unwrap_or(ValueFault::SeveralTypes),
        None => ValueFault::NoType,
    };
    Faults::note(faults, fault, inner.map_or(0, |inner| inner.json_levels()));
    Ok(AttributeValue::Null)
}

/// Reads a string or a number in the usual form, which nearly all values have. If the text has another form or a fault,
/// nothing is read.
fn plain_scalar(json: &mut Json<'_>) -> Option<AttributeValue> {
    let mut ahead = json.clone();
    let value = match lone_string(&mut ahead)? {
        (b'S', text) => AttributeValue::S(text.into()),
        (b'N', text) => AttributeValue::N(text.parse().ok()?),
        _ => return None,
    };
    *json = ahead;
    Some(value)
}

/// Reads the content after a type's name.
fn read_content(
    attribute_type: AttributeType,
    json: &mut Json<'_>,
    faults: &mut Option<Box<Faults>>,
    level: usize,
) -> Result<AttributeValue> {
    use AttributeType as Type;
    let read = match attribute_type {
        Type::S => Ok(AttributeValue::S((&*string(Wanted::String, json)?).into())),
        Type::N => number(json)?.map(AttributeValue::N),
        Type::B => Ok(AttributeValue::B(blob(json)?)),
        Type::M => Ok(AttributeValue::M(read_map(json, faults, level + 1)?)),
        Type::L => {
            let mut elements = Vec::new();
            list(json, &mut |json| {
                elements.push(read_value(json, faults, level + 1)?);
                Ok(())
            })?;
            Ok(AttributeValue::L(elements))
        }
        Type::Bool => Ok(AttributeValue::Bool(boolean(json)?)),
        Type::Null => boolean(json)?.then_some(AttributeValue::Null).ok_or(ValueFault::NullFalse),
        Type::Ss | Type::Ns | Type::Bs => read_set(attribute_type, json)?,
    };
    Ok(read.unwrap_or_else(|fault| {
        Faults::note(faults, fault, 0);
        AttributeValue::Null
    }))
}

/// Reads a map of names to values on this level; level 1 is an item.
fn read_map(json: &mut Json<'_>, faults: &mut Option<Box<Faults>>, level: usize) -> Result<Item> {
    let mut attributes = Vec::new();
    object(Wanted::Map, json, &mut |name, json| {
        let value = read_value(json, faults, level)?;
        let name = name.into();
        check_length(faults, &name);
        if level == 1 {
            Faults::locate(faults, &name);
        } else if name.is_empty() {
            Faults::note(faults, ValueFault::EmptyName, 0);
        }
        attributes.push((name, value));
        Ok(())
    })?;
    Ok(Item::of(attributes))
}
