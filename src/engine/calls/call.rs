//! One call of an operation.

use std::{
    collections::HashMap,
    fmt,
    ops::Add,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{
    error::ThrottledAccess,
    key::HashRange,
    size::value_size_bytes,
    storage::throughput::Usage,
    value::{AttributeName, AttributeValue, Notation},
};

/// A call of an operation, whether it succeeded or failed.
///
/// Its `Display` is one line, as in the messages of [`assert_calls!`](crate::assert_calls). Serialized, as for
/// `GET /_hashrange/calls`, it is a map with the names of these fields. Times are in seconds, keys in DynamoDB JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Call {
    /// The operation's name in the API: `GetItem`.
    pub operation: &'static str,
    /// The names or ARNs of tables as written in the request; for statements, those that could be parsed.
    pub tables: Vec<String>,
    /// The index that a Query, Scan, SearchVectors or SELECT reads.
    pub index: Option<String>,
    /// The keys of the items that the request names, in its order. A query has the values that its key condition
    /// compares with `=`. A request that is refused before its expressions are read has none.
    pub keys: Vec<CallKey>,
    /// The capacity units that were consumed, by table and index, whether or not the request asked for them.
    pub units: Vec<CallUnits>,
    /// The partitions that were read or written, with the units that were consumed of each. Each rounds up for itself, so
    /// a scan of an empty table with four partitions consumes half a unit of each. A write that changes nothing of an
    /// index has none of its partitions.
    pub partitions: Vec<CallPartition>,
    /// When the call arrived, by the database's clock.
    #[serde(serialize_with = "seconds_since_1970")]
    pub at: SystemTime,
    /// How long it took, by the database's clock: with a manual clock, as long as that was moved meanwhile.
    #[serde(serialize_with = "seconds")]
    pub duration: Duration,
    /// The name of the exception, such as `ConditionalCheckFailedException`; `None` if the call succeeded.
    pub error: Option<&'static str>,
}

/// The key of an item that a call names, or the part of it that a query names.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CallKey {
    /// The name or ARN of the table, as in the request.
    pub table: String,
    /// The attributes in the order of the key schema.
    #[serde(serialize_with = "map")]
    pub key: Vec<(AttributeName, AttributeValue)>,
}

/// The units that a call consumed of a table, or of an index of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CallUnits {
    /// The table's name.
    pub table: String,
    /// The index's name; `None` is the table itself.
    pub index: Option<String>,
    /// Read capacity units.
    pub read: f64,
    /// Write capacity units.
    pub write: f64,
}

/// The units that a call consumed of a partition.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CallPartition {
    /// The table's name.
    pub table: String,
    /// The index's name; `None` is the table itself. Entries of a local index lie in the partitions of its table.
    pub index: Option<String>,
    /// The range of hashes that the partition owned then.
    pub range: HashRange,
    /// Read capacity units.
    pub read: f64,
    /// Write capacity units.
    pub write: f64,
}

/// A map with the names of the fields; of the range, the first and the last hash in hexadecimal digits.
impl Serialize for CallPartition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { table, index, range, read, write } = self;
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("table", table)?;
        map.serialize_entry("index", index)?;
        map.serialize_entry("first", &range.first_hex())?;
        map.serialize_entry("last", &range.last_hex())?;
        map.serialize_entry("read", read)?;
        map.serialize_entry("write", write)?;
        map.end()
    }
}

/// The read and write units of so many of one kind.
fn by_access(access: ThrottledAccess, units: f64) -> (f64, f64) {
    match access {
        ThrottledAccess::Read => (units, 0.0),
        ThrottledAccess::Write => (0.0, units),
    }
}

impl CallPartition {
    /// The units of each partition, in the order in which they came up.
    pub(super) fn of(usage: &[Usage]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        // A scan may touch very many.
        let mut places = HashMap::new();
        for Usage { table, index, partition, access, units } in usage {
            let (read, write) = by_access(*access, *units);
            let place = *places.entry((partition, table, index)).or_insert(all.len());
            match all.get_mut(place) {
                Some(known) => {
                    known.read += read;
                    known.write += write;
                }
                None => {
                    all.push(Self {
                        table: table.clone(),
                        index: index.clone(),
                        range: *partition,
                        read,
                        write,
                    });
                }
            }
        }
        all
    }
}

impl CallUnits {
    /// The units of each table and index, over their partitions, in the order in which they came up.
    pub(super) fn of(usage: Vec<Usage>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for Usage { table, index, access, units, .. } in usage {
            let (read, write) = by_access(access, units);
            match all.iter_mut().find(|known| known.table == table && known.index == index) {
                Some(known) => {
                    known.read += read;
                    known.write += write;
                }
                None => all.push(Self { table, index, read, write }),
            }
        }
        all
    }
}

impl Call {
    /// All read units that the call consumed.
    pub fn read_units(&self) -> f64 {
        self.units.iter().map(|units| units.read).fold(0.0, Add::add)
    }

    /// All write units that the call consumed.
    pub fn write_units(&self) -> f64 {
        self.units.iter().map(|units| units.write).fold(0.0, Add::add)
    }

    /// Bytes of memory, for the bound of a recording: as many as its texts and keys have, and a fixed share for the rest.
    pub(super) fn memory(&self) -> usize {
        let keys = self.keys.iter().map(|key| {
            let attributes = key.key.iter().map(|(name, value)| name.len() + value_size_bytes(value) + 64);
            key.table.len() + 48 + attributes.sum::<usize>()
        });
        let tables = self.tables.iter().map(|table| table.len() + 24);
        size_of::<Self>()
            + tables.sum::<usize>()
            + keys.sum::<usize>()
            + (self.units.len() + self.partitions.len()) * 128
    }
}

/// How many keys a line shows.
const KEYS_SHOWN: usize = 3;

/// One line: `PutItem users {"id": "haeri05"} -> ConditionalCheckFailedException, 1 write unit`.
impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation)?;
        for (place, table) in self.tables.iter().enumerate() {
            write!(f, "{}{table}", if place == 0 { " " } else { ", " })?;
        }
        if let Some(index) = &self.index {
            write!(f, "/{index}")?;
        }
        for key in self.keys.iter().take(KEYS_SHOWN) {
            write!(f, " {key}")?;
        }
        if self.keys.len() > KEYS_SHOWN {
            write!(f, " and {} more", self.keys.len() - KEYS_SHOWN)?;
        }
        if let Some(error) = self.error {
            write!(f, " -> {error}")?;
        }
        for (units, kind) in [(self.read_units(), "read"), (self.write_units(), "write")] {
            if units > 0.0 {
                write!(f, ", {units} {kind} unit{}", if units == 1.0 { "" } else { "s" })?;
            }
        }
        Ok(())
    }
}

/// The key's attributes, without the table; long values are cut.
impl fmt::Display for CallKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (place, (name, value)) in self.key.iter().enumerate() {
            write!(f, "{}{:?}: {:.60}", if place == 0 { "" } else { ", " }, name.as_str(), Notation(value))?;
        }
        f.write_str("}")
    }
}

fn seconds_since_1970<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    seconds(&time.duration_since(UNIX_EPOCH).unwrap_or_default(), serializer)
}

fn seconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64())
}

fn map<S: Serializer>(
    attributes: &[(AttributeName, AttributeValue)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(attributes.len()))?;
    for (name, value) in attributes {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_units_of_a_partition_are_summed_up_in_the_order_in_which_partitions_came() {
        let usage = |table: &str, index: Option<&str>, first, access, units| Usage {
            table: table.to_owned(),
            index: index.map(str::to_owned),
            partition: HashRange { first, last: first + 9 },
            access,
            units,
        };
        let (read, write) = (ThrottledAccess::Read, ThrottledAccess::Write);
        let partitions = CallPartition::of(&[
            usage("b", None, 10, read, 1.0),
            usage("a", None, 10, write, 2.0),
            usage("b", Some("i"), 10, read, 4.0),
            usage("b", None, 0, read, 8.0),
            usage("b", None, 10, write, 16.0),
            usage("b", None, 10, read, 0.5),
        ]);
        let seen = partitions
            .iter()
            .map(|one| (one.table.as_str(), one.index.as_deref(), one.range.first, one.read, one.write));
        assert_eq!(
            seen.collect::<Vec<_>>(),
            [
                ("b", None, 10, 1.5, 16.0),
                ("a", None, 10, 0.0, 2.0),
                ("b", Some("i"), 10, 4.0, 0.0),
                ("b", None, 0, 8.0, 0.0),
            ]
        );
    }
}
