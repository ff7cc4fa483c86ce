//! What PartiQL statements are refused with.

use std::fmt;

use super::token::Place;
use crate::Error;

/// Why a statement is refused, in the service's words; every one is a `ValidationException`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PartiqlError {
    message: String,
}

impl PartiqlError {
    /// A refusal with this text.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    /// The text cannot be read as a statement; `detail` is the parser's own message, which the service leaves
    /// empty where the text cannot even be cut into tokens.
    pub(super) fn grammar(detail: &str) -> Self {
        Self::new(format!("Statement wasn't well formed, can't be processed: {detail}"))
    }

    /// A refusal that tells the place it is about.
    pub(super) fn at(message: impl fmt::Display, place: Place) -> Self {
        Self::new(format!("{message} at {place}"))
    }

    /// The service's text.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl From<PartiqlError> for Error {
    fn from(error: PartiqlError) -> Self {
        Self::validation(error.message)
    }
}
