//! The examples in the documentation of the operations' methods. Each operation has one: without, the crate does not
//! compile.

/// An example on a database with a table of users.
macro_rules! on_users {
    ($($code:literal),+) => {
        concat!(
            r#"```
# use hashrange::{Database, ScalarAttributeType::S, item};
# let db = Database::new();
# let users = db.create_table("users").partition_key("user_id", S).run()?;
# users.put(item! { "user_id": "haeri05", "age": 39 }).run()?;
"#,
            $($code,)+
            r#"
# Ok::<(), hashrange::Error>(())
```"#
        )
    };
}

/// The example of a method, by its family and its name.
macro_rules! operation_example {
    (item $method:ident) => {
        item_example!($method)
    };
    (read $method:ident) => {
        item_example!($method)
    };
    (vector $method:ident) => {
        item_example!($method)
    };
    (batch $method:ident) => {
        item_example!($method)
    };
    (transaction $method:ident) => {
        item_example!($method)
    };
    (statement $method:ident) => {
        item_example!($method)
    };
    (backup $method:ident) => {
        backup_example!($method)
    };
    (contributor_insights $method:ident) => {
        contributor_insights_example!($method)
    };
    (kinesis $method:ident) => {
        kinesis_example!($method)
    };
    (transfer $method:ident) => {
        transfer_example!($method)
    };
    (global_table $method:ident) => {
        global_table_example!($method)
    };
    ($family:ident $method:ident) => {
        table_example!($method)
    };
}

/// The examples of the operations on items.
macro_rules! item_example {
    (put_item) => {
        on_users!(
            r#"use hashrange::operation::PutItemInput;

let item = item! { "user_id": "jihoon07" };
db.put_item(PutItemInput { table_name: "users".into(), item, ..Default::default() })?;
assert_eq!(users.item_count(), 2);"#
        )
    };
    (get_item) => {
        on_users!(
            r#"use hashrange::operation::GetItemInput;

let key = item! { "user_id": "haeri05" };
let output = db.get_item(GetItemInput { table_name: "users".into(), key, ..Default::default() })?;
assert_eq!(output.item.unwrap().get("age"), Some(&39.into()));"#
        )
    };
    (update_item) => {
        on_users!(
            r#"use hashrange::operation::{ReturnValue, UpdateItemInput};

let output = db.update_item(UpdateItemInput {
    table_name: "users".into(),
    key: item! { "user_id": "haeri05" },
    update_expression: Some("ADD age :one".into()),
    expression_attribute_values: Some(item! { ":one": 1 }),
    return_values: Some(ReturnValue::UpdatedNew),
    ..Default::default()
})?;
assert_eq!(*output.attributes.unwrap(), item! { "age": 40 });"#
        )
    };
    (delete_item) => {
        on_users!(
            r#"use hashrange::operation::DeleteItemInput;

let key = item! { "user_id": "haeri05" };
db.delete_item(DeleteItemInput { table_name: "users".into(), key, ..Default::default() })?;
assert_eq!(users.item_count(), 0);"#
        )
    };
    (query) => {
        on_users!(
            r#"use hashrange::operation::QueryInput;

let output = db.query(QueryInput {
    table_name: "users".into(),
    key_condition_expression: Some("user_id = :id".into()),
    expression_attribute_values: Some(item! { ":id": "haeri05" }),
    ..Default::default()
})?;
assert_eq!(output.count, 1);"#
        )
    };
    (scan) => {
        on_users!(
            r#"use hashrange::operation::ScanInput;

let output = db.scan(ScanInput { table_name: "users".into(), ..Default::default() })?;
assert_eq!((output.count, output.last_evaluated_key), (1, None));"#
        )
    };
    (search_vectors) => {
        on_users!(
            r#"use hashrange::{VectorIndex, operation::SearchVectorsInput};

let by_look = VectorIndex::new("by_look", "look", 2);
let photos = db.create_table("photos").partition_key("id", S).vector_index(by_look).run()?;
photos.put(item! { "id": "p1", "look": [1, 0] }).run()?;
let output = db.search_vectors(SearchVectorsInput {
    table_name: "photos".into(),
    index_name: "by_look".into(),
    search_vector: vec![0.into(), 1.into()],
    top_k: 10,
    ..Default::default()
})?;
assert_eq!(output.search_results[0].score, 1.0);"#
        )
    };
    (batch_get_item) => {
        on_users!(
            r#"use hashrange::operation::{BatchGetItemInput, KeysAndAttributes};

let keys = vec![item! { "user_id": "haeri05" }, item! { "user_id": "nobody" }];
let wanted = KeysAndAttributes { keys: keys.into(), ..Default::default() };
let request_items = [("users".to_owned(), wanted)].into();
let output = db.batch_get_item(BatchGetItemInput { request_items, ..Default::default() })?;
assert_eq!(output.responses["users"].len(), 1);"#
        )
    };
    (batch_write_item) => {
        on_users!(
            r#"use hashrange::operation::{BatchWriteItemInput, DeleteRequest, PutRequest, WriteRequest};

let put = PutRequest { item: item! { "user_id": "jihoon07" } };
let delete = DeleteRequest { key: item! { "user_id": "haeri05" } };
let requests = vec![
    WriteRequest { put_request: Some(put), ..Default::default() },
    WriteRequest { delete_request: Some(delete), ..Default::default() },
];
let request_items = [("users".to_owned(), requests)].into();
let output = db.batch_write_item(BatchWriteItemInput { request_items, ..Default::default() })?;
assert!(output.unprocessed_items.is_empty());"#
        )
    };
    (transact_get_items) => {
        on_users!(
            r#"use hashrange::operation::{TransactGetItem, TransactGetItemsInput};

let transact_items = vec![TransactGetItem::new("users", item! { "user_id": "haeri05" })];
let output = db.transact_get_items(TransactGetItemsInput { transact_items, ..Default::default() })?;
assert!(output.responses[0].item.is_some());"#
        )
    };
    (transact_write_items) => {
        on_users!(
            r#"use hashrange::operation::{Delete, Put, TransactWriteItemsInput};

let put = Put { table_name: "users".into(), item: item! { "user_id": "jihoon07" }, ..Default::default() };
let delete = Delete { table_name: "users".into(), key: item! { "user_id": "haeri05" }, ..Default::default() };
let transact_items = vec![put.into(), delete.into()];
db.transact_write_items(TransactWriteItemsInput { transact_items, ..Default::default() })?;
assert!(users.get("jihoon07").run()?.is_some() && users.get("haeri05").run()?.is_none());"#
        )
    };
    (execute_statement) => {
        on_users!(
            r#"use hashrange::operation::ExecuteStatementInput;

let output = db.execute_statement(ExecuteStatementInput {
    statement: "SELECT age FROM users WHERE user_id = ?".into(),
    parameters: Some(vec!["haeri05".into()]),
    ..Default::default()
})?;
assert_eq!(*output.items[0], item! { "age": 39 });"#
        )
    };
    (batch_execute_statement) => {
        on_users!(
            r#"use hashrange::operation::{BatchExecuteStatementInput, BatchStatementRequest};

let statements = ["haeri05", "nobody"].map(|id| BatchStatementRequest {
    statement: format!("SELECT * FROM users WHERE user_id = '{id}'"),
    ..Default::default()
});
let input = BatchExecuteStatementInput { statements: statements.into(), ..Default::default() };
let output = db.batch_execute_statement(input)?;
assert!(output.responses[0].item.is_some() && output.responses[1].item.is_none());"#
        )
    };
    (execute_transaction) => {
        on_users!(
            r#"use hashrange::operation::{ExecuteTransactionInput, ParameterizedStatement};

let statements = [
    "INSERT INTO users VALUE {'user_id': 'jihoon07'}",
    "DELETE FROM users WHERE user_id = 'haeri05'",
];
let statements = statements.map(|text| ParameterizedStatement { statement: text.into(), ..Default::default() });
let transact_statements = statements.into();
db.execute_transaction(ExecuteTransactionInput { transact_statements, ..Default::default() })?;
assert!(users.get("jihoon07").run()?.is_some() && users.get("haeri05").run()?.is_none());"#
        )
    };
}

pub(super) use {item_example, on_users, operation_example};
