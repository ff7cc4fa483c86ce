//! JSON texts, read token by token: each value as the type that is wanted in its place.
//!
//! Requests are read with these few functions and not with serde, whose readers the compiler makes anew for every
//! structure: they would be a third of the code that a request runs through, and are cold whenever a program has done
//! something else in between.

use std::borrow::Cow;

use hifijson::{Expect, Read, SliceLexer, ignore, num::Lex as _, str::LexAlloc, token::Lex};

use crate::{steps, texts};

/// A text and how far it has been read.
#[derive(Debug, Clone)]
pub(crate) struct Json<'a> {
    text: &'a str,
    /// The place of the byte that comes next.
    at: usize,
}

impl<'a> Json<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// What is not read yet.
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }
}

impl Read for Json<'_> {
    fn peek_next(&mut self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take_next(&mut self) -> Option<u8> {
        let next = self.peek_next()?;
        self.at += 1;
        Some(next)
    }
}

/// Why a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JsonError {
    /// It is no JSON.
    #[error("not JSON")]
    Syntax,
    /// It has something else than what is wanted: the service's words.
    #[error("{0}")]
    Type(Box<str>),
}

pub(crate) type Result<T> = std::result::Result<T, JsonError>;

impl JsonError {
    /// Something else than what is wanted, in the service's words.
    #[cold]
    pub(crate) fn unwanted(text: impl Into<Box<str>>) -> Self {
        Self::Type(text.into())
    }

    /// The service's text; for what is no JSON it has none.
    pub(crate) fn into_message(self) -> String {
        match self {
            Self::Syntax => String::new(),
            Self::Type(text) => text.into(),
        }
    }
}

impl From<Expect> for JsonError {
    fn from(_: Expect) -> Self {
        Self::Syntax
    }
}

/// What a value is wanted to be.
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

/// The error where a value is not of the wanted type; [`texts::json`] lists which text is used where.
#[cold]
fn other_than(wanted: Wanted, json: &mut Json<'_>) -> JsonError {
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

/// The next byte that is no white space. Clients write none.
#[inline]
fn peek(json: &mut Json<'_>) -> Option<u8> {
    match json.peek_next() {
        Some(next) if next > b' ' => Some(next),
        _ => peek_behind_space(json),
    }
}

#[cold]
fn peek_behind_space(json: &mut Json<'_>) -> Option<u8> {
    json.ws_peek()
}

/// Whether null stands here, which is then passed.
#[inline]
pub(crate) fn null(json: &mut Json<'_>) -> Result<bool> {
    if peek(json) != Some(b'n') {
        return Ok(false);
    }
    json.null_or_bool().map(|_| true).ok_or(JsonError::Syntax)
}

/// Reads a string, which is wanted as text or as [`Wanted::Blob`]. It is copied only where it has escapes.
pub(crate) fn string<'a>(wanted: Wanted, json: &mut Json<'a>) -> Result<Cow<'a, str>> {
    match peek(json) {
        Some(b'"') => text(json),
        _ => Err(other_than(wanted, json)),
    }
}

/// Reads the string whose first quote comes next.
#[inline(never)]
fn text<'a>(json: &mut Json<'a>) -> Result<Cow<'a, str>> {
    json.take_next();
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

/// Reads an object of one member that is a string, where both are written as clients mostly do: without white space,
/// with a name of one letter and a text without escapes (`{"S":"text"}`). Where anything is otherwise, nothing is read.
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

/// How many bytes stand before the first that JSON escapes inside a string. Eight are looked at together.
// One copy for all who read or write texts.
#[inline(never)]
pub(crate) fn plain_bytes(text: &[u8]) -> usize {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    // Below `limit` the subtraction borrows into the highest bit, which `word` itself has only from 128 on. Bytes
    // behind the first that is below can be marked wrongly.
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

/// Reads a boolean.
pub(crate) fn boolean(json: &mut Json<'_>) -> Result<bool> {
    match peek(json) {
        Some(b't' | b'f') => json.null_or_bool().flatten().ok_or(JsonError::Syntax),
        _ => Err(other_than(Wanted::Boolean, json)),
    }
}

/// Reads a number, given whether it is whole; none for one that does not fit.
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

/// Reads a number with or without a fraction.
pub(crate) fn double(json: &mut Json<'_>) -> Result<f64> {
    let read = number(Wanted::Double, json, |text, _| text.parse::<f64>().ok())?;
    if read.is_finite() { Ok(read) } else { Err(JsonError::Syntax) }
}

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn skipped(text: &str) -> Result<usize> {
        let mut json = Json::new(text);
        let levels = skip(&mut json)?;
        end(&mut json).map(|()| levels)
    }

    fn told<T: std::fmt::Debug>(text: &str, read: impl FnOnce(&mut Json<'_>) -> Result<T>) -> String {
        read(&mut Json::new(text)).unwrap_err().to_string()
    }

    #[test]
    fn a_wrong_type_is_told_in_the_services_words() {
        let text = |json: &mut Json<'_>| string(Wanted::String, json).map(Cow::into_owned);
        let map = |json: &mut Json<'_>| object(Wanted::Map, json, &mut |_, json| skip(json).map(drop));
        assert_eq!(told("1", text), "NUMBER_VALUE cannot be converted to String");
        assert_eq!(told("1.5", text), "DECIMAL_VALUE cannot be converted to String");
        assert_eq!(told(" null", text), "NULL_VALUE cannot be converted to String");
        assert_eq!(told("true", integer), "TRUE_VALUE cannot be converted to Integer");
        assert_eq!(told("2147483648", integer), "NUMBER_VALUE cannot be converted to Integer");
        assert_eq!(told("1.0", long), "DECIMAL_VALUE cannot be converted to Long");
        assert_eq!(told(r#""1""#, double), "STRING_VALUE cannot be converted to Double");
        assert_eq!(told("[", boolean), "Start of list found where not expected");
        assert_eq!(told("{", boolean), "Start of structure or map found where not expected.");
        assert_eq!(told("1", map), "Unexpected field type");
        assert_eq!(told("1", |json| list(json, &mut |_| Ok(()))), "Unexpected value type in payload");
        for broken in ["", "tru", "-", "1.", r#""a"#, "'a'", "nul", "\"\u{1}\"", r#""\ud800""#] {
            assert_eq!(told(broken, text), "not JSON", "{broken}");
        }
        assert_eq!(told("1e999", double), "not JSON");
    }

    #[test]
    fn numbers_are_read_as_far_as_their_types_go() {
        assert_eq!(integer(&mut Json::new(" -2147483648")), Ok(i32::MIN));
        assert_eq!(long(&mut Json::new("9223372036854775807")), Ok(i64::MAX));
        assert_eq!(double(&mut Json::new("-1.5e2")), Ok(-150.0));
        assert_eq!(double(&mut Json::new("3")), Ok(3.0));
    }

    #[test]
    fn what_is_passed_over_may_go_as_deep_as_it_likes() {
        let deep = 1_000_000;
        assert_eq!(skipped(&("[".repeat(deep) + &"]".repeat(deep))), Ok(deep));
        assert_eq!(skipped(&(r#"{"a":"#.repeat(deep) + "1" + &"}".repeat(deep))), Ok(deep));
        assert_eq!(skipped(&"[".repeat(deep)), Err(JsonError::Syntax));
        assert_eq!(skipped(r#" {"a" : [1, {}, [ ]], "b":"\u00e9"} "#), Ok(3));
        assert_eq!(skipped("\"\u{1}\""), Err(JsonError::Syntax));
    }

    proptest! {
        #[test]
        fn what_needs_an_escape_is_found_wherever_it_stands(bytes in r#"[\x1e-\x21"\\a-z\u{7f}-\u{a3}é소]{0,40}"#) {
            let found = bytes.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\');
            prop_assert_eq!(plain_bytes(bytes.as_bytes()), found.unwrap_or(bytes.len()));
        }

        #[test]
        fn what_is_json_to_serde_json_is_json_here(text in r#"[\[\]{}:,"\\ ab0-9.eE+\-nultrfs/]{0,16}"#) {
            let expected = serde_json::from_str::<serde_json::Value>(&text);
            // Of numbers that are too large, serde_json's tree has no room for them.
            let too_large = expected.as_ref().is_err_and(|error| error.to_string().contains("number out of range"));
            if !too_large {
                prop_assert_eq!(expected.is_ok(), skipped(&text).is_ok(), "{}", text);
            }
        }
    }
}
