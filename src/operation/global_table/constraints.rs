//! The API's constraints on the members that say how units are scaled.

use super::auto_scaling::{AutoScalingPolicyUpdate, AutoScalingSettingsUpdate};
use crate::{
    codec::Place,
    limits::{SCALING_POLICY_NAME_CHARACTERS, SCALING_ROLE_ARN_CHARACTERS},
    operation::definition::constraints::TableConstraints,
};

/// What a policy's name is made of.
const PRINTABLE: &str = r"\p{Print}+";
/// What a role's ARN is made of.
const TEXT: &str = r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*";

impl TableConstraints<'_> {
    /// Checks how units are to be scaled.
    pub(super) fn auto_scaling(&mut self, place: &Place, update: Option<&AutoScalingSettingsUpdate>) {
        let Some(update) = update else { return };
        let members = AutoScalingSettingsUpdate::MEMBERS;
        if let Some(units) = update.minimum_units {
            self.at_least_one(&place.member(members.minimum_units), units);
        }
        if let Some(units) = update.maximum_units {
            self.at_least_one(&place.member(members.maximum_units), units);
        }
        if let Some(arn) = &update.auto_scaling_role_arn {
            let place = place.member(members.auto_scaling_role_arn);
            self.length(&place, arn, 1, SCALING_ROLE_ARN_CHARACTERS);
            self.pattern(place, arn, TEXT, |arn| arn.chars().all(is_text));
        }
        let policy = update.scaling_policy_update.as_ref();
        if let Some(name) = policy.and_then(|policy| policy.policy_name.as_ref()) {
            let place = place
                .member(members.scaling_policy_update)
                .member(AutoScalingPolicyUpdate::MEMBERS.policy_name);
            self.length(&place, name, 1, SCALING_POLICY_NAME_CHARACTERS);
            self.pattern(place, name, PRINTABLE, |name| {
                !name.is_empty() && name.bytes().all(|byte| (b' '..=b'~').contains(&byte))
            });
        }
    }

    /// Checks the units at this place.
    pub(super) fn units(&mut self, place: &Place, units: Option<i64>) {
        if let Some(units) = units {
            self.at_least_one(place, units);
        }
    }
}

fn is_text(letter: char) -> bool {
    matches!(letter, '\r' | '\n' | '\t' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}
