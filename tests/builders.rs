//! What one builder has, all of its kind have. The macros here are the table of builders and methods: a method that is
//! missing does not compile.
//!
//! | method | put, update, delete | transaction | query, scan, statement | get | transaction_read | batch_write, batch_get |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | `condition`, `if_exists`, `if_absent` | each | each action | `filter` (WHERE of a statement) | | | |
//! | `return_item_on_failure` | each | each action | statement | | | |
//! | `name`, `value` | each | each action | query, scan (`bind` of a statement) | `name` | `name` | |
//! | `project` | | | query, scan | yes | each read | `batch_get` |
//! | `consistent` | | | each | yes | | `batch_get` |
//! | old and new values | `replaced`, `previous`, `updated`, `deleted`, `return_values` | | | | | |
//! | structs of one's own (`_as`) | each | `put_as` | `run_as`, `first_as`, `typed` | `run_as` | `run_as` | `put_as`, `run_as` |
//! | `return_consumed_capacity` | each | yes | each (`page`) | yes | yes | each |
//! | `return_item_collection_metrics` | each | yes | | | | `batch_write` |
//! | `run`, `output` | each | yes | `run`, `page` | yes | yes | each |
//! | `count`, `first`, `exists`, `items`, `for_each_page`, `try_fold` | | | each | | | |
//! | `extend` | | yes | | | yes | each |

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests and their helpers")]

use std::{
    collections::BTreeSet,
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{
    Clock, Database, Error, Index,
    ScalarAttributeType::{N, S},
    Table, TransactionBuilder, UpdateExpression, attr, item,
    operation::{ReturnConsumedCapacity, ReturnValue},
};

#[derive(serde::Serialize, serde::Deserialize, PartialEq, Debug)]
struct User {
    id: String,
    age: u8,
}

fn users() -> (Database, Table) {
    let db = Database::builder().clock(Clock::manual(UNIX_EPOCH)).build();
    let by_age = Index::new("by_age").partition_key("kind", S).sort_key("age", N);
    let users = db.create_table("users").partition_key("id", S).global_index(by_age).run().unwrap();
    users.put_all((0..40).map(|age| item! { "id": format!("u{age}"), "age": age, "kind": "user" })).unwrap();
    (db, users)
}

const TOTAL: ReturnConsumedCapacity = ReturnConsumedCapacity::Total;

/// Writes that can have everything; the condition fails.
macro_rules! writes {
    ($($request:expr;)*) => {$(
        let request = || $request.if_exists().condition("#a < :least").name("#a", "age").value(":least", 5);
        let request = || request().condition(attr("kind").equals("user"));
        let request = || request().return_consumed_capacity(TOTAL).return_item_collection_metrics();
        let refused = request().condition(attr("age").greater_than(50)).return_item_on_failure().run().unwrap_err();
        assert!(refused.is_condition_failed(), "{refused}");
        let Error::ConditionalCheckFailed { item, .. } = refused else { panic!("another error") };
        assert_eq!(item.unwrap().s("id"), Some("u3"));
        assert!($request.if_absent().run().unwrap_err().is_condition_failed());
        let output = request().return_values(ReturnValue::AllOld).output().unwrap();
        assert!(output.attributes.is_some() && output.consumed_capacity.is_some());
    )*};
}

#[test]
fn writes_have_conditions_old_items_and_capacity() {
    let (_, users) = users();
    writes! {
        users.update("u3").add("seen", 1);
        users.put(item! { "id": "u3", "age": 4, "kind": "user" });
        users.delete("u3");
    }
    let user = || User { id: "u1".to_owned(), age: 7 };
    assert_eq!(users.put_as(&user()).replaced_as::<User>().unwrap().unwrap().age, 1);
    assert_eq!(users.update("u1").set("age", 8).previous_as::<User>().unwrap(), Some(user()));
    assert_eq!(users.update("u1").set("age", 9).updated_as::<User>().unwrap().age, 9);
    assert_eq!(users.delete("u1").deleted_as::<User>().unwrap().unwrap().age, 9);
}

/// Reads of the 40 users.
macro_rules! reads {
    ($($request:expr;)*) => {$(
        let request = || $request.return_consumed_capacity(TOTAL);
        let ids: BTreeSet<String> = request().run().unwrap().iter().map(|user| user.s("id").unwrap().to_owned()).collect();
        assert_eq!(ids.len(), 40);
        assert_eq!(request().run_as::<User>().unwrap().len(), 40);
        assert_eq!(request().count().unwrap(), 40);
        assert!(request().exists().unwrap() && request().first().unwrap().is_some());
        assert!(request().first_as::<User>().unwrap().is_some());
        assert_eq!(request().typed::<User>().map(|user| u32::from(user.unwrap().age)).sum::<u32>(), 780);
        assert_eq!(request().take(7).items().count(), 7);
        assert_eq!(request().into_iter().count(), 40);
        let mut pages = Vec::new();
        request().limit(15).for_each_page(|page| { pages.push(page.len()); Ok::<_, Error>(()) }).unwrap();
        assert_eq!(pages.iter().sum::<usize>(), 40);
        assert!(pages.len() >= 3, "{pages:?}");
        let ages = request().try_fold(0, |sum, user| Ok::<_, Error>(sum + user.n("age").unwrap().to_i64().unwrap()));
        assert_eq!(ages.unwrap(), 780);
        let stopped = request().try_fold((), |(), _| Err(Stop("enough".to_owned())));
        assert_eq!(stopped.unwrap_err().0, "enough");
        assert!(request().page().unwrap().consumed_capacity.is_some());
    )*};
}

/// An error of a program's own.
#[derive(Debug)]
struct Stop(String);

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self(error.to_string())
    }
}

#[test]
fn reads_are_run_in_the_same_ways() {
    let (db, users) = users();
    let by_age = users.index("by_age");
    reads! {
        users.scan().consistent().filter(attr("kind").equals("user"));
        by_age.scan().filter("#k = :k").name("#k", "kind").value(":k", "user");
        by_age.query("user").filter(attr("id").exists()).descending();
        db.statement("SELECT * FROM users WHERE kind = ?").bind("user").consistent();
    }
    let get = || users.get("u5").consistent().project(["id", "age"]).return_consumed_capacity(TOTAL);
    assert_eq!(get().run_as::<User>().unwrap().unwrap().age, 5);
    assert!(get().output().unwrap().consumed_capacity.is_some());
    assert_eq!(users.get("u5").project("#a").name("#a", "age").run().unwrap().unwrap().len(), 1);
}

#[test]
fn for_each_page_goes_on_where_an_iterator_stands_and_ends_where_it_ends() {
    let (_, users) = users();
    let mut items = users.index("by_age").query("user").limit(10).take(25).items();
    assert!(items.next().is_some());
    let mut pages = Vec::new();
    let visit = |page: &[_]| {
        pages.push(page.len());
        Ok::<_, Error>(())
    };
    items.for_each_page(visit).unwrap();
    assert_eq!(pages, [9, 10, 5]);
}

#[test]
fn transactions_are_made_in_loops_and_tell_capacity() {
    let (db, users) = users();
    let ids = || (0..3).map(|number| format!("u{number}"));
    let older =
        |older: TransactionBuilder, id| older.update(&users, id, UpdateExpression::new()).add("age", 1);
    let older = db.transaction().extend(ids(), older).put_as(&users, &User { id: "new".to_owned(), age: 1 });
    let output = older.return_consumed_capacity(TOTAL).return_item_collection_metrics().output().unwrap();
    assert!(output.consumed_capacity.is_some());
    let reads =
        || db.transaction_read().extend(ids(), |reads, id| reads.get(&users, id).project(["id", "age"]));
    let read: Vec<Option<User>> = reads().run_as().unwrap();
    assert_eq!(read.iter().flatten().map(|user| user.age).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(reads().return_consumed_capacity(TOTAL).output().unwrap().consumed_capacity.is_some());
}

#[test]
fn a_batch_has_any_size_and_one_item_several_times_in_order() {
    let (db, users) = users();
    let numbers = 0..130;
    let batch = db.batch_write().extend(numbers.clone(), |batch, number| {
        let again = item! { "id": format!("b{number}"), "age": 2 };
        batch.put_as(&users, &User { id: format!("b{number}"), age: 1 }).put(&users, again)
    });
    let batch = batch.delete(&users, "b0").put(&users, item! { "id": "last" }).delete(&users, "last");
    let output = batch.return_consumed_capacity(TOTAL).return_item_collection_metrics().output().unwrap();
    assert!(output.unprocessed.is_empty());
    let units: f64 = output.consumed_capacity.iter().map(|capacity| capacity.capacity_units).sum();
    assert_eq!(units, 263.0);
    let get =
        || db.batch_get().extend(numbers.clone(), |batch, number| batch.get(&users, format!("b{number}")));
    let found: Vec<User> = get().get(&users, "b1").consistent().run_as().unwrap();
    assert_eq!((found.len(), found.iter().all(|user| user.age == 2)), (129, true));
    let output = get().project(&users, ["age"]).return_consumed_capacity(TOTAL).output().unwrap();
    assert!(output.responses["users"].iter().all(|user| **user == item! { "age": 2 }));
    assert_eq!(output.consumed_capacity.iter().map(|capacity| capacity.capacity_units).sum::<f64>(), 65.0);
    let foreign = Database::new().batch_write().put(&users, item! { "id": "x" }).run().unwrap_err();
    assert!(foreign.message().contains("belongs to another database"), "{foreign}");
}

#[test]
fn what_a_batch_leaves_unprocessed_is_tried_again_after_a_pause() {
    let (db, users) = users();
    let clock = db.clock().clone();
    let _fault = db.faults().on("BatchWriteItem").times(3).unprocessed().unwrap();
    db.batch_write().put(&users, item! { "id": "x" }).run().unwrap();
    assert!(users.get("x").run().unwrap().is_some());
    assert_eq!(clock.now().duration_since(UNIX_EPOCH).unwrap(), Duration::from_millis(10 + 20 + 40));
    let _fault = db.faults().on("BatchGetItem").throttle().unwrap();
    let given_up = db.batch_get().get(&users, "x").retries(2).output().unwrap();
    assert_eq!(given_up.unprocessed["users"], [item! { "id": "x" }]);
    assert!(db.batch_get().get(&users, "x").retries(2).run().unwrap_err().is_throttled());
}

#[test]
fn a_parallel_scan_has_every_item_once_whatever_its_segments() {
    let (_, users) = users();
    let expected: BTreeSet<String> = (0..40).map(|number| format!("u{number}")).collect();
    for segments in [0, 1, 3, 64, 200] {
        let scan = users.scan().limit(2).parallel(segments);
        let ids: Vec<String> = scan.map(|user| user.unwrap().s("id").unwrap().to_owned()).collect();
        assert_eq!(ids.len(), 40, "{segments}");
        assert_eq!(BTreeSet::from_iter(ids), expected, "{segments}");
    }
    assert_eq!(users.scan().take(5).parallel(4).count(), 5);
    assert_eq!(users.scan().filter(attr("age").less_than(3)).parallel(4).typed::<User>().count(), 3);
    assert_eq!(users.index("by_age").scan().parallel(2).count(), 40);
    // Dropped before its end, with threads that wait for room.
    let mut scan = users.scan().limit(1).parallel(8);
    assert!(scan.next().is_some_and(|user| user.is_ok()));
    drop(scan);
    drop(users.scan().parallel(8));
}

#[test]
fn an_error_ends_a_parallel_scan() {
    let (_, users) = users();
    let mut scan = users.scan().filter("not an expression").parallel(4);
    assert!(scan.next().is_some_and(|user| user.unwrap_err().is_validation()));
    assert!(scan.next().is_none());
}
