//! A look at values made in Rust.

use super::found::{Found, FoundFault};
use crate::{
    codec::dynamodb_json::Faults,
    value::{AttributeValue, Item},
};

/// Looks at values made in Rust, which their types let be empty sets or nested too deep.
#[derive(Debug, Default)]
pub(crate) struct ValueCheck(Found);

impl ValueCheck {
    /// What was noted.
    pub(super) fn into_found(self) -> Found {
        self.0
    }

    /// Notes the first fault among a member's values.
    pub(crate) fn member(&mut self, member: &'static str, values: &Item) {
        self.inside(member, values, || member.to_owned());
    }

    /// Notes the fault of a value somewhere in a member.
    pub(crate) fn value(&mut self, member: &'static str, value: &AttributeValue) {
        self.note(member, Faults::of_value(value), || member.to_owned());
    }

    /// The same for values at a place inside a member.
    pub(crate) fn inside(&mut self, member: &'static str, values: &Item, place: impl FnOnce() -> String) {
        self.note(member, Faults::of_item(values), place);
    }

    /// Notes the faults of the parameters of a statement at a place, such as `statements.1.member.`.
    pub(crate) fn parameters(&mut self, place: &str, parameters: Option<&[AttributeValue]>) {
        for parameter in parameters.unwrap_or_default() {
            self.note("Parameters", Faults::of_value(parameter), || format!("{place}parameters"));
        }
    }

    fn note(&mut self, member: &'static str, faults: Option<Box<Faults>>, place: impl FnOnce() -> String) {
        if let Some(faults) = faults {
            self.0.note_json_levels(faults.json_levels());
            self.0.note_fault(FoundFault { member, place: place(), faults });
        }
    }
}
