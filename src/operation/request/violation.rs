//! A violation of a constraint, in the older or the newer words.

use crate::codec::Constraint;

/// A violation of a constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// Where, as the service writes places: `transactItems.1.member.put.tableName`.
    pub(crate) member: String,
    /// The value as it was sent.
    pub(crate) value: Option<String>,
    pub(crate) constraint: Constraint,
    /// Whether the newer layer tells it alone, before everything else.
    pub(crate) early: bool,
}

impl Violation {
    fn requirement(&self) -> String {
        match &self.constraint {
            Constraint::NotNull => "Member must not be null".to_owned(),
            Constraint::Enum(set) => format!("Member must satisfy enum value set: {set}"),
            Constraint::MinLength(length) => {
                format!("Member must have length greater than or equal to {length}")
            }
            Constraint::MaxLength(length) => {
                format!("Member must have length less than or equal to {length}")
            }
            Constraint::MinValue(value) => format!("Member must have value greater than or equal to {value}"),
            Constraint::MaxValue(value) => format!("Member must have value less than or equal to {value}"),
            Constraint::Pattern(pattern) => {
                format!("Member must satisfy regular expression pattern: {pattern}")
            }
            Constraint::Elements(constraints) => format!("Member must satisfy constraint: {constraints}"),
            Constraint::MapKeys(constraints) => format!("Map keys must satisfy constraint: {constraints}"),
            Constraint::MapValue(constraints) => format!("Map value must satisfy constraint: {constraints}"),
        }
    }

    pub(super) fn older_words(&self) -> String {
        let value = match &self.value {
            None => "Value null".to_owned(),
            Some(value) => format!("Value '{value}'"),
        };
        format!("{value} at '{}' failed to satisfy constraint: {}", self.member, self.requirement())
    }

    pub(super) fn newer_words(&self) -> String {
        match (&self.constraint, self.member.as_str()) {
            // The service's own slips: no D at the end of UPDATE_NEW, ALL where AND is meant.
            (Constraint::Enum(_), "returnValues") => {
                "Failed to satisfy constraint: Member must satisfy enum value set: \
                 [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]"
                    .to_owned()
            }
            (Constraint::Enum(_), "conditionalOperator") => {
                "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]".to_owned()
            }
            _ if self.early => {
                format!(
                    "Value at '{}' failed to satisfy constraint: {}",
                    capitalized(&self.member),
                    self.requirement()
                )
            }
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
