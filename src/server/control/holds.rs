//! Held items over HTTP.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{runtime::Handle, time::sleep};

use super::{
    refusal::{Refusal, RefusalKind},
    time,
};
use crate::{
    database::{Database, Hold},
    sync::Mutex,
    value::Item,
};

/// How many holds there may be at a time, for each fork, and for all that are of no fork.
const MOST: usize = 1000;
/// How long one lasts unless its request says otherwise, and at most: a test that is killed must not leave it behind.
const LASTS: Duration = Duration::from_secs(60);
const LASTS_AT_MOST: Duration = Duration::from_secs(60 * 60);

/// The holds of a fork, or of all databases that are no forks.
#[derive(Debug, Default)]
pub(in crate::server) struct Holds(Mutex<Live>);

#[derive(Debug, Default)]
struct Live {
    begun: u64,
    holds: BTreeMap<u64, (Database, Hold)>,
}

/// The body of a request to hold an item, a client request token, or both.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begin {
    table: Option<String>,
    key: Option<Item>,
    token: Option<String>,
    lasts: Option<Value>,
}

impl Begin {
    fn lasts(&self) -> Result<Duration, Refusal> {
        let Some(lasts) = &self.lasts else { return Ok(LASTS) };
        let lasts = time::length(lasts, "lasts")?;
        match lasts <= LASTS_AT_MOST {
            true => Ok(lasts),
            false => Err(Refusal::bad_request("'lasts' is an hour at most")),
        }
    }

    fn hold(&self, database: &Database) -> Result<Hold, Refusal> {
        let item = match (&self.table, &self.key) {
            (Some(table), Some(key)) => Some((database.table(table)?, key)),
            (None, None) => None,
            _ => return Err(Refusal::bad_request("An item is held by its 'table' and its 'key'")),
        };
        Ok(match (item, &self.token) {
            (Some((table, key)), None) => database.hold(&table, key)?,
            (Some((table, key)), Some(token)) => database.hold(&table, key)?.and_token(token)?,
            (None, Some(token)) => database.hold_token(token)?,
            (None, None) => return Err(Refusal::bad_request("What is held: 'table' and 'key', or 'token'")),
        })
    }
}

impl Holds {
    /// Holds something, until it is released or its time is over.
    pub(super) fn begin(self: &Arc<Self>, database: Database, wanted: &Begin) -> Result<Value, Refusal> {
        let lasts = wanted.lasts()?;
        let hold = wanted.hold(&database)?;
        let id = {
            let mut live = self.0.lock();
            if live.holds.len() >= MOST {
                return Err(Refusal::new(RefusalKind::TooMany, format!("There are {MOST} holds")));
            }
            live.begun += 1;
            let id = live.begun;
            live.holds.insert(id, (database, hold));
            id
        };
        let holds = Arc::downgrade(self);
        Handle::current().spawn(async move {
            sleep(lasts).await;
            holds.upgrade().inspect(|holds| drop(holds.release(id)));
        });
        Ok(json!({ "id": id, "lasts_seconds": lasts.as_secs_f64() }))
    }

    /// Ends one.
    pub(super) fn end(&self, id: &str) -> Result<Value, Refusal> {
        let released = id.parse().ok().and_then(|id| self.release(id));
        let none = || Refusal::new(RefusalKind::NotFound, format!("There is no hold {id}, or none any more"));
        released.map(|_| json!({})).ok_or_else(none)
    }

    /// Ends all of a database.
    pub(super) fn end_all(&self, database: &Database) {
        self.0.lock().holds.retain(|_, (other, _)| !other.engine.is_same(&database.engine));
    }

    fn release(&self, id: u64) -> Option<(Database, Hold)> {
        self.0.lock().holds.remove(&id)
    }
}
