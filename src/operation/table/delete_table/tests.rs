//! Deletions concurrent with other requests, and the locks that they wait for.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use crate::{
    Clock, Database,
    ScalarAttributeType::S,
    engine::Engine,
    item,
    operation::{StreamSpecification, UpdateTableInput},
    storage::{StreamViewType, Table, Transition},
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn switch_stream_on(db: &Database) {
    let stream =
        StreamSpecification { stream_enabled: true, stream_view_type: Some(StreamViewType::KeysOnly) };
    let stream_specification = Some(stream);
    db.update_table(UpdateTableInput {
        table_name: "music".into(),
        stream_specification,
        ..Default::default()
    })
    .unwrap();
}

/// A database with a table that has a stream.
fn streamed() -> (Database, Arc<Table>) {
    let db = Database::builder().clock(Clock::manual(std::time::UNIX_EPOCH + DAY)).build();
    db.create_table("music").partition_key("artist", S).run().unwrap();
    switch_stream_on(&db);
    db.table("music").unwrap().put(item! { "artist": "Minji" }).run().unwrap();
    let table = db.engine().catalog().table("music").unwrap();
    (db, table)
}

/// Marks the table deleted, but leaves it in the catalog.
fn drop_table(engine: &Engine, table: &Table) {
    let begin = |settings: &mut crate::storage::TableSettings| {
        settings.begin_deleting(Transition::until(0));
        Ok::<_, ()>(())
    };
    let (_, ended) = table.change_states(&engine.ending(), begin).unwrap();
    assert!(ended.table_is_gone && table.is_dropped());
}

#[test]
fn a_table_that_is_taken_out_does_not_keep_the_catalog_from_who_holds_its_settings() {
    let (db, table) = streamed();
    let engine = db.engine();
    drop_table(engine, &table);
    thread::scope(|scope| {
        table.change_settings(|_| {
            scope.spawn(|| engine.forget(&table, &engine.ending()));
            thread::sleep(Duration::from_millis(50));
            let (found, told) = mpsc::channel();
            scope.spawn(move || found.send(engine.catalog().table("music").is_some()));
            assert_eq!(told.recv_timeout(Duration::from_secs(10)), Ok(true), "the table is there until then");
        });
    });
    assert!(engine.catalog().table("music").is_none());
}

#[test]
fn a_request_that_finds_a_table_deleted_meanwhile_is_refused() {
    for operation in ["UpdateTable", "DeleteTable"] {
        let (db, table) = streamed();
        drop_table(db.engine(), &table);
        let (answered, told) = mpsc::channel();
        // The hint of its error reads the table again, so the thread must not hold the lock that it waits for.
        thread::spawn(move || {
            let body = br#"{"TableName":"music","StreamSpecification":{"StreamEnabled":false}}"#;
            answered.send(db.wire(operation, body).status)
        });
        assert_eq!(told.recv_timeout(Duration::from_secs(10)), Ok(400), "{operation}");
    }
}

#[test]
fn a_stream_that_is_switched_on_while_its_table_is_deleted_has_no_open_shard() {
    let (db, table) = streamed();
    drop_table(db.engine(), &table);
    db.engine().forget(&table, &db.engine().ending());
    table.record_needs(db.engine().clock().now_ms());
    let log = table.saved_changes().unwrap();
    assert!(log.shards.iter().all(|shard| shard.end.is_some()), "{log:?}");
}

#[test]
fn streams_of_deleted_tables_are_freed_though_nobody_lists_streams() {
    let (db, table) = streamed();
    drop(table);
    for _ in 0..5 {
        db.delete_table("music").unwrap();
        db.clock().advance(DAY).unwrap();
        db.create_table("music").partition_key("artist", S).run().unwrap();
        switch_stream_on(&db);
    }
    db.delete_table("music").unwrap();
    assert_eq!(db.engine().catalog().deleted_tables("music").len(), 1);
}
