//! Objects and lists, and skipping of values.

use std::borrow::Cow;

use hifijson::{Read, ignore, token::Lex};

use super::{
    cursor::{Json, peek},
    error::{JsonError, Result},
    text::text,
    wanted::{Wanted, other_than},
};
use crate::steps;

/// Reads the members of an object; `member` reads the value of the member with this name.
pub(crate) fn object<'a>(
    wanted: Wanted,
    json: &mut Json<'a>,
    member: &mut dyn FnMut(&str, &mut Json<'a>) -> Result<()>,
) -> Result<()> {
    if peek(json) != Some(b'{') {
        return Err(other_than(wanted, json));
    }
    json.discarded().seq(b'}', peek, |_, json| {
        steps::take(1);
        let name = name(json)?;
        member(&name, json)
    })
}

/// Reads the name of a member and the colon after it.
fn name<'a>(json: &mut Json<'a>) -> Result<Cow<'a, str>> {
    if peek(json) != Some(b'"') {
        return Err(JsonError::Syntax);
    }
    let name = text(json)?;
    json.expect(peek, b':').ok_or(JsonError::Syntax)?;
    Ok(name)
}

/// Reads a list; `element` reads its next element.
pub(crate) fn list<'a>(
    json: &mut Json<'a>,
    element: &mut dyn FnMut(&mut Json<'a>) -> Result<()>,
) -> Result<()> {
    if peek(json) != Some(b'[') {
        return Err(other_than(Wanted::List, json));
    }
    json.discarded().seq(b']', peek, |_, json| {
        steps::take(1);
        element(json)
    })
}

/// Skips a value of any depth, and returns the largest number of braces and brackets that are open in it at once.
pub(crate) fn skip(json: &mut Json<'_>) -> Result<usize> {
    // The closing brackets that are due. They are kept on the heap, because a text can open millions.
    let mut open = Vec::new();
    let mut deepest = 0;
    loop {
        let next = peek(json).ok_or(JsonError::Syntax)?;
        steps::take(1);
        match next {
            b'{' | b'[' => {
                let end = if next == b'{' { b'}' } else { b']' };
                open.push(end);
                deepest = deepest.max(open.len());
                if peek(json.discarded()) != Some(end) {
                    if end == b'}' {
                        name(json)?;
                    }
                    continue;
                }
            }
            b'"' => drop(text(json)?),
            // A scalar, which nests no deeper.
            _ => ignore::parse(next, json).map_err(|_| JsonError::Syntax)?,
        }
        loop {
            let Some(end) = open.last() else { return Ok(deepest) };
            match peek(json) {
                Some(b',') => {
                    let in_object = *end == b'}';
                    json.take_next();
                    if in_object {
                        name(json)?;
                    }
                    break;
                }
                Some(byte) if byte == *end => {
                    json.take_next();
                    open.pop();
                }
                _ => return Err(JsonError::Syntax),
            }
        }
    }
}

/// Fails if anything but white space follows the value that was read.
pub(crate) fn end(json: &mut Json<'_>) -> Result<()> {
    match peek(json) {
        None => Ok(()),
        Some(_) => Err(JsonError::Syntax),
    }
}

/// Whether a body is JSON and an object, of any depth.
#[cfg(feature = "server")]
pub(crate) fn is_structure(body: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(body) else { return false };
    let mut json = Json::new(text);
    peek(&mut json) == Some(b'{') && skip(&mut json).is_ok() && end(&mut json).is_ok()
}
