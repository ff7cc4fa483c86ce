//! Items that expire during writes and splits.

use std::sync::Arc;

use super::*;
use crate::storage::{SweepDelay, TimeToLiveSettings, Transition};

/// Enables time to live on the version attribute, so that an item expires in the second since 1970 that equals its
/// version.
fn expire_by_version(table: &Table) {
    let settings = TimeToLiveSettings {
        enabled: true,
        attribute_name: "version".to_owned(),
        changed_ms: 0,
        applied_ms: None,
        transition: Transition::default(),
    };
    let _unchanging = table.changing();
    table.set_expiry(settings.expiry(SweepDelay::default()), 0);
}

#[test]
fn items_written_while_time_to_live_is_switched_on_expire_too() {
    explore(|| {
        let (engine, table) = one_table(false, 1);
        let ids = three_items(&table);
        let [switcher, writer, splitter] = [(); 3].map(|()| Arc::clone(&table));
        together([
            Box::new(move || expire_by_version(&switcher)),
            Box::new(move || {
                put(&writer, ids[0], 2);
                delete(&writer, ids[1]);
                put_all(&[(&writer, ids[1]), (&writer, ids[2])], 100);
            }),
            Box::new(move || assert!(splitter.layout().split(middle()))),
        ]);
        assert_sound(&engine);
        table.look(|| 1000 * 3_000);
        table.sweep_due();
        assert_eq!(table.totals().count, 2);
        table.look(|| 1000 * 101_000);
        table.sweep_due();
        assert_eq!(table.totals(), Totals::default());
        assert_sound(&engine);
    });
}

#[test]
fn no_request_finds_an_item_that_is_due_and_none_that_was_written_again_is_swept() {
    explore(|| {
        let (engine, table) = one_table(true, 1);
        let ids = three_items(&table);
        expire_by_version(&table);
        let [sweeper, writer, reader, splitter] = [(); 4].map(|()| Arc::clone(&table));
        together([
            Box::new(move || {
                sweeper.look(|| 1000 * 2_000);
                for index in ["local", "global"] {
                    let entries = indexed(&sweeper, index);
                    assert!(entries.iter().all(|(_, version)| *version == 100), "{index}: {entries:?}");
                }
            }),
            Box::new(move || {
                writer.look(|| 1000 * 2_000);
                let put = |found: Option<&Stored>| {
                    assert!(found.is_none(), "what is due is gone for a condition too");
                    Ok::<_, Error>(Change::Put(Stored::new(versioned(ids[0], 100))))
                };
                assert!(writer.write(key(&writer, ids[0]), put).unwrap().old_item().is_none());
                assert_eq!(version(&writer, ids[0]), 100);
            }),
            Box::new(move || {
                reader.look(|| 1000 * 2_000);
                assert_eq!(version(&reader, ids[1]), 0);
                assert_eq!(read_all(&[(&reader, ids[1]), (&reader, ids[2])]), [0, 0]);
            }),
            Box::new(move || assert!(splitter.layout().split(middle()))),
        ]);
        table.sweep_due();
        assert_eq!(ids.map(|id| version(&table, id)), [100, 0, 0]);
        assert_eq!(table.totals().count, 1);
        assert_sound(&engine);
    });
}
