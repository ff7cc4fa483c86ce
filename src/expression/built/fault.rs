//! What is wrong with a part of an expression that is built in Rust. It is kept until the expression is used.

use crate::{
    codec::dynamodb_json::{FaultWording, Faults},
    expression::error::{ExpressionError, ExpressionKind},
    value::AttributeValue,
};

/// Why an expression cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum Fault {
    /// A fault of the expression, whose error names its parameter.
    #[error("{0}")]
    Expression(String),
    /// A fault of a value.
    #[error("{0}")]
    Value(String),
}

impl Fault {
    /// The fault of a value: an empty set, too many levels.
    pub(super) fn of_value(value: &AttributeValue) -> Option<Box<Self>> {
        let faults = Faults::of_value(value)?;
        Some(Box::new(Self::Value(faults.placeholder_message(FaultWording::Current))))
    }

    /// The error of an expression of this kind.
    pub(super) fn error(&self, kind: ExpressionKind) -> ExpressionError {
        match self {
            Self::Expression(what) => kind.invalid(what.as_str()),
            Self::Value(message) => ExpressionError::new(message.as_str()),
        }
    }
}

/// Fails with the fault, if there is one.
pub(super) fn check(fault: Option<&Fault>, kind: ExpressionKind) -> Result<(), ExpressionError> {
    fault.map_or(Ok(()), |fault| Err(fault.error(kind)))
}
