//! The answers of a rule, which add it.

use std::time::Duration;

use super::{builder::FaultBuilder, fault::FaultHandle};
use crate::{engine::FaultAnswer, error::Result};

impl FaultBuilder {
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
    /// As [`Faults::add`](crate::faults::Faults::add).
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
    /// As [`Faults::add`](crate::faults::Faults::add); and [`Error::Validation`](crate::Error::Validation) if there is no such reason, or it does not
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
    /// As [`Faults::add`](crate::faults::Faults::add); and [`Error::Validation`](crate::Error::Validation) if the message depends on the request:
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
    /// As [`Faults::add`](crate::faults::Faults::add).
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
    /// As [`Faults::add`](crate::faults::Faults::add).
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
    /// As [`Faults::add`](crate::faults::Faults::add).
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
    /// As [`Faults::add`](crate::faults::Faults::add).
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
    /// As [`Faults::add`](crate::faults::Faults::add); and [`Error::Validation`](crate::Error::Validation) for more than a day.
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
    /// As [`Faults::add`](crate::faults::Faults::add).
    pub fn answer(mut self, answer: FaultAnswer) -> Result<FaultHandle> {
        self.rule.answer = answer;
        self.faults.add(self.rule)
    }
}
