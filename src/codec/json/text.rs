//! Strings, read without a copy if they have no escapes.

use std::borrow::Cow;

use hifijson::{Read, SliceLexer, str::LexAlloc};

use super::{
    cursor::Json,
    error::{JsonError, Result},
};
use crate::steps;

/// Reads the string whose opening quote is next.
#[inline(never)]
pub(super) fn text<'a>(json: &mut Json<'a>) -> Result<Cow<'a, str>> {
    let quote = json.take_next();
    debug_assert_eq!(quote, Some(b'"'), "a string begins here");
    let start = json.at;
    let inside = json.rest();
    let end = start + plain_bytes(inside);
    steps::take(end - start + 1);
    if json.text.as_bytes().get(end) == Some(&b'"') {
        json.at = end + 1;
        return json.text.get(start..end).map(Cow::Borrowed).ok_or(JsonError::Syntax);
    }
    let mut lexer = SliceLexer::new(inside);
    let read = lexer.str_string().map_err(|_| JsonError::Syntax)?;
    json.at = json.text.len() - lexer.as_slice().len();
    steps::take(json.at - end);
    Ok(read)
}

/// Reads an object whose only member is a string, in the form that most clients write: no white space, a name of one
/// letter, and a text without escapes (`{"S":"text"}`). If the text has any other form, nothing is read.
pub(crate) fn lone_string<'a>(json: &mut Json<'a>) -> Option<(u8, &'a str)> {
    let [b'{', b'"', name, b'"', b':', b'"', inside @ ..] = json.rest() else { return None };
    let start = json.at + 6;
    let end = start + plain_bytes(inside);
    steps::take(end - start + 1);
    let text = json.text.get(start..end)?;
    let b"\"}" = json.text.as_bytes().get(end..end + 2)? else { return None };
    json.at = end + 2;
    Some((*name, text))
}

/// The number of bytes before the first that JSON escapes inside a string. Eight are tested at once.
// Not inlined: all readers and writers of texts share one copy.
#[inline(never)]
pub(crate) fn plain_bytes(text: &[u8]) -> usize {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    // Below `limit`, the subtraction borrows into the highest bit; `word` itself has that bit only from 128 on. Bytes
    // after the first one below `limit` can be marked wrongly.
    const fn less(word: u64, limit: u8) -> u64 {
        word.wrapping_sub(each(limit)) & !word
    }
    let (words, rest) = text.as_chunks::<8>();
    for (place, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = less(word, b' ') | less(word ^ each(b'"'), 1) | less(word ^ each(b'\\'), 1);
        let found = found & each(0x80);
        if found != 0 {
            return place * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let in_rest = rest.iter().position(|byte| matches!(byte, 0..b' ' | b'"' | b'\\'));
    in_rest.map_or(text.len(), |place| words.len() * 8 + place)
}
