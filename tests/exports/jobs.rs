//! Exports that take time.

use std::time::{Duration, Instant};

use hashrange::{Database, item};
use serde_json::{Value, json};

use crate::{
    Shop,
    reader::{files_below, read},
    support::refused,
};

/// A shop with more data than is exported before a request answers.
fn large() -> Shop {
    let shop = Shop::new();
    let orders = shop.orders();
    for at in 0..1_500 {
        orders
            .put(item! { "user": format!("u{}", at % 50), "at": at, "text": "x".repeat(1_000) })
            .run()
            .unwrap();
    }
    shop
}

fn add(shop: &Shop) {
    shop.orders().put(item! { "user": "later", "at": 1 }).run().unwrap();
}

#[test]
fn what_is_written_meanwhile_is_not_exported() {
    let shop = large();
    let begun: Vec<Value> = (0..4).map(|_| shop.begin(json!({}))).collect();
    add(&shop);
    shop.db.wait_for_transfers();
    for export in &begun {
        assert_eq!(read(shop.folder.path(), &shop.described(export)).lines.len(), 1_500);
    }
}

#[test]
fn an_export_goes_on_when_its_table_is_deleted() {
    let shop = large();
    let begun = shop.begin(json!({}));
    shop.db.delete_table("orders").unwrap();
    shop.db.wait_for_transfers();
    assert_eq!(read(shop.folder.path(), &shop.described(&begun)).lines.len(), 1_500);
}

#[test]
fn a_fork_knows_the_exports_and_keeps_them_going() {
    let mut shop = large();
    let begun = shop.begin(json!({}));
    let fork = shop.db.fork();
    shop.db = fork;
    shop.db.wait_for_transfers();
    assert_eq!(read(shop.folder.path(), &shop.described(&begun)).lines.len(), 1_500);
}

#[test]
fn forks_do_not_overwrite_each_other_s_exports() {
    let mut shop = Shop::new();
    add(&shop);
    let fork = shop.db.fork();
    let one = shop.exported(json!({}));
    shop.db = fork;
    let other = shop.exported(json!({}));
    assert_ne!(one["ExportArn"], other["ExportArn"]);
    assert_eq!(read(shop.folder.path(), &one).lines, read(shop.folder.path(), &other).lines);
}

/// Two of them write when the others are begun.
#[test]
fn exports_of_forks_that_wait_have_ids_of_their_own() {
    let shop = large();
    let forks: Vec<Database> = (0..6).map(|_| shop.db.fork()).collect();
    let mut begun: Vec<Value> =
        forks.iter().map(|fork| Shop::begin_in(fork, shop.request(json!({})))["ExportArn"].clone()).collect();
    shop.db.wait_for_transfers();
    let summaries =
        files_below(shop.folder.path()).iter().filter(|file| file.ends_with("summary.json")).count();
    assert_eq!(summaries, 6);
    begun.sort_by_key(Value::to_string);
    begun.dedup();
    assert_eq!(begun.len(), 6);
    assert!(!files_below(shop.folder.path()).iter().any(|file| file.ends_with(".tmp")));
}

#[test]
fn an_export_stops_when_the_last_database_is_dropped() {
    let shop = large();
    (0..8).for_each(|_| drop(shop.begin(json!({}))));
    let Shop { db, folder, .. } = shop;
    drop(db);
    // Whatever is left of the work ends soon, and what was not complete has no summary.
    let until = Instant::now() + Duration::from_secs(60);
    let unfinished = || files_below(folder.path()).iter().any(|file| file.ends_with(".tmp"));
    while unfinished() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(10));
    }
    let complete = files_below(folder.path()).iter().filter(|file| file.ends_with("summary.json")).count();
    assert!(complete < 8, "those that waited were not begun");
}

#[test]
fn saving_does_not_wait_for_exports() {
    let shop = large();
    let begun = shop.begin(json!({}));
    let path = shop.folder.path().join("saved");
    shop.db.save(&path).unwrap();
    let again = Database::load(&path).unwrap();
    assert_eq!(again.table("orders").unwrap().item_count(), 1_500);
    shop.db.wait_for_transfers();
    assert_eq!(shop.described(&begun)["ExportStatus"], "COMPLETED");
}

#[test]
fn a_file_has_the_exports_that_have_ended() {
    let mut shop = Shop::new();
    add(&shop);
    let values = json!({":a": {"L": [{"B": "AA=="}]}});
    let filter =
        json!({"FilterExpression": "attribute_exists(a) OR b <> :a", "ExpressionAttributeValues": values});
    let exports = [
        shop.exported(json!({"S3Prefix": "p", "FilterSpecification": filter})),
        shop.exported(json!({"S3Bucket": "missing"})),
    ];
    let path = shop.folder.path().join("saved");
    shop.db.save(&path).unwrap();
    shop.db = Database::builder().clock(shop.clock.clone()).load(&path).unwrap();
    for export in &exports {
        assert_eq!(&shop.described(export), export);
    }
    shop.advance(90 * 24 * 60 * 60 + 1);
    let (name, _) = refused(&shop.db, "DescribeExport", json!({"ExportArn": exports[0]["ExportArn"]}));
    assert_eq!(name, "ExportNotFoundException");
}
