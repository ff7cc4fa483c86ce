//! The kinds of expressions, and their errors.

use std::fmt;

use crate::{error::Error, texts};

/// Which parameter an expression is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExpressionKind {
    /// `ConditionExpression`.
    Condition,
    /// `FilterExpression`.
    Filter,
    /// `KeyConditionExpression`.
    KeyCondition,
    /// `SearchConditionExpression`.
    SearchCondition,
    /// `ProjectionExpression`.
    Projection,
    /// `UpdateExpression`.
    Update,
    /// No parameter: the WHERE or SET of a PartiQL statement, whose errors have no prefix.
    Statement,
}

impl ExpressionKind {
    /// The parameter's name, such as `ConditionExpression`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Condition => "ConditionExpression",
            Self::Filter => "FilterExpression",
            Self::KeyCondition => "KeyConditionExpression",
            Self::SearchCondition => "SearchConditionExpression",
            Self::Projection => "ProjectionExpression",
            Self::Update => texts::expression::UPDATE_EXPRESSION,
            Self::Statement => "Statement",
        }
    }

    /// An error of an expression of this kind: the text after `Invalid ...Expression: `.
    #[cold]
    pub(super) fn invalid(self, what: impl Into<String>) -> ExpressionError {
        let what = what.into();
        ExpressionError(match self {
            Self::Statement => what,
            _ => texts::expression::invalid(self.as_str(), &what),
        })
    }

    /// The error of an expression that has too many bytes.
    pub(super) fn too_long(self, bytes: usize) -> ExpressionError {
        match self {
            Self::Update => self.invalid(texts::expression::UPDATE_TOO_LONG),
            _ => self.invalid(texts::expression::too_long(bytes)),
        }
    }

    /// The error of an expression that has too many operators and functions.
    pub(super) fn too_many_operators(self, count: usize) -> ExpressionError {
        self.invalid(texts::expression::too_many_operators(count))
    }
}

impl fmt::Display for ExpressionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why an expression is refused or cannot be evaluated: the service's text, without the prefix
/// (`1 validation error detected: `) that some operations put before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ExpressionError(pub(super) String);

impl ExpressionError {
    /// An error with this text.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The service's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The service's text, owned.
    pub fn into_message(self) -> String {
        self.0
    }
}

impl From<ExpressionError> for Error {
    fn from(error: ExpressionError) -> Self {
        Self::validation(error.0)
    }
}

/// The error for a tree that the parsers never make: an operand is missing in binding.
#[cold]
pub(super) fn broken() -> ExpressionError {
    debug_assert!(false, "the parser gives each operator its operands");
    ExpressionError::new("The expression is not well formed")
}
