//! Which database a request is for.

use std::time::Duration;

use super::separate::Separate;
use crate::{database::Database, error::Result};

/// The databases of a server.
#[derive(Debug)]
pub(super) enum Databases {
    /// One for all.
    Shared(Database),
    /// Several, separated by the caller's access key or region.
    Separate(Separate),
}

impl Databases {
    /// Sets how long tables stay in transitional states such as `CREATING`.
    pub(super) fn set_transitions(&mut self, lasts: Duration) {
        match self {
            Self::Shared(database) => database.set_transitions(lasts),
            Self::Separate(separate) => separate.transitions = lasts,
        }
    }

    /// Sets how many bytes of records the streams of each table keep.
    pub(super) fn set_stream_bytes(&mut self, most: u64) {
        match self {
            Self::Shared(database) => database.set_stream_bytes(most),
            Self::Separate(separate) => separate.stream_bytes = Some(most),
        }
    }

    /// The database of this caller.
    ///
    /// # Errors
    /// With separate databases: see [`Separate::of`].
    pub(super) fn of(&self, access_key: &str, region: &str) -> Result<Database> {
        match self {
            Self::Shared(database) => Ok(database.clone()),
            Self::Separate(separate) => separate.of(access_key, region),
        }
    }
}
