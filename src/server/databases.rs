//! Which database a request is for.

use super::separate::{Copies, Separate};
use crate::{
    database::Database,
    engine::Clock,
    error::{Error, Result},
};

/// The databases of a server, or those of a fork.
#[derive(Debug)]
pub(super) enum Databases {
    /// One for all. If it has several regions, a request is for the region in its credential scope.
    Shared {
        database: Database,
        /// How it was at the start, where it can be reset.
        start: Option<Database>,
    },
    /// Several, separated by the caller's access key or region.
    Separate(Box<Separate>),
}

impl Databases {
    /// One for all, which can be reset to how it is now.
    pub(super) fn resettable(database: Database) -> Self {
        let start = Some(database.fork());
        Self::Shared { database, start }
    }

    /// Has the databases count what their operations come to.
    pub(super) fn count_metrics(&mut self) {
        match self {
            Self::Shared { database, .. } => database.set_metrics(true),
            Self::Separate(separate) => separate.count_metrics(),
        }
    }

    /// The database of this caller.
    ///
    /// # Errors
    /// With separate databases: see [`Separate::of`]. With several regions: the database does not have this one.
    pub(super) fn of(&self, access_key: &str, region: &str) -> Result<Database> {
        match self {
            Self::Shared { database, .. } if database.regions().names().nth(1).is_none() => {
                Ok(database.clone())
            }
            Self::Shared { database, .. } => database.in_region(region),
            Self::Separate(separate) => separate.of(access_key, region),
        }
    }

    /// The same where the caller does not say everything: nothing need be said that does not tell databases apart, and
    /// of several regions the home region counts.
    pub(super) fn of_some(&self, access_key: Option<&str>, region: Option<&str>) -> Result<Database> {
        match (self, region) {
            (Self::Shared { database, .. }, None) => Ok(database.clone()),
            (Self::Shared { .. }, Some(region)) => self.of("", region),
            (Self::Separate(separate), region) => {
                let (access_key, region) = separate.owner_of_some(access_key, region)?;
                separate.of(access_key, region)
            }
        }
    }

    /// How the database of this caller was at the start.
    pub(super) fn start_of(&self, access_key: Option<&str>, region: Option<&str>) -> Result<Database> {
        match self {
            Self::Shared { start: Some(start), .. } => Ok(start.clone()),
            Self::Shared { start: None, .. } => {
                Err(Error::InternalServer("The server has no start to go back to".to_owned()))
            }
            Self::Separate(separate) => {
                let (access_key, region) = separate.owner_of_some(access_key, region)?;
                Ok(separate.start_of(access_key, region))
            }
        }
    }

    /// Copies of the databases that this access key sees, with this clock, if there is one.
    pub(super) fn fork(&self, access_key: Option<&str>, clock: Option<&Clock>) -> Result<Self> {
        let fork = |database: &Database| match clock {
            Some(clock) => database.fork_with_clock(clock.clone()),
            None => database.fork(),
        };
        match self {
            Self::Shared { database, .. } => Ok(Self::resettable(fork(database))),
            Self::Separate(separate) => Ok(match separate.fork(access_key, clock, fork)? {
                Copies::One(database) => Self::resettable(database),
                Copies::ByRegion(separate) => Self::Separate(separate),
            }),
        }
    }

    /// The clock of the databases that this access key sees.
    pub(super) fn clock(&self) -> &Clock {
        match self {
            Self::Shared { database, .. } => database.clock(),
            Self::Separate(separate) => separate.clock(),
        }
    }
}
