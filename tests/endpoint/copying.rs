//! Copies from one database to another, one of them behind an endpoint.

use std::{
    fs,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use hashrange::{
    CopyError, CopyPhase, CutOver, Database, Index, Item, Number,
    ScalarAttributeType::{N, S},
    Table, item,
    operation::{StreamSpecification, StreamViewType, TableClass, UpdateTableInput},
    remote::{Sending, Transport, WireResponse},
};

use super::{endpoint, serve};

fn users(db: &Database, count: usize) -> Table {
    let users = db.create_table("users").partition_key("id", S).sort_key("at", N).run().unwrap();
    users.put_all((0..count).map(user)).unwrap();
    users
}

fn user(number: usize) -> Item {
    item! { "id": format!("user{}", number / 3), "at": number, "name": "민지", "text": "x".repeat(100) }
}

fn state_file(directory: &tempfile::TempDir) -> PathBuf {
    directory.path().join("copy.json")
}

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

/// A database that answers so many scans, and refuses those behind them.
#[derive(Debug)]
struct Failing {
    db: Database,
    scans: Arc<AtomicU64>,
    most: u64,
}

impl Transport for Failing {
    fn send(&self, operation: &str, body: Vec<u8>) -> Sending {
        let is_refused = operation == "Scan" && self.scans.fetch_add(1, Ordering::Relaxed) >= self.most;
        let answer = match is_refused {
            true => WireResponse {
                status: 400,
                body: br#"{"__type":"x#AccessDeniedException","message":"no"}"#.to_vec(),
            },
            false => self.db.wire(operation, &body),
        };
        Box::pin(async { Ok(answer) })
    }
}

#[test]
fn a_copy_goes_on_where_it_was_stopped() {
    let directory = tempfile::tempdir().unwrap();
    let source = Database::new();
    // Eight pages of 1 MB.
    let big = source.create_table("big").partition_key("id", S).run().unwrap();
    big.put_all((0..800).map(|number| item! { "id": format!("{number}"), "text": "x".repeat(10_000) }))
        .unwrap();
    let scans = Arc::new(AtomicU64::new(0));
    let stopping_after = |most| {
        scans.store(0, Ordering::Relaxed);
        Database::connect_through(Failing { db: source.clone(), scans: Arc::clone(&scans), most })
    };
    let here = Database::new();
    let copy =
        |from: &Database| from.copy_to(&here).segments(2).state(state_file(&directory)).without_comparison();

    let failed = copy(&stopping_after(5)).run().unwrap_err();
    assert!(matches!(&failed, CopyError::Source { table, .. } if table == "big"), "{failed}");
    let copied = here.table("big").unwrap().item_count();
    assert!((300..800).contains(&copied), "{copied}");
    let state = fs::read_to_string(state_file(&directory)).unwrap();

    let report = copy(&stopping_after(1_000)).run().unwrap();
    assert_eq!(here.table("big").unwrap().item_count(), 800);
    assert!(report.comparison.is_none());
    assert!(!state_file(&directory).exists());
    // The five pages that were noted are not read again.
    assert_eq!(report.tables[0].items, 800, "{state}");
    assert!(scans.load(Ordering::Relaxed) <= 6, "{scans:?}");

    // The same file is no state of a copy to another table, or of another table of the name.
    fs::write(state_file(&directory), &state).unwrap();
    let refused =
        source.copy_to(&here).table_as("big", "large").state(state_file(&directory)).run().unwrap_err();
    assert!(matches!(refused, CopyError::OtherCopy { .. }), "{refused}");
    here.delete_table("big").unwrap();
    here.create_table("big").partition_key("id", S).run().unwrap();
    let refused = copy(&source).run().unwrap_err();
    assert!(matches!(refused, CopyError::OtherCopy { .. }), "{refused}");
    fs::write(state_file(&directory), "{}").unwrap();
    assert!(matches!(copy(&source).run().unwrap_err(), CopyError::NoState { .. }));
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
fn changes_are_followed_until_the_cut_over() {
    let server = serve(|server| server);
    let source = Database::connect(endpoint(&server)).unwrap();
    let here = Database::new();
    let table = server
        .db
        .create_table("users")
        .partition_key("id", S)
        .sort_key("at", N)
        .stream(StreamViewType::NewAndOldImages)
        .run()
        .unwrap();
    table.put_all((0..2_000).map(user)).unwrap();

    let (cut_over, follows) = (CutOver::new(), Arc::new(AtomicBool::new(false)));
    let seen = Arc::clone(&follows);
    let copy = source.copy_to(&here).follow(&cut_over).on_progress(move |progress| {
        seen.fetch_or(progress.phase == CopyPhase::Following && progress.done > 0, Ordering::Relaxed);
    });
    let copying = thread::spawn(move || copy.run());
    // A program that writes all the while, also when the source's partitions split.
    let mut number = 2_000;
    while !follows.load(Ordering::Relaxed) || number < 4_000 {
        table.put(user(number)).run().unwrap();
        let old = number - 2_000;
        table.update((format!("user{}", old / 3), old)).set("name", "해리").run().unwrap();
        table.delete((format!("user{}", number / 6), number / 2)).run().unwrap();
        if number % 500 == 0 {
            table.split_partition(&table.explain((format!("user{}", number / 3), number)).unwrap().hash);
        }
        number += 1;
    }
    cut_over.now();
    let report = copying.join().unwrap().unwrap();
    assert!(report.is_same(), "{}", report.comparison.unwrap().diff);
    assert!(report.tables[0].changes > 2_000, "{report:?}");
    assert_eq!(here.table("users").unwrap().item_count(), table.item_count());
}

#[test]
fn a_stream_that_is_switched_off_or_another_one_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let (here, there) = (Database::new(), Database::new());
    let users =
        here.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage).run().unwrap();
    users.put(item! { "id": "haeri05" }).run().unwrap();
    let switch = |stream_enabled: bool| {
        let stream_view_type = stream_enabled.then_some(StreamViewType::NewImage);
        let stream_specification = Some(StreamSpecification { stream_enabled, stream_view_type });
        let table_name = "users".to_owned();
        here.update_table(UpdateTableInput { table_name, stream_specification, ..Default::default() })
            .unwrap();
    };
    let cut_over = CutOver::new();
    let copy = || here.copy_to(&there).state(state_file(&directory)).follow(&cut_over);
    let follows = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&follows);
    let copying = copy().on_progress(move |progress| {
        seen.fetch_or(progress.phase == CopyPhase::Following && progress.done > 0, Ordering::Relaxed);
    });
    let copying = thread::spawn(move || copying.run());
    while !follows.load(Ordering::Relaxed) {
        thread::sleep(Duration::from_millis(1));
    }
    switch(false);
    let ended = copying.join().unwrap().unwrap_err();
    assert!(matches!(ended, CopyError::StreamEnded { .. }), "{ended}");
    switch(true);
    let another = copy().run().unwrap_err();
    assert!(matches!(another, CopyError::OtherCopy { .. }), "{another}");
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
fn a_copy_that_is_told_to_stop_goes_on_later() {
    let directory = tempfile::tempdir().unwrap();
    let (here, there) = (Database::new(), Database::new());
    users(&here, 100);
    let mut asked = 0;
    let copy = || here.copy_to(&there).state(state_file(&directory));
    let stopped = copy().write_units(100.0).stop_when(move || {
        asked += 1;
        asked == 3
    });
    assert!(matches!(stopped.run(), Err(CopyError::Stopped)));
    let copied = there.table("users").unwrap().item_count();
    assert!(copied < 100, "{copied}");
    assert!(copy().run().unwrap().is_same());
    assert!(matches!(here.compare_with(&there).stop_when(|| true).run(), Err(CopyError::Stopped)));
}

#[test]
fn a_state_that_cannot_be_written_is_told_before_anything_is_made() {
    let (here, there) = (Database::new(), Database::new());
    users(&here, 10);
    let refused = here.copy_to(&there).state("/nowhere/copy.json").run().unwrap_err();
    assert!(matches!(refused, CopyError::State { .. }), "{refused}");
    assert!(there.table_names().is_empty());
}

#[test]
fn a_table_without_new_images_is_not_followed() {
    let (here, there) = (Database::new(), Database::new());
    here.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run().unwrap();
    let refused = here.copy_to(&there).follow(&CutOver::new()).run().unwrap_err();
    assert!(matches!(refused, CopyError::NoStream { .. }), "{refused}");
    assert!(there.table_names().is_empty());
}

#[test]
fn a_copy_of_nothing_says_so() {
    let refused = Database::new().copy_to(&Database::new()).run().unwrap_err();
    assert_eq!(refused.to_string(), "the source has no tables");
}
