//! The async methods of builders.

use std::{collections::BTreeMap, sync::Arc};

use serde::de::DeserializeOwned;

use super::{
    pause::without_blocking,
    polled::{collect, count, first},
};
use crate::{
    database::{
        BatchGetBuilder, BatchGetOutput, BatchWriteBuilder, BatchWriteOutput, BulkPutBuilder,
        CreateTableBuilder, DeleteBuilder, DeleteResourcePolicyBuilder, EnableRecoveryBuilder, ExportBuilder,
        GetBuilder, ImportTableBuilder, PutBuilder, PutResourcePolicyBuilder, QueryBuilder, RestoreBuilder,
        ScanBuilder, SearchBuilder, StatementBuilder, Table, TransactionBuilder, TransactionReadBuilder,
        UpdateBuilder, UpdateTableBuilder, write_options::converted,
    },
    error::Result,
    operation::{
        BulkOperationDescription, ExportDescription, ImportTableDescription, PointInTimeRecoveryDescription,
        ReturnValue, SearchResultItem, SearchVectorsOutput, TableDescription,
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

/// Defines async methods that do what their namesakes do. The expressions are for tables that an endpoint has.
macro_rules! asynchronous {
    ($($builder:ty { $($name:ident = $method:ident -> $output:ty, |$own:ident| $there:expr;)+ })*) => {$(
        impl $builder {
            $(
                #[doc = concat!("[`", stringify!($method), "`](Self::", stringify!($method), ") for async code.")]
                ///
                /// With the tables in this process it is ready at once. Where a [fault](crate::faults) delays the answer,
                /// or an endpoint is asked, the task waits and the executor's thread does not; a manual clock moves. In a
                /// database on disk it holds the thread until the change is kept.
                ///
                /// # Errors
                #[doc = concat!("As [`", stringify!($method), "`](Self::", stringify!($method), ").")]
                pub async fn $name(self) -> Result<$output> {
                    if self.is_there() {
                        let $own = self;
                        return $there;
                    }
                    without_blocking(|| self.$method()).await
                }
            )+
        }
    )*};
}

type Items = Vec<Arc<Item>>;
type MaybeItem = Option<Arc<Item>>;

asynchronous! {
    PutBuilder<'_> {
        run_async = run -> (), |put| put.output_async().await.map(drop);
        replaced_async = replaced -> MaybeItem,
            |put| Ok(put.return_values(ReturnValue::AllOld).output_async().await?.attributes);
        output_async = output -> PutItemOutput, |put| put.asked()?.answer().await;
    }
    UpdateBuilder<'_> {
        run_async = run -> (), |update| update.output_async().await.map(drop);
        updated_async = updated -> Arc<Item>,
            |update| Ok(update.return_values(ReturnValue::AllNew).output_async().await?.attributes.unwrap_or_default());
        previous_async = previous -> MaybeItem,
            |update| Ok(update.return_values(ReturnValue::AllOld).output_async().await?.attributes);
        output_async = output -> UpdateItemOutput, |update| update.asked()?.answer().await;
    }
    DeleteBuilder<'_> {
        run_async = run -> (), |delete| delete.output_async().await.map(drop);
        deleted_async = deleted -> MaybeItem,
            |delete| Ok(delete.return_values(ReturnValue::AllOld).output_async().await?.attributes);
        output_async = output -> DeleteItemOutput, |delete| delete.asked()?.answer().await;
    }
    GetBuilder<'_> {
        run_async = run -> MaybeItem, |get| Ok(get.output_async().await?.item);
        output_async = output -> GetItemOutput, |get| get.asked()?.answer().await;
    }
    QueryBuilder {
        run_async = run -> Items, |query| collect(query.items()).await;
        first_async = first -> MaybeItem, |query| first(query.take(1).items()).await;
        count_async = count -> usize, |query| query.counted().await;
        exists_async = exists -> bool, |query| Ok(query.first_async().await?.is_some());
        page_async = page -> QueryOutput, |query| query.ask(query.start.clone(), None).await;
    }
    ScanBuilder {
        run_async = run -> Items, |scan| collect(scan.items()).await;
        first_async = first -> MaybeItem, |scan| first(scan.take(1).items()).await;
        count_async = count -> usize, |scan| scan.counted().await;
        exists_async = exists -> bool, |scan| Ok(scan.first_async().await?.is_some());
        page_async = page -> ScanOutput, |scan| scan.asked(scan.input.exclusive_start_key.clone(), None)?.answer().await;
    }
    StatementBuilder {
        run_async = run -> Items, |statement| collect(statement.items()).await;
        first_async = first -> MaybeItem, |statement| first(statement.take(1).items()).await;
        count_async = count -> usize, |statement| count(statement.items()).await;
        exists_async = exists -> bool, |statement| Ok(statement.first_async().await?.is_some());
    }
    BatchWriteBuilder {
        run_async = run -> (), |batch| batch.requests().await?.carried_out();
        output_async = output -> BatchWriteOutput, |batch| batch.requests().await;
    }
    BatchGetBuilder {
        run_async = run -> BTreeMap<String, Items>, |batch| batch.requests().await?.read();
        output_async = output -> BatchGetOutput, |batch| batch.requests().await;
    }
    SearchBuilder {
        run_async = run -> Vec<SearchResultItem>, |search| Ok(search.output_async().await?.search_results);
        output_async = output -> SearchVectorsOutput, |search| search.asked()?.answer().await;
    }
    TransactionBuilder {
        run_async = run -> (), |transaction| transaction.ask().await.map(drop);
        output_async = output -> TransactWriteItemsOutput, |transaction| transaction.ask().await;
    }
    TransactionReadBuilder {
        run_async = run -> Vec<MaybeItem>, |reads| Ok(reads.ask().await?.items());
        output_async = output -> TransactGetItemsOutput, |reads| reads.ask().await;
    }
    CreateTableBuilder { run_async = run -> Table, |create| create.requests().await; }
    UpdateTableBuilder { run_async = run -> TableDescription, |update| update.requests().await; }
    RestoreBuilder { run_async = run -> Table, |restore| restore.requests().await; }
    EnableRecoveryBuilder { run_async = run -> PointInTimeRecoveryDescription, |enable| enable.requests().await; }
    ExportBuilder<'_> { run_async = run -> ExportDescription, |export| export.requests().await; }
    ImportTableBuilder { run_async = run -> ImportTableDescription, |import| import.requests().await; }
    BulkPutBuilder { run_async = run -> BulkOperationDescription, |put| put.requests().await; }
    PutResourcePolicyBuilder { run_async = run -> String, |put| put.requests().await; }
    DeleteResourcePolicyBuilder { run_async = run -> Option<String>, |delete| delete.requests().await; }
}

/// The same for methods that return structs of the program.
macro_rules! asynchronous_as {
    ($($builder:ty { $($name:ident = $method:ident -> $output:ty, |$own:ident| $there:expr;)+ })*) => {$(
        impl $builder {
            $(
                #[doc = concat!("[`", stringify!($method), "`](Self::", stringify!($method), ") for async code, as ")]
                /// [`run_async`](Self::run_async).
                ///
                /// # Errors
                #[doc = concat!("As [`", stringify!($method), "`](Self::", stringify!($method), ").")]
                pub async fn $name<T: DeserializeOwned>(self) -> Result<$output> {
                    if self.is_there() {
                        let $own = self;
                        return $there;
                    }
                    without_blocking(|| self.$method()).await
                }
            )+
        }
    )*};
}

asynchronous_as! {
    PutBuilder<'_> {
        replaced_as_async = replaced_as -> Option<T>, |put| converted(put.table(), put.replaced_async().await?);
    }
    UpdateBuilder<'_> {
        updated_as_async = updated_as -> T, |update| update.table().convert(&*update.updated_async().await?);
        previous_as_async = previous_as -> Option<T>,
            |update| converted(update.table(), update.previous_async().await?);
    }
    DeleteBuilder<'_> {
        deleted_as_async = deleted_as -> Option<T>,
            |delete| converted(delete.table(), delete.deleted_async().await?);
    }
    GetBuilder<'_> { run_as_async = run_as -> Option<T>, |get| converted(get.table(), get.run_async().await?); }
    QueryBuilder {
        run_as_async = run_as -> Vec<T>, |query| collect(query.typed()).await;
        first_as_async = first_as -> Option<T>, |query| first(query.take(1).typed()).await;
    }
    ScanBuilder {
        run_as_async = run_as -> Vec<T>, |scan| collect(scan.typed()).await;
        first_as_async = first_as -> Option<T>, |scan| first(scan.take(1).typed()).await;
    }
    StatementBuilder {
        run_as_async = run_as -> Vec<T>, |statement| collect(statement.typed()).await;
        first_as_async = first_as -> Option<T>,
            |statement| first(statement.take(1).typed()).await;
    }
}
