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
        let mut all = self.counters();
        for (operation, metrics) in &self.operations {
            let latency = metrics.successful_request_latency.average().unwrap_or_default();
            all.push(CloudWatchMetric {
                name: "SuccessfulRequestLatency",
                dimensions: self.operation_dimensions(operation),
                unit: "Milliseconds",
                value: latency.as_secs_f64() * 1000.0,
            });
        }
        all.retain(|metric| metric.value > 0.0);
        all
    }

    /// The dimension of metrics by table.
    pub(crate) fn table_dimensions(&self) -> Vec<(&'static str, String)> {
        vec![("TableName", self.table_name.clone())]
    }

    /// The dimensions of metrics by table and operation.
    pub(crate) fn operation_dimensions(&self, operation: &str) -> Vec<(&'static str, String)> {
        [self.table_dimensions(), vec![("Operation", operation.to_owned())]].concat()
    }

    /// The metrics that count, also those that are zero.
    pub(crate) fn counters(&self) -> Vec<CloudWatchMetric> {
        let table = || self.table_dimensions();
        let mut all = Vec::new();
        let mut add = |name, dimensions: Vec<_>, value| {
            all.push(CloudWatchMetric { name, dimensions, unit: "Count", value });
        };
        let mut units = |dimensions: &dyn Fn() -> Vec<(&'static str, String)>, units: &UnitMetrics| {
            add("ConsumedReadCapacityUnits", dimensions(), units.consumed_read_capacity_units);
            add("ConsumedWriteCapacityUnits", dimensions(), units.consumed_write_capacity_units);
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
        for (index, throttled) in &self.index_throttle_events {
            let dimensions = [table(), vec![("GlobalSecondaryIndexName", index.clone())]].concat();
            add("ReadThrottleEvents", dimensions.clone(), throttled.read_throttle_events as f64);
            add("WriteThrottleEvents", dimensions, throttled.write_throttle_events as f64);
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
            add(name, table(), value as f64);
        }
        add("UserErrors", Vec::new(), self.sum(|operation| operation.user_errors) as f64);
        for (operation, metrics) in &self.operations {
            for (name, value) in [
                ("ThrottledRequests", metrics.throttled_requests),
                ("SystemErrors", metrics.system_errors),
                ("ReturnedItemCount", metrics.returned_item_count),
            ] {
                add(name, self.operation_dimensions(operation), value as f64);
            }
        }
        all
    }

    fn sum(&self, counted: fn(&super::OperationMetrics) -> u64) -> u64 {
        self.operations.values().map(counted).sum()
    }
}
