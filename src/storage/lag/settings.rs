//! How late reads are.

use std::{ops::RangeInclusive, time::Duration};

use serde::{Deserialize, Serialize};

/// The microseconds of a millisecond.
const US_OF_MS: u64 = 1000;

/// How late eventually consistent reads are: [`DatabaseBuilder::lag`](crate::DatabaseBuilder::lag),
/// [`Database::set_lag`](crate::Database::set_lag), [`Table::set_lag`](crate::Table::set_lag).
///
/// Each write arrives in each of a table's three replicas after a delay of its own, by the database's clock, and in the
/// order of the writes of its partition. The delays depend on the [seed](crate::DatabaseBuilder::id_seed). A read goes to one
/// of the three, so two reads one after the other may see an item change and change back.
///
/// Late are GetItem, BatchGetItem, Query, Scan and SELECT without `ConsistentRead`, and all reads of global and vector
/// indexes. Never late are reads with `ConsistentRead`, transactions and conditions.
///
/// Delays have the precision of a millisecond.
///
/// ```
/// use hashrange::{Clock, Database, Lag, ScalarAttributeType::S, item};
/// use std::time::{Duration, UNIX_EPOCH};
///
/// let second = Duration::from_secs(1);
/// let clock = Clock::manual(UNIX_EPOCH);
/// let db = Database::builder().clock(clock.clone()).lag(Lag::between(second, 3 * second)).build();
/// let users = db.create_table("users").partition_key("id", S).run()?;
///
/// users.put(item! { "id": "haeri05" }).run()?;
/// assert!(users.get("haeri05").run()?.is_none()); // no replica has it yet
/// assert!(users.get("haeri05").consistent().run()?.is_some());
/// clock.advance(3 * second)?;
/// assert!(users.get("haeri05").run()?.is_some()); // all have it
/// # Ok::<(), hashrange::Error>(())
/// ```
///
/// It is also written as JSON, in milliseconds: `{"most_ms": 500}`, with `least_ms` (0 unless given), `index` (with `least_ms`
/// and `most_ms`) and `monotonic` (`false` unless given).
///
/// ```
/// use hashrange::Lag;
/// use std::time::Duration;
///
/// let lag: Lag = serde_json::from_str(r#"{"most_ms": 500, "monotonic": true}"#)?;
/// assert_eq!(lag, Lag::up_to(Duration::from_millis(500)).monotonic());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Lag {
    table: Span,
    index: Option<Span>,
    monotonic: bool,
}

impl Lag {
    /// Up to this long.
    ///
    /// ```
    /// # use hashrange::{Database, Lag};
    /// # use std::time::Duration;
    /// let db = Database::builder().lag(Lag::up_to(Duration::from_millis(500))).build();
    /// # let _ = db;
    /// ```
    pub fn up_to(most: Duration) -> Self {
        Self::between(Duration::ZERO, most)
    }

    /// At least as long as the shorter of these durations, and at most as long as the longer.
    ///
    /// ```
    /// # use hashrange::{Database, Lag};
    /// # use std::time::Duration;
    /// let lag = Lag::between(Duration::from_millis(100), Duration::from_millis(500));
    /// let db = Database::builder().lag(lag).build();
    /// # let _ = db;
    /// ```
    pub fn between(least: Duration, most: Duration) -> Self {
        Self { table: Span::of(least, most), index: None, monotonic: false }
    }

    /// Another lag for global and vector indexes, which otherwise have that of their table. Local indexes are as late as
    /// their table.
    ///
    /// ```
    /// # use hashrange::{Database, Lag};
    /// # use std::time::Duration;
    /// let ms = Duration::from_millis;
    /// let db = Database::builder().lag(Lag::up_to(ms(20)).index(ms(50)..=ms(2_000))).build();
    /// # let _ = db;
    /// ```
    pub fn index(mut self, durations: RangeInclusive<Duration>) -> Self {
        self.index = Some(Span::of(*durations.start(), *durations.end()));
        self
    }

    /// Whoever reads a table stays at one of its replicas, and at one of its indexes' replicas, so that what his eventually
    /// consistent reads return never goes back. Readers are told apart by
    /// [`Database::as_reader`](crate::Database::as_reader).
    ///
    /// ```
    /// # use hashrange::{Database, Lag};
    /// # use std::time::Duration;
    /// let db = Database::builder().lag(Lag::up_to(Duration::from_millis(500)).monotonic()).build();
    /// # let _ = db;
    /// ```
    pub fn monotonic(mut self) -> Self {
        self.monotonic = true;
        self
    }

    /// Whether a reader stays at one replica.
    pub(super) fn is_monotonic(&self) -> bool {
        self.monotonic
    }

    /// The lag of the table and its local indexes.
    pub(super) fn of_table(&self) -> Span {
        self.table
    }

    /// The lag of global and vector indexes.
    pub(super) fn of_indexes(&self) -> Span {
        self.index.unwrap_or(self.table)
    }
}

/// The durations from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Span {
    #[serde(default)]
    least_ms: u64,
    most_ms: u64,
}

impl Span {
    fn of(one: Duration, other: Duration) -> Self {
        let ms = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Self { least_ms: ms(one.min(other)), most_ms: ms(one.max(other)) }
    }

    fn check(self) -> Result<Self, Reversed> {
        let Self { least_ms, most_ms } = self;
        if least_ms <= most_ms { Ok(self) } else { Err(Reversed { least_ms, most_ms }) }
    }

    /// One of the durations, in microseconds.
    pub(super) fn pick_us(self, random: u64) -> u64 {
        let least_us = self.least_ms.saturating_mul(US_OF_MS);
        let width_us = self.most_ms.saturating_mul(US_OF_MS) - least_us;
        least_us + width_us.checked_add(1).map_or(random, |choices| random % choices)
    }
}

/// A lag as JSON has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    least_ms: u64,
    most_ms: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    index: Option<Span>,
    #[serde(default)]
    monotonic: bool,
}

/// The least lag is greater than the greatest.
#[derive(Debug, thiserror::Error)]
#[error("least_ms is {least_ms}, which is more than most_ms, {most_ms}")]
struct Reversed {
    least_ms: u64,
    most_ms: u64,
}

impl TryFrom<Written> for Lag {
    type Error = Reversed;

    fn try_from(written: Written) -> Result<Self, Reversed> {
        let Written { least_ms, most_ms, index, monotonic } = written;
        let table = Span { least_ms, most_ms }.check()?;
        Ok(Self { table, index: index.map(Span::check).transpose()?, monotonic })
    }
}

impl From<Lag> for Written {
    fn from(lag: Lag) -> Self {
        let Lag { table: Span { least_ms, most_ms }, index, monotonic } = lag;
        Self { least_ms, most_ms, index, monotonic }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn it_is_written_as_json_and_read_again() {
        let lag = Lag::between(5 * MS, 20 * MS).index(7 * MS..=9 * MS).monotonic();
        let json = serde_json::to_string(&lag).unwrap();
        assert_eq!(
            json,
            r#"{"least_ms":5,"most_ms":20,"index":{"least_ms":7,"most_ms":9},"monotonic":true}"#
        );
        assert_eq!(serde_json::from_str::<Lag>(&json).unwrap(), lag);
        assert_eq!(serde_json::from_str::<Lag>(r#"{"most_ms":20}"#).unwrap(), Lag::up_to(20 * MS));
        for wrong in [
            "{}",
            r#"{"most_ms":-1}"#,
            r#"{"most_ms":1,"least_ms":2}"#,
            r#"{"most_ms":1,"index":{"most_ms":1,"least_ms":2}}"#,
            r#"{"most_ms":1,"other":2}"#,
        ] {
            assert!(serde_json::from_str::<Lag>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn each_duration_of_the_range_can_be_picked_and_no_other() {
        let span = Span::of(3 * MS, MS);
        let picked: Vec<u64> = (0..4002).map(|random| span.pick_us(random)).collect();
        assert_eq!(picked.iter().min(), Some(&1000));
        assert_eq!(picked.iter().max(), Some(&3000));
        assert_eq!(Span::of(MS, MS).pick_us(u64::MAX), 1000);
        assert_eq!(Span::of(Duration::ZERO, Duration::MAX).pick_us(7), 7);
    }
}
