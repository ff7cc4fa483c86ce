//! Which database a request is for.

use super::separate::Separate;
use crate::{database::Database, error::Result};

/// The databases of a server.
#[derive(Debug)]
pub(super) enum Databases {
    /// One for all.
    Shared(Database),
    /// Several, separated by the caller's access key or region.
    Separate(Box<Separate>),
}

impl Databases {
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
