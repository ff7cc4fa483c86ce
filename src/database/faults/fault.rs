//! A rule in force.

use std::fmt;

use crate::engine::{Active, EngineHandle, FaultRule};

/// A [rule](FaultRule) in force, as [`Faults`](super::handle::Faults) returns it.
///
/// Dropping it changes nothing: the rule stays until it is [removed](Self::remove), its hits are used up, or the database
/// is dropped.
#[derive(Clone)]
pub struct FaultHandle {
    pub(super) engine: EngineHandle,
    pub(super) active: Active,
}

impl FaultHandle {
    /// Its number in this database, from 1.
    ///
    /// ```
    /// # let db = hashrange::Database::new();
    /// let fault = db.faults().on("GetItem").lose_request()?;
    /// assert_eq!(fault.id(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn id(&self) -> u64 {
        self.active.id
    }

    /// The rule as data.
    ///
    /// ```
    /// # let db = hashrange::Database::new();
    /// let fault = db.faults().on("GetItem").times(2).lose_request()?;
    /// assert_eq!(fault.rule().times, Some(2));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn rule(&self) -> &FaultRule {
        &self.active.rule
    }

    /// How many calls it has hit.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// let fault = db.faults().on("PutItem").nth(2).exception("InternalServerError")?;
    /// let puts = ["a", "b", "c"].map(|id| users.put(item! { "id": id }).run().is_ok());
    /// assert_eq!(puts, [true, false, true]);
    /// assert_eq!((fault.calls(), fault.hits()), (3, 1));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn hits(&self) -> u64 {
        self.active.counts.hits()
    }

    /// How many calls it was about, hit or not.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// let fault = db.faults().on("PutItem").key(&users, "a").after(9).lose_request()?;
    /// users.put(item! { "id": "a" }).run()?;
    /// users.put(item! { "id": "b" }).run()?;
    /// assert_eq!((fault.calls(), fault.hits()), (1, 0));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn calls(&self) -> u64 {
        self.active.counts.calls()
    }

    /// Removes the rule; whether it was still there. Its counts stay.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// let fault = db.faults().on("GetItem").lose_request()?;
    /// assert!(users.get("a").run().is_err());
    /// assert!(fault.remove());
    /// assert!(users.get("a").run().is_ok() && !fault.remove());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn remove(&self) -> bool {
        self.engine.remove_fault(self.active.id)
    }
}

impl fmt::Debug for FaultHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaultHandle")
            .field("id", &self.id())
            .field("rule", self.rule())
            .field("calls", &self.calls())
            .field("hits", &self.hits())
            .finish()
    }
}
