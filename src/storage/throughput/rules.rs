//! By which rules requests are throttled: the settings of a database's throughput.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::limits::{BURST_SECONDS, PARTITION_READ_UNITS, PARTITION_WRITE_UNITS};

/// How long a partition is hot before it is split, unless set: the service tells no time but "minutes".
const SPLIT_AFTER: Duration = Duration::from_secs(300);

/// The longest burst. Units of all tables over this time can be counted in millionths.
const MOST_BURST: Duration = Duration::from_secs(24 * 60 * 60);

/// How many read and write units a second tables, global indexes and their partitions do, and what is throttled beyond:
/// [`DatabaseBuilder::throughput`](crate::DatabaseBuilder::throughput).
///
/// Units are those of `ConsumedCapacity`. A request is carried out as long as what it reads or writes has units left, and
/// may consume more than is left: the next one waits until the deficit is filled. Writes are throttled before they change
/// anything. Time is that of the database's [`Clock`](crate::Clock).
///
/// As JSON, it has these members; only `mode` is needed:
///
/// ```json
/// { "mode": "as_provisioned", "burst_seconds": 300, "split_after_seconds": 300 }
/// { "mode": "per_partition", "read_units": 10, "write_units": 5, "split_after_seconds": null }
/// ```
///
/// ```
/// use std::time::UNIX_EPOCH;
///
/// use hashrange::{Clock, Database, ScalarAttributeType::S, Throughput, item};
///
/// let builder = Database::builder().clock(Clock::manual(UNIX_EPOCH)).partitions(1);
/// let db = builder.throughput(Throughput::per_partition(1, 2)).build();
/// let users = db.create_table("users").partition_key("id", S).run()?;
/// let put = || users.put(item! { "id": "haeri05" }).run();
/// put()?;
/// put()?;
/// assert_eq!(put().unwrap_err().throttling_reasons()[0].reason, "TableWriteKeyRangeThroughputExceeded");
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Json", into = "Json")]
pub struct Throughput {
    /// Read and write units of each partition, without other limits; `None` is as the tables are set.
    partition_units: Option<[u64; 2]>,
    burst: Duration,
    split_after: Option<Duration>,
}

/// What throttles the requests of a database.
#[derive(Debug)]
pub(crate) struct Throttle {
    pub(crate) rules: Throughput,
    /// Since when, in microseconds since 1970.
    pub(crate) since_us: u64,
    /// The ARN of a table without its name.
    pub(crate) arn_prefix: String,
}

impl Throughput {
    /// The limits of the service:
    ///
    /// - A partition does 3,000 read units and 1,000 write units a second.
    /// - A table with provisioned throughput, and each of its global indexes, does its `ReadCapacityUnits` and
    ///   `WriteCapacityUnits`, in whichever of its partitions. What it does not use it may use later, up to
    ///   [`burst`](Self::burst).
    /// - A table on demand, and each of its global indexes, does its warm throughput: 12,000 read units and 4,000 write
    ///   units at first, and twice the highest traffic so far from 30 minutes after that traffic began. Its limit is
    ///   what was set as `OnDemandThroughput`, with the same burst; otherwise the account's quota of 40,000.
    ///
    /// (Developer guide: "DynamoDB burst and adaptive capacity", "DynamoDB on-demand capacity mode", "Quotas")
    pub fn as_provisioned() -> Self {
        Self {
            partition_units: None,
            burst: Duration::from_secs(BURST_SECONDS),
            split_after: Some(SPLIT_AFTER),
        }
    }

    /// Each partition of a table or global index does this many read and write units a second. There are no other
    /// limits, whatever the tables' settings are. Where the number is 0, every request is throttled.
    pub fn per_partition(read: u64, write: u64) -> Self {
        Self { partition_units: Some([read, write]), ..Self::as_provisioned() }
    }

    /// For how long a table or index keeps what it does not use: 300 seconds unless set, at least one second and at most
    /// a day. A table begins with what it does in one second.
    #[must_use]
    pub fn burst(self, kept: Duration) -> Self {
        Self { burst: kept.clamp(Duration::from_secs(1), MOST_BURST), ..self }
    }

    /// After which time a partition is split that is hot all along: 5 minutes unless set; never with `None`. A partition
    /// is hot when a request meets its limit, and until none has for a minute.
    ///
    /// It is split in the middle of its traffic. If one partition key has most of that, the key gets a partition of its
    /// own, and is not split further: an item collection lies in one partition.
    #[must_use]
    pub fn split_after(self, hot: impl Into<Option<Duration>>) -> Self {
        Self { split_after: hot.into(), ..self }
    }

    /// The read and write units a second of a partition.
    pub(super) fn partition(&self) -> [u64; 2] {
        self.partition_units.unwrap_or([PARTITION_READ_UNITS, PARTITION_WRITE_UNITS])
    }

    /// Whether tables and indexes have limits of their own.
    pub(super) fn limits_tables(&self) -> bool {
        self.partition_units.is_none()
    }

    pub(super) fn burst_us(&self) -> u64 {
        u64::try_from(self.burst.as_micros()).unwrap_or(u64::MAX)
    }

    pub(super) fn split_after_us(&self) -> Option<u64> {
        self.split_after.map(|after| u64::try_from(after.as_micros()).unwrap_or(u64::MAX))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    AsProvisioned,
    PerPartition,
}

/// The JSON of the settings.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
struct Json {
    mode: Mode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    read_units: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    write_units: Option<u64>,
    #[serde(default = "default_burst")]
    burst_seconds: f64,
    #[serde(default = "default_split_after")]
    split_after_seconds: Option<f64>,
}

fn default_burst() -> f64 {
    BURST_SECONDS as f64
}

fn default_split_after() -> Option<f64> {
    Some(SPLIT_AFTER.as_secs_f64())
}

impl From<Throughput> for Json {
    fn from(throughput: Throughput) -> Self {
        let units = throughput.partition_units;
        Self {
            mode: if units.is_some() { Mode::PerPartition } else { Mode::AsProvisioned },
            read_units: units.map(|[read, _]| read),
            write_units: units.map(|[_, write]| write),
            burst_seconds: throughput.burst.as_secs_f64(),
            split_after_seconds: throughput.split_after.map(|after| after.as_secs_f64()),
        }
    }
}

impl TryFrom<Json> for Throughput {
    type Error = String;

    fn try_from(json: Json) -> Result<Self, String> {
        let seconds = |name: &str, seconds: f64| {
            Duration::try_from_secs_f64(seconds)
                .map_err(|_| format!("{name} is a number of seconds from 0, not {seconds}"))
        };
        let throughput = match (json.mode, json.read_units, json.write_units) {
            (Mode::AsProvisioned, None, None) => Self::as_provisioned(),
            (Mode::AsProvisioned, ..) => {
                return Err("read_units and write_units go with the mode per_partition".to_owned());
            }
            (Mode::PerPartition, Some(read), Some(write)) => Self::per_partition(read, write),
            (Mode::PerPartition, ..) => {
                return Err("the mode per_partition needs read_units and write_units".to_owned());
            }
        };
        let split_after =
            json.split_after_seconds.map(|after| seconds("split_after_seconds", after)).transpose()?;
        Ok(throughput.burst(seconds("burst_seconds", json.burst_seconds)?).split_after(split_after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_go_through_json_and_back() {
        for throughput in [
            Throughput::as_provisioned(),
            Throughput::per_partition(7, 0).split_after(None),
            Throughput::as_provisioned()
                .burst(Duration::from_millis(1500))
                .split_after(Duration::from_secs(9)),
        ] {
            let json = serde_json::to_string(&throughput).unwrap();
            assert_eq!(serde_json::from_str::<Throughput>(&json).unwrap(), throughput, "{json}");
        }
        assert_eq!(Throughput::as_provisioned().burst(Duration::MAX).burst, MOST_BURST);
        let short = serde_json::from_str::<Throughput>(r#"{"mode":"as_provisioned"}"#).unwrap();
        assert_eq!(short, Throughput::as_provisioned());
    }

    #[test]
    fn json_that_means_nothing_is_refused_and_told_why() {
        let told = |json: &str| serde_json::from_str::<Throughput>(json).unwrap_err().to_string();
        assert_eq!(
            told(r#"{"mode":"per_partition","read_units":1}"#),
            "the mode per_partition needs read_units and write_units"
        );
        assert_eq!(
            told(r#"{"mode":"as_provisioned","write_units":1}"#),
            "read_units and write_units go with the mode per_partition"
        );
        assert_eq!(
            told(r#"{"mode":"as_provisioned","burst_seconds":-1}"#),
            "burst_seconds is a number of seconds from 0, not -1"
        );
        assert!(told(r#"{"mode":"as_provisioned","burst":1}"#).starts_with("unknown field `burst`"));
        assert!(told(r#"{"mode":"fast"}"#).starts_with("unknown variant `fast`"));
    }
}
