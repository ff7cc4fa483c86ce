//! A request: an operation's input with what was noticed in it, read from a body or made in Rust.

use super::{found::Found, values::ValueCheck};
use crate::{
    codec::{
        Member, Reading, Structure,
        json::{self, Json},
        read_members,
    },
    error::{Error, Result},
};

/// An operation's input, with what was noticed while it was read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request<I> {
    pub(crate) input: I,
    pub(crate) found: Found,
}

impl<I> Request<I> {
    /// A request made in Rust: `values` checks the members that hold attribute values, as reading them from JSON would.
    pub(crate) fn typed(input: I, values: impl FnOnce(&I, &mut ValueCheck)) -> Self {
        let mut check = ValueCheck::default();
        values(&input, &mut check);
        Self { input, found: check.into_found() }
    }
}

/// Reads an operation's input into its place.
pub(crate) fn read_request<I: Structure>(body: &[u8], request: &mut Request<I>) -> Result<()> {
    let Request { input, found } = request;
    read(body, found, (I::ALL_MEMBERS, I::REQUIRED), &mut |place, sent, reading| {
        input.read_member(place, sent, reading)
    })
}

// Not inlined into the code of each operation.
#[inline(never)]
fn read(
    body: &[u8],
    found: &mut Found,
    members: (&[Member], u32),
    member: &mut dyn FnMut(usize, &mut Json<'_>, &mut Reading) -> json::Result<bool>,
) -> Result<()> {
    let (text, whole) = text(body)?;
    let mut reading = Reading::default();
    let mut sent = Json::new(text);
    let read = read_members(members, &mut sent, &mut reading, member).and_then(|()| json::end(&mut sent));
    match read {
        Ok(()) if whole => {
            *found = Found::from(reading);
            Ok(())
        }
        Ok(()) => Err(Error::Serialization(String::new())),
        Err(error) => Err(Error::Serialization(error.into_message())),
    }
}

/// The body as text, up to the first invalid UTF-8, and whether that is all. A wrong JSON type before invalid UTF-8 is
/// reported first.
fn text(body: &[u8]) -> Result<(&str, bool)> {
    // A list is no structure; the service answers it without a message.
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(Error::Serialization(String::new()));
    }
    Ok(match std::str::from_utf8(body) {
        Ok(text) => (text, true),
        Err(error) => {
            let sound = body.get(..error.valid_up_to()).unwrap_or_default();
            (std::str::from_utf8(sound).unwrap_or_default(), false)
        }
    })
}

/// A request read from this JSON.
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test's own JSON")]
pub(crate) fn request<I: Structure>(body: serde_json::Value) -> Request<I> {
    let mut request = Request::default();
    read_request(body.to_string().as_bytes(), &mut request).unwrap();
    request
}
