//! A violation of a constraint, and its message in the service's older and newer layer.

use super::enums::{ConditionalOperator, ReturnValue, WireEnum};
use crate::{
    codec::{Constraint, Place},
    texts::request as texts,
};

/// A violation of a constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    pub(crate) place: Place,
    /// The value as it was sent.
    pub(crate) value: Option<String>,
    pub(crate) constraint: Constraint,
    /// Whether the newer layer reports it alone, before everything else.
    pub(crate) early: bool,
}

impl Violation {
    fn requirement(&self) -> String {
        match &self.constraint {
            Constraint::NotNull => texts::NOT_NULL.to_owned(),
            Constraint::Enum(set) => texts::one_of(set),
            Constraint::MinLength(length) => texts::length_at_least(*length),
            Constraint::MaxLength(length) => texts::length_at_most(*length),
            Constraint::MinValue(value) => texts::value_at_least(*value),
            Constraint::MaxValue(value) => texts::value_at_most(*value),
            Constraint::Pattern(pattern) => texts::pattern(pattern),
            Constraint::Elements(constraints) => texts::elements(constraints),
            Constraint::MapKeys(constraints) => texts::map_keys(constraints),
            Constraint::MapValue(constraints) => texts::map_value(constraints),
        }
    }

    pub(super) fn older_words(&self) -> String {
        texts::violation(self.value.as_deref(), &self.place.older(), &self.requirement())
    }

    pub(super) fn newer_words(&self) -> String {
        match &self.constraint {
            Constraint::Enum(ReturnValue::VALUE_SET) => texts::RETURN_VALUES.to_owned(),
            Constraint::Enum(ConditionalOperator::VALUE_SET) => texts::CONDITIONAL_OPERATOR.to_owned(),
            _ if self.early => texts::early_violation(&self.place.newer(), &self.requirement()),
            _ => self.older_words(),
        }
    }
}
