//! Which database a request is for.

use std::collections::HashMap;

use crate::{Database, Error, Result, lock::RwLock};

/// Access keys and regions that have databases, at most: each costs memory, and any text is an access key.
const MAX_DATABASES: usize = 10_000;

/// The databases of a server.
#[derive(Debug)]
pub(super) enum Databases {
    /// One for all.
    Shared(Database),
    /// One for each access key and region, made when it is first asked for.
    Separate(RwLock<Accounts>),
}

/// By access key, then region.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    regions: HashMap<Box<str>, HashMap<Box<str>, Database>>,
    count: usize,
}

impl Databases {
    pub(super) fn of(&self, access_key: &str, region: &str) -> Result<Database> {
        let accounts = match self {
            Self::Shared(database) => return Ok(database.clone()),
            Self::Separate(accounts) => accounts,
        };
        if let Some(database) = accounts.read().regions.get(access_key).and_then(|own| own.get(region)) {
            return Ok(database.clone());
        }
        let mut accounts = accounts.write();
        if let Some(database) = accounts.regions.get(access_key).and_then(|own| own.get(region)) {
            return Ok(database.clone());
        }
        if accounts.count >= MAX_DATABASES {
            let message =
                format!("This server has tables of {MAX_DATABASES} access keys and regions already");
            return Err(Error::LimitExceeded(message));
        }
        accounts.count += 1;
        let database = Database::builder().region(region).build();
        accounts.regions.entry(access_key.into()).or_default().insert(region.into(), database.clone());
        Ok(database)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ScalarAttributeType::S;

    #[test]
    fn separate_databases_are_told_apart_by_access_key_and_region() {
        let databases = Databases::Separate(RwLock::default());
        let seoul = databases.of("key", "ap-northeast-2").unwrap();
        seoul.create_table("likes").partition_key("id", S).run().unwrap();
        assert_eq!(databases.of("key", "ap-northeast-2").unwrap().table_names(), ["likes"]);
        assert!(databases.of("key", "us-east-1").unwrap().table_names().is_empty());
        assert!(databases.of("other", "ap-northeast-2").unwrap().table_names().is_empty());
    }

    #[test]
    fn strangers_cannot_make_databases_without_end() {
        let databases =
            Databases::Separate(RwLock::new(Accounts { count: MAX_DATABASES, ..Accounts::default() }));
        assert_eq!(databases.of("key", "us-east-1").unwrap_err().code(), "LimitExceededException");
    }
}
