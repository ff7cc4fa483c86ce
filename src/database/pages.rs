//! Iterators that read page after page by themselves.

use std::{marker::PhantomData, sync::Arc, vec};

use serde::de::DeserializeOwned;

use crate::{
    error::Result,
    value::{Item, from_item_ref},
};

/// A page: its items, and where the next begins.
pub(super) type PageOfItems = (Vec<Arc<Item>>, Option<Item>);

/// Something that is read in pages.
pub(super) trait Pages: std::fmt::Debug + Send {
    /// The page behind this key, or the first.
    fn page(&self, start: Option<Item>) -> Result<PageOfItems>;
}

/// The items of a query or a scan, page after page. An error ends it.
#[derive(Debug)]
pub struct Items {
    pages: Box<dyn Pages>,
    page: vec::IntoIter<Arc<Item>>,
    next: Next,
    left: usize,
}

#[derive(Debug)]
enum Next {
    First,
    Behind(Item),
    End,
}

impl Items {
    pub(super) fn new(pages: impl Pages + 'static, most: Option<usize>) -> Self {
        Self {
            pages: Box::new(pages),
            page: Vec::new().into_iter(),
            next: Next::First,
            left: most.unwrap_or(usize::MAX),
        }
    }

    /// The same items as structs of yours.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::{N, S}, item};
    /// #[derive(serde::Deserialize)]
    /// struct Order { number: u32 }
    ///
    /// # let db = Database::new();
    /// # let orders = db.create_table("orders").partition_key("customer", S).sort_key("number", N).run()?;
    /// # orders.put_all((1..=3).map(|number| item! { "customer": "minji01", "number": number }))?;
    /// let orders: Vec<Order> = orders.query("minji01").items().typed().collect::<Result<_, _>>()?;
    /// assert_eq!(orders.last().unwrap().number, 3);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn typed<T: DeserializeOwned>(self) -> ItemsAs<T> {
        ItemsAs { items: self, made: PhantomData }
    }
}

impl Iterator for Items {
    type Item = Result<Arc<Item>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        loop {
            if let Some(item) = self.page.next() {
                self.left -= 1;
                return Some(Ok(item));
            }
            let start = match std::mem::replace(&mut self.next, Next::End) {
                Next::First => None,
                Next::Behind(key) => Some(key),
                Next::End => return None,
            };
            match self.pages.page(start) {
                Ok((items, last)) => {
                    self.page = items.into_iter();
                    self.next = last.map_or(Next::End, Next::Behind);
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// The items of a query or a scan as structs, page after page: [`Items::typed`].
#[derive(Debug)]
pub struct ItemsAs<T> {
    items: Items,
    made: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Iterator for ItemsAs<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.items.next()?.and_then(|item| from_item_ref(&item).map_err(Into::into)))
    }
}
