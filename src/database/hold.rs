//! Items held as by a transaction in progress.

use super::{handle::Database, key::IntoKey, table::Table};
use crate::{
    engine::{EngineHandle, HeldItem},
    error::{Error, Result},
    limits::TRANSACTION_TOKEN_CHARACTERS,
};

impl Database {
    /// Holds an item as a transaction in progress does, until what is returned is dropped. So a test meets on purpose what
    /// is rare by chance.
    ///
    /// The item need not exist. What the service does with an item that is part of a TransactWriteItems request:
    ///
    /// | request | answer |
    /// | --- | --- |
    /// | PutItem, UpdateItem, DeleteItem, a statement that writes | [`Error::TransactionConflict`] |
    /// | TransactWriteItems, TransactGetItems, ExecuteTransaction | [`Error::TransactionCanceled`], the item's reason is `TransactionConflict` |
    /// | BatchWriteItem | the item is unprocessed, the others are written |
    /// | BatchExecuteStatement | the statement that writes it fails with `TransactionConflict` |
    /// | GetItem, BatchGetItem, Query, Scan, a statement that reads | the item as it is |
    ///
    /// Nothing is locked: other items of the table are read and written as before, and so is this one by what is no
    /// request, such as time to live and imports. A [fork](Self::fork) holds nothing.
    ///
    /// ```
    /// use hashrange::{Database, Error, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// accounts.put(item! { "id": "minji", "won": 5000 }).run()?;
    ///
    /// let hold = db.hold(&accounts, "minji")?;
    /// let pay = || accounts.update("minji").expression("SET won = won - :won").value(":won", 100).run();
    /// assert!(matches!(pay(), Err(Error::TransactionConflict(_))));
    /// assert!(accounts.get("minji").run()?.is_some());
    /// drop(hold);
    /// pay()?;
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// Source: developer guide, "Transaction conflict handling in DynamoDB" and "Isolation levels".
    ///
    /// # Errors
    /// The item is held already: [`Error::TransactionConflict`]. A key that does not fit the table, or another database's
    /// table: [`Error::Validation`]. A table that is gone: [`Error::ResourceNotFound`].
    pub fn hold(&self, table: &Table, key: impl IntoKey) -> Result<Hold> {
        Hold::new(self).and(table, key)
    }

    /// Holds a client request token, as a transaction in progress with this token does: another one meets
    /// [`Error::TransactionInProgress`]. [`Hold::and`] adds the items of that transaction.
    ///
    /// ```
    /// use hashrange::{Database, Error, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// let open = || db.transaction().put(&accounts, item! { "id": "jihoon" }).token("open jihoon").run();
    ///
    /// let hold = db.hold_token("open jihoon")?;
    /// assert!(matches!(open(), Err(Error::TransactionInProgress(_))));
    /// drop(hold);
    /// open()?;
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// The token is held already: [`Error::TransactionInProgress`]. An empty token, or one of more than 36 characters:
    /// [`Error::Validation`].
    pub fn hold_token(&self, token: impl Into<String>) -> Result<Hold> {
        Hold::new(self).and_token(token)
    }
}

/// Items and tokens that are held as by one transaction in progress, until it is dropped: [`Database::hold`].
#[derive(Debug)]
#[must_use = "the items are released when it is dropped"]
pub struct Hold {
    engine: EngineHandle,
    items: Vec<HeldItem>,
    tokens: Vec<String>,
}

impl Hold {
    fn new(database: &Database) -> Self {
        Self { engine: database.engine.clone(), items: Vec::new(), tokens: Vec::new() }
    }

    /// Holds another item too.
    ///
    /// ```
    /// # use hashrange::{Database, Error, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// let _hold = db.hold(&accounts, "minji")?.and(&accounts, "jihoon")?;
    /// let both = db.transaction().put(&accounts, item! { "id": "haeri" }).delete(&accounts, "jihoon").run();
    /// assert_eq!(both.unwrap_err().failed_actions().next().unwrap().0, 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Database::hold`]; then nothing is held any more.
    pub fn and(mut self, table: &Table, key: impl IntoKey) -> Result<Self> {
        self.engine.here("`Database::hold`")?;
        Database { engine: self.engine.clone() }.check_own(table)?;
        let known = table.tables().find(table.name())?;
        let place = key.into_key(known.schema()).place(known.schema())?;
        let item = (known.sequence(), place);
        self.engine.hold_item(item.clone())?;
        self.items.push(item);
        Ok(self)
    }

    /// Holds a client request token too.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let accounts = db.create_table("accounts").partition_key("id", S).run()?;
    /// let _hold = db.hold(&accounts, "minji")?.and_token("payment 17")?;
    /// let again = db.transaction().delete(&accounts, "minji").token("payment 17").run();
    /// assert_eq!(again.unwrap_err().code(), "TransactionInProgressException");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Database::hold_token`]; then nothing is held any more.
    pub fn and_token(mut self, token: impl Into<String>) -> Result<Self> {
        self.engine.here("`Database::hold_token`")?;
        let token = token.into();
        if token.is_empty() || token.chars().count() > TRANSACTION_TOKEN_CHARACTERS {
            let most = TRANSACTION_TOKEN_CHARACTERS;
            return Err(Error::validation(format!("A client request token has 1 to {most} characters")));
        }
        self.engine.hold_token(&token)?;
        self.tokens.push(token);
        Ok(self)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.engine.release(&self.items, &self.tokens);
    }
}
