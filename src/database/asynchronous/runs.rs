//! The async methods of builders.

use std::{collections::BTreeMap, sync::Arc};

use serde::de::DeserializeOwned;

use super::pause::without_blocking;
use crate::{
    database::{
        BatchGetBuilder, BatchGetOutput, BatchWriteBuilder, BatchWriteOutput, BulkPutBuilder,
        CreateTableBuilder, DeleteBuilder, DeleteResourcePolicyBuilder, EnableRecoveryBuilder, ExportBuilder,
        GetBuilder, ImportTableBuilder, PutBuilder, PutResourcePolicyBuilder, QueryBuilder, RestoreBuilder,
        ScanBuilder, SearchBuilder, StatementBuilder, Table, TransactionBuilder, TransactionReadBuilder,
        UpdateBuilder, UpdateTableBuilder,
    },
    error::Result,
    operation::{
        BulkOperationDescription, ExportDescription, ImportTableDescription, PointInTimeRecoveryDescription,
        SearchResultItem, SearchVectorsOutput, TableDescription,
        item::{
            delete_item::DeleteItemOutput, get_item::GetItemOutput, put_item::PutItemOutput,
            update_item::UpdateItemOutput,
        },
        read::{query::QueryOutput, scan::ScanOutput},
        transaction::{
            transact_get_items::TransactGetItemsOutput, transact_write_items::TransactWriteItemsOutput,
        },
    },
    value::Item,
};

/// Defines async methods that do what their namesakes do.
macro_rules! asynchronous {
    ($($builder:ty { $($name:ident = $method:ident -> $output:ty),+ $(,)? })*) => {$(
        impl $builder {
            $(
                #[doc = concat!("[`", stringify!($method), "`](Self::", stringify!($method), ") for async code.")]
                ///
                /// It is ready at once. Where a [fault](crate::faults) delays the answer, the task waits and the
                /// executor's thread does not; a manual clock moves. In a database on disk it holds the thread until the
                /// change is kept.
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

type Items = Vec<Arc<Item>>;
type MaybeItem = Option<Arc<Item>>;

asynchronous! {
    PutBuilder<'_> { run_async = run -> (), replaced_async = replaced -> MaybeItem, output_async = output -> PutItemOutput }
    UpdateBuilder<'_> {
        run_async = run -> (), updated_async = updated -> Arc<Item>, previous_async = previous -> MaybeItem,
        output_async = output -> UpdateItemOutput,
    }
    DeleteBuilder<'_> {
        run_async = run -> (), deleted_async = deleted -> MaybeItem, output_async = output -> DeleteItemOutput,
    }
    GetBuilder<'_> { run_async = run -> MaybeItem, output_async = output -> GetItemOutput }
    QueryBuilder {
        run_async = run -> Items, first_async = first -> MaybeItem, count_async = count -> usize,
        exists_async = exists -> bool,
        page_async = page -> QueryOutput,
    }
    ScanBuilder {
        run_async = run -> Items, first_async = first -> MaybeItem, count_async = count -> usize,
        exists_async = exists -> bool,
        page_async = page -> ScanOutput,
    }
    StatementBuilder {
        run_async = run -> Items, first_async = first -> MaybeItem, count_async = count -> usize,
        exists_async = exists -> bool,
    }
    BatchWriteBuilder { run_async = run -> (), output_async = output -> BatchWriteOutput }
    BatchGetBuilder { run_async = run -> BTreeMap<String, Items>, output_async = output -> BatchGetOutput }
    SearchBuilder { run_async = run -> Vec<SearchResultItem>, output_async = output -> SearchVectorsOutput }
    TransactionBuilder { run_async = run -> (), output_async = output -> TransactWriteItemsOutput }
    TransactionReadBuilder { run_async = run -> Vec<MaybeItem>, output_async = output -> TransactGetItemsOutput }
    CreateTableBuilder { run_async = run -> Table }
    UpdateTableBuilder { run_async = run -> TableDescription }
    RestoreBuilder { run_async = run -> Table }
    EnableRecoveryBuilder { run_async = run -> PointInTimeRecoveryDescription }
    ExportBuilder<'_> { run_async = run -> ExportDescription }
    ImportTableBuilder { run_async = run -> ImportTableDescription }
    BulkPutBuilder { run_async = run -> BulkOperationDescription }
    PutResourcePolicyBuilder { run_async = run -> String }
    DeleteResourcePolicyBuilder { run_async = run -> Option<String> }
}

/// The same for methods that return structs of the program.
macro_rules! asynchronous_as {
    ($($builder:ty { $($name:ident = $method:ident -> $output:ty),+ $(,)? })*) => {$(
        impl $builder {
            $(
                #[doc = concat!("[`", stringify!($method), "`](Self::", stringify!($method), ") for async code, as ")]
                /// [`run_async`](Self::run_async).
                ///
                /// # Errors
                #[doc = concat!("As [`", stringify!($method), "`](Self::", stringify!($method), ").")]
                pub async fn $name<T: DeserializeOwned>(self) -> Result<$output> {
                    without_blocking(|| self.$method()).await
                }
            )+
        }
    )*};
}

asynchronous_as! {
    PutBuilder<'_> { replaced_as_async = replaced_as -> Option<T> }
    UpdateBuilder<'_> { updated_as_async = updated_as -> T, previous_as_async = previous_as -> Option<T> }
    DeleteBuilder<'_> { deleted_as_async = deleted_as -> Option<T> }
    GetBuilder<'_> { run_as_async = run_as -> Option<T> }
    QueryBuilder { run_as_async = run_as -> Vec<T>, first_as_async = first_as -> Option<T> }
    ScanBuilder { run_as_async = run_as -> Vec<T>, first_as_async = first_as -> Option<T> }
    StatementBuilder { run_as_async = run_as -> Vec<T>, first_as_async = first_as -> Option<T> }
}
