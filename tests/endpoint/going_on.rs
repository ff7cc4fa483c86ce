//! Copies that are stopped, and go on.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use hashrange::{
    CopyError, Database,
    ScalarAttributeType::S,
    item,
    remote::{Sending, Transport, WireResponse},
};

use super::users::{state_file, users};

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
