//! The async methods of typed requests.

use super::{
    delete::DeleteOf,
    get::GetOf,
    items::{PageOf, RecordsOf},
    put::PutOf,
    query::QueryOf,
    record::{KeyedRecord, Record},
    scan::ScanOf,
    update::UpdateOf,
};
use crate::{
    database::{ItemStream, without_blocking},
    error::Result,
};

/// Defines async methods that do what their namesakes do.
macro_rules! asynchronous {
    ($([$($parameters:tt)*] $request:ty { $($name:ident = $method:ident -> $output:ty),+ $(,)? })*) => {$(
        impl<$($parameters)*> $request {
            $(
                #[doc = concat!("[`", stringify!($method), "`](Self::", stringify!($method), ") for async code, ready at ")]
                /// once, as [`GetBuilder::run_async`](crate::GetBuilder::run_async).
                ///
                /// # Errors
                #[doc = concat!("As [`", stringify!($method), "`](Self::", stringify!($method), ").")]
                pub async fn $name(self) -> Result<$output> {
                    without_blocking(|| self.$method()).await
                }
            )+
        }
    )*};
}

asynchronous! {
    [T: Record] PutOf<'_, T> { run_async = run -> (), stored_async = stored -> T, replaced_async = replaced -> Option<T> }
    [R: KeyedRecord, O] GetOf<'_, R, O> { run_async = run -> Option<O> }
    [R: KeyedRecord] DeleteOf<'_, R> { run_async = run -> (), deleted_async = deleted -> Option<R> }
    [R: KeyedRecord] UpdateOf<'_, R> { run_async = run -> R, previous_async = previous -> R }
    [T, S, O] QueryOf<T, S, O> {
        run_async = run -> Vec<O>, first_async = first -> Option<O>, count_async = count -> usize,
        exists_async = exists -> bool, page_async = page -> PageOf<O>,
    }
    [T, O] ScanOf<T, O> {
        run_async = run -> Vec<O>, first_async = first -> Option<O>, count_async = count -> usize,
        exists_async = exists -> bool, page_async = page -> PageOf<O>,
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
