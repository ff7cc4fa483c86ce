//! How an operation presents errors: with an envelope or without.

use crate::{error::Error, steps, texts, value::Item};

/// One error with the number of all violations and the messages of the first ones. `more` counts further violations
/// without a message.
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

/// How an operation presents errors that it finds before it reads its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wording {
    /// `1 validation error detected: ` and the text: PutItem, UpdateItem, DeleteItem.
    Enveloped,
    /// The text alone: GetItem, Query, BatchGetItem, the transactions.
    Bare,
    /// The text alone, with the older layer's messages for values: Scan, BatchWriteItem.
    Older,
}

impl Wording {
    /// An error with this text.
    #[cold]
    pub(crate) fn refuse(self, sentence: impl AsRef<str>) -> Error {
        match self {
            Self::Enveloped => alone(sentence.as_ref().to_owned()),
            Self::Bare | Self::Older => Error::validation(sentence.as_ref()),
        }
    }

    /// Refuses an empty attribute name, which is reported before other faults of an item.
    pub(crate) fn check_names(self, item: &Item) -> Result<(), Error> {
        if item.names().next().is_some_and(|first| first.is_empty()) {
            Err(self.empty_name())
        } else {
            Ok(())
        }
    }

    /// The error of an empty attribute name.
    pub(crate) fn empty_name(self) -> Error {
        self.refuse(texts::value::EMPTY_NAME)
    }
}
