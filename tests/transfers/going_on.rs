//! What happens while a job with much data goes on.

use std::time::{Duration, SystemTime};

use hashrange::{
    Database,
    ScalarAttributeType::S,
    operation::{BulkOperationStatus, ImportStatus, TableStatus},
};

use crate::{Desk, lines};

/// More than jobs may have that end before their request answers.
const ITEMS: usize = 30_000;

#[test]
fn copies_have_an_imported_table_whole_or_not_at_all() {
    let desk = Desk::new();
    desk.object("in/a.json", lines(ITEMS));
    let import = desk.db.import_table("tab", "data").prefix("in/").partition_key("pk", S).run().unwrap();
    let path = desk.path("copy.snapshot");
    let mut had_none = false;
    loop {
        let status = desk.import(&import).import_status;
        for copy in [desk.db.fork(), {
            desk.db.save(&path).unwrap();
            Database::load(&path).unwrap()
        }] {
            match copy.table("tab") {
                Ok(table) => assert_eq!(table.item_count(), ITEMS as u64),
                Err(_) => had_none = true,
            }
            assert_eq!(copy.verify(), Vec::<String>::new());
        }
        if status != Some(ImportStatus::InProgress) {
            break;
        }
        let described = desk.db.describe_table("tab").unwrap().table.unwrap();
        assert!(matches!(described.table_status, Some(TableStatus::Creating | TableStatus::Active)));
    }
    assert!(had_none, "the first copies are made before the items are read");
    assert_eq!(desk.import(&import).imported_item_count, ITEMS as u64);
    assert_eq!(desk.db.table("tab").unwrap().item_count(), ITEMS as u64);
}

#[test]
fn what_an_operation_puts_has_the_time_at_which_it_is_put() {
    let desk = Desk::new();
    desk.object("in/a.json", lines(ITEMS));
    let table = desk.db.create_table("tab").partition_key("pk", S).run().unwrap();
    table.enable_point_in_time_recovery().run().unwrap();
    let begun = SystemTime::now();
    table.bulk_put("data").prefix("in/").report_to("data", "out").run().unwrap();
    desk.db.wait_for_transfers();
    // It takes far longer than this.
    let restored = table.restore("early").to_time(begun + Duration::from_millis(1)).run().unwrap();
    assert!(restored.item_count() < ITEMS as u64);
    assert_eq!(table.restore("late").run().unwrap().item_count(), ITEMS as u64);
}

#[test]
fn a_cancelled_operation_stops_and_what_it_has_put_stays() {
    let desk = Desk::new();
    desk.object("in/a.json", lines(ITEMS));
    let table = desk.db.create_table("tab").partition_key("pk", S).run().unwrap();
    let put = table.bulk_put("data").prefix("in/").report_to("data", "out").run().unwrap();
    desk.db.cancel_bulk_operation(put.bulk_operation_arn.clone()).unwrap();
    desk.db.wait_for_transfers();
    let put = desk.bulk(&put);
    assert_eq!(put.bulk_operation_status, Some(BulkOperationStatus::Cancelled));
    assert_eq!(table.item_count(), put.processed_item_count);
}

#[test]
fn an_operation_ends_when_its_table_is_deleted() {
    let desk = Desk::new();
    desk.object("in/a.json", lines(ITEMS));
    let table = desk.db.create_table("tab").partition_key("pk", S).run().unwrap();
    let put = table.bulk_put("data").prefix("in/").report_to("data", "out").run().unwrap();
    desk.db.delete_table("tab").unwrap();
    desk.db.wait_for_transfers();
    let put = desk.bulk(&put);
    // It may have been done before.
    if put.bulk_operation_status != Some(BulkOperationStatus::Completed) {
        assert_eq!(put.bulk_operation_status, Some(BulkOperationStatus::Failed));
        assert_eq!(put.failure_code.as_deref(), Some("ResourceNotFound"));
    }
    assert!(desk.db.table("tab").is_err());
}

#[test]
fn a_database_can_be_dropped_meanwhile() {
    for _ in 0..3 {
        let desk = Desk::new();
        desk.object("in/a.json", lines(ITEMS));
        let table = desk.db.create_table("tab").partition_key("pk", S).run().unwrap();
        desk.db.import_table("uab", "data").prefix("in/").partition_key("pk", S).run().unwrap();
        table.bulk_put("data").prefix("in/").report_to("data", "out").run().unwrap();
    }
}
