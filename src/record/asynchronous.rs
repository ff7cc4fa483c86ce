//! The async methods of typed requests.

use super::{
    delete::DeleteOf,
    get::GetOf,
    items::{PageOf, RecordsOf},
    put::{PutOf, told},
    query::QueryOf,
    record::{KeyedRecord, Record},
    returned::{read, returned},
    scan::ScanOf,
    update::UpdateOf,
};
use crate::{
    database::{ItemStream, collect, count, first},
    error::Result,
};

/// Defines async methods that do what their namesakes do.
macro_rules! asynchronous {
    ($([$($parameters:tt)*] $request:ty {
        $($name:ident = $method:ident -> $output:ty, |$own:ident| $requests:expr;)+
    })*) => {$(
        impl<$($parameters)*> $request {
            $(
                #[doc = concat!("[`", stringify!($method), "`](Self::", stringify!($method), ") for async code, as ")]
                /// [`GetBuilder::run_async`](crate::GetBuilder::run_async).
                ///
                /// # Errors
                #[doc = concat!("As [`", stringify!($method), "`](Self::", stringify!($method), ").")]
                pub async fn $name(self) -> Result<$output> {
                    let $own = self;
                    $requests
                }
            )+
        }
    )*};
}
asynchronous! {
    [T: Record] PutOf<'_, T> {
        run_async = run -> (), |put| put.put?.run_async().await.map_err(told::<T>);
        stored_async = stored -> T, |put| {
            let put = put.put?;
            let item = put.item()?;
            put.run_async().await.map_err(told::<T>)?;
            read(&item)
        };
        replaced_async = replaced -> Option<T>,
            |put| {
                let replaced = put.put?.replaced_async().await.map_err(told::<T>)?;
                replaced.map(|item| read(&item)).transpose()
            };
    }
    [R: KeyedRecord, O] GetOf<'_, R, O> {
        run_async = run -> Option<O>, |get| {
            let item = get.get?.run_async().await?;
            item.map_or(Ok(None), |item| (get.read)(&item))
        };
    }
    [R: KeyedRecord] DeleteOf<'_, R> {
        run_async = run -> (), |delete| delete.delete?.run_async().await.map_err(delete.told);
        deleted_async = deleted -> Option<R>, |delete| {
            let deleted = delete.delete?.deleted_async().await.map_err(delete.told)?;
            deleted.map(|item| read(&item)).transpose()
        };
    }
    [R: KeyedRecord] UpdateOf<'_, R> {
        run_async = run -> R, |update| {
            let told = update.told();
            read(&*update.finish()?.updated_async().await.map_err(told)?)
        };
        previous_async = previous -> R, |update| {
            let told = update.told();
            returned(update.finish()?.previous_async().await.map_err(told)?)
        };
    }
    [T, S, O] QueryOf<T, S, O> {
        run_async = run -> Vec<O>, |query| collect(query.items()).await;
        first_async = first -> Option<O>, |query| first(query.take(1).items()).await;
        count_async = count -> usize, |query| count(query.items()).await;
        exists_async = exists -> bool, |query| Ok(query.first_async().await?.is_some());
        page_async = page -> PageOf<O>, |query| {
            let read = query.read;
            let (query, left_out) = query.sort.apply(query.query?)?;
            let page = query.page_async().await?;
            PageOf::read(page.items.unwrap_or_default(), page.last_evaluated_key, read, left_out)
        };
    }
    [T, O] ScanOf<T, O> {
        run_async = run -> Vec<O>, |scan| collect(scan.items()).await;
        first_async = first -> Option<O>, |scan| first(scan.take(1).items()).await;
        count_async = count -> usize, |scan| count(scan.items()).await;
        exists_async = exists -> bool, |scan| Ok(scan.first_async().await?.is_some());
        page_async = page -> PageOf<O>, |scan| {
            let page = scan.scan.page_async().await?;
            PageOf::read(page.items.unwrap_or_default(), page.last_evaluated_key, scan.read, None)
        };
    }
}

impl<T, S, O> QueryOf<T, S, O> {
    /// The records for async code, as [`QueryBuilder::stream`](crate::QueryBuilder::stream).
    pub fn stream(self) -> ItemStream<RecordsOf<O>> {
        self.items().stream()
    }
}

impl<T, O> ScanOf<T, O> {
    /// The records for async code, as [`ScanBuilder::stream`](crate::ScanBuilder::stream).
    pub fn stream(self) -> ItemStream<RecordsOf<O>> {
        self.items().stream()
    }
}

impl<O> RecordsOf<O> {
    /// The records for async code, as [`Items::stream`](crate::Items::stream).
    pub fn stream(self) -> ItemStream<Self> {
        ItemStream::new(self)
    }
}
