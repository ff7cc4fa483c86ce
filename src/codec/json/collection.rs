//! Objects and lists, and values that are passed over.

use std::borrow::Cow;

use hifijson::{Read, ignore, token::Lex};

use super::{
    cursor::{Json, peek},
    error::{JsonError, Result},
    text::text,
    wanted::{Wanted, other_than},
};
use crate::steps;

/// Goes through the members of an object; `member` reads the value of the one with this name.
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

/// Reads the name of a member and what stands before its value.
fn name<'a>(json: &mut Json<'a>) -> Result<Cow<'a, str>> {
    if peek(json) != Some(b'"') {
        return Err(JsonError::Syntax);
    }
    let name = text(json)?;
    json.expect(peek, b':').ok_or(JsonError::Syntax)?;
    Ok(name)
}

/// Goes through a list; `element` reads its next element.
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

/// Passes over a value, however deep it goes, and tells the most braces and brackets that are open in it at once.
pub(crate) fn skip(json: &mut Json<'_>) -> Result<usize> {
    // The ends of the objects and lists that are open: a stack of our own, because a text can open millions.
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
            // It cannot go deeper from here.
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

/// Nothing but white space may follow the value that was read.
pub(crate) fn end(json: &mut Json<'_>) -> Result<()> {
    match peek(json) {
        None => Ok(()),
        Some(_) => Err(JsonError::Syntax),
    }
}

/// Whether a body is JSON and a structure, however deep it goes.
#[cfg(feature = "server")]
pub(crate) fn is_structure(body: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(body) else { return false };
    let mut json = Json::new(text);
    peek(&mut json) == Some(b'{') && skip(&mut json).is_ok() && end(&mut json).is_ok()
}
