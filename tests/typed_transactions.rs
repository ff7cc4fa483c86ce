//! Transactions as a Rust program writes them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it says"
)]

use hashrange::{Database, Error, ScalarAttributeType::S, Table, item, operation::ReturnConsumedCapacity};

/// Seats and the people who sit there.
fn theatre() -> (Database, Table, Table) {
    let db = Database::new();
    let seats = db.create_table("seats").partition_key("show", S).sort_key("seat", S).run().unwrap();
    let people = db.create_table("people").partition_key("name", S).run().unwrap();
    (db, seats, people)
}

#[test]
fn each_action_has_conditions_and_placeholders_of_its_own() {
    let (db, seats, people) = theatre();
    people.put_all([item! { "name": "minji", "booked": 0 }, item! { "name": "haeri", "booked": 3 }]).unwrap();
    seats.put(item! { "show": "cats", "seat": "Z9" }).run().unwrap();
    db.transaction()
        .put(&seats, item! { "show": "cats", "seat": "A1", "name": "minji" })
        .if_absent()
        .update(&people, "minji", "SET #b = #b + :n")
        .name("#b", "booked")
        .value(":n", 1)
        .condition("#b < :most")
        .value(":most", 4)
        .check(&people, "haeri", "#b = :n")
        .name("#b", "booked")
        .value(":n", 3)
        .delete(&seats, ("cats", "Z9"))
        .if_exists()
        .run()
        .unwrap();
    let read = db
        .transaction_read()
        .get(&seats, ("cats", "A1"))
        .get(&seats, ("cats", "Z9"))
        .get(&people, "minji")
        .project("#b")
        .name("#b", "booked")
        .run()
        .unwrap();
    assert_eq!(read[0].as_deref().unwrap().get("name"), Some(&"minji".into()));
    assert_eq!(read[1], None);
    assert_eq!(read[2].as_deref(), Some(&item! { "booked": 1 }));
}

#[test]
fn a_cancellation_tells_which_actions_stood_against_it() {
    let (db, seats, people) = theatre();
    let taken = item! { "show": "cats", "seat": "A1", "name": "haeri" };
    seats.put(taken.clone()).run().unwrap();
    let error = db
        .transaction()
        .update(&people, "minji", "SET booked = :n")
        .value(":n", 1)
        .put(&seats, item! { "show": "cats", "seat": "A1", "name": "minji" })
        .if_absent()
        .return_item_on_failure()
        .run()
        .unwrap_err();
    let failed: Vec<_> = error.failed_actions().collect();
    assert_eq!(failed.len(), 1);
    let (action, reason) = failed[0];
    assert_eq!(action, 1);
    assert!(reason.is_condition_failure() && !reason.is_none());
    assert_eq!(reason.item.as_deref(), Some(&taken));
    assert_eq!(people.item_count(), 0);
    assert_eq!(Error::Validation("".into()).failed_actions().count(), 0);
}

#[test]
fn a_transaction_with_a_token_is_carried_out_once() {
    let (db, _, people) = theatre();
    let book = |more: i32| {
        db.transaction().update(&people, "minji", "ADD booked :n").value(":n", more).token("t1").run()
    };
    book(1).unwrap();
    book(1).unwrap();
    assert_eq!(people.get("minji").run().unwrap().unwrap().get("booked"), Some(&1.into()));
    assert!(matches!(book(2), Err(Error::IdempotentParameterMismatch(_))));
}

#[test]
fn structs_are_put_and_what_does_not_fit_is_an_error() {
    #[derive(serde::Serialize)]
    struct Person {
        name: &'static str,
        booked: u8,
    }
    let (db, _, people) = theatre();
    db.transaction().put_as(&people, &Person { name: "minji", booked: 1 }).run().unwrap();
    assert_eq!(people.item_count(), 1);
    let failed = db.transaction().put_as(&people, &5).put(&people, item! { "name": "haeri" }).run();
    assert!(matches!(failed, Err(Error::Conversion(_))));
    assert_eq!(people.item_count(), 1);
}

#[test]
fn what_is_consumed_is_told() {
    let (db, _, people) = theatre();
    let total = ReturnConsumedCapacity::Total;
    let written = db
        .transaction()
        .put(&people, item! { "name": "minji" })
        .return_consumed_capacity(total)
        .output()
        .unwrap();
    assert_eq!(written.consumed_capacity.unwrap()[0].capacity_units, 2.0);
    let read = db.transaction_read().get(&people, "minji").return_consumed_capacity(total).output().unwrap();
    assert_eq!(read.consumed_capacity.unwrap()[0].capacity_units, 2.0);
}

#[test]
fn a_transaction_without_actions_is_refused() {
    assert!(matches!(Database::new().transaction().run(), Err(Error::Validation(_))));
    assert!(matches!(Database::new().transaction_read().run(), Err(Error::Validation(_))));
}
