//! The metrics of tables in Prometheus' text format, version 0.0.4, under the names that CloudWatch has for them.
//!
//! Source: "Exposition formats" in the Prometheus documentation; "DynamoDB metrics and dimensions" in the developer guide.

use std::{
    cmp::Reverse,
    fmt::{self, Display, Write},
};

use bytes::Bytes;
use hyper::{StatusCode, header::HeaderValue};

use super::super::reply::Reply;
use crate::{database::Database, engine::Metrics};

const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
/// How many tables are reported. A request may name any table, so series without a bound would be a client's to make.
const MOST_TABLES: usize = 1000;

/// CloudWatch's metrics that count, with what they count here.
const COUNTERS: [(&str, &str); 10] = [
    (
        "ConsumedReadCapacityUnits",
        "Read capacity units consumed, of the table or of a global secondary index.",
    ),
    (
        "ConsumedWriteCapacityUnits",
        "Write capacity units consumed, of the table or of a global secondary index.",
    ),
    ("ReadThrottleEvents", "Reads that were throttled."),
    ("WriteThrottleEvents", "Writes that were throttled."),
    ("ConditionalCheckFailedRequests", "Writes whose condition did not hold."),
    ("TransactionConflict", "Requests refused because a transaction was using an item."),
    ("UserErrors", "Other requests refused with the status 400, by the table that they name."),
    ("ThrottledRequests", "Requests that were throttled, by operation."),
    ("SystemErrors", "Requests that failed with the status 500."),
    ("ReturnedItemCount", "Items returned by queries, scans and statements."),
];

/// The answer with the metrics of a database's tables.
pub(super) fn reply(database: &Database) -> Reply {
    Reply::new(StatusCode::OK, Some(CONTENT_TYPE), Bytes::from(Page::of(database).text()))
}

/// What is reported.
struct Page {
    tables: Vec<Metrics>,
    left_out: usize,
}

impl Page {
    /// The tables with the most requests, by name.
    fn of(database: &Database) -> Self {
        let names = database.table_names();
        let found = names.iter().filter_map(|name| database.table(name).ok());
        let mut tables: Vec<Metrics> = found.map(|table| table.metrics()).collect();
        tables.sort_by_cached_key(|table| Reverse(table.requests()));
        let left_out = tables.len().saturating_sub(MOST_TABLES);
        tables.truncate(MOST_TABLES);
        tables.sort_by(|one, other| one.table_name.cmp(&other.table_name));
        Self { tables, left_out }
    }

    fn text(&self) -> String {
        let mut out = Text::default();
        let counters: Vec<_> = self.tables.iter().map(|table| (table, table.counters())).collect();
        for (name, help) in COUNTERS {
            let family = format!("dynamodb_{}_total", snake(name));
            out.head(&family, "counter", &format!("{help} CloudWatch: {name}."));
            for (table, counters) in &counters {
                for counter in counters.iter().filter(|counter| counter.name == name) {
                    // CloudWatch has a dimension less for `UserErrors`, which are those of the whole account there.
                    let of_table = table.table_dimensions();
                    let dimensions =
                        if counter.dimensions.is_empty() { &of_table } else { &counter.dimensions };
                    out.sample(&family, dimensions, counter.value);
                }
            }
        }
        self.latencies(&mut out);
        self.of_hashrange(&mut out);
        out.0
    }

    fn latencies(&self, out: &mut Text) {
        let family = "dynamodb_successful_request_latency_seconds";
        let help = "How long successful requests took, by the database's clock. CloudWatch: SuccessfulRequestLatency.";
        out.head(family, "histogram", help);
        let bucket = format!("{family}_bucket");
        for table in &self.tables {
            for (operation, metrics) in &table.operations {
                let latency = &metrics.successful_request_latency;
                let dimensions = table.operation_dimensions(operation);
                let buckets =
                    latency.at_most().map(|(bound, count)| (bound.as_secs_f64().to_string(), count));
                for (bound, count) in buckets.chain([("+Inf".to_owned(), latency.count())]) {
                    let bounded = [dimensions.as_slice(), &[("le", bound)]].concat();
                    out.sample(&bucket, &bounded, count);
                }
                out.sample(&format!("{family}_sum"), &dimensions, latency.sum().as_secs_f64());
                out.sample(&format!("{family}_count"), &dimensions, latency.count());
            }
        }
    }

    /// What CloudWatch has no metrics for.
    fn of_hashrange(&self, out: &mut Text) {
        let family = "hashrange_requests_total";
        out.head(family, "counter", "All requests, whatever came of them.");
        for table in &self.tables {
            for (operation, metrics) in &table.operations {
                out.sample(family, &table.operation_dimensions(operation), metrics.requests);
            }
        }
        type Gauge = (&'static str, &'static str, fn(&Metrics) -> u64);
        let gauges: [Gauge; 2] = [
            ("hashrange_item_count", "Items of the table now.", |table| table.item_count),
            ("hashrange_table_size_bytes", "Size of all items of the table now.", |table| {
                table.table_size_bytes
            }),
        ];
        for (family, help, value) in gauges {
            out.head(family, "gauge", help);
            for table in &self.tables {
                out.sample(family, &table.table_dimensions(), value(table));
            }
        }
        let family = "hashrange_tables_left_out";
        let help = format!(
            "Tables without metrics here: those of the {MOST_TABLES} with the most requests are here."
        );
        out.head(family, "gauge", &help);
        out.sample(family, &[], self.left_out);
    }
}

/// A page in the text format.
#[derive(Default)]
struct Text(String);

impl Text {
    /// Begins a family of samples. The help is one line without backslashes.
    fn head(&mut self, family: &str, kind: &str, help: &str) {
        debug_assert!(!help.contains(['\\', '\n']));
        self.add(format_args!("# HELP {family} {help}\n# TYPE {family} {kind}\n"));
    }

    /// Adds a sample. Dimensions have CloudWatch's names.
    fn sample(&mut self, name: &str, dimensions: &[(&str, String)], value: impl Display) {
        self.add(format_args!("{name}"));
        for (number, (dimension, value)) in dimensions.iter().enumerate() {
            let begin = if number == 0 { '{' } else { ',' };
            self.add(format_args!("{begin}{}=\"{}\"", snake(dimension), Escaped(value)));
        }
        let end = if dimensions.is_empty() { "" } else { "}" };
        self.add(format_args!("{end} {value}\n"));
    }

    fn add(&mut self, text: fmt::Arguments<'_>) {
        // Writing to a String does not fail.
        let _ = self.0.write_fmt(text);
    }
}

/// A label's value.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '\\' => f.write_str("\\\\")?,
                '"' => f.write_str("\\\"")?,
                '\n' => f.write_str("\\n")?,
                letter => f.write_char(letter)?,
            }
        }
        Ok(())
    }
}

/// CloudWatch's name as Prometheus writes names: `TableName` is `table_name`.
fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{key::ScalarAttributeType::S, value::Item};

    #[test]
    fn every_counter_of_cloudwatch_is_reported() {
        let database = Database::new();
        let users = database.create_table("users").partition_key("id", S).run().unwrap();
        database.set_metrics(true);
        users.put(Item::from_iter([("id", "a")])).run().unwrap();
        let counters = users.metrics().counters();
        for counter in &counters {
            assert!(COUNTERS.iter().any(|(name, _)| *name == counter.name), "{}", counter.name);
        }
        for (name, _) in COUNTERS {
            assert!(counters.iter().any(|counter| counter.name == name), "{name}");
        }
    }

    #[test]
    fn labels_are_escaped_and_names_are_prometheus_own() {
        let mut out = Text::default();
        out.sample("x", &[("TableName", "a\"b\\c\nd".to_owned()), ("le", "+Inf".to_owned())], 1.5);
        assert_eq!(out.0, "x{table_name=\"a\\\"b\\\\c\\nd\",le=\"+Inf\"} 1.5\n");
        assert_eq!(snake("GlobalSecondaryIndexName"), "global_secondary_index_name");
    }

    #[test]
    fn of_many_tables_those_with_the_most_requests_are_reported() {
        let database = Database::new();
        database.set_metrics(true);
        for number in 0..=MOST_TABLES {
            let name = format!("table-{number:04}");
            let table = database.create_table(&name).partition_key("id", S).run().unwrap();
            if number != 7 {
                table.get("a").run().unwrap();
            }
        }
        let text = Page::of(&database).text();
        assert!(text.ends_with("hashrange_tables_left_out 1\n"));
        assert!(text.contains("\"table-1000\"") && !text.contains("\"table-0007\""));
    }
}
