//! Recording which operations are called.

use super::handle::Database;
use crate::{engine::Call, listen::Listener};

impl Database {
    /// Records each call of an operation from now on, through any interface: this API, [`wire`](Self::wire), an AWS SDK
    /// or HTTP. So a test can check which operations the tested code calls, and how often.
    ///
    /// Calls of a fork are not recorded. A request whose JSON cannot be read calls no operation.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// let recorder = db.record_calls();
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// assert!(users.put(item! { "id": "haeri05" }).if_absent().run().is_err());
    /// db.wire("Scan", br#"{"TableName": "users"}"#);
    ///
    /// let calls = recorder.take();
    /// let operations: Vec<_> = calls.iter().map(|call| call.operation).collect();
    /// assert_eq!(operations, ["PutItem", "PutItem", "Scan"]);
    /// assert_eq!(calls[1].error, Some("ConditionalCheckFailedException"));
    /// assert_eq!(calls[2].tables, ["users"]);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn record_calls(&self) -> CallRecorder {
        CallRecorder { calls: self.engine.record_calls() }
    }
}

/// Records the calls of operations until it is dropped: [`Database::record_calls`].
#[derive(Debug)]
pub struct CallRecorder {
    calls: Listener<Call>,
}

impl CallRecorder {
    /// The calls since the recording began, or since the last call of this method, in the order in which they ended.
    /// Calls stay in memory until they are taken.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let recorder = db.record_calls();
    /// db.create_table("users").partition_key("user_id", S).run()?;
    /// assert_eq!(recorder.take()[0].operation, "CreateTable");
    /// assert!(recorder.take().is_empty());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn take(&self) -> Vec<Call> {
        self.calls.take()
    }
}
