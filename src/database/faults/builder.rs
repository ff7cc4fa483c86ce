//! The builder of a rule.

use std::time::{Duration, SystemTime};

use super::{
    super::{
        key::IntoKey,
        table::{Table, TableIndex},
    },
    fault::FaultHandle,
    handle::Faults,
};
use crate::{
    engine::{FaultAnswer, FaultRule},
    error::Result,
};

/// A rule about calls, which its answer adds: [`Faults::on`]. It is a [`FaultRule`] step by step; see there what its parts
/// mean.
#[derive(Debug, Clone)]
#[must_use = "a rule is added by its answer, such as `throttle`"]
pub struct FaultBuilder {
    faults: Faults,
    rule: FaultRule,
}

/// Names of operations: one, or several.
pub trait IntoOperations {
    /// The names.
    fn into_operations(self) -> Vec<String>;
}

impl IntoOperations for &str {
    fn into_operations(self) -> Vec<String> {
        vec![self.to_owned()]
    }
}

impl IntoOperations for String {
    fn into_operations(self) -> Vec<String> {
        vec![self]
    }
}

impl<S: Into<String>, const N: usize> IntoOperations for [S; N] {
    fn into_operations(self) -> Vec<String> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<S: Into<String>> IntoOperations for Vec<S> {
    fn into_operations(self) -> Vec<String> {
        self.into_iter().map(Into::into).collect()
    }
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

    /// The calls are throttled, with the exception that fits: see [`FaultAnswer::Throttled`].
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).provisioned(5, 5).run()?;
    /// db.faults().on("GetItem").throttle()?;
    /// let throttled = users.get("a").run().unwrap_err();
    /// assert_eq!(throttled.code(), "ProvisionedThroughputExceededException");
    /// assert_eq!(throttled.throttling_reasons()[0].reason, "TableReadProvisionedThroughputExceeded");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Faults::add`].
    pub fn throttle(self) -> Result<FaultHandle> {
        self.answer(FaultAnswer::Throttled { reasons: Vec::new() })
    }

    /// The calls are throttled for this reason, one of [`ThrottlingReason::NAMES`](crate::ThrottlingReason::NAMES).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.faults().on("PutItem").table("users").throttle_by("TableWriteAccountLimitExceeded")?;
    /// assert_eq!(users.put(item! { "id": "a" }).run().unwrap_err().code(), "RequestLimitExceeded");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Faults::add`]; and [`Error::Validation`](crate::Error::Validation) if there is no such reason, or it does not
    /// fit the operations.
    pub fn throttle_by(self, reason: impl Into<String>) -> Result<FaultHandle> {
        self.answer(FaultAnswer::Throttled { reasons: vec![reason.into()] })
    }

    /// The calls meet this exception, with the service's message.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.faults().on("Query").times(1).exception("InternalServerError")?;
    /// assert_eq!(users.query("a").page().unwrap_err().code(), "InternalServerError");
    /// assert!(db.faults().on("Query").exception("DuplicateItemException").is_err());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Faults::add`]; and [`Error::Validation`](crate::Error::Validation) if the message depends on the request:
    /// [`answer`](Self::answer) takes one.
    pub fn exception(self, name: impl Into<String>) -> Result<FaultHandle> {
        self.answer(FaultAnswer::Exception { name: name.into(), message: None, reasons: Vec::new() })
    }

    /// The transactions are cancelled, with the codes of these reasons in the order of their actions.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.faults().on("TransactWriteItems").cancel(["None", "ThrottlingError"])?;
    /// let both = db.transaction().put(&users, item! { "id": "a" }).put(&users, item! { "id": "b" }).run();
    /// assert!(both.unwrap_err().message().ends_with("[None, ThrottlingError]"));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Faults::add`].
    pub fn cancel(self, reasons: impl IntoIterator<Item = impl Into<String>>) -> Result<FaultHandle> {
        self.answer(FaultAnswer::Cancelled { reasons: reasons.into_iter().map(Into::into).collect() })
    }

    /// The items of batches stay unprocessed.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::{BatchWriteItemInput, WriteRequest}};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.faults().on("BatchWriteItem").item(1).unprocessed()?;
    /// let puts = ["a", "b"].map(|id| WriteRequest::put(item! { "id": id })).to_vec();
    /// let batch = BatchWriteItemInput { request_items: [("users".to_owned(), puts)].into(), ..Default::default() };
    /// let output = db.batch_write_item(batch)?;
    /// assert_eq!(output.unprocessed_items["users"], [WriteRequest::put(item! { "id": "b" })]);
    /// assert_eq!(users.item_count(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Faults::add`].
    pub fn unprocessed(self) -> Result<FaultHandle> {
        self.answer(FaultAnswer::Unprocessed)
    }

    /// The requests do not arrive: nothing happens, and the caller has [`Error::NoAnswer`](crate::Error::NoAnswer), as it
    /// has when the answer is lost. An AWS SDK in process meets a broken connection, which it retries; the HTTP server
    /// closes the connection.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.faults().on("PutItem").lose_request()?;
    /// assert!(users.put(item! { "id": "a" }).run().unwrap_err().is_no_answer());
    /// assert_eq!(users.item_count(), 0);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Faults::add`].
    pub fn lose_request(self) -> Result<FaultHandle> {
        self.answer(FaultAnswer::RequestLost)
    }

    /// The requests are carried out, and their answers do not arrive: [`lose_request`](Self::lose_request).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.faults().on("PutItem").lose_answer()?;
    /// assert!(users.put(item! { "id": "a" }).run().unwrap_err().is_no_answer());
    /// assert_eq!(users.item_count(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Faults::add`].
    pub fn lose_answer(self) -> Result<FaultHandle> {
        self.answer(FaultAnswer::AnswerLost)
    }

    /// The answers take this much longer, to the millisecond. With the system's clock the caller really waits (clients of
    /// the HTTP server without holding up others, clients of an AWS SDK by the client's sleep); a manual clock is moved,
    /// if sleeps [move](crate::Clock::set_moved_by_sleeps) it. What the request does happens before.
    ///
    /// ```
    /// # use hashrange::{Clock, Database, ScalarAttributeType::S};
    /// # use std::time::{Duration, UNIX_EPOCH};
    /// let clock = Clock::manual(UNIX_EPOCH);
    /// let db = Database::builder().clock(clock.clone()).build();
    /// # let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.faults().on("GetItem").delay(Duration::from_millis(250))?;
    /// users.get("a").run()?;
    /// assert_eq!(clock.now(), UNIX_EPOCH + Duration::from_millis(250));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Faults::add`]; and [`Error::Validation`](crate::Error::Validation) for more than a day.
    pub fn delay(self, duration: Duration) -> Result<FaultHandle> {
        self.answer(FaultAnswer::Delayed { ms: u64::try_from(duration.as_millis()).unwrap_or(u64::MAX) })
    }

    /// Adds the rule with this answer.
    ///
    /// ```
    /// # use hashrange::{Database, faults::FaultAnswer};
    /// # let db = Database::new();
    /// let (name, message) = ("ValidationException".to_owned(), Some("It is never right".to_owned()));
    /// db.faults().on("PutItem").answer(FaultAnswer::Exception { name, message, reasons: Vec::new() })?;
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Faults::add`].
    pub fn answer(mut self, answer: FaultAnswer) -> Result<FaultHandle> {
        self.rule.answer = answer;
        self.faults.add(self.rule)
    }
}
