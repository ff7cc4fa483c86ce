//! The same seed and the same calls meet the same faults.

use hashrange::{
    Database, Item,
    ScalarAttributeType::S,
    item,
    operation::{BatchWriteItemInput, WriteRequest},
};
use proptest::prelude::*;

/// A call of a run.
#[derive(Debug, Clone)]
enum Call {
    Put(u8),
    Get(u8),
    Batch(Vec<u8>),
    Transaction(u8, u8),
}

fn call() -> impl Strategy<Value = Call> {
    prop_oneof![
        (0..9_u8).prop_map(Call::Put),
        (0..9_u8).prop_map(Call::Get),
        proptest::collection::btree_set(0..9_u8, 1..5)
            .prop_map(|keys| Call::Batch(keys.into_iter().collect())),
        (0..4_u8, 5..9_u8).prop_map(|(one, other)| Call::Transaction(one, other)),
    ]
}

fn key(number: u8) -> Item {
    item! { "id": format!("{number}") }
}

fn fixture(seed: u64) -> Database {
    let db = Database::builder().id_seed(seed).build();
    db.create_table("things").partition_key("id", S).run().expect("a new table");
    let faults = db.faults();
    faults.brown_out().chance(0.1).times(0).start().expect_err("no hits are no story");
    faults.on_all().chance(0.1).exception("InternalServerError").expect("a rule");
    faults.lost_answers().start().expect("a story");
    faults.partial_batches().start().expect("a story");
    faults.conflicts().start().expect("a story");
    db
}

/// What the calls of a run are answered, and what is left.
fn run(db: &Database, calls: &[Call]) -> Vec<String> {
    let table = db.table("things").expect("the fixture's table");
    let mut answers: Vec<String> = calls
        .iter()
        .map(|call| match call {
            Call::Put(number) => format!("{:?}", table.put(key(*number)).run()),
            Call::Get(number) => format!("{:?}", table.get(format!("{number}")).run()),
            Call::Batch(numbers) => {
                let puts = numbers.iter().map(|number| WriteRequest::put(key(*number))).collect();
                let request_items = [("things".to_owned(), puts)].into();
                format!(
                    "{:?}",
                    db.batch_write_item(BatchWriteItemInput { request_items, ..Default::default() })
                )
            }
            Call::Transaction(one, other) => {
                format!("{:?}", db.transaction().put(&table, key(*one)).put(&table, key(*other)).run())
            }
        })
        .collect();
    answers.push(format!("{:?}", db.faults().list().iter().map(|fault| fault.hits()).collect::<Vec<_>>()));
    db.faults().clear();
    answers.push(format!("{:?}", table.scan().run()));
    assert!(db.verify().is_empty());
    answers
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_same_seed_gives_the_same_run(seed: u64, calls in proptest::collection::vec(call(), 1..60)) {
        let expected = run(&fixture(seed), &calls);
        prop_assert_eq!(&run(&fixture(seed), &calls), &expected);
        prop_assert_eq!(&run(&fixture(seed).fork(), &calls), &expected, "a fork has the same chances");
    }
}

#[test]
fn another_seed_gives_another_run() {
    let calls: Vec<Call> = (0..100).map(|number| Call::Put(number % 9)).collect();
    assert_ne!(run(&fixture(1), &calls), run(&fixture(2), &calls));
}

#[test]
fn chance_does_not_change_the_database_s_ids() {
    let stream = |with_faults: bool| {
        let db = Database::builder().id_seed(7).build();
        let table = db.create_table("things").partition_key("id", S).run().expect("a new table");
        if with_faults {
            db.faults().on("GetItem").chance(0.5).lose_request().expect("a rule");
            (0..10).for_each(|_| drop(table.get("a").run()));
        }
        db.create_table("other").partition_key("id", S).run().expect("a new table").describe().table_id
    };
    assert_eq!(stream(true), stream(false));
}
