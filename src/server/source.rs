//! Where the databases of a server come from.

use super::{
    databases::Databases,
    separate::{Separate, SeparateBy},
};
use crate::database::{Database, DatabaseBuilder};

/// Where the served databases come from.
#[derive(Debug)]
pub(super) enum Source {
    /// The program passed one, for all callers.
    Given(Database),
    /// The server makes them: one for all callers, or separate ones by these.
    Made(Vec<SeparateBy>),
}

impl Source {
    /// The databases; those that are controlled can be reset to how they are now.
    pub(super) fn databases(self, settings: DatabaseBuilder, is_controlled: bool) -> Databases {
        let shared = |database: Database| match is_controlled {
            true => Databases::resettable(database),
            false => Databases::Shared { database, start: None },
        };
        match self {
            Self::Given(database) => shared(database),
            Self::Made(by) if by.is_empty() => shared(settings.build()),
            Self::Made(by) => Databases::Separate(Box::new(Separate::new(&by, settings))),
        }
    }
}
