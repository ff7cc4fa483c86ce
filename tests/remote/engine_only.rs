//! What only an engine in this process can do is refused, at once or by the next request.

use hashrange::{Database, Error, ScalarAttributeType::S, Throughput, item};

use crate::loopback::Loopback;

fn remote() -> Database {
    let db = Database::connect_through(Loopback(Database::new()));
    db.create_table("users").partition_key("id", S).run().unwrap();
    db
}

fn says(error: &Error, what: &str) {
    assert!(error.is_engine_only(), "{error:?}");
    assert!(error.to_string().starts_with(&format!("`{what}` is of the engine")), "{error}");
}

#[test]
fn methods_with_a_result_return_the_error() {
    let db = remote();
    let users = db.table("users").unwrap();
    says(&users.explain("a").unwrap_err(), "Table::explain");
    says(&users.watch().unwrap_err(), "Table::watch");
    says(&users.changes().batches().run().unwrap_err(), "ChangesBuilder::batches");
    says(&db.hold(&users, "a").unwrap_err(), "Database::hold");
    says(&db.faults().on("PutItem").unprocessed().unwrap_err(), "Database::faults");
    says(&db.reset_to(&Database::new()).unwrap_err(), "Database::reset_to");
    says(&Database::new().reset_to(&db).unwrap_err(), "Database::reset_to");
    says(
        &db.create_table("many").partition_key("id", S).partitions(3).run().unwrap_err(),
        "CreateTableBuilder::partitions",
    );
    assert!(
        db.save(std::env::temp_dir().join("never written"))
            .unwrap_err()
            .to_string()
            .contains("Database::save")
    );
    assert!(db.clock().advance(std::time::Duration::from_secs(1)).is_err());
    assert_eq!(db.verify().len(), 1);
    users.put(item! { "id": "a" }).run().unwrap(); // requests go on
}

#[test]
fn a_fork_refuses_its_requests_and_the_database_goes_on() {
    let db = remote();
    says(&db.fork().table("users").unwrap_err(), "Database::fork");
    assert!(db.table("users").is_ok());
}

#[test]
fn where_nothing_can_be_returned_the_next_request_tells_it() {
    type Use = fn(&Database);
    let cases: [(&str, Use, bool); 6] = [
        ("Database::set_throughput", |db| db.set_throughput(Throughput::per_partition(1, 1)), true),
        ("Database::calls", |db| drop(db.calls()), true),
        ("Database::dump", |db| drop(db.dump()), true),
        ("Database::diff", |db| drop(db.diff(&Database::new())), true),
        ("Table::partitions", |db| assert!(db.table("users").unwrap().partitions().is_empty()), false),
        ("Database::set_metrics", |db| db.set_metrics(true), true),
    ];
    for (what, call, is_kept) in cases {
        let db = remote();
        let users = db.table("users").unwrap();
        call(&db);
        says(&users.get("a").run().unwrap_err(), what);
        let again = db.list_tables(hashrange::operation::ListTablesInput::default());
        match is_kept {
            true => says(&again.unwrap_err(), what),
            false => assert!(again.is_ok(), "{what} is a look"),
        }
    }
}

#[test]
fn handles_of_another_connection_are_refused() {
    let (one, other) = (remote(), remote());
    let users = other.table("users").unwrap();
    assert!(one.transaction().put(&users, item! { "id": "a" }).run().unwrap_err().is_validation());
    assert!(one.clone().transaction().put(&one.table("users").unwrap(), item! { "id": "a" }).run().is_ok());
}
