//! Separate databases by access key and region.
//!
//! Any text is an access key, and test suites use a new one for each test. So only databases with tables are kept. Of
//! those without tables, the least recently used are dropped, and the next request creates them again.

use std::collections::HashMap;

use crate::{
    database::{Database, DatabaseBuilder},
    engine::Clock,
    error::{Error, Result},
    sync::{
        RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// How many databases may have tables. Each takes about 3 KB without items.
const MAX_DATABASES: usize = 100_000;
/// How many databases are created between two searches for those without tables. Each search keeps half as many without
/// tables.
const EMPTY_DATABASES: usize = 1000;
/// How many regions' databases a fork copies.
const FORKED_REGIONS: usize = 100;
/// The greatest length of an access key, in bytes. (IAM API reference: `AccessKey`)
const MAX_ACCESS_KEY_BYTES: usize = 128;
/// In how many other databases a table is looked up if the caller's own does not have it.
const ASKED_DATABASES: usize = 1000;

/// How a server separates its databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeparateBy {
    /// Each access key has its own database.
    AccessKey,
    /// Each region has its own database.
    Region,
}

/// The owner of a database; a part is empty if databases are not separated by it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Owner {
    pub(super) access_key: Box<str>,
    pub(super) region: Box<str>,
}

/// A database for each owner, created when it is first used.
#[derive(Debug)]
pub(super) struct Separate {
    by_access_key: bool,
    by_region: bool,
    owned: RwLock<Owned>,
    /// A count of requests, which serves as a logical clock.
    now: AtomicU64,
    /// With what databases are made.
    settings: DatabaseBuilder,
    clock: Clock,
    /// Whether the databases count what their operations come to.
    counts: bool,
    /// How databases were at the start that were not empty then.
    starts: HashMap<Owner, Database>,
}

/// What separates the copies in a fork.
#[derive(Debug)]
pub(super) enum Copies {
    One(Database),
    ByRegion(Box<Separate>),
}

#[derive(Debug, Default)]
struct Owned {
    databases: HashMap<Owner, Entry>,
    /// The number of databases at which those without tables are searched for.
    room: usize,
}

#[derive(Debug)]
struct Entry {
    database: Database,
    used: AtomicU64,
}

impl Separate {
    pub(super) fn new(by: &[SeparateBy], settings: DatabaseBuilder) -> Self {
        let clock = settings.clock_of_all().clone();
        Self {
            by_access_key: by.contains(&SeparateBy::AccessKey),
            by_region: by.contains(&SeparateBy::Region),
            owned: RwLock::new(Owned { room: EMPTY_DATABASES, ..Owned::default() }),
            now: AtomicU64::new(0),
            settings,
            clock,
            counts: false,
            starts: HashMap::new(),
        }
    }

    /// The clock of all databases.
    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The access key and the region of a caller who need not say what does not separate databases.
    ///
    /// # Errors
    /// [`Error::Validation`] if one of them is missing that does.
    pub(super) fn owner_of_some<'a>(
        &self,
        access_key: Option<&'a str>,
        region: Option<&'a str>,
    ) -> Result<(&'a str, &'a str)> {
        let need = |is_needed: bool, given: Option<&'a str>, what: &str| match given {
            None if is_needed => Err(Error::validation(format!(
                "The databases of this server are separate: say whose is meant by {what}"
            ))),
            given => Ok(given.unwrap_or_default()),
        };
        Ok((
            need(self.by_access_key, access_key, "?access-key=KEY")?,
            need(self.by_region, region, "?region=REGION")?,
        ))
    }

    /// How the database of this caller was at the start.
    pub(super) fn start_of(&self, access_key: &str, region: &str) -> Database {
        let owner = self.owner(access_key, region);
        self.starts.get(&owner).cloned().unwrap_or_else(|| self.made_for(&owner))
    }

    fn made_for(&self, owner: &Owner) -> Database {
        let settings = self.settings.clone();
        let builder = if self.by_region { settings.region(&*owner.region) } else { settings };
        let database = builder.build();
        database.set_metrics(self.counts);
        database
    }

    /// Has the databases, also those that are made later, count what their operations come to.
    pub(super) fn count_metrics(&mut self) {
        self.counts = true;
        self.owned.read().databases.values().for_each(|entry| entry.database.set_metrics(true));
    }

    /// Copies of the databases of this access key, of which databases made later have the clock.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`] if the access key has databases in very many regions, or is too long;
    /// [`Error::Validation`] if it is missing.
    pub(super) fn fork(
        &self,
        access_key: Option<&str>,
        clock: Option<&Clock>,
        fork: impl Fn(&Database) -> Database,
    ) -> Result<Copies> {
        let (access_key, _) = self.owner_of_some(access_key, Some(""))?;
        if !self.by_region {
            return self.of(access_key, "").map(|database| Copies::One(fork(&database)));
        }
        let owner = self.owner(access_key, "");
        let own: Vec<(Owner, Database)> = {
            let owned = self.owned.read();
            let own = owned
                .databases
                .iter()
                .filter(|(other, entry)| other.access_key == owner.access_key && !entry.database.is_empty());
            let found = |(owner, entry): (&Owner, &Entry)| {
                let region = owner.region.clone();
                (Owner { access_key: Box::default(), region }, entry.database.clone())
            };
            own.take(FORKED_REGIONS + 1).map(found).collect()
        };
        if own.len() > FORKED_REGIONS {
            let message = format!("A fork has the databases of {FORKED_REGIONS} regions at most");
            return Err(Error::LimitExceeded(message));
        }
        let copies: Vec<_> = own.into_iter().map(|(owner, database)| (owner, fork(&database))).collect();
        let settings = match clock {
            Some(clock) => self.settings.clone().clock(clock.clone()),
            None => self.settings.clone(),
        };
        let mut separate = Self::new(&[SeparateBy::Region], settings);
        separate.starts = copies.iter().map(|(owner, copy)| (owner.clone(), copy.fork())).collect();
        let entry = |database| Entry { database, used: AtomicU64::new(0) };
        let databases = copies.into_iter().map(|(owner, copy)| (owner, entry(copy))).collect();
        separate.owned = RwLock::new(Owned { databases, room: EMPTY_DATABASES });
        Ok(Copies::ByRegion(Box::new(separate)))
    }

    fn owner(&self, access_key: &str, region: &str) -> Owner {
        Owner {
            access_key: if self.by_access_key { access_key.into() } else { Box::default() },
            region: if self.by_region { region.into() } else { Box::default() },
        }
    }

    /// The database of this caller.
    ///
    /// # Errors
    /// [`Error::LimitExceeded`] if too many databases have tables, or if the access key is too long.
    pub(super) fn of(&self, access_key: &str, region: &str) -> Result<Database> {
        let owner = self.owner(access_key, region);
        let now = self.now.fetch_add(1, Ordering::Relaxed);
        if let Some(entry) = self.owned.read().databases.get(&owner) {
            entry.used.store(now, Ordering::Relaxed);
            return Ok(entry.database.clone());
        }
        if owner.access_key.len() > MAX_ACCESS_KEY_BYTES {
            let message = format!("An access key has {MAX_ACCESS_KEY_BYTES} bytes at most");
            return Err(Error::LimitExceeded(message));
        }
        let mut owned = self.owned.write();
        if !owned.databases.contains_key(&owner) {
            owned.make_room()?;
        }
        let entry = owned
            .databases
            .entry(owner)
            .or_insert_with_key(|owner| Entry { database: self.made_for(owner), used: AtomicU64::new(now) });
        Ok(entry.database.clone())
    }

    /// Another owner who has a table of this name, searched in a limited number of databases.
    pub(super) fn elsewhere(&self, table: &str, access_key: &str, region: &str) -> Option<Owner> {
        let own = self.owner(access_key, region);
        let owned = self.owned.read();
        let others = owned.databases.iter().take(ASKED_DATABASES).filter(|(owner, _)| **owner != own);
        let mut having = others.filter(|(_, entry)| entry.database.table(table).is_ok());
        having.next().map(|(owner, _)| owner.clone())
    }
}

impl Owned {
    /// If there are many databases, drops those without tables, except the most recently used ones.
    ///
    /// A database that a request in flight uses is kept, because the request may be about to create a table in it.
    fn make_room(&mut self) -> Result<()> {
        if self.databases.len() < self.room {
            return Ok(());
        }
        let empty = self.databases.iter().filter(|(_, entry)| entry.database.is_empty_and_alone());
        let mut empty: Vec<u64> = empty.map(|(_, entry)| entry.used.load(Ordering::Relaxed)).collect();
        let with_tables = self.databases.len() - empty.len();
        if with_tables >= MAX_DATABASES {
            let message = format!("This server has {MAX_DATABASES} databases with tables");
            return Err(Error::LimitExceeded(message));
        }
        empty.sort_unstable_by(|one, other| other.cmp(one));
        if let Some(&last_forgotten) = empty.get(EMPTY_DATABASES / 2) {
            self.databases.retain(|_, entry| {
                entry.used.load(Ordering::Relaxed) > last_forgotten || !entry.database.is_empty_and_alone()
            });
        }
        self.room = self.databases.len() + EMPTY_DATABASES;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::ScalarAttributeType::S;

    const BOTH: [SeparateBy; 2] = [SeparateBy::AccessKey, SeparateBy::Region];

    fn make_table(database: &Database) {
        database.create_table("likes").partition_key("id", S).run().unwrap();
    }

    fn has_table(separate: &Separate, access_key: &str, region: &str) -> bool {
        separate.of(access_key, region).unwrap().table("likes").is_ok()
    }

    #[test]
    fn either_or_both_tell_databases_apart() {
        for (by, another_key, another_region) in
            [(&BOTH[..], false, false), (&BOTH[..1], false, true), (&BOTH[1..], true, false)]
        {
            let separate = Separate::new(by, DatabaseBuilder::default());
            make_table(&separate.of("me", "eu-west-1").unwrap());
            assert!(has_table(&separate, "me", "eu-west-1"));
            assert_eq!(has_table(&separate, "you", "eu-west-1"), another_key, "{by:?}");
            assert_eq!(has_table(&separate, "me", "us-east-1"), another_region, "{by:?}");
        }
    }

    #[test]
    fn a_region_of_its_own_is_in_the_arns() {
        let separate = Separate::new(&BOTH, DatabaseBuilder::default());
        let database = separate.of("me", "eu-west-1").unwrap();
        make_table(&database);
        assert!(
            database
                .wire("DescribeTable", br#"{"TableName": "likes"}"#)
                .text()
                .contains("arn:aws:dynamodb:eu-west-1:")
        );
    }

    #[test]
    fn a_new_access_key_for_every_test_of_a_day_finds_room_and_tables_stay() {
        let separate = Separate::new(&BOTH, DatabaseBuilder::default());
        make_table(&separate.of("kept", "eu-west-1").unwrap());
        for test in 0..100_000 {
            let database = separate.of(&format!("test-{test}"), "eu-west-1").unwrap();
            if test % 10_000 == 0 {
                make_table(&database);
            }
        }
        assert!(separate.owned.read().databases.len() <= 11 + EMPTY_DATABASES * 3 / 2);
        assert!(has_table(&separate, "kept", "eu-west-1"));
        assert!((0..10).all(|test| has_table(&separate, &format!("test-{}", test * 10_000), "eu-west-1")));
    }

    #[test]
    fn the_least_used_go_first_and_none_that_somebody_has() {
        let separate = Separate::new(&BOTH, DatabaseBuilder::default());
        let held = separate.of("held", "r").unwrap();
        separate.of("used", "r").unwrap();
        separate.of("forgotten", "r").unwrap();
        for other in 0..EMPTY_DATABASES * 2 {
            separate.of(&format!("other-{other}"), "r").unwrap();
            separate.of("used", "r").unwrap();
        }
        let is_kept =
            |access_key: &str| separate.owned.read().databases.contains_key(&separate.owner(access_key, "r"));
        assert!(is_kept("held") && is_kept("used") && !is_kept("forgotten"));
        // So that the next request finds what is created in it now.
        make_table(&held);
        assert!(has_table(&separate, "held", "r"));
    }

    #[test]
    fn databases_with_tables_are_bounded_and_the_others_count_for_nothing() {
        let separate = Separate::new(&BOTH, DatabaseBuilder::default());
        let full = Database::new();
        make_table(&full);
        for number in 0..MAX_DATABASES {
            let owner = separate.owner(&number.to_string(), "r");
            let entry = Entry { database: full.clone(), used: AtomicU64::new(0) };
            separate.owned.write().databases.insert(owner, entry);
        }
        assert_eq!(separate.of("one more", "r").unwrap_err().code(), "LimitExceededException");
        assert!(has_table(&separate, "7", "r"));
        let long = "k".repeat(MAX_ACCESS_KEY_BYTES + 1);
        assert_eq!(separate.of(&long, "r").unwrap_err().code(), "LimitExceededException");
    }

    #[test]
    fn a_table_is_found_elsewhere() {
        let separate = Separate::new(&BOTH, DatabaseBuilder::default());
        make_table(&separate.of("me", "eu-west-1").unwrap());
        let owner = separate.elsewhere("likes", "you", "us-east-1").unwrap();
        assert_eq!((&*owner.access_key, &*owner.region), ("me", "eu-west-1"));
        assert_eq!(separate.elsewhere("likes", "me", "eu-west-1"), None);
        assert_eq!(separate.elsewhere("users", "you", "us-east-1"), None);
    }
}
