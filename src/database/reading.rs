//! What the builders of queries, scans and statements share: reading all pages in one call.

use crate::value::Item;

/// The items that are counted, page after page.
#[derive(Debug)]
pub(super) struct Counted {
    most: usize,
    count: usize,
    is_done: bool,
    /// What the next page starts after.
    pub(super) start: Option<Item>,
}

impl Counted {
    /// None yet, and at most this many.
    pub(super) fn new(most: Option<usize>) -> Self {
        let most = most.unwrap_or(usize::MAX);
        Self { most, count: 0, is_done: most == 0, start: None }
    }

    /// Whether there may be more.
    pub(super) fn goes_on(&self) -> bool {
        !self.is_done
    }

    /// Counts the items of a page.
    pub(super) fn add(&mut self, counted: usize, next: Option<Item>) {
        self.count += counted;
        self.is_done = next.is_none() || self.count >= self.most;
        self.start = next;
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.count.min(self.most)
    }
}

/// The methods of a builder with `items`, `run` and a field `take` that return items. Their examples use a request that
/// reads users.
macro_rules! reading_methods {
    ($request:literal) => {
        /// All items as structs of yours, over all pages.
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        /// #[derive(serde::Deserialize)]
        /// struct User { user_id: String }
        ///
        #[doc = concat!("let users: Vec<User> = ", $request, ".run_as()?;")]
        /// assert_eq!(users[0].user_id, "haeri05");
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        ///
        /// # Errors
        /// As [`run`](Self::run); and [`Error::Conversion`](crate::error::Error::Conversion) if an item does not fit.
        pub fn run_as<T: serde::de::DeserializeOwned>(self) -> Result<Vec<T>> {
            self.typed().collect()
        }

        /// The first item; `None` if there is none. Later pages are not read.
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        #[doc = concat!("let first = ", $request, ".first()?;")]
        /// assert_eq!(first.unwrap().s("user_id"), Some("haeri05"));
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        ///
        /// # Errors
        /// As [`run`](Self::run).
        pub fn first(mut self) -> Result<Option<std::sync::Arc<$crate::value::Item>>> {
            self.take = Some(self.take.map_or(1, |take| take.min(1)));
            Ok(self.run()?.into_iter().next())
        }

        /// The first item as a struct of yours; `None` if there is none.
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        /// #[derive(serde::Deserialize)]
        /// struct User { user_id: String }
        ///
        #[doc = concat!("let first: Option<User> = ", $request, ".first_as()?;")]
        /// assert_eq!(first.unwrap().user_id, "haeri05");
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        ///
        /// # Errors
        /// As [`run_as`](Self::run_as).
        pub fn first_as<T: serde::de::DeserializeOwned>(mut self) -> Result<Option<T>> {
            self.take = Some(self.take.map_or(1, |take| take.min(1)));
            self.typed().next().transpose()
        }

        /// Whether there is an item. Later pages are not read.
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        #[doc = concat!("assert!(", $request, ".exists()?);")]
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        ///
        /// # Errors
        /// As [`run`](Self::run).
        pub fn exists(self) -> Result<bool> {
            self.first().map(|first| first.is_some())
        }

        /// Shows each page of items as it is read, without a copy. A page may have no items, as where a filter lets none
        /// through.
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        /// let mut seen = 0;
        #[doc = concat!($request, ".for_each_page(|page| {")]
        ///     seen += page.len();
        ///     Ok::<_, Error>(())
        /// })?;
        /// assert_eq!(seen, 1);
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        ///
        /// # Errors
        /// As [`run`](Self::run), and the first error of `visit`.
        pub fn for_each_page<E: From<$crate::error::Error>>(
            self,
            visit: impl FnMut(&[std::sync::Arc<$crate::value::Item>]) -> Result<(), E>,
        ) -> Result<(), E> {
            self.items().for_each_page(visit)
        }

        /// Computes one value of all items, which are read page after page and not copied.
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        #[doc = concat!("let ages = ", $request, ".try_fold(0, |sum, user| {")]
        ///     Ok::<_, Error>(sum + user.n("age").and_then(|age| age.to_i64()).unwrap_or_default())
        /// })?;
        /// assert_eq!(ages, 39);
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        ///
        /// # Errors
        /// As [`run`](Self::run), and the first error of `fold`.
        pub fn try_fold<V, E: From<$crate::error::Error>>(
            self,
            first: V,
            mut fold: impl FnMut(V, &$crate::value::Item) -> Result<V, E>,
        ) -> Result<V, E> {
            self.items().try_fold(first, |value, item| fold(value, &*item?))
        }

        /// The items as structs of yours, page after page.
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        /// #[derive(serde::Deserialize)]
        /// struct User { user_id: String }
        ///
        #[doc = concat!("for user in ", $request, ".typed::<User>() {")]
        ///     assert_eq!(user?.user_id, "haeri05");
        /// }
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn typed<T: serde::de::DeserializeOwned>(self) -> $crate::database::ItemsAs<T> {
            self.items().typed()
        }
    };
}

pub(super) use reading_methods;
