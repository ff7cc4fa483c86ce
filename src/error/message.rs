//! The messages of exceptions.

use std::{fmt, ops::Deref};

use super::place::Place;

/// The exact message of the service's exception. It dereferences to `str`.
///
/// ```
/// use hashrange::{Database, Error};
///
/// let Err(Error::ResourceNotFound(message)) = Database::new().table("nowhere") else { panic!("there is none") };
/// assert_eq!(message, "Requested resource not found");
/// assert!(message.ends_with("not found"));
/// ```
#[derive(Clone, Default)]
pub struct Message {
    text: String,
    more: Option<Box<More>>,
}

/// What the message lacks but the code that created the error, or passed it on, added.
#[derive(Clone, Default)]
struct More {
    /// For [`Error::hint`](super::Error::hint).
    hint: Option<Box<str>>,
    place: Place,
}

impl Message {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn hint(&self) -> Option<&str> {
        self.more.as_ref().and_then(|more| more.hint.as_deref())
    }

    pub(super) fn set_hint(&mut self, hint: String) {
        self.more.get_or_insert_default().hint = Some(hint.into());
    }

    pub(super) fn place(&self) -> Option<&Place> {
        self.more.as_ref().map(|more| &more.place)
    }

    pub(super) fn place_mut(&mut self) -> &mut Place {
        &mut self.more.get_or_insert_default().place
    }
}

impl Deref for Message {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self { text, more: None }
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Message> for String {
    fn from(message: Message) -> Self {
        message.text
    }
}

/// Equal texts are equal messages.
impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Message {}

impl PartialEq<str> for Message {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl PartialEq<&str> for Message {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
