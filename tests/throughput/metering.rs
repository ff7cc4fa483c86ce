//! Recorded calls tell the units that `ConsumedCapacity` tells.

use hashrange::{
    Database, Index,
    ScalarAttributeType::{N, S},
    item,
    operation::{ExecuteTransactionInput, ParameterizedStatement, ReturnConsumedCapacity::Total},
};

#[test]
fn recorded_units_are_those_of_consumed_capacity() {
    let db = Database::builder().partitions(3).build();
    let by_city = Index::new("by_city").partition_key("city", S);
    let by_age = Index::new("by_age").sort_key("age", N);
    let users = db.create_table("users").partition_key("id", S).sort_key("n", N);
    let users = users.global_index(by_city).local_index(by_age).run().unwrap();
    let item = |n: u32, city: &str| {
        item! { "id": "a", "n": n, "city": city, "age": 100 - n, "pad": "x".repeat(n as usize * 700) }
    };
    let recording = db.calls();
    let mut reported = Vec::new();
    for (n, city) in [(1, "Seoul"), (2, "Busan"), (1, "Busan"), (7, "Seoul")] {
        let output = users.put(item(n, city)).return_consumed_capacity(Total).output().unwrap();
        reported.push((0.0, output.consumed_capacity.unwrap().capacity_units));
    }
    let read = users.get(("a", 7)).consistent().return_consumed_capacity(Total).output().unwrap();
    reported.push((read.consumed_capacity.unwrap().capacity_units, 0.0));
    let page = users.query("a").return_consumed_capacity(Total).page().unwrap();
    reported.push((page.consumed_capacity.unwrap().capacity_units, 0.0));
    let page = users.index("by_city").query("Busan").return_consumed_capacity(Total).page().unwrap();
    reported.push((page.consumed_capacity.unwrap().capacity_units, 0.0));
    let page = users.index("by_age").query("a").return_consumed_capacity(Total).page().unwrap();
    reported.push((page.consumed_capacity.unwrap().capacity_units, 0.0));
    let page = users.scan().return_consumed_capacity(Total).page().unwrap();
    reported.push((page.consumed_capacity.unwrap().capacity_units, 0.0));
    let output = users.delete(("a", 1)).return_consumed_capacity(Total).output().unwrap();
    reported.push((0.0, output.consumed_capacity.unwrap().capacity_units));
    db.transaction().put(&users, item(2, "Jeju")).run().unwrap();
    // Two for each of its two KB, and an entry that moves, and another one.
    reported.push((0.0, 4.0 + 4.0 + 2.0));

    let recorded = recording.take();
    let recorded: Vec<_> = recorded.iter().map(|call| (call.read_units(), call.write_units())).collect();
    assert_eq!(recorded, reported);
}

#[test]
fn units_are_told_by_table_and_index() {
    let db = Database::new();
    let by_city = Index::new("by_city").partition_key("city", S);
    let users = db.create_table("users").partition_key("id", S).global_index(by_city).run().unwrap();
    let recording = db.calls();
    users.put(item! { "id": "a", "city": "Seoul" }).run().unwrap();
    let calls = recording.take();
    let units =
        calls[0].units.iter().map(|units| (units.table.as_str(), units.index.as_deref(), units.write));
    assert_eq!(units.collect::<Vec<_>>(), [("users", None, 1.0), ("users", Some("by_city"), 1.0)]);
}

#[test]
fn a_transaction_that_is_sent_again_is_charged_as_its_reads() {
    let db = Database::new();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    let item = |id: &str| item! { "id": id, "pad": "x".repeat(5000) };
    let put = || db.transaction().put(&users, item("a")).put(&users, item("b")).token("once").run();
    let insert = || {
        let statements = ["INSERT INTO users VALUE {'id': 'c'}"];
        let statements = statements.map(|text| ParameterizedStatement {
            statement: text.to_owned(),
            ..ParameterizedStatement::default()
        });
        db.execute_transaction(ExecuteTransactionInput {
            transact_statements: statements.into(),
            client_request_token: Some("insert".to_owned()),
            ..ExecuteTransactionInput::default()
        })
    };
    put().unwrap();
    insert().unwrap();
    let recording = db.calls();
    put().unwrap();
    insert().unwrap();
    let recorded = recording.take();
    let recorded: Vec<_> = recorded.iter().map(|call| (call.read_units(), call.write_units())).collect();
    // Two for each of the two times 4 KB, and two for what is smaller.
    assert_eq!(recorded, [(8.0, 0.0), (2.0, 0.0)]);
    assert_eq!(format!("{}", recording.read_units()), "0", "without calls");
}
