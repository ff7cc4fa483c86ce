//! Items as an async stream.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::{pause::Pause, polled::Polled};
use crate::{
    database::{
        pages::{Items, ItemsAs},
        query::QueryBuilder,
        scan::ScanBuilder,
        statement::StatementBuilder,
    },
    engine::put_off_by,
};

/// The items of an iterator, for async code: [`Items::stream`].
///
/// It needs no runtime. An item of an engine is ready at once; where a fault delays the answer of a page, or an endpoint
/// is asked for one, the stream waits without holding the thread.
pub struct ItemStream<I: Iterator> {
    items: I,
    /// An item, or the end, that comes after a delay.
    late: Option<(Option<I::Item>, Pause)>,
}

impl<I: Iterator> ItemStream<I> {
    pub(crate) fn new(items: I) -> Self {
        Self { items, late: None }
    }
}

impl<I: Polled + Unpin> Stream for ItemStream<I>
where
    I::Item: Unpin,
{
    type Item = I::Item;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<I::Item>> {
        let own = self.get_mut();
        if own.late.is_none() {
            let (item, delay) = put_off_by(|| own.items.poll_item(context));
            let item = ready!(item);
            let Some((clock, delay)) = delay else { return Poll::Ready(item) };
            own.late = Some((item, Pause::begin(&clock, delay)));
        }
        if let Some((_, pause)) = &own.late {
            ready!(pause.poll_end(context));
        }
        Poll::Ready(own.late.take().and_then(|(item, _)| item))
    }
}

impl<I: Iterator> fmt::Debug for ItemStream<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemStream").field("is_late", &self.late.is_some()).finish_non_exhaustive()
    }
}

impl Items {
    /// The items for async code, as a [`Stream`] of `futures-core`: `StreamExt` of any async library has its methods.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::{N, S}, item};
    /// use std::{future::poll_fn, pin::pin};
    /// use futures_core::Stream;
    ///
    /// # let db = Database::new();
    /// # let orders = db.create_table("orders").partition_key("customer", S).sort_key("number", N).run()?;
    /// # orders.put_all((1..=3).map(|number| item! { "customer": "minji01", "number": number }))?;
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    /// # runtime.block_on(async {
    /// let mut items = pin!(orders.query("minji01").items().stream());
    /// let mut count = 0;
    /// while let Some(item) = poll_fn(|context| items.as_mut().poll_next(context)).await {
    ///     assert!(item?.contains("number"));
    ///     count += 1;
    /// }
    /// assert_eq!(count, 3);
    /// # Ok::<(), hashrange::Error>(()) })?;
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn stream(self) -> ItemStream<Self> {
        ItemStream::new(self)
    }
}

impl<T: DeserializeOwned> ItemsAs<T> {
    /// The items for async code, as [`Items::stream`].
    pub fn stream(self) -> ItemStream<Self> {
        ItemStream::new(self)
    }
}

macro_rules! streams {
    ($($builder:ident)*) => {$(
        impl $builder {
            /// The items for async code, page after page, as [`Items::stream`].
            pub fn stream(self) -> ItemStream<Items> {
                self.items().stream()
            }
        }
    )*};
}

streams! { QueryBuilder ScanBuilder StatementBuilder }
