//! Global tables, their replicas and the auto scaling of their units.
//!
//! The service quotes names of tables and regions in these messages with ‘ and ’, and in the oldest with '.

use super::listed::listed;

// Global tables of version 2017.11.29.

/// There is no global table of this name: of version 2017.11.29 for an operation on its settings, of version 2019.11.21
/// for one on auto scaling.
pub(crate) fn does_not_exist(name: &str) -> String {
    format!("Global table with name: '{name}' does not exist.")
}

/// The same, of an operation on the global table itself.
pub(crate) fn not_found(name: &str) -> String {
    format!("Global table not found: {}", does_not_exist(name))
}

/// CreateGlobalTable names a global table that exists. (Not measured)
pub(crate) fn exists(name: &str, regions: &[&str]) -> String {
    format!(
        "Global table already exists: Global table with name: '{name}' already exists with replicas in regions: {}.",
        listed(", ", regions)
    )
}

/// A region that a global table should get a replica in has no table of its name.
pub(crate) fn table_not_found(name: &str, region: &str) -> String {
    format!("Table not found: Table: '{name}' not found in region: '{region}'.")
}

/// A region has a replica already. (Not measured)
pub(crate) fn replica_exists(name: &str, region: &str) -> String {
    format!("Replica already exists: Replica of global table: '{name}' already exists in region: '{region}'.")
}

/// A region from which a replica should be removed has none. (Not measured)
pub(crate) fn replica_not_found(name: &str, region: &str) -> String {
    format!("Replica not found: Replica of global table: '{name}' not found in region: '{region}'.")
}

/// A region is named twice. (Not measured)
pub(crate) fn region_repeated(region: &str) -> String {
    format!("One or more parameter values were invalid: Region: '{region}' is specified more than once")
}

/// A table cannot become a replica; `why` says what is wrong with it. (Not measured)
pub(crate) fn unfit(name: &str, region: &str, why: &str) -> String {
    format!("One or more parameter values were invalid: Table: '{name}' in region: '{region}' {why}")
}

/// UpdateTable should change the replicas of a global table of version 2017.11.29. (The message is hashrange's.)
pub(crate) fn legacy(name: &str) -> String {
    format!(
        "One or more parameter values were invalid: Table: '{name}' is a replica of a global table of version 2017.11.29, \
         whose replicas UpdateGlobalTable changes"
    )
}

// Settings of replicas.

/// The settings of a global table cannot be changed; `why` begins with `because` or a colon.
fn failed(name: &str, why: &str) -> String {
    format!("Failed to update settings for global table with name: ‘{name}’{why}")
}

/// A request contains no change.
pub(crate) fn nothing_to_update(name: &str) -> String {
    failed(name, " because at least one update parameter must be specified.")
}

/// The part of a request for a region contains no change.
pub(crate) fn nothing_to_update_in(name: &str, region: &str) -> String {
    failed(name, &format!(" because at least one update parameter must be specified for region: ‘{region}’."))
}

/// The part of a request for an index contains no change. (Not measured)
pub(crate) fn nothing_to_update_of(name: &str, index: &str) -> String {
    failed(
        name,
        &format!(
            " because at least one update parameter must be specified for global secondary index: ‘{index}’."
        ),
    )
}

/// Regions are named more than once.
pub(crate) fn regions_repeated(name: &str, regions: &[&str]) -> String {
    let regions = listed(", ", regions);
    failed(name, &format!(" because the regions: ‘[{regions}]’ were specified more than once."))
}

/// Indexes are named more than once. (Not measured)
pub(crate) fn indexes_repeated(name: &str, indexes: &[&str]) -> String {
    let indexes = listed(", ", indexes);
    failed(
        name,
        &format!(
            " because the global secondary indexes with names: ‘[{indexes}]’ were specified more than once."
        ),
    )
}

/// Regions have no replica.
pub(crate) fn no_replicas(name: &str, regions: &[&str]) -> String {
    let regions = listed(", ", regions);
    failed(name, &format!(" because a replica does not exist in regions: ‘[{regions}]’."))
}

/// The global table has no such indexes.
pub(crate) fn no_indexes(name: &str, indexes: &[&str]) -> String {
    let indexes = listed(", ", indexes);
    failed(name, &format!(" because the global secondary indexes with names: ‘[{indexes}]’ do not exist."))
}

/// A replica has no such index.
pub(crate) fn no_index_in(name: &str, index: &str, region: &str) -> String {
    failed(
        name,
        &format!(
            " because a global secondary index with name: ‘{index}’ does not exist in region: ‘{region}’."
        ),
    )
}

/// Auto scaling is set and these parameters are missing.
pub(crate) fn scaling_parameters_missing(name: &str, parameters: &[&str]) -> String {
    let parameters = quoted(parameters);
    failed(name, &format!(": Parameters {parameters} are required unless auto scaling is being disabled."))
}

/// Auto scaling is disabled and these parameters are there. The service leaves out the colon after `name` here.
pub(crate) fn scaling_parameters_left(name: &str, parameters: &[&str]) -> String {
    let parameters = quoted(parameters);
    format!(
        "Failed to update settings for global table with name ‘{name}’: Parameters {parameters} must be left blank when \
         disabling auto scaling."
    )
}

/// Units of tables on demand should be changed or scaled; `parameters` are those of the request that say so. The second
/// quotation mark is the service's.
pub(crate) fn replicas_on_demand(name: &str, regions: &[&str], parameters: &[&str]) -> String {
    let regions: Vec<String> = regions.iter().map(|region| region.to_uppercase()).collect();
    let (regions, parameters) = (quoted(&regions), quoted(parameters));
    format!(
        "Failed to update global table with name ‘{name}‘. Replicas {regions} BillingMode is PayPerRequest. You must \
         convert table's BillingMode to PROVISIONED to set parameters: {parameters}."
    )
}

fn quoted<T: std::fmt::Display>(names: &[T]) -> String {
    listed(", ", names.iter().map(|name| format!("'{name}'")))
}

// What Application Auto Scaling refuses. The service passes its messages on.

/// The most units are fewer than the least.
pub(crate) const MAXIMUM_BELOW_MINIMUM: &str = "Maximum capacity cannot be less than minimum capacity";

/// No policy has such a target.
pub(crate) fn target_out_of_all_ranges(target: f64) -> String {
    format!(
        "For target tracking scaling, target value must be between '8.51592E-109' and '1.174271E108', but was '{}'.",
        java_double(target)
    )
}

/// A policy for units has no such target; `metric` is `DynamoDBReadCapacityUtilization` or its like for writes.
pub(crate) fn target_out_of_range(metric: &str, [least, most]: [f64; 2], target: f64) -> String {
    let [least, most, target] = [least, most, target].map(java_double);
    format!(
        "For predefined metric type {metric}, target value must be between '{least}' and '{most}', but was '{target}'."
    )
}

/// How Application Auto Scaling's refusals end, with the id of the service's request to it.
pub(crate) fn passed_on(message: &str, request_id: &str) -> String {
    format!(
        "{message} (Service: AWSApplicationAutoScaling; Status Code: 400; Error Code: ValidationException; Request ID: \
         {request_id}; Proxy: null)"
    )
}

/// A number as Java writes it: `90.1`, `1.0E7`.
fn java_double(value: f64) -> String {
    if value == 0.0 || (1e-3..1e7).contains(&value.abs()) {
        return format!("{value:?}");
    }
    let text = format!("{value:E}");
    match text.split_once('E') {
        Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0E{exponent}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_java_does() {
        let shown = [90.1, 100.0, 0.0, -5.0, 1e7, 0.0001, 1.5e20].map(java_double);
        assert_eq!(shown, ["90.1", "100.0", "0.0", "-5.0", "1.0E7", "1.0E-4", "1.5E20"]);
    }

    #[test]
    fn parameters_and_regions_are_quoted_one_by_one() {
        assert_eq!(
            scaling_parameters_missing("t", &["MaximumUnits", "MinimumUnits"]),
            "Failed to update settings for global table with name: ‘t’: Parameters 'MaximumUnits', 'MinimumUnits' are \
             required unless auto scaling is being disabled."
        );
        assert_eq!(
            replicas_on_demand("t", &["us-east-1", "us-west-2"], &["X"]),
            "Failed to update global table with name ‘t‘. Replicas 'US-EAST-1', 'US-WEST-2' BillingMode is \
             PayPerRequest. You must convert table's BillingMode to PROVISIONED to set parameters: 'X'."
        );
    }
}
