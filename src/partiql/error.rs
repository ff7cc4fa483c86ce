//! Errors of PartiQL statements, and the place in the text that an error names.

use std::fmt;

use crate::{error::Error, texts::statement};

/// The place of a token: line and column in characters from 1, and its length in characters. Error texts write it as
/// `line:column:length`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The length in characters.
    pub length: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.line, self.column, self.length)
    }
}

/// Why a statement is refused: the service's text of a `ValidationException`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PartiqlError {
    message: String,
}

impl PartiqlError {
    /// An error with this text.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    /// The text cannot be read as a statement. `detail` is the parser's own message; the service leaves it empty if the
    /// text cannot even be split into tokens.
    pub(super) fn grammar(detail: &str) -> Self {
        Self::new(statement::malformed(detail))
    }

    /// An error that names a place.
    pub(super) fn at(message: impl AsRef<str>, place: Place) -> Self {
        Self::new(statement::at(message.as_ref(), &place.to_string()))
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
