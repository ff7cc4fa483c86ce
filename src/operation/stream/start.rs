//! Where the reading of a shard begins.

use crate::{
    error::{Error, Result},
    storage::{ChangeNumber, Shard, Trimmed},
    texts,
};

/// Where the reading of a stream begins.
#[derive(Debug, Clone, Copy)]
pub(super) enum Start {
    /// At the oldest record that is kept.
    TrimHorizon,
    /// Behind all existing records.
    Latest,
    /// At a record.
    At(ChangeNumber),
    /// Behind a record.
    After(ChangeNumber),
    /// At the first record of a time or later, in milliseconds since 1970.
    AtTimestamp { ms: u64 },
}

impl Start {
    /// The first number to read in a shard.
    pub(super) fn position(self, shard: &Shard, now_ms: u64) -> Result<ChangeNumber> {
        let position = match self {
            Self::TrimHorizon => shard.oldest(now_ms),
            Self::Latest => shard.behind_newest(),
            Self::AtTimestamp { ms } => shard.at_time(ms, now_ms),
            Self::At(number) | Self::After(number) if !shard.has_given(number) => {
                return Err(invalid_number(&number.to_string()));
            }
            Self::At(number) => number,
            Self::After(number) => number.next(),
        };
        match shard.records_from(position, now_ms) {
            Ok(_) => Ok(position),
            Err(Trimmed) => Err(trimmed()),
        }
    }
}

/// The error of an invalid number, or one that the shard did not use.
pub(super) fn invalid_number(text: &str) -> Error {
    Error::validation(texts::stream::invalid_sequence_number(text))
}

/// The error of records that were trimmed.
pub(in crate::operation) fn trimmed() -> Error {
    Error::TrimmedDataAccess(texts::stream::TRIMMED.to_owned())
}
