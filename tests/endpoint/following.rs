//! Copies that follow the changes of their source.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use hashrange::{
    CopyError, CopyPhase, CutOver, Database,
    ScalarAttributeType::{N, S},
    item,
    operation::{StreamSpecification, StreamViewType, UpdateTableInput},
};

use super::{
    endpoint, serve,
    users::{state_file, user},
};

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
    // So the service says that a stream is read too often.
    server.db.faults().on("GetRecords").times(8).exception("LimitExceededException").unwrap();

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
fn a_table_without_new_images_is_not_followed() {
    let (here, there) = (Database::new(), Database::new());
    here.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run().unwrap();
    let refused = here.copy_to(&there).follow(&CutOver::new()).run().unwrap_err();
    assert!(matches!(refused, CopyError::NoStream { .. }), "{refused}");
    assert!(there.table_names().is_empty());
}
