//! Iterators that async code can ask.

use std::{
    future::poll_fn,
    task::{Context, Poll},
};

use super::pause::Pause;
use crate::{engine::put_off_by, error::Result};

/// An iterator whose next item can be under way: an endpoint is asked for it.
pub trait Polled: Iterator {
    /// The next item; the task is woken when it is there.
    #[doc(hidden)]
    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Self::Item>>;
}

/// The next item.
pub(crate) async fn next<I: Polled>(items: &mut I) -> Option<I::Item> {
    let (item, delay) = poll_fn(|context| {
        let (polled, delay) = put_off_by(|| items.poll_item(context));
        polled.map(|item| (item, delay))
    })
    .await;
    if let Some((clock, delay)) = delay {
        Pause::begin(&clock, delay).await;
    }
    item
}

/// The first item, of which an iterator has one at most.
pub(crate) async fn first<T>(mut items: impl Polled<Item = Result<T>>) -> Result<Option<T>> {
    next(&mut items).await.transpose()
}

/// How many items there are; none is kept.
pub(crate) async fn count<T>(mut items: impl Polled<Item = Result<T>>) -> Result<usize> {
    let mut count = 0;
    while let Some(item) = next(&mut items).await {
        item?;
        count += 1;
    }
    Ok(count)
}

/// All items.
pub(crate) async fn collect<T>(mut items: impl Polled<Item = Result<T>>) -> Result<Vec<T>> {
    let mut all = Vec::new();
    while let Some(item) = next(&mut items).await {
        all.push(item?);
    }
    Ok(all)
}
