//! The command-line flags and words for the throughput of a table or index.

use clap::Args;

use crate::operation::{OnDemandThroughput, ProvisionedThroughput, WarmThroughput};

/// The requested throughput: of a table by flags, or of an index by words of its definition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub(super) struct Throughput {
    /// Provision this many read and write capacity units per second
    #[arg(long, value_name = "READ,WRITE", value_parser = Provisioned::parse)]
    pub(super) provisioned: Option<Provisioned>,
    /// The most read request units per second on demand; none is no limit
    #[arg(long, value_name = "UNITS|none", value_parser = Limit::parse)]
    max_read: Option<Limit>,
    /// The most write request units per second on demand; none is no limit
    #[arg(long, value_name = "UNITS|none", value_parser = Limit::parse)]
    max_write: Option<Limit>,
    /// The read units per second that the table can serve at once
    #[arg(long, value_name = "UNITS", value_parser = units)]
    warm_read: Option<i64>,
    /// The write units per second that the table can serve at once
    #[arg(long, value_name = "UNITS", value_parser = units)]
    warm_write: Option<i64>,
}

/// Units provisioned per second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Provisioned {
    pub(super) read: i64,
    pub(super) write: i64,
}

/// The most units per second on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    None,
    Units(i64),
}

/// What a request is for: a new table or index has no limit that could be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    New,
    Change,
}

/// The words of an index's definition, for messages.
pub(super) const THROUGHPUT_WORDS: &str =
    "provisioned=READ/WRITE, max-read=UNITS, max-write=UNITS, warm-read=UNITS, warm-write=UNITS";

impl Throughput {
    /// Parses a word of an index's definition; returns whether it is about throughput.
    pub(super) fn take(&mut self, name: &str, value: &str) -> Result<bool, String> {
        match name {
            "provisioned" => self.provisioned = Some(Provisioned::parse(value)?),
            "max-read" => self.max_read = Some(Limit::parse(value)?),
            "max-write" => self.max_write = Some(Limit::parse(value)?),
            "warm-read" => self.warm_read = Some(units(value)?),
            "warm-write" => self.warm_write = Some(units(value)?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Whether no throughput is requested.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The requested limits on demand.
    pub(super) fn on_demand(&self, asks: Asks) -> Option<OnDemandThroughput> {
        let number = |limit: Option<Limit>| limit.and_then(|limit| limit.number(asks));
        let limits = OnDemandThroughput {
            max_read_request_units: number(self.max_read),
            max_write_request_units: number(self.max_write),
        };
        (limits != OnDemandThroughput::default()).then_some(limits)
    }

    /// The requested warm throughput.
    pub(super) fn warm(&self) -> Option<WarmThroughput> {
        let warm =
            WarmThroughput { read_units_per_second: self.warm_read, write_units_per_second: self.warm_write };
        (warm != WarmThroughput::default()).then_some(warm)
    }
}

impl Provisioned {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (read, write) = text
            .split_once([',', '/'])
            .ok_or("read units and write units, as in 10,5, or 10/5 in an index")?;
        Ok(Self { read: units(read)?, write: units(write)? })
    }
}

impl From<Provisioned> for ProvisionedThroughput {
    fn from(units: Provisioned) -> Self {
        Self { read_capacity_units: units.read, write_capacity_units: units.write }
    }
}

impl Limit {
    fn parse(text: &str) -> Result<Self, String> {
        if text == "none" { Ok(Self::None) } else { units(text).map(Self::Units) }
    }

    fn number(self, asks: Asks) -> Option<i64> {
        match (self, asks) {
            (Self::Units(units), _) => Some(units),
            (Self::None, Asks::Change) => Some(-1),
            (Self::None, Asks::New) => None,
        }
    }
}

fn units(text: &str) -> Result<i64, String> {
    let units = text.trim().parse().ok().filter(|units| *units >= 0);
    units.ok_or_else(|| format!("'{text}' is no number of units"))
}
