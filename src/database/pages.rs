//! Iterators over the items of all pages.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    vec,
};

use serde::de::DeserializeOwned;

use super::{asynchronous::polled::Polled, table::Table, wait::wait};
use crate::{
    error::{Error, Result},
    value::{Item, from_item_ref},
};

/// A page: its items, and the key that the next page starts after.
pub(super) type PageOfItems = Page<Item>;

/// A page: its items, and what the next page starts after.
type Page<C> = (Vec<Arc<Item>>, Option<C>);

/// A page that an endpoint is asked for.
pub(super) struct Later<C>(Pin<Box<dyn Future<Output = Result<Page<C>>> + Send>>);

impl<C> Later<C> {
    pub(super) fn new(page: impl Future<Output = Result<Page<C>>> + Send + 'static) -> Self {
        Self(Box::pin(page))
    }
}

impl<C> fmt::Debug for Later<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Later")
    }
}

/// A request whose answer has pages, each of which starts after a key.
pub(super) trait Pages: fmt::Debug + Send {
    /// The page after this key, or the first. It reads so many items at most if the request has no limit itself.
    fn page(&self, start: Option<Item>, most: Option<usize>) -> Result<PageOfItems>;

    /// The same of an endpoint's table, for async code.
    fn later(&self, start: Option<Item>, most: Option<usize>) -> Later<Item>;

    /// The table of the items.
    fn table(&self) -> &Table;
}

/// A reader that goes from page to page.
pub(super) trait PageReader: fmt::Debug + Send {
    /// The items of the next page; `None` after the last page and after an error.
    fn next_page(&mut self) -> Option<Result<Vec<Arc<Item>>>>;

    /// The same for async code. An engine is ready at once.
    fn poll_next_page(&mut self, _: &mut Context<'_>) -> Poll<Option<Result<Vec<Arc<Item>>>>> {
        Poll::Ready(self.next_page())
    }

    /// The table of the items, where that is known.
    fn table(&self) -> Option<&Table> {
        None
    }
}

/// The position of a reader: `C` is what the next page starts after.
#[derive(Debug)]
pub(super) enum Next<C> {
    First,
    Behind(C),
    /// A page is under way.
    Asked(Later<C>),
    End,
}

impl<C> Next<C> {
    /// Reads the next page by `read`, which also returns the position of the page after it.
    pub(super) fn page(
        &mut self,
        read: impl FnOnce(Option<C>) -> Result<(Vec<Arc<Item>>, Option<C>)>,
    ) -> Option<Result<Vec<Arc<Item>>>> {
        let start = match std::mem::replace(self, Self::End) {
            Self::First => None,
            Self::Behind(start) => Some(start),
            Self::Asked(later) => return Some(self.turn(wait(later.0))),
            Self::End => return None,
        };
        Some(self.turn(read(start)))
    }

    /// The same for async code: `ask` begins a request.
    pub(super) fn poll_page(
        &mut self,
        context: &mut Context<'_>,
        ask: impl FnOnce(Option<C>) -> Later<C>,
    ) -> Poll<Option<Result<Vec<Arc<Item>>>>> {
        let mut later = match std::mem::replace(self, Self::End) {
            Self::First => ask(None),
            Self::Behind(start) => ask(Some(start)),
            Self::Asked(later) => later,
            Self::End => return Poll::Ready(None),
        };
        match later.0.as_mut().poll(context) {
            Poll::Ready(page) => Poll::Ready(Some(self.turn(page))),
            Poll::Pending => {
                *self = Self::Asked(later);
                Poll::Pending
            }
        }
    }

    /// Goes behind a page.
    fn turn(&mut self, page: Result<Page<C>>) -> Result<Vec<Arc<Item>>> {
        page.map(|(items, next)| {
            *self = next.map_or(Self::End, Self::Behind);
            items
        })
    }
}

/// A reader whose pages start after a key.
#[derive(Debug)]
struct ByKey<P> {
    pages: P,
    next: Next<Item>,
    /// How many items the first page reads at most.
    first: Option<usize>,
}

impl<P: Pages> PageReader for ByKey<P> {
    fn next_page(&mut self) -> Option<Result<Vec<Arc<Item>>>> {
        let most = self.first.take();
        self.next.page(|start| self.pages.page(start, most))
    }

    fn poll_next_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<Arc<Item>>>>> {
        match self.pages.table().is_remote() {
            false => Poll::Ready(self.next_page()),
            true => {
                let most = self.first.take();
                self.next.poll_page(context, |start| self.pages.later(start, most))
            }
        }
    }

    fn table(&self) -> Option<&Table> {
        Some(self.pages.table())
    }
}

/// The items of a query, a scan or a statement, page after page. An error ends it.
pub struct Items {
    pub(super) reader: Box<dyn PageReader>,
    pub(super) page: vec::IntoIter<Arc<Item>>,
    left: usize,
}

impl Items {
    pub(super) fn new(pages: impl Pages + 'static, most: Option<usize>) -> Self {
        Self::of(ByKey { pages, next: Next::First, first: None }, most)
    }

    /// All items, of which most likely no more than the first so many are asked for.
    #[cfg(feature = "derive")]
    pub(super) fn likely(pages: impl Pages + 'static, first: Option<usize>) -> Self {
        Self::of(ByKey { pages, next: Next::First, first: first.filter(|first| *first > 0) }, None)
    }

    pub(super) fn of(reader: impl PageReader + 'static, most: Option<usize>) -> Self {
        Self { reader: Box::new(reader), page: Vec::new().into_iter(), left: most.unwrap_or(usize::MAX) }
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

impl Items {
    /// Shows each page of items as it is read, without a copy. A page may have no items, as where a filter lets none
    /// through.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// # let orders = db.create_table("orders").partition_key("customer", S).sort_key("number", N).run()?;
    /// # orders.put_all((1..=5).map(|number| item! { "customer": "minji01", "number": number }))?;
    /// let mut sizes = Vec::new();
    /// orders.query("minji01").limit(2).items().for_each_page(|page| {
    ///     sizes.push(page.len());
    ///     Ok::<_, hashrange::Error>(())
    /// })?;
    /// assert_eq!(sizes, [2, 2, 1]);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// That of the request, or the first one of `visit`.
    pub fn for_each_page<E: From<Error>>(
        mut self,
        mut visit: impl FnMut(&[Arc<Item>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut begun = (!self.page.as_slice().is_empty()).then(|| std::mem::take(&mut self.page).collect());
        while self.left > 0 {
            let page: Vec<Arc<Item>> = match begun.take() {
                Some(page) => page,
                None => match self.reader.next_page() {
                    Some(page) => page?,
                    None => break,
                },
            };
            let wanted = page.get(..self.left).unwrap_or(&page);
            self.left -= wanted.len();
            visit(wanted)?;
        }
        Ok(())
    }
}

impl Items {
    /// The next item of the page that was read, or `None` in the place of an item if none more is wanted.
    fn of_page(&mut self) -> Option<Option<Arc<Item>>> {
        if self.left == 0 {
            return Some(None);
        }
        let item = self.page.next()?;
        self.left -= 1;
        Some(Some(item))
    }
}

impl Polled for Items {
    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.of_page() {
                return Poll::Ready(item.map(Ok));
            }
            match ready!(self.reader.poll_next_page(context)) {
                Some(Ok(items)) => self.page = items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl Iterator for Items {
    type Item = Result<Arc<Item>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.of_page() {
                return item.map(Ok);
            }
            match self.reader.next_page()? {
                Ok(items) => self.page = items.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// The items of a query, a scan or a statement as structs, page after page: [`Items::typed`].
#[derive(Debug)]
pub struct ItemsAs<T> {
    items: Items,
    made: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> ItemsAs<T> {
    fn convert(&self, item: Result<Arc<Item>>) -> Result<T> {
        item.and_then(|item| match self.items.reader.table() {
            Some(table) => table.convert(&item),
            None => from_item_ref(&item).map_err(Into::into),
        })
    }
}

impl<T: DeserializeOwned> Polled for ItemsAs<T> {
    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.items.poll_item(context));
        Poll::Ready(item.map(|item| self.convert(item)))
    }
}

impl<T: DeserializeOwned> Iterator for ItemsAs<T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.items.next()?;
        Some(self.convert(item))
    }
}
