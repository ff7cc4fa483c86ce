//! How an operation presents what it finds wrong.

use crate::{error::Error, steps, texts, value::Item};

/// Several messages in one, of which only the first are told where they are long, with the number of all: `more` are not
/// even among them.
pub(super) fn gathered(messages: impl ExactSizeIterator<Item = String>, more: usize) -> Error {
    let count = messages.len() + more;
    let mut told = texts::request::detected(count);
    for (place, message) in messages.enumerate() {
        if told.len() > texts::listed::LISTED_BYTES {
            break;
        }
        if place > 0 {
            told.push_str("; ");
        }
        steps::take(message.len());
        told.push_str(&message);
    }
    Error::validation(told)
}

pub(super) fn alone(message: String) -> Error {
    gathered(std::iter::once(message), 0)
}

/// How an operation presents what it finds wrong before it looks at its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wording {
    /// As a validation error that was detected: PutItem, UpdateItem, DeleteItem.
    Enveloped,
    /// The sentence alone: GetItem, Query, BatchGetItem, the transactions.
    Bare,
    /// The sentence alone, with the older words for values: Scan, BatchWriteItem.
    Older,
}

impl Wording {
    /// An error with this sentence.
    #[cold]
    pub(crate) fn refuse(self, sentence: impl AsRef<str>) -> Error {
        match self {
            Self::Enveloped => alone(sentence.as_ref().to_owned()),
            Self::Bare | Self::Older => Error::validation(sentence.as_ref()),
        }
    }

    /// Refuses an attribute without a name, which is told before other faults of an item.
    pub(crate) fn check_names(self, item: &Item) -> Result<(), Error> {
        if item.names().next().is_some_and(|first| first.is_empty()) {
            Err(self.empty_name())
        } else {
            Ok(())
        }
    }

    /// Refuses an attribute without a name.
    pub(crate) fn empty_name(self) -> Error {
        self.refuse(texts::value::EMPTY_NAME)
    }
}
