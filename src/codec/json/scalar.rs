//! Null, strings, booleans and numbers.

use std::{borrow::Cow, str::FromStr};

use hifijson::{num::Lex as _, token::Lex};

use super::{
    cursor::{Json, peek},
    error::{JsonError, Result},
    text::text,
    wanted::{Wanted, other_than},
};
use crate::steps;

/// Whether the next value is null, which is then skipped.
#[inline]
pub(crate) fn null(json: &mut Json<'_>) -> Result<bool> {
    if peek(json) != Some(b'n') {
        return Ok(false);
    }
    json.null_or_bool().map(|_| true).ok_or(JsonError::Syntax)
}

/// Reads a string, wanted as text or as [`Wanted::Blob`]. It is copied only if it has escapes.
pub(crate) fn string<'a>(wanted: Wanted, json: &mut Json<'a>) -> Result<Cow<'a, str>> {
    match peek(json) {
        Some(b'"') => text(json),
        _ => Err(other_than(wanted, json)),
    }
}

/// Reads a boolean.
pub(crate) fn boolean(json: &mut Json<'_>) -> Result<bool> {
    match peek(json) {
        Some(b't' | b'f') => json.null_or_bool().flatten().ok_or(JsonError::Syntax),
        _ => Err(other_than(Wanted::Boolean, json)),
    }
}

/// Reads a number; `read` also gets whether it is whole, and returns `None` for a number that does not fit.
fn number<T>(wanted: Wanted, json: &mut Json<'_>, read: impl FnOnce(&str, bool) -> Option<T>) -> Result<T> {
    match peek(json) {
        Some(b'-' | b'0'..=b'9') => {
            let mut here = json.clone();
            let parts = json.num_ignore().validate().map_err(|_| JsonError::Syntax)?;
            let number = json.text.get(here.at..json.at).unwrap_or_default();
            steps::take(number.len());
            read(number, parts.is_int()).ok_or_else(|| other_than(wanted, &mut here))
        }
        _ => Err(other_than(wanted, json)),
    }
}

/// Reads a whole number of 32 bits.
pub(crate) fn integer(json: &mut Json<'_>) -> Result<i32> {
    number(Wanted::Integer, json, |text, whole| text.parse().ok().filter(|_| whole))
}

/// Reads a whole number of 64 bits.
pub(crate) fn long(json: &mut Json<'_>) -> Result<i64> {
    number(Wanted::Long, json, |text, whole| text.parse().ok().filter(|_| whole))
}

/// Reads a whole number that is not negative.
pub(crate) fn unsigned<T: FromStr>(json: &mut Json<'_>) -> Result<T> {
    number(Wanted::Long, json, |text, whole| text.parse().ok().filter(|_| whole))
}

/// Reads a number with or without a fraction, of 32 bits.
pub(crate) fn single(json: &mut Json<'_>) -> Result<f32> {
    let read = number(Wanted::Double, json, |text, _| text.parse::<f32>().ok())?;
    if read.is_finite() { Ok(read) } else { Err(JsonError::Syntax) }
}

/// Reads a number with or without a fraction.
pub(crate) fn double(json: &mut Json<'_>) -> Result<f64> {
    let read = number(Wanted::Double, json, |text, _| text.parse::<f64>().ok())?;
    if read.is_finite() { Ok(read) } else { Err(JsonError::Syntax) }
}
