//! Checks of values made in Rust.

use super::found::{Found, FoundFault};
use crate::{
    codec::{Member, Place, dynamodb_json::Faults},
    value::{AttributeValue, Item},
};

/// Checks values made in Rust: their types do not exclude empty sets or values that are nested too deeply.
#[derive(Debug, Default)]
pub(crate) struct ValueCheck(Found);

impl ValueCheck {
    /// What was noted.
    pub(super) fn into_found(self) -> Found {
        self.0
    }

    /// Notes the first fault among a member's values.
    pub(crate) fn member(&mut self, member: Member, values: &Item) {
        self.inside(values, || member.into());
    }

    /// Notes the fault of a value somewhere in a member.
    pub(crate) fn value(&mut self, member: Member, value: &AttributeValue) {
        self.note(Faults::of_value(value), || member.into());
    }

    /// The same for values at a place inside a member.
    pub(crate) fn inside(&mut self, values: &Item, place: impl FnOnce() -> Place) {
        self.note(Faults::of_item(values), place);
    }

    /// Notes the faults of a statement's parameters, which are at this place.
    pub(crate) fn parameters(&mut self, parameters: Option<&[AttributeValue]>, place: impl Fn() -> Place) {
        for parameter in parameters.unwrap_or_default() {
            self.note(Faults::of_value(parameter), &place);
        }
    }

    fn note(&mut self, faults: Option<Box<Faults>>, place: impl FnOnce() -> Place) {
        if let Some(faults) = faults {
            self.0.note_json_levels(faults.json_levels());
            self.0.note_fault(FoundFault { place: place(), faults });
        }
    }
}
