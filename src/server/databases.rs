//! Which database a request is for.

use super::separate::Separate;
use crate::{database::Database, error::Result};

/// The databases of a server.
#[derive(Debug)]
pub(super) enum Databases {
    /// One for all. If it has several regions, a request is for the region in its credential scope.
    Shared(Database),
    /// Several, separated by the caller's access key or region.
    Separate(Box<Separate>),
}

impl Databases {
    /// The database of this caller.
    ///
    /// # Errors
    /// With separate databases: see [`Separate::of`]. With several regions: the database does not have this one.
    pub(super) fn of(&self, access_key: &str, region: &str) -> Result<Database> {
        match self {
            Self::Shared(database) if database.regions().names().nth(1).is_none() => Ok(database.clone()),
            Self::Shared(database) => database.in_region(region),
            Self::Separate(separate) => separate.of(access_key, region),
        }
    }
}
