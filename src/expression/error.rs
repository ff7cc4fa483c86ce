//! The kinds of expressions, and what is wrong with one.

use std::fmt;

use crate::error::Error;

/// Which parameter an expression is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExpressionKind {
    /// `ConditionExpression`.
    Condition,
    /// `FilterExpression`.
    Filter,
    /// `KeyConditionExpression`.
    KeyCondition,
    /// `ProjectionExpression`.
    Projection,
    /// `UpdateExpression`.
    Update,
    /// No parameter: the WHERE or SET of a PartiQL statement, whose errors are told without a prefix.
    Statement,
}

impl ExpressionKind {
    /// The parameter's name, such as `ConditionExpression`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Condition => "ConditionExpression",
            Self::Filter => "FilterExpression",
            Self::KeyCondition => "KeyConditionExpression",
            Self::Projection => "ProjectionExpression",
            Self::Update => "UpdateExpression",
            Self::Statement => "Statement",
        }
    }

    /// An error of an expression of this kind: `Invalid ...Expression: ` and the text.
    pub(super) fn invalid(self, what: impl fmt::Display) -> ExpressionError {
        match self {
            Self::Statement => ExpressionError(what.to_string()),
            _ => ExpressionError(format!("Invalid {self}: {what}")),
        }
    }

    /// The error of an expression of so many bytes, which are too many.
    pub(super) fn too_long(self, bytes: usize) -> ExpressionError {
        const WHAT: &str = "Expression size has exceeded the maximum allowed size;";
        match self {
            Self::Update => self.invalid(WHAT),
            _ => self.invalid(format_args!("{WHAT} expression size: {bytes}")),
        }
    }

    /// The error of an expression of so many operators and functions, which are too many.
    pub(super) fn too_many_operators(self, count: usize) -> ExpressionError {
        self.invalid(format_args!("The expression contains too many operators; operator count: {count}"))
    }
}

impl fmt::Display for ExpressionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why an expression is refused, or cannot be carried out: the service's words, without the envelope
/// (`1 validation error detected: `) that some operations put before them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ExpressionError(pub(super) String);

impl ExpressionError {
    /// An error with this text.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The service's words.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The service's words, owned.
    pub fn into_message(self) -> String {
        self.0
    }
}

impl From<ExpressionError> for Error {
    fn from(error: ExpressionError) -> Self {
        Self::validation(error.0)
    }
}
