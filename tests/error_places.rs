//! Where an error says that the fault is: the table, key, expression and path.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests and their helpers")]

use std::time::UNIX_EPOCH;

use hashrange::{
    Clock, Database, Error, ScalarAttributeType::S, Table, Throughput, VectorIndex, attr, item, operation,
};

#[derive(serde::Deserialize, Debug)]
struct User {
    #[allow(dead_code, reason = "only read to be converted")]
    age: u8,
}

fn users() -> (Database, Table) {
    let db = Database::new();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    users.put(item! { "id": "haeri", "age": 39, "tags": ["new"] }).run().unwrap();
    (db, users)
}

fn long<T: std::fmt::Debug>(result: hashrange::Result<T>) -> String {
    format!("{:#}", result.unwrap_err())
}

#[test]
fn the_long_form_has_table_key_expression_and_hint() {
    let (_, users) = users();
    let refused = users.update("haeri").add("age", 1).condition(attr("age").less_than(18)).run();
    assert_eq!(
        long(refused),
        "ConditionalCheckFailedException: The conditional request failed
  table: users
  key: {\"id\": \"haeri\"}
  ConditionExpression: age < 18
  UpdateExpression: ADD age 1
  hint: `return_item_on_failure()` puts the item into the error, where there is one"
    );
    let put = users.put(item! { "id": "haeri" }).if_absent().run().unwrap_err();
    assert_eq!((put.table(), put.key()), (Some("users"), Some(&item! { "id": "haeri" })));
    assert_eq!(put.to_string(), "ConditionalCheckFailedException: The conditional request failed");
}

#[test]
fn the_long_form_tells_which_limit_was_met() {
    let clock = Clock::manual(UNIX_EPOCH);
    let db = Database::builder().clock(clock).throughput(Throughput::per_partition(1, 1)).build();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    users.put(item! { "id": "haeri" }).run().unwrap();
    let throttled = long(users.put(item! { "id": "haeri" }).run());
    let resource = "arn:aws:dynamodb:us-east-1:000000000000:table/users";
    let met = format!("\n  throttled: TableWriteKeyRangeThroughputExceeded of {resource}\n  hint: try again");
    assert!(throttled.contains(&met), "{throttled}");
    assert!(throttled.contains("`partitions()`"), "{throttled}");
}

#[test]
fn a_caret_stands_under_the_fault_of_an_expression() {
    let (_, users) = users();
    let reserved = users.scan().filter("age > :age AND status = :s").value(":age", 1).value(":s", "x").run();
    assert!(
        long(reserved).starts_with(
            "ValidationException: Invalid FilterExpression: Attribute name is a reserved keyword; reserved keyword: status
  table: users
  FilterExpression: age > :age AND status = :s
                                   ^^^^^^
  hint: `status` is a reserved word"
        )
    );
    let undefined = users.get("haeri").project("age").project("id, #t").run();
    assert!(long(undefined).contains("\n  ProjectionExpression: id, #t\n                            ^^\n"));
    let long_text = format!("{} AND status = :s", ["age > :a"; 30].join(" AND "));
    let cut = long(users.query("haeri").filter(long_text).value(":a", 1).value(":s", 1).run());
    let expression = cut.lines().find(|line| line.contains("FilterExpression: ..")).unwrap();
    let carets = cut.lines().find(|line| line.contains('^')).unwrap();
    assert_eq!(carets.find('^'), expression.find("status"));
    assert!(expression.len() < 200, "{expression}");
}

#[test]
fn an_update_that_does_not_fit_its_item_names_it() {
    let (_, users) = users();
    let error = users.update("haeri").set("tags", attr("tags").plus(1)).run().unwrap_err();
    assert!(error.is_validation());
    assert_eq!(error.key(), Some(&item! { "id": "haeri" }));
    let missing = users.update("nobody").subtract("age", 1).run().unwrap_err();
    assert_eq!(missing.key(), Some(&item! { "id": "nobody" }));
}

#[test]
fn a_conversion_names_the_items_key_and_the_attributes_path() {
    let (db, users) = users();
    users.put(item! { "id": "minji", "age": "forty" }).run().unwrap();
    let named = |result: hashrange::Result<Option<User>>| {
        let error = result.unwrap_err();
        assert!(error.is_conversion());
        assert!(error.to_string().starts_with("item {\"id\": \"minji\"}: age: "), "{error}");
    };
    named(users.get("minji").run_as());
    named(users.query("minji").first_as());
    named(users.scan().filter("age = :text").value(":text", "forty").run_as::<User>().map(|_| None));
    named(users.scan().parallel(2).typed::<User>().collect::<Result<Vec<_>, _>>().map(|_| None));
    named(users.put(item! { "id": "minji", "age": "fifty" }).replaced_as());
    named(users.update("minji").set("age", "sixty").previous_as());
    named(users.update("minji").set("age", "sixty").updated_as::<User>().map(Some));
    named(db.transaction_read().get(&users, "minji").run_as::<User>().map(|_| None));
    named(db.batch_get().get(&users, "minji").run_as::<User>().map(|_| None));
    named(users.delete("minji").deleted_as());
}

#[test]
fn a_transactions_failed_action_is_the_place() {
    let (db, users) = users();
    let failed = db.transaction().put(&users, item! { "id": "x" }).delete(&users, "nobody").if_exists().run();
    let failed = failed.unwrap_err();
    assert_eq!((failed.table(), failed.key()), (Some("users"), Some(&item! { "id": "nobody" })));
}

#[test]
fn hints_for_lost_answers_dimensions_and_times() {
    let (db, users) = users();
    let _fault = db.faults().on("GetItem").lose_answer().unwrap();
    let lost = users.get("haeri").run().unwrap_err();
    assert!(lost.is_no_answer() && lost.hint().unwrap().contains("client request token"));
    let near = VectorIndex::new("near", "v", 3);
    let places = db.create_table("places").partition_key("id", S).vector_index(near).run().unwrap();
    let short = places.put(item! { "id": "a", "v": [1, 0] }).run().unwrap_err();
    assert!(
        short.hint().unwrap().contains("as many numbers as the vector index has dimensions"),
        "{short:?}"
    );
    let search = places.index("near").search([1.0, 0.0]).run().unwrap_err();
    assert!(search.hint().unwrap().contains("`describe()` tells the index's dimensions"), "{search:?}");
}

#[test]
fn answers_over_the_wire_are_the_services() {
    let (db, _) = users();
    let input = operation::DeleteItemInput {
        table_name: "users".into(),
        key: item! { "id": "haeri" },
        condition_expression: Some("status = 1".into()),
        ..Default::default()
    };
    let error = db.delete_item(input).unwrap_err();
    assert_eq!(
        error.message(),
        "1 validation error detected: Invalid ConditionExpression: Syntax error; token: \"1\", near: \"= 1\""
    );
    let same = Error::Validation(error.message().into_owned().into());
    assert_eq!(error, same, "what was added makes no other error");
}
