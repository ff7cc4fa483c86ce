//! How units are to be scaled: the rules for a request, and what is kept of it.

use super::auto_scaling::{AutoScalingPolicyUpdate, AutoScalingSettingsUpdate, Units};
use crate::{
    engine::Engine,
    error::{Error, Result},
    limits::SCALING_TARGETS_PERCENT,
    storage::ScalingSettings,
    texts::global_table as texts,
};

/// The least target of any policy of Application Auto Scaling; the largest is never reached by a part of units.
const LEAST_TARGET: f64 = 8.51592E-109;

impl AutoScalingSettingsUpdate {
    /// Whether units are no longer scaled.
    pub(super) fn is_off(&self) -> bool {
        self.auto_scaling_disabled == Some(true)
    }

    /// Refuses an update that leaves something out, or that has something beside switching scaling off. An update says
    /// all of it, whatever is set already.
    pub(super) fn check(&self, table: &str) -> Result<()> {
        let members = Self::MEMBERS;
        // The order in which the service names them.
        let parameters = [
            (members.maximum_units, self.maximum_units.is_some()),
            (members.scaling_policy_update, self.scaling_policy_update.is_some()),
            (members.minimum_units, self.minimum_units.is_some()),
        ];
        let role = (members.auto_scaling_role_arn, self.auto_scaling_role_arn.is_some());
        let is_off = self.is_off();
        let parameters = parameters.into_iter().chain(is_off.then_some(role));
        let wrong: Vec<&str> =
            parameters.filter(|(_, is_there)| *is_there == is_off).map(|(member, _)| member.name()).collect();
        match (wrong.is_empty(), is_off) {
            (true, _) => Ok(()),
            (false, true) => Err(Error::validation(texts::scaling_parameters_left(table, &wrong))),
            (false, false) => Err(Error::validation(texts::scaling_parameters_missing(table, &wrong))),
        }
    }

    /// The settings for these units of a table, or of its index; `None` if they are no longer scaled.
    ///
    /// # Errors
    /// What Application Auto Scaling refuses: fewer units at most than at least, or a target out of its range.
    pub(super) fn settings(
        &self,
        engine: &Engine,
        units: Units,
        table: &str,
        index: Option<&str>,
    ) -> Result<Option<ScalingSettings>> {
        let (Some(policy), false) = (&self.scaling_policy_update, self.is_off()) else { return Ok(None) };
        let number = |units: Option<i64>| units.and_then(|units| u64::try_from(units).ok()).unwrap_or(1);
        let (minimum_units, maximum_units) = (number(self.minimum_units), number(self.maximum_units));
        if maximum_units < minimum_units {
            return Err(passed_on(engine, texts::MAXIMUM_BELOW_MINIMUM));
        }
        policy.check_target(engine, units)?;
        let target = &policy.target_tracking_scaling_policy_configuration;
        Ok(Some(ScalingSettings {
            minimum_units,
            maximum_units,
            role_arn: self.auto_scaling_role_arn.clone().unwrap_or_else(|| default_role(engine)),
            policy_name: policy.policy_name.clone().unwrap_or_else(|| default_policy(units, table, index)),
            target_percent: target.target_value,
            disable_scale_in: target.disable_scale_in,
            scale_in_cooldown_seconds: target.scale_in_cooldown,
            scale_out_cooldown_seconds: target.scale_out_cooldown,
        }))
    }
}

impl AutoScalingPolicyUpdate {
    fn check_target(&self, engine: &Engine, units: Units) -> Result<()> {
        let target = self.target_tracking_scaling_policy_configuration.target_value;
        let [least, most] = SCALING_TARGETS_PERCENT;
        if target < LEAST_TARGET {
            return Err(passed_on(engine, &texts::target_out_of_all_ranges(target)));
        }
        match (least..=most).contains(&target) {
            true => Ok(()),
            false => {
                let message = texts::target_out_of_range(units.metric(), SCALING_TARGETS_PERCENT, target);
                Err(passed_on(engine, &message))
            }
        }
    }
}

/// A refusal of Application Auto Scaling.
fn passed_on(engine: &Engine, message: &str) -> Error {
    Error::validation(texts::passed_on(message, &engine.request_ids().uuid()))
}

/// The service's own role.
fn default_role(engine: &Engine) -> String {
    let account = &engine.options().account;
    format!(
        "arn:aws:iam::{account}:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/\
         AWSServiceRoleForApplicationAutoScaling_DynamoDBTable"
    )
}

fn default_policy(units: Units, table: &str, index: Option<&str>) -> String {
    let metric = units.metric();
    match index {
        None => format!("{metric}:table/{table}"),
        Some(index) => format!("{metric}:table/{table}/index/{index}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::global_table::auto_scaling::AutoScalingTargetTracking;

    fn update(units: [i64; 2], target_value: f64) -> AutoScalingSettingsUpdate {
        AutoScalingSettingsUpdate {
            minimum_units: Some(units[0]),
            maximum_units: Some(units[1]),
            scaling_policy_update: Some(AutoScalingPolicyUpdate {
                policy_name: None,
                target_tracking_scaling_policy_configuration: AutoScalingTargetTracking {
                    target_value,
                    ..AutoScalingTargetTracking::default()
                },
            }),
            ..AutoScalingSettingsUpdate::default()
        }
    }

    fn refused(update: &AutoScalingSettingsUpdate) -> String {
        let error = update
            .check("t")
            .err()
            .or_else(|| update.settings(&Engine::default(), Units::Read, "t", None).err());
        error.map(|error| error.message().into_owned()).unwrap_or_default()
    }

    #[test]
    fn an_update_says_all_or_that_units_are_no_longer_scaled() {
        let whole = update([1, 10], 70.0);
        assert_eq!(refused(&whole), "");
        let missing = |names: &str| {
            format!(
                "Failed to update settings for global table with name: ‘t’: Parameters {names} are required unless auto \
                 scaling is being disabled."
            )
        };
        let nothing = AutoScalingSettingsUpdate::default();
        let all = missing("'MaximumUnits', 'ScalingPolicyUpdate', 'MinimumUnits'");
        assert_eq!(refused(&nothing), all);
        let on = AutoScalingSettingsUpdate { auto_scaling_disabled: Some(false), ..nothing.clone() };
        assert_eq!(refused(&on), all);
        let policy = AutoScalingSettingsUpdate { minimum_units: None, maximum_units: None, ..whole.clone() };
        assert_eq!(refused(&policy), missing("'MaximumUnits', 'MinimumUnits'"));
        let off = AutoScalingSettingsUpdate { auto_scaling_disabled: Some(true), ..nothing };
        assert_eq!(refused(&off), "");
        let both = AutoScalingSettingsUpdate { auto_scaling_disabled: Some(true), ..whole };
        assert_eq!(
            refused(&both),
            "Failed to update settings for global table with name ‘t’: Parameters 'MaximumUnits', \
             'ScalingPolicyUpdate', 'MinimumUnits' must be left blank when disabling auto scaling."
        );
    }

    #[test]
    fn bounds_and_targets_have_ranges() {
        assert_eq!(refused(&update([5, 5], 10.0)), "");
        assert_eq!(refused(&update([1, 10], 90.0)), "");
        for (update, message) in [
            (update([6, 5], 70.0), "Maximum capacity cannot be less than minimum capacity (Service: "),
            (
                update([1, 10], 90.1),
                "For predefined metric type DynamoDBReadCapacityUtilization, target value must be between '10.0' and \
                 '90.0', but was '90.1'. (Service: AWSApplicationAutoScaling; Status Code: 400; Error Code: \
                 ValidationException; Request ID: ",
            ),
            (
                update([1, 10], 0.0),
                "For target tracking scaling, target value must be between '8.51592E-109' and '1.174271E108', but was \
                 '0.0'. (Service: ",
            ),
            (update([1, 10], -1.0), "For target tracking scaling, "),
        ] {
            let told = refused(&update);
            assert!(told.starts_with(message) && told.ends_with("; Proxy: null)"), "{told}");
        }
    }

    #[test]
    fn role_and_policy_have_the_services_names() {
        let engine = Engine::default();
        let kept = update([1, 10], 70.0).settings(&engine, Units::Write, "t", Some("i")).unwrap().unwrap();
        assert_eq!(kept.policy_name, "DynamoDBWriteCapacityUtilization:table/t/index/i");
        assert!(kept.role_arn.ends_with("/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable"));
    }
}
