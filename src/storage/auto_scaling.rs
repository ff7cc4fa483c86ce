//! Auto scaling of provisioned units: its settings. They are stored and described, and bound the units when they are
//! set; here no alarms move the units afterwards.

use serde::{Deserialize, Serialize};

/// The auto scaling of the units of a table or an index; `None` for units that are not scaled.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct AutoScaling {
    pub(crate) read: Option<ScalingSettings>,
    pub(crate) write: Option<ScalingSettings>,
}

/// How read units or write units are scaled: a scalable target of Application Auto Scaling with its policy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ScalingSettings {
    pub(crate) minimum_units: u64,
    pub(crate) maximum_units: u64,
    pub(crate) role_arn: String,
    pub(crate) policy_name: String,
    /// The part of the units that should be consumed, in percent.
    pub(crate) target_percent: f64,
    /// Whether units are never lowered.
    pub(crate) disable_scale_in: Option<bool>,
    pub(crate) scale_in_cooldown_seconds: Option<i32>,
    pub(crate) scale_out_cooldown_seconds: Option<i32>,
}

impl AutoScaling {
    /// Whether no units are scaled.
    pub(crate) const fn is_off(&self) -> bool {
        self.read.is_none() && self.write.is_none()
    }
}

impl ScalingSettings {
    /// The number of units within the bounds that is nearest to this one.
    pub(crate) fn bounded(&self, units: u64) -> u64 {
        debug_assert!(self.minimum_units <= self.maximum_units, "checked when it was set");
        units.max(self.minimum_units).min(self.maximum_units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_moved_to_the_nearest_bound_and_others_stay() {
        let scaled = ScalingSettings {
            minimum_units: 5,
            maximum_units: 10,
            role_arn: String::new(),
            policy_name: String::new(),
            target_percent: 70.0,
            disable_scale_in: None,
            scale_in_cooldown_seconds: None,
            scale_out_cooldown_seconds: None,
        };
        assert_eq!([1, 5, 7, 10, 11].map(|units| scaled.bounded(units)), [5, 5, 7, 10, 10]);
        let reads = AutoScaling { read: Some(scaled), write: None };
        assert!(!reads.is_off() && AutoScaling::default().is_off());
    }
}
