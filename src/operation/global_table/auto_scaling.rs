//! Auto scaling of replicas in requests and in answers.

use crate::{
    codec::structure,
    storage::{AutoScaling, BillingMode, ScalingSettings},
};

structure! {
    /// How units are to be scaled: all of it, or that they no longer are. (API reference: `AutoScalingSettingsUpdate`)
    pub struct AutoScalingSettingsUpdate {
        /// The smallest number of units, at least 1.
        minimum_units: Option<i64> = "MinimumUnits",
        /// The largest number of units.
        maximum_units: Option<i64> = "MaximumUnits",
        /// Whether units are no longer scaled; then all else is left out.
        auto_scaling_disabled: Option<bool> = "AutoScalingDisabled",
        /// The ARN of the role that changes the units; that of the service by default.
        auto_scaling_role_arn: Option<String> = "AutoScalingRoleArn",
        /// The policy.
        scaling_policy_update: Option<AutoScalingPolicyUpdate> = "ScalingPolicyUpdate",
    }
}

structure! {
    /// A policy by which units are scaled. (API reference: `AutoScalingPolicyUpdate`)
    pub struct AutoScalingPolicyUpdate {
        /// Its name; by default one with the metric and the names of table and index.
        policy_name: Option<String> = "PolicyName",
        /// What it aims at.
        target_tracking_scaling_policy_configuration: AutoScalingTargetTracking = "TargetTrackingScalingPolicyConfiguration",
    }
}

structure! {
    /// What a policy aims at. (API reference: `AutoScalingTargetTrackingScalingPolicyConfigurationUpdate`,
    /// `AutoScalingTargetTrackingScalingPolicyConfigurationDescription`)
    pub struct AutoScalingTargetTracking {
        /// Whether units are never lowered.
        disable_scale_in: Option<bool> = "DisableScaleIn",
        /// Seconds between two decreases.
        scale_in_cooldown: Option<i32> = "ScaleInCooldown",
        /// Seconds between two increases.
        scale_out_cooldown: Option<i32> = "ScaleOutCooldown",
        /// The part of the units that should be consumed, in percent, 10 to 90.
        target_value: f64 = "TargetValue",
    }
}

structure! {
    /// How units are scaled. (API reference: `AutoScalingSettingsDescription`)
    #[non_exhaustive]
    pub struct AutoScalingSettingsDescription {
        /// The smallest number of units.
        minimum_units: Option<u64> = "MinimumUnits",
        /// The largest number of units.
        maximum_units: Option<u64> = "MaximumUnits",
        /// Whether units are not scaled; absent if they are.
        auto_scaling_disabled: Option<bool> = "AutoScalingDisabled",
        /// The ARN of the role that changes the units.
        auto_scaling_role_arn: Option<String> = "AutoScalingRoleArn",
        /// The policy, if there is one.
        scaling_policies: Vec<AutoScalingPolicyDescription> = "ScalingPolicies",
    }
}

structure! {
    /// A policy by which units are scaled. (API reference: `AutoScalingPolicyDescription`)
    #[non_exhaustive]
    pub struct AutoScalingPolicyDescription {
        /// Its name.
        policy_name: Option<String> = "PolicyName",
        /// What it aims at.
        target_tracking_scaling_policy_configuration: Option<AutoScalingTargetTracking> = "TargetTrackingScalingPolicyConfiguration",
    }
}

/// Read units, or write units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Units {
    Read,
    Write,
}

impl Units {
    /// The metric by which such units are scaled.
    pub(super) const fn metric(self) -> &'static str {
        match self {
            Self::Read => "DynamoDBReadCapacityUtilization",
            Self::Write => "DynamoDBWriteCapacityUtilization",
        }
    }

    /// The settings for such units.
    pub(super) const fn of(self, scaling: &AutoScaling) -> &Option<ScalingSettings> {
        match self {
            Self::Read => &scaling.read,
            Self::Write => &scaling.write,
        }
    }

    /// The same, to be changed.
    pub(super) const fn of_mut(self, scaling: &mut AutoScaling) -> &mut Option<ScalingSettings> {
        match self {
            Self::Read => &mut scaling.read,
            Self::Write => &mut scaling.write,
        }
    }
}

/// The description of what scales units in a table of this billing mode. A table on demand keeps its settings, which
/// have no effect.
pub(super) fn describe_scaling(
    settings: Option<&ScalingSettings>,
    mode: BillingMode,
) -> AutoScalingSettingsDescription {
    let has_effect = settings.is_some() && mode == BillingMode::Provisioned;
    AutoScalingSettingsDescription {
        minimum_units: settings.map(|settings| settings.minimum_units),
        maximum_units: settings.map(|settings| settings.maximum_units),
        auto_scaling_disabled: (!has_effect).then_some(true),
        auto_scaling_role_arn: settings.map(|settings| settings.role_arn.clone()),
        scaling_policies: settings.map(describe_policy).into_iter().collect(),
    }
}

fn describe_policy(settings: &ScalingSettings) -> AutoScalingPolicyDescription {
    AutoScalingPolicyDescription {
        policy_name: Some(settings.policy_name.clone()),
        target_tracking_scaling_policy_configuration: Some(AutoScalingTargetTracking {
            disable_scale_in: settings.disable_scale_in,
            scale_in_cooldown: settings.scale_in_cooldown_seconds,
            scale_out_cooldown: settings.scale_out_cooldown_seconds,
            target_value: settings.target_percent,
        }),
    }
}
