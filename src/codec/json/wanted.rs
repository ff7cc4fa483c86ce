//! The JSON type that a value must have, and the error if it has another one.

use hifijson::{num::Lex as _, token::Lex};

use super::{
    cursor::{Json, peek},
    error::JsonError,
    text::text,
};
use crate::texts;

/// The JSON type that a value must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    String,
    Boolean,
    Blob,
    Integer,
    Long,
    Double,
    List,
    Structure,
    Map,
}

impl Wanted {
    /// The service's name of a scalar type.
    const fn scalar(self) -> Option<&'static str> {
        Some(match self {
            Self::String => "String",
            Self::Boolean => "Boolean",
            Self::Blob => "Blob",
            Self::Integer => "Integer",
            Self::Long => "Long",
            Self::Double => "Double",
            Self::List | Self::Structure | Self::Map => return None,
        })
    }
}

/// The error if a value does not have the wanted type; [`texts::json`] lists which text is used where.
#[cold]
pub(super) fn other_than(wanted: Wanted, json: &mut Json<'_>) -> JsonError {
    let token = match peek(json) {
        Some(b'[') => return JsonError::unwanted(texts::json::LIST),
        Some(b'{') => return JsonError::unwanted(texts::json::OBJECT),
        Some(b'"') => text(json).ok().map(|_| "STRING_VALUE"),
        Some(b'a'..=b'z') => json.null_or_bool().map(|literal| match literal {
            None => "NULL_VALUE",
            Some(true) => "TRUE_VALUE",
            Some(false) => "FALSE_VALUE",
        }),
        _ => json.num_ignore().validate().ok().map(|parts| match parts.is_int() {
            true => "NUMBER_VALUE",
            false => "DECIMAL_VALUE",
        }),
    };
    match (token, wanted) {
        (None, _) => JsonError::Syntax,
        (Some(_), Wanted::Map) => JsonError::unwanted(texts::json::NO_MAP),
        (Some(token), _) => match wanted.scalar() {
            Some(name) => JsonError::unwanted(texts::json::other_scalar(token, name)),
            None => JsonError::unwanted(texts::json::NO_LIST_OR_STRUCTURE),
        },
    }
}
