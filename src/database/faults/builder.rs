//! The builder of a rule.

use std::time::{Duration, SystemTime};

use super::{
    super::{
        key::IntoKey,
        table::{Table, TableIndex},
    },
    handle::Faults,
};
use crate::engine::{FaultAnswer, FaultRule};

/// A rule about calls, which its answer adds: [`Faults::on`]. It is a [`FaultRule`] step by step; see there what its parts
/// mean.
#[derive(Debug, Clone)]
#[must_use = "a rule is added by its answer, such as `throttle`"]
pub struct FaultBuilder {
    pub(super) faults: Faults,
    pub(super) rule: FaultRule,
}

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $(
            $(#[$doc])*
            ///
            /// ```
            /// # let db = hashrange::Database::new();
            #[doc = concat!("let fault = db.faults().on(\"GetItem\").", stringify!($name), "(2).lose_request()?;")]
            #[doc = concat!("assert_eq!(fault.rule().", stringify!($name), ", Some(2));")]
            /// # Ok::<(), hashrange::Error>(())
            /// ```
            pub fn $name(mut self, number: u64) -> Self {
                self.rule.$name = Some(number);
                self
            }
        )*
    };
}

impl FaultBuilder {
    pub(super) fn new(faults: Faults, operations: Vec<String>) -> Self {
        // The answer is set at the end.
        let rule = FaultRule { operations, ..FaultRule::new(FaultAnswer::RequestLost) };
        Self { faults, rule }
    }

    /// Only calls on this table.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # db.create_table("likes").partition_key("user_id", S).run()?;
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// db.faults().on_all().table("likes").lose_request()?;
    /// assert!(db.table("likes")?.scan().run().is_err() && users.scan().run().is_ok());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn table(mut self, name: impl Into<String>) -> Self {
        self.rule.table = Some(name.into());
        self
    }

    /// Only reads of this index, and writes of its table.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let edges = db.create_table("edges").partition_key("from", S).sort_key("to", S)
    /// #     .global_index(Index::new("reversed").partition_key("to", S).sort_key("from", S)).run()?;
    /// db.faults().on("Query").index(&edges.index("reversed")).throttle()?;
    /// let throttled = edges.index("reversed").query("doug").page().unwrap_err();
    /// assert!(throttled.throttling_reasons()[0].resource.ends_with(":table/edges/index/reversed"));
    /// assert!(edges.query("jack").page().is_ok());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn index(mut self, index: &TableIndex) -> Self {
        self.rule.index = Some(index.name.clone());
        self.table(index.table.name())
    }

    /// Only calls, or parts of calls, that name this key of the table: its partition key alone, or the whole key.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("at", S).run()?;
    /// db.faults().on_all().key(&likes, "jihoon07").throttle()?;
    /// assert!(likes.query("jihoon07").page().is_err() && likes.query("minji01").page().is_ok());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn key(mut self, table: &Table, key: impl IntoKey) -> Self {
        self.rule.key = Some(table.key_item(key));
        self.table(table.name())
    }

    /// Only the part with this number, from 0, of a batch, a transaction or a batch of statements.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.faults().on("TransactWriteItems").item(1).exception("TransactionConflictException")?;
    /// let both = db.transaction().put(&users, item! { "id": "a" }).put(&users, item! { "id": "b" }).run();
    /// let failed: Vec<usize> = both.unwrap_err().failed_actions().map(|(number, _)| number).collect();
    /// assert_eq!(failed, [1]);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn item(mut self, number: usize) -> Self {
        self.rule.item = Some(number);
        self
    }

    numbers! {
        /// Only the call with this number, from 1.
        nth;
        /// Only the calls after this many.
        after;
        /// Only each call with a number that this one divides.
        every;
        /// At most this many hits.
        times;
    }

    /// The chance of a hit, from 0 to 1, drawn from the database's seed.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// let fault = db.faults().on("GetItem").chance(0.25).lose_request()?;
    /// (0..1000).for_each(|_| drop(users.get("a").run()));
    /// assert!(fault.hits() > 150 && fault.hits() < 350);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn chance(mut self, chance: f64) -> Self {
        self.rule.chance = Some(chance);
        self
    }

    /// Only until this time of the database's clock.
    ///
    /// ```
    /// # use hashrange::{Clock, Database, ScalarAttributeType::S};
    /// # use std::time::{Duration, UNIX_EPOCH};
    /// let clock = Clock::manual(UNIX_EPOCH);
    /// let db = Database::builder().clock(clock.clone()).build();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.faults().on("GetItem").until(UNIX_EPOCH + Duration::from_secs(60)).lose_request()?;
    /// assert!(users.get("a").run().is_err());
    /// clock.advance(Duration::from_secs(60))?;
    /// assert!(users.get("a").run().is_ok());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn until(mut self, time: SystemTime) -> Self {
        self.rule.until = Some(time);
        self
    }

    /// Only from now until this much later, by the database's clock.
    ///
    /// ```
    /// # use hashrange::{Clock, Database, ScalarAttributeType::S};
    /// # use std::time::{Duration, UNIX_EPOCH};
    /// # let db = Database::builder().clock(Clock::manual(UNIX_EPOCH)).build();
    /// let fault = db.faults().on("GetItem").lasting(Duration::from_secs(60)).lose_request()?;
    /// assert_eq!(fault.rule().until, Some(UNIX_EPOCH + Duration::from_secs(60)));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn lasting(self, duration: Duration) -> Self {
        // A time that cannot be represented never comes.
        match self.faults.clock().now().checked_add(duration) {
            Some(time) => self.until(time),
            None => self,
        }
    }
}
