//! The builder of ExecuteStatement.

use std::sync::Arc;

use super::{handle::Database, statement_parameters::IntoParameters};
use crate::{
    error::Result,
    operation::{ExecuteStatementInput, ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure},
    value::{AttributeValue, Item},
};

impl Database {
    /// Runs a PartiQL statement and returns the items of all pages of its answer: those of a SELECT,
    /// or what RETURNING asks for. [`statement`](Self::statement) has more options.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S};
    ///
    /// let db = Database::new();
    /// db.create_table("likes").partition_key("user_id", S).sort_key("product", S).run()?;
    /// db.execute("INSERT INTO likes VALUE {'user_id': ?, 'product': ?}", ("jihoon07", "텀블러"))?;
    ///
    /// let likes = db.execute("SELECT product FROM likes WHERE user_id = ?", ["jihoon07"])?;
    /// assert_eq!(likes[0].get("product"), Some(&"텀블러".into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// A statement that is not well formed, or whose values do not fit its table: [`Error::Validation`]. An INSERT of a
    /// key that exists: [`Error::DuplicateItem`]. A condition that does not hold:
    /// [`Error::ConditionalCheckFailed`]. A table that does not exist: [`Error::ResourceNotFound`].
    ///
    /// [`Error::Validation`]: crate::error::Error::Validation
    /// [`Error::DuplicateItem`]: crate::error::Error::DuplicateItem
    /// [`Error::ConditionalCheckFailed`]: crate::error::Error::ConditionalCheckFailed
    /// [`Error::ResourceNotFound`]: crate::error::Error::ResourceNotFound
    pub fn execute(
        &self,
        statement: impl Into<String>,
        parameters: impl IntoParameters,
    ) -> Result<Vec<Arc<Item>>> {
        self.statement(statement).bind_all(parameters).run()
    }

    /// Begins a PartiQL statement; parameters and options may follow.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// let haeri = db.statement("SELECT * FROM users WHERE user_id = ?").bind("haeri05").first()?;
    /// assert_eq!(haeri.unwrap().s("city"), Some("서울"));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn statement(&self, statement: impl Into<String>) -> StatementBuilder {
        let input = ExecuteStatementInput { statement: statement.into(), ..ExecuteStatementInput::default() };
        StatementBuilder { database: self.clone(), input, take: None }
    }
}

/// A PartiQL statement with its parameters: [`Database::statement`].
///
/// ```
/// # use hashrange::{Database, ScalarAttributeType::S};
/// #[derive(serde::Deserialize)]
/// struct Like { product: String }
///
/// # let db = Database::new();
/// # db.create_table("likes").partition_key("user_id", S).sort_key("product", S).run()?;
/// # db.execute("INSERT INTO likes VALUE {'user_id': ?, 'product': ?}", ("jihoon07", "텀블러"))?;
/// let likes = db.statement("SELECT * FROM likes WHERE user_id = ?").bind("jihoon07");
/// let likes: Vec<Like> = likes.run_as()?;
/// assert_eq!(likes[0].product, "텀블러");
///
/// let gone = db
///     .statement("DELETE FROM likes WHERE user_id = ? AND product = ? RETURNING ALL OLD *")
///     .bind("jihoon07")
///     .bind("텀블러")
///     .run()?;
/// assert_eq!(gone.len(), 1);
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing happens until `run`, `items`, `page` or a loop over it"]
pub struct StatementBuilder {
    pub(super) database: Database,
    pub(super) input: ExecuteStatementInput,
    pub(super) take: Option<usize>,
}

impl StatementBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.database.is_remote()
    }

    /// The value for the next question mark.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// db.statement("UPDATE users SET age = ? WHERE user_id = ?").bind(40).bind("haeri05").run()?;
    /// assert_eq!(users.get("haeri05").run()?.unwrap().get("age"), Some(&40.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn bind(mut self, value: impl Into<AttributeValue>) -> Self {
        self.input.parameters.get_or_insert_default().push(value.into());
        self
    }

    /// The values for the next question marks.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// db.statement("UPDATE users SET age = ? WHERE user_id = ?").bind_all((40, "haeri05")).run()?;
    /// assert_eq!(users.get("haeri05").run()?.unwrap().get("age"), Some(&40.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn bind_all(mut self, values: impl IntoParameters) -> Self {
        let values = values.into_parameters();
        match &mut self.input.parameters {
            Some(parameters) => parameters.extend(values),
            None if values.is_empty() => {}
            none => *none = Some(values),
        }
        self
    }

    /// Asks for strongly consistent reads, which cost twice the capacity; not on global indexes.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// assert_eq!(db.statement("SELECT * FROM users").consistent().run()?.len(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn consistent(mut self) -> Self {
        self.input.consistent_read = Some(true);
        self
    }

    /// The most items that a page reads; a page also ends at 1 MB.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let page = db.statement("SELECT * FROM likes").limit(4).page()?;
    /// assert_eq!(page.items.len(), 4);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn limit(mut self, items: usize) -> Self {
        self.input.limit = Some(i32::try_from(items).unwrap_or(i32::MAX));
        self
    }

    /// Ends after this many items.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// assert_eq!(db.statement("SELECT * FROM likes").take(3).run()?.len(), 3);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn take(mut self, items: usize) -> Self {
        self.take = Some(items);
        self
    }

    /// Continues after an earlier page of the same statement with the same parameters: its `next_token`.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let select = db.statement("SELECT * FROM likes");
    /// let first = select.clone().limit(4).page()?;
    /// let rest = select.next_token(first.next_token.unwrap()).run()?;
    /// assert_eq!(rest.len(), 6);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn next_token(mut self, token: impl Into<String>) -> Self {
        self.input.next_token = Some(token.into());
        self
    }

    /// Returns the existing item in the error of a failed condition:
    /// [`Error::ConditionalCheckFailed`](crate::error::Error::ConditionalCheckFailed).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// use hashrange::Error;
    ///
    /// let update = db.statement("UPDATE users SET age = 20 WHERE user_id = 'haeri05' AND city = '부산'");
    /// let Err(Error::ConditionalCheckFailed { item, .. }) = update.return_item_on_failure().run() else { panic!() };
    /// assert_eq!(item.unwrap().s("city"), Some("서울"));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn return_item_on_failure(mut self) -> Self {
        let all_old = ReturnValuesOnConditionCheckFailure::AllOld;
        self.input.return_values_on_condition_check_failure = Some(all_old);
        self
    }

    /// Asks for the capacity that each page consumes, which [`page`](Self::page) returns.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// use hashrange::operation::ReturnConsumedCapacity;
    ///
    /// let select = db.statement("SELECT * FROM users WHERE user_id = 'haeri05'");
    /// let page = select.return_consumed_capacity(ReturnConsumedCapacity::Total).page()?;
    /// assert_eq!(page.consumed_capacity.unwrap().capacity_units, 0.5);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
        self.input.return_consumed_capacity = Some(how_much);
        self
    }
}
