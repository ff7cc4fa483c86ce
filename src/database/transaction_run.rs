//! Options of a transaction as a whole, and its run.

use super::{asking::Asked, transaction::TransactionBuilder, wait::wait};
use crate::{
    error::Result,
    operation::{
        NamesTables, Operation, Request, ReturnConsumedCapacity, ReturnItemCollectionMetrics,
        TransactWriteItemsInput,
        transaction::{
            action_request::{ActionRequest, TransactionRequest},
            transact_write_items::{self, TransactWriteItemsOutput},
        },
    },
    value::Item,
};

impl TransactionBuilder {
    /// The client request token: the same request with the same token within ten minutes succeeds without running a second
    /// time.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let pay = || {
    ///     let update = db.transaction().update(&accounts, "jihoon", "SET won = won + :won").value(":won", 100);
    ///     update.token("payment 17").run()
    /// };
    /// pay()?;
    /// pay()?; // sent again after a timeout, say
    /// assert_eq!(accounts.get("jihoon").run()?.unwrap().get("won"), Some(&100.into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.request.client_request_token = Some(token.into());
        self
    }

    /// Adds actions for each of these elements.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// let ids = ["haeri05", "minji01"];
    /// let put = |puts: hashrange::TransactionBuilder, id| puts.put(&users, item! { "user_id": id }).if_absent();
    /// db.transaction().extend(ids, put).run()?;
    /// assert_eq!(users.item_count(), 2);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn extend<E>(self, elements: impl IntoIterator<Item = E>, add: impl FnMut(Self, E) -> Self) -> Self {
        elements.into_iter().fold(self, add)
    }

    /// Asks for the sizes of the item collections, which [`output`](Self::output) returns.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// let put = db.transaction().put(&users, item! { "user_id": "haeri05" });
    /// let output = put.return_item_collection_metrics().output()?;
    /// assert!(output.item_collection_metrics.is_none_or(|metrics| metrics.is_empty())); // there is no local index
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn return_item_collection_metrics(mut self) -> Self {
        self.request.return_item_collection_metrics = Some(ReturnItemCollectionMetrics::Size);
        self
    }

    /// Asks for the capacity that the transaction consumes, which [`output`](Self::output) returns.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// use hashrange::operation::ReturnConsumedCapacity;
    ///
    /// let delete = db.transaction().delete(&accounts, "minji");
    /// let output = delete.return_consumed_capacity(ReturnConsumedCapacity::Total).output()?;
    /// assert_eq!(output.consumed_capacity.unwrap()[0].capacity_units, 2.0);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
        self.request.return_consumed_capacity = Some(how_much);
        self
    }

    /// Runs all actions, or none.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let transfer = db.transaction().delete(&accounts, "minji").delete(&accounts, "nobody").if_exists().run();
    /// assert_eq!(transfer.unwrap_err().failed_actions().next().unwrap().0, 1); // the second action
    /// assert_eq!(accounts.item_count(), 2); // nothing was deleted
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// A condition that does not hold, or a change that cannot be made: [`Error::TransactionCanceled`], with a reason
    /// for each action; [`Error::failed_actions`] lists those that failed. A request that is not well formed, has two
    /// actions on one item, or a handle of another database's table: [`Error::Validation`]. A table that is gone:
    /// [`Error::ResourceNotFound`]. A token of another request: [`Error::IdempotentParameterMismatch`].
    ///
    /// [`Error::TransactionCanceled`]: crate::error::Error::TransactionCanceled
    /// [`Error::failed_actions`]: crate::error::Error::failed_actions
    /// [`Error::Validation`]: crate::error::Error::Validation
    /// [`Error::ResourceNotFound`]: crate::error::Error::ResourceNotFound
    /// [`Error::IdempotentParameterMismatch`]: crate::error::Error::IdempotentParameterMismatch
    pub fn run(self) -> Result<()> {
        self.output().map(drop)
    }

    /// Runs all actions or none, and returns the whole answer.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// # accounts.put_all([item! { "id": "minji", "won": 5000 }, item! { "id": "jihoon", "won": 0 }])?;
    /// let output = db.transaction().delete(&accounts, "minji").output()?;
    /// assert!(output.consumed_capacity.is_none());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn output(self) -> Result<TransactWriteItemsOutput> {
        if self.database.is_remote() {
            return wait(self.ask());
        }
        self.first_error.check()?;
        let request = Request::typed(self.request, TransactionRequest::check_values);
        let engine = &self.database.engine;
        let passage = engine.enter(TransactWriteItemsInput::OPERATION, || request.input.named_tables())?;
        let _calling = engine.calling();
        let mut result = transact_write_items::run(engine, request);
        passage.leave(&mut result);
        result
    }

    /// Asks an endpoint.
    pub(super) async fn ask(self) -> Result<TransactWriteItemsOutput> {
        self.first_error.check()?;
        let remote = self.database.remote()?.clone();
        let about: Vec<_> = self.request.actions().map(|action| self.about(action)).collect();
        let caches = self.database.engine.caches();
        let input = self.request.input(caches, |table| self.tables.get(table).cloned())?;
        let answer = Asked::of(&remote, input).answer().await;
        answer.map_err(|error| error.of_actions(about))
    }

    /// The table and the key of an action, which an endpoint does not tell.
    fn about(&self, action: &ActionRequest) -> (String, Option<Item>) {
        let table = action.table_name.as_str();
        (table.to_owned(), self.tables.get(table).map(|schema| schema.of(&action.subject)))
    }
}
