//! Numbers, bytes, and sets of strings, numbers and bytes in attribute values.

use std::{
    collections::{BTreeSet, HashSet},
    hash::Hash,
};

use base64::{DecodeError, Engine, engine::general_purpose::STANDARD};

use crate::{
    codec::json::{Json, JsonError, Result, Wanted, list, null, string},
    texts,
    value::{
        AttributeType, AttributeValue, Number,
        fault::{Members, ValueFault},
    },
};

/// Reads a number, or its fault.
pub(crate) fn number(json: &mut Json<'_>) -> Result<std::result::Result<Number, ValueFault>> {
    let text = string(Wanted::String, json)?;
    Ok(text.parse().map_err(|error| ValueFault::Number(error, text.into_owned())))
}

/// Reads bytes from base64.
pub(crate) fn blob(json: &mut Json<'_>) -> Result<Vec<u8>> {
    let text = string(Wanted::Blob, json)?;
    if !text.len().is_multiple_of(4) {
        return Err(JsonError::unwanted(texts::json::base64_length(text.len())));
    }
    STANDARD.decode(&*text).map_err(|error| match error {
        DecodeError::InvalidByte(place, _) => {
            let character = text.char_indices().rev().find(|(start, _)| *start <= place).map(|(_, c)| c);
            JsonError::unwanted(texts::json::base64_character(character.unwrap_or_default()))
        }
        _ => JsonError::unwanted(texts::json::BASE64_END),
    })
}

/// Reads the set after `SS`, `NS` or `BS`: its value or its fault.
pub(crate) fn read_set(
    attribute_type: AttributeType,
    json: &mut Json<'_>,
) -> Result<std::result::Result<AttributeValue, ValueFault>> {
    let text = |json: &mut Json<'_>| string(Wanted::String, json).map(|text| text.into_owned());
    Ok(match attribute_type {
        AttributeType::Ns => number_set(members(json, number)?),
        AttributeType::Bs => binary_set(members(json, blob)?),
        _ => string_set(members(json, text)?),
    })
}

/// Reads the members of a set; null members are ignored.
fn members<T>(json: &mut Json<'_>, member: impl Fn(&mut Json<'_>) -> Result<T>) -> Result<Vec<T>> {
    let mut members = Vec::new();
    list(json, &mut |json| {
        if !null(json)? {
            members.push(member(json)?);
        }
        Ok(())
    })?;
    Ok(members)
}

/// The set of these strings, or its fault.
pub(crate) fn string_set(members: Vec<String>) -> std::result::Result<AttributeValue, ValueFault> {
    unique(AttributeType::Ss, members, ValueFault::DuplicateStrings).map(AttributeValue::Ss)
}

/// The set of these byte strings, or its fault.
pub(crate) fn binary_set(members: Vec<Vec<u8>>) -> std::result::Result<AttributeValue, ValueFault> {
    unique(AttributeType::Bs, members, ValueFault::DuplicateBinaries).map(AttributeValue::Bs)
}

/// The set of these numbers, or its fault.
pub(crate) fn number_set(
    members: Vec<std::result::Result<Number, ValueFault>>,
) -> std::result::Result<AttributeValue, ValueFault> {
    let count = members.len();
    let set: BTreeSet<Number> = members.into_iter().collect::<std::result::Result<_, _>>()?;
    match count {
        0 => Err(ValueFault::EmptySet(AttributeType::Ns)),
        _ if set.len() < count => Err(ValueFault::DuplicateNumbers),
        _ => Ok(AttributeValue::Ns(set)),
    }
}

/// The members as a set, or the set's fault.
fn unique<T: Ord + Hash + AsRef<[u8]>>(
    attribute_type: AttributeType,
    members: Vec<T>,
    duplicates: fn(Members<T>) -> ValueFault,
) -> std::result::Result<BTreeSet<T>, ValueFault> {
    if members.is_empty() {
        return Err(ValueFault::EmptySet(attribute_type));
    }
    let mut seen = HashSet::new();
    let are_distinct = members.iter().all(|member| seen.insert(member));
    if are_distinct { Ok(members.into_iter().collect()) } else { Err(duplicates(members.into())) }
}
