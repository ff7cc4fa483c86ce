//! Metrics as CloudWatch shows them.

use super::table::{Metrics, UnitMetrics};

/// A metric with CloudWatch's name, dimensions and unit. (Developer guide: DynamoDB metrics and dimensions)
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CloudWatchMetric {
    /// The metric's name, such as `ConsumedReadCapacityUnits`.
    pub name: &'static str,
    /// The dimensions' names and values: `TableName`, `Operation`, `GlobalSecondaryIndexName`.
    pub dimensions: Vec<(&'static str, String)>,
    /// `Count` or `Milliseconds`.
    pub unit: &'static str,
    /// The sum; of a latency, the average.
    pub value: f64,
}

impl Metrics {
    /// The metrics with CloudWatch's names and dimensions, those that are zero left out, as the service does. What local
    /// indexes consume is in the table's units: CloudWatch has a dimension for global indexes alone. `UserErrors` has no
    /// dimension there, because it is that of a whole account; here it is about the requests that name this table.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.set_metrics(true);
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// let all = users.metrics().cloud_watch();
    /// let written = all.iter().find(|metric| metric.name == "ConsumedWriteCapacityUnits").unwrap();
    /// assert_eq!((written.value, written.unit), (1.0, "Count"));
    /// assert_eq!(written.dimensions, [("TableName", "users".to_owned())]);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn cloud_watch(&self) -> Vec<CloudWatchMetric> {
        let table = || vec![("TableName", self.table_name.clone())];
        let mut all = Vec::new();
        let mut add = |name, dimensions: Vec<_>, unit, value| {
            if value > 0.0 {
                all.push(CloudWatchMetric { name, dimensions, unit, value });
            }
        };
        let mut units = |dimensions: &dyn Fn() -> Vec<(&'static str, String)>, units: &UnitMetrics| {
            add("ConsumedReadCapacityUnits", dimensions(), "Count", units.consumed_read_capacity_units);
            add("ConsumedWriteCapacityUnits", dimensions(), "Count", units.consumed_write_capacity_units);
        };
        let mut of_table = self.units;
        for local in self.local_secondary_indexes.values() {
            of_table.add(local.consumed_read_capacity_units, local.consumed_write_capacity_units);
        }
        units(&table, &of_table);
        for (index, consumed) in &self.global_secondary_indexes {
            let dimensions = || [table(), vec![("GlobalSecondaryIndexName", index.clone())]].concat();
            units(&dimensions, consumed);
        }
        let of_table = [
            ("ReadThrottleEvents", self.read_throttle_events),
            ("WriteThrottleEvents", self.write_throttle_events),
            (
                "ConditionalCheckFailedRequests",
                self.sum(|operation| operation.conditional_check_failed_requests),
            ),
            ("TransactionConflict", self.sum(|operation| operation.transaction_conflict)),
        ];
        for (name, value) in of_table {
            add(name, table(), "Count", value as f64);
        }
        add("UserErrors", Vec::new(), "Count", self.sum(|operation| operation.user_errors) as f64);
        for (operation, metrics) in &self.operations {
            let dimensions = || [table(), vec![("Operation", (*operation).to_owned())]].concat();
            let latency = metrics.successful_request_latency.average().unwrap_or_default();
            add("SuccessfulRequestLatency", dimensions(), "Milliseconds", latency.as_secs_f64() * 1000.0);
            for (name, value) in [
                ("ThrottledRequests", metrics.throttled_requests),
                ("SystemErrors", metrics.system_errors),
                ("ReturnedItemCount", metrics.returned_item_count),
            ] {
                add(name, dimensions(), "Count", value as f64);
            }
        }
        all
    }

    fn sum(&self, counted: fn(&super::OperationMetrics) -> u64) -> u64 {
        self.operations.values().map(counted).sum()
    }
}
