//! Runs of a statement: all items, page after page, or one page.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use super::{
    asking::Asked,
    pages::{Items, Later, Next, PageReader},
    reading::reading_methods,
    statement::StatementBuilder,
    wait::wait,
};
use crate::{
    error::Result,
    operation::{
        ExecuteStatementInput, NamesTables, Operation, Request,
        statement::execute_statement::{self, ExecuteStatementOutput},
    },
    value::Item,
};

impl StatementBuilder {
    /// Runs the statement and returns the items of all pages of its answer.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// let none = db.statement("INSERT INTO users VALUE {'user_id': 'haeri05'}").run()?;
    /// assert!(none.is_empty() && users.item_count() == 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Database::execute`](crate::Database::execute).
    pub fn run(mut self) -> Result<Vec<Arc<Item>>> {
        let most = self.take.unwrap_or(usize::MAX);
        let mut items = Vec::new();
        loop {
            let page = self.page()?;
            if items.is_empty() {
                items = page.items;
            } else {
                items.extend(page.items);
            }
            match page.next_token {
                Some(token) if items.len() < most => self.input.next_token = Some(token),
                _ => break,
            }
        }
        items.truncate(most);
        Ok(items)
    }

    /// The items of a SELECT, page after page. A `for` loop over the builder does the same. A statement that writes
    /// runs only when the first item is requested, so use [`run`](Self::run) for it.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// for like in db.statement("SELECT price FROM likes WHERE user_id = 'jihoon07'").items() {
    ///     assert!(like?.n("price").is_some());
    /// }
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn items(self) -> Items {
        let take = self.take;
        Items::of(StatementPages { statement: self, next: Next::First }, take)
    }

    reading_methods!("db.statement(\"SELECT * FROM users\")");

    /// Counts the items of all pages.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
    /// assert_eq!(db.statement("SELECT * FROM users").count()?, 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn count(self) -> Result<usize> {
        self.try_fold(0, |count, _| Ok(count + 1))
    }

    /// One page, with the token of the next page.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    /// # let likes = db.create_table("likes").partition_key("user_id", S).sort_key("hour", N).global_index(by_brand).run()?;
    /// # likes.put_all((10..20).map(|hour| item! { "user_id": "jihoon07", "hour": hour, "brand": "소니", "price": hour * 1000 }))?;
    /// let page = db.statement("SELECT * FROM likes").page()?;
    /// assert!(page.items.len() == 10 && page.next_token.is_none());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Database::execute`](crate::Database::execute).
    pub fn page(&self) -> Result<ExecuteStatementOutput> {
        if let Some(remote) = self.database.engine.remote() {
            return wait(Asked::of(remote, self.input.clone()).answer());
        }
        let request = Request::typed(&self.input, |input, check| input.check_values(check));
        let engine = &self.database.engine;
        let passage = engine.enter(ExecuteStatementInput::OPERATION, || request.input.named_tables())?;
        let _calling = engine.calling();
        let mut result = execute_statement::run(engine, request);
        passage.leave(&mut result);
        result
    }
}

/// The pages of a SELECT, by their tokens.
#[derive(Debug)]
struct StatementPages {
    statement: StatementBuilder,
    next: Next<String>,
}

impl StatementPages {
    /// The statement that asks for the page of this token.
    fn of(statement: &mut StatementBuilder, token: Option<String>) -> &StatementBuilder {
        if token.is_some() {
            statement.input.next_token = token;
        }
        statement
    }
}

impl PageReader for StatementPages {
    fn next_page(&mut self) -> Option<Result<Vec<Arc<Item>>>> {
        let statement = &mut self.statement;
        self.next.page(|token| {
            let page = Self::of(statement, token).page()?;
            Ok((page.items, page.next_token))
        })
    }

    fn poll_next_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<Arc<Item>>>>> {
        let statement = &mut self.statement;
        let Some(remote) = statement.database.engine.remote().cloned() else {
            return Poll::Ready(self.next_page());
        };
        self.next.poll_page(context, |token| {
            let asked = Asked::of(&remote, Self::of(statement, token).input.clone());
            Later::new(async move {
                let page = asked.answer().await?;
                Ok((page.items, page.next_token))
            })
        })
    }
}

impl IntoIterator for StatementBuilder {
    type Item = Result<Arc<Item>>;
    type IntoIter = Items;

    fn into_iter(self) -> Items {
        self.items()
    }
}
