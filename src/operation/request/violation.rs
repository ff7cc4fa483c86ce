//! A violation of a constraint, and its text in the service's older and newer layer.

use crate::{codec::Constraint, texts::request as texts};

/// A violation of a constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// Where, as the service writes places: `transactItems.1.member.put.tableName`.
    pub(crate) member: String,
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
        texts::violation(self.value.as_deref(), &self.member, &self.requirement())
    }

    pub(super) fn newer_words(&self) -> String {
        match (&self.constraint, self.member.as_str()) {
            (Constraint::Enum(_), "returnValues") => texts::RETURN_VALUES.to_owned(),
            (Constraint::Enum(_), "conditionalOperator") => texts::CONDITIONAL_OPERATOR.to_owned(),
            _ if self.early => texts::early_violation(&capitalized(&self.member), &self.requirement()),
            _ => self.older_words(),
        }
    }
}

/// `requestItems.name.member.keys` as the newer layer writes it: `RequestItems.name.member.Keys`. In the items of
/// a transaction no part is a name that the request gives; elsewhere the first and the last are none.
fn capitalized(member: &str) -> String {
    let no_names = member.starts_with("transactItems.");
    let last = member.split('.').count() - 1;
    let parts: Vec<String> = member
        .split('.')
        .enumerate()
        .map(|(place, part)| {
            let mut letters = part.chars();
            match letters.next() {
                Some(first) if part != "member" && (no_names || place == 0 || place == last) => {
                    first.to_uppercase().chain(letters).collect()
                }
                _ => part.to_owned(),
            }
        })
        .collect();
    parts.join(".")
}
