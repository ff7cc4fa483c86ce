//! The recording of calls.

use std::{fmt, ops::Add, sync::Arc};

use super::pattern::CallPattern;
use crate::{
    database::{handle::Database, key::IntoKey},
    engine::{Call, CallLog},
};

impl Database {
    /// Records each call of an operation from now on, through any interface: this API, [`wire`](Self::wire), an AWS SDK
    /// or HTTP. So a test can check what the tested code calls: operations, keys, how often, at which cost.
    /// [`assert_calls!`](crate::assert_calls) compares with what was expected.
    ///
    /// A recording has the newest 10,000 calls, or as many as [`limit`](Calls::limit) says, and at most 64 MiB of them.
    /// Calls of a fork are not recorded. A request whose JSON cannot be read calls no operation.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, assert_calls, item};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// let calls = db.calls();
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// assert!(users.put(item! { "id": "haeri05" }).if_absent().run().is_err());
    /// db.wire("Scan", br#"{"TableName": "users"}"#);
    ///
    /// assert_calls!(calls, ["PutItem users", "PutItem users -> ConditionalCheckFailedException", "Scan"]);
    /// assert_eq!(calls.operation("PutItem").key("haeri05").count(), 2);
    /// assert_eq!(calls.failed().list()[0].keys[0].table, "users");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    #[must_use = "calls are recorded until this is dropped"]
    pub fn calls(&self) -> Calls {
        self.engine.needed_here("`Database::calls`");
        Calls { log: self.engine.record_calls(), pattern: CallPattern::default() }
    }
}

/// The calls of a recording, or those of them that have the properties asked for: [`Database::calls`].
///
/// The methods that narrow it return a view of the same recording, which goes on until all of its views are dropped.
///
/// ```
/// # use hashrange::{Database, ScalarAttributeType::S, item};
/// # let db = Database::new();
/// # let users = db.create_table("users").partition_key("id", S).run()?;
/// let calls = db.calls();
/// let failed_puts = calls.operation("PutItem").failed();
/// users.put(item! { "id": "haeri05" }).run()?;
/// assert!(users.put(item! { "name": "Haeri" }).run().is_err());
/// assert_eq!((calls.count(), failed_puts.count()), (2, 1));
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Clone)]
pub struct Calls {
    log: Arc<CallLog>,
    pattern: CallPattern,
}

macro_rules! narrowed {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*);)*) => {
        $(
            $(#[$doc])*
            pub fn $name(&self, $($argument: $type),*) -> Self {
                Self { log: Arc::clone(&self.log), pattern: self.pattern.clone().$name($($argument),*) }
            }
        )*
    };
}

impl Calls {
    narrowed! {
        /// The calls of this operation, by its name in the API: `GetItem`.
        operation(operation: impl Into<String>);
        /// The calls that name this table, by its name or its ARN.
        table(table: impl Into<String>);
        /// The calls that read this index.
        index(index: impl Into<String>);
        /// The calls that name an item with this key. The value of the partition key alone is found in all keys that have
        /// it.
        key(key: impl IntoKey);
        /// The calls that failed.
        failed();
        /// The calls that failed with this exception: `ConditionalCheckFailedException`.
        failed_with(exception: impl Into<String>);
        /// The calls that succeeded.
        succeeded();
    }

    /// Keeps the newest calls only, as many as this, from now on. It is the limit of the whole recording.
    pub fn limit(self, calls: usize) -> Self {
        self.log.set_limit(calls);
        self
    }

    /// The calls since the recording began, in the order in which they ended.
    pub fn list(&self) -> Vec<Arc<Call>> {
        let mut calls = self.log.calls();
        calls.retain(|call| self.pattern.matches(call));
        calls
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.log.calls().iter().filter(|call| self.pattern.matches(call)).count()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// How many calls of the whole recording were dropped because it keeps a limited number of them.
    pub fn dropped(&self) -> u64 {
        self.log.dropped()
    }

    /// All read units that these calls consumed.
    pub fn read_units(&self) -> f64 {
        self.list().iter().map(|call| call.read_units()).fold(0.0, Add::add)
    }

    /// All write units that these calls consumed.
    pub fn write_units(&self) -> f64 {
        self.list().iter().map(|call| call.write_units()).fold(0.0, Add::add)
    }

    /// Takes these calls out of the recording, and returns them.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// let calls = db.calls();
    /// db.create_table("users").partition_key("user_id", S).run()?;
    /// assert_eq!(calls.take()[0].operation, "CreateTable");
    /// assert!(calls.is_empty());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn take(&self) -> Vec<Arc<Call>> {
        self.log.take(|call| self.pattern.matches(call))
    }

    /// Forgets all calls of the recording, and how many were dropped.
    pub fn clear(&self) {
        self.log.clear();
    }
}

/// A line for each call.
impl fmt::Display for Calls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls = self.list();
        calls
            .iter()
            .enumerate()
            .try_for_each(|(place, call)| write!(f, "{}{call}", if place == 0 { "" } else { "\n" }))
    }
}

impl fmt::Debug for Calls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Calls {{ count: {}, dropped: {} }}", self.count(), self.dropped())
    }
}
