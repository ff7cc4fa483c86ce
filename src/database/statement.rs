//! PartiQL, typed.

use std::sync::Arc;

use super::{
    super::operation::statement::execute_statement::{self, ExecuteStatementInput, ExecuteStatementOutput},
    builder::Database,
    pages::{Items, Next, PageReader},
    reading::reading_methods,
    statement_parameters::IntoParameters,
};
use crate::{
    error::Result,
    operation::{
        NamesTables, Operation, Request, ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure,
    },
    value::{AttributeValue, Item},
};

impl Database {
    /// Carries out a statement of PartiQL, and gives all items of its answer, over all pages: those of a SELECT,
    /// or what RETURNING asks for. [`statement`](Self::statement) can be told more.
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
    /// A statement that cannot be read, or whose values do not fit its table: [`Error::Validation`]. An INSERT
    /// over an item: [`Error::DuplicateItem`]. A condition that does not hold:
    /// [`Error::ConditionalCheckFailed`]. A table that is not there: [`Error::ResourceNotFound`].
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

    /// A statement of PartiQL, to be told its parameters and then run or read.
    pub fn statement(&self, statement: impl Into<String>) -> StatementBuilder {
        let input = ExecuteStatementInput { statement: statement.into(), ..ExecuteStatementInput::default() };
        StatementBuilder { database: self.clone(), input, take: None }
    }
}

/// A statement of PartiQL, being made: [`Database::statement`].
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
    database: Database,
    input: ExecuteStatementInput,
    take: Option<usize>,
}

impl StatementBuilder {
    /// The value for the next question mark.
    pub fn bind(mut self, value: impl Into<AttributeValue>) -> Self {
        self.input.parameters.get_or_insert_default().push(value.into());
        self
    }

    /// The values for the next question marks.
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
    pub fn consistent(mut self) -> Self {
        self.input.consistent_read = Some(true);
        self
    }

    /// How many items a page looks at, at most; pages end at 1 MB in any case.
    pub fn limit(mut self, items: usize) -> Self {
        self.input.limit = Some(i32::try_from(items).unwrap_or(i32::MAX));
        self
    }

    /// Ends after this many items.
    pub fn take(mut self, items: usize) -> Self {
        self.take = Some(items);
        self
    }

    /// Goes on where an earlier page ended, of the same statement with the same parameters: its `next_token`.
    pub fn next_token(mut self, token: impl Into<String>) -> Self {
        self.input.next_token = Some(token.into());
        self
    }

    /// Puts the item that is there into the error of a failed condition:
    /// [`Error::ConditionalCheckFailed`](crate::error::Error::ConditionalCheckFailed).
    pub fn return_item_on_failure(mut self) -> Self {
        let all_old = ReturnValuesOnConditionCheckFailure::AllOld;
        self.input.return_values_on_condition_check_failure = Some(all_old);
        self
    }

    /// Asks what each page consumes; [`page`](Self::page) tells it.
    pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
        self.input.return_consumed_capacity = Some(how_much);
        self
    }

    /// Carries the statement out, and gives all items of its answer, over all pages.
    ///
    /// # Errors
    /// As [`Database::execute`].
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

    /// The items of a SELECT, page after page. A `for` loop over the builder does the same. A statement that
    /// writes is carried out when its first item is asked for: [`run`](Self::run) is for those.
    pub fn items(self) -> Items {
        let take = self.take;
        Items::of(StatementPages { statement: self, next: Next::First }, take)
    }

    reading_methods!();

    /// One page, with the token of where the next begins.
    ///
    /// # Errors
    /// As [`Database::execute`].
    pub fn page(&self) -> Result<ExecuteStatementOutput> {
        let request = Request::typed(&self.input, |input, check| input.check_values(check));
        let engine = &self.database.engine;
        let passage = engine.enter(ExecuteStatementInput::OPERATION, || request.input.named_tables());
        let result = execute_statement::run(engine, request);
        passage.leave(&result);
        result
    }
}

/// The pages of a SELECT, by their tokens.
#[derive(Debug)]
struct StatementPages {
    statement: StatementBuilder,
    next: Next<String>,
}

impl PageReader for StatementPages {
    fn next_page(&mut self) -> Option<Result<Vec<Arc<Item>>>> {
        let statement = &mut self.statement;
        self.next.page(|token| {
            if token.is_some() {
                statement.input.next_token = token;
            }
            let page = statement.page()?;
            Ok((page.items, page.next_token))
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
