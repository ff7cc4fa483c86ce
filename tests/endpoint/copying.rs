//! Copies from one database to another, one of them behind an endpoint.

use std::time::{Duration, Instant};

use hashrange::{
    CopyError, Database, Index, Number,
    ScalarAttributeType::{N, S},
    item,
    operation::{StreamViewType, TableClass},
};

use super::{endpoint, serve, users::users};

#[test]
fn tables_are_copied_with_their_settings_to_an_endpoint_and_back() {
    let here = Database::new();
    let orders = here
        .create_table("orders")
        .partition_key("customer", S)
        .sort_key("number", N)
        .local_index(Index::new("by_state").sort_key("state", S).keys_only())
        .global_index(Index::new("by_day").partition_key("day", S).include(["state"]))
        .stream(StreamViewType::NewImage)
        .table_class(TableClass::StandardInfrequentAccess)
        .tags([("team", "shop")])
        .run()
        .unwrap();
    orders.enable_time_to_live("until").unwrap();
    orders.enable_point_in_time_recovery().run().unwrap();
    let number: Number = "12345678901234567890123456789012345678".parse().unwrap();
    orders
        .put_all(
            (0..500)
                .map(|at| item! { "customer": "minji01", "number": at, "state": "open", "exact": number }),
        )
        .unwrap();
    users(&here, 1_000);

    let server = serve(|server| server);
    let there = Database::connect(endpoint(&server)).unwrap();
    let report = here.copy_to(&there).run().unwrap();
    assert!(report.is_same(), "{}", report.comparison.unwrap().diff);
    assert!(report.comparison.as_ref().unwrap().has_same_settings(), "{}", report.comparison.unwrap().diff);
    let counts: Vec<_> = report.tables.iter().map(|table| (table.source.as_str(), table.items)).collect();
    assert_eq!(counts, [("orders", 500), ("users", 1_000)]);
    assert!(report.tables.iter().all(|table| table.notes.is_empty()), "{report:?}");
    assert!(report.write_units >= 1_500.0 && report.read_units > 0.0);
    // The engine behind the endpoint is the same as this one in all that a dump shows.
    assert_eq!(server.db.dump().to_string(), here.dump().to_string());

    let back = Database::new();
    there.copy_to(&back).table_as("users", "people").segments(3).consistent().run().unwrap();
    assert_eq!(back.table_names(), ["people"]);
    assert_eq!(back.table("people").unwrap().item_count(), 1_000);
}

#[test]
fn throttled_writes_are_sent_again() {
    let (here, there) = (Database::new(), Database::new());
    users(&here, 100);
    there.faults().on("BatchWriteItem").times(3).throttle().unwrap();
    there.faults().on("BatchWriteItem").times(2).unprocessed().unwrap();
    let report = here.copy_to(&there).segments(1).run().unwrap();
    assert!(report.is_same());
    assert_eq!(report.throttled, 5);
}

#[test]
fn an_item_that_the_target_refuses_is_told() {
    let (here, there) = (Database::new(), Database::new());
    let things = |db: &Database, index: Option<Index>| {
        let table = db.create_table("things").partition_key("id", N);
        index.into_iter().fold(table, |table, index| table.global_index(index)).run().unwrap()
    };
    let table = things(&here, None);
    things(&there, Some(Index::new("by_kind").partition_key("kind", S)));
    table.put_all((0..30).map(|id| item! { "id": id, "kind": "a" })).unwrap();
    table.put(item! { "id": 30, "kind": 5 }).run().unwrap();
    let refused = here.copy_to(&there).run().unwrap_err();
    let CopyError::Write { table, write, error } = &refused else { panic!("{refused}") };
    assert_eq!((table.as_str(), error.is_validation()), ("things", true));
    assert!(write.contains(r#""N":"30""#), "{write}");
}

#[test]
fn units_a_second_are_kept() {
    let (here, there) = (Database::new(), Database::new());
    users(&here, 120);
    let begin = Instant::now();
    let report = here.copy_to(&there).write_units(200.0).without_comparison().run().unwrap();
    // 120 units at 200 a second; the last batch waits for those before it.
    let took = begin.elapsed();
    assert!(took >= Duration::from_millis(400), "{took:?}");
    assert!((report.write_units - 120.0).abs() < 1e-9, "{report:?}");
    for wrong in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let refused = here.copy_to(&there).read_units(wrong).run().unwrap_err();
        assert!(matches!(refused, CopyError::Asked(_)), "{refused}");
    }
}

#[test]
fn a_table_with_items_or_with_another_key_is_not_written_over() {
    let (here, there) = (Database::new(), Database::new());
    users(&here, 10);
    users(&there, 3).put(item! { "id": "alone", "at": 0 }).run().unwrap();
    let refused = here.copy_to(&there).run().unwrap_err();
    assert!(matches!(&refused, CopyError::NotEmpty { table } if table == "users"), "{refused}");
    let report = here.copy_to(&there).overwrite().run().unwrap();
    assert!(!report.is_same());
    let comparison = report.comparison.unwrap();
    assert_eq!((comparison.items, comparison.differing, comparison.diff.added().count()), (10, 1, 1));

    let other = Database::new();
    other.create_table("users").partition_key("id", N).sort_key("at", N).run().unwrap();
    assert!(matches!(here.copy_to(&other).run().unwrap_err(), CopyError::OtherKey { .. }));
    assert!(matches!(here.copy_to(&here).run().unwrap_err(), CopyError::Asked(_)));
    assert!(here.copy_to(&here).table_as("users", "again").run().unwrap().is_same());
    let both = Database::new();
    assert!(here.copy_to(&both).table("users").table_as("users", "again").run().unwrap().is_same());
    let twice = here.copy_to(&other).table_as("users", "a").table_as("again", "a").run();
    assert!(matches!(twice.unwrap_err(), CopyError::Asked(_)));
    let missing = here.copy_to(&other).table("nobody").run().unwrap_err();
    assert!(matches!(missing, CopyError::Source { .. }), "{missing}");
}

#[test]
fn all_tables_are_looked_at_before_one_is_made() {
    let (here, there) = (Database::new(), Database::new());
    users(&here, 10);
    here.create_table("orders").partition_key("id", S).run().unwrap();
    let copy = |target: &Database, name: &str| {
        here.copy_to(target).table_as("users", "first").table_as("orders", name).run().unwrap_err()
    };
    let refused = copy(&there, "no name");
    assert!(matches!(&refused, CopyError::Target { table, .. } if table == "no name"), "{refused}");
    there.create_table("other").partition_key("id", N).run().unwrap();
    assert!(matches!(copy(&there, "other"), CopyError::OtherKey { .. }));
    there.create_table("full").partition_key("id", S).run().unwrap().put(item! { "id": "a" }).run().unwrap();
    assert!(matches!(copy(&there, "full"), CopyError::NotEmpty { .. }));
    assert_eq!(there.table_names(), ["full", "other"]);

    let server = serve(|server| server);
    let refused = copy(&Database::connect(endpoint(&server)).unwrap(), "no name");
    assert!(matches!(&refused, CopyError::Target { table, .. } if table == "no name"), "{refused}");
    assert!(server.db.table_names().is_empty());
}

#[test]
fn a_copy_of_nothing_says_so() {
    let refused = Database::new().copy_to(&Database::new()).run().unwrap_err();
    assert_eq!(refused.to_string(), "the source has no tables");
}
