//! Incremental exports.

use std::time::Duration;

use hashrange::{Clock, Database, item};
use serde_json::{Value, json};

use crate::{Shop, reader::read, seconds, support::ask};

/// A shop in which, between two times, an item was put, one was changed twice, one deleted, and one put and deleted.
fn changed() -> (Shop, Value) {
    let shop = Shop::new();
    let orders = shop.orders();
    let put = |user: &str, price: u32| {
        orders.put(item! { "user": user, "at": 1, "price": price }).run().unwrap();
    };
    put("changed", 1);
    put("deleted", 1);
    put("same", 1);
    let from = seconds(shop.advance(60));
    put("new", 1);
    put("changed", 2);
    put("passing", 1);
    shop.advance(600);
    put("changed", 3);
    orders.delete(("deleted", 1)).run().unwrap();
    orders.delete(("passing", 1)).run().unwrap();
    let to = seconds(shop.advance(600));
    put("later", 1);
    put("changed", 4);
    shop.advance(60);
    (shop, json!({"ExportFromTime": from, "ExportToTime": to}))
}

fn order(user: &str, price: u32) -> Value {
    json!({"user": {"S": user}, "at": {"N": "1"}, "price": {"N": price.to_string()}})
}

fn record(user: &str, micros: &str, old: Option<u32>, new: Option<u32>) -> Value {
    let mut record = json!({
        "Metadata": {"WriteTimestampMicros": {"N": micros}},
        "Keys": {"user": {"S": user}, "at": {"N": "1"}},
    });
    for (name, price) in [("OldImage", old), ("NewImage", new)] {
        if let Some(price) = price {
            record[name] = order(user, price);
        }
    }
    record
}

fn records(shop: &Shop, times: &Value, more: Value) -> Vec<Value> {
    let mut request = json!({"ExportType": "INCREMENTAL_EXPORT", "IncrementalExportSpecification": times});
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let mut lines = read(shop.folder.path(), &shop.exported(request)).lines;
    lines.sort_by_key(|line| line["Keys"]["user"].to_string());
    lines
}

const EARLY: &str = "1700000060000000";
const LATE: &str = "1700000660000000";

#[test]
fn each_changed_item_is_a_record_with_both_images() {
    let (shop, times) = changed();
    let wanted = [
        record("changed", LATE, Some(1), Some(3)),
        record("deleted", LATE, Some(1), None),
        record("new", EARLY, None, Some(1)),
    ];
    assert_eq!(records(&shop, &times, json!({})), wanted);
}

#[test]
fn the_other_view_has_new_images_only() {
    let (shop, mut times) = changed();
    times["ExportViewType"] = "NEW_IMAGE".into();
    let wanted = [
        record("changed", LATE, None, Some(3)),
        record("deleted", LATE, None, None),
        record("new", EARLY, None, Some(1)),
    ];
    assert_eq!(records(&shop, &times, json!({})), wanted);
}

#[test]
fn the_latest_image_is_filtered_and_of_a_deleted_item_the_old_one() {
    let (shop, times) = changed();
    let filtered = |least: u32| {
        let filter = json!({
            "FilterExpression": "price >= :p", "ProjectionExpression": "price",
            "ExpressionAttributeValues": {":p": {"N": least.to_string()}},
        });
        records(&shop, &times, json!({"FilterSpecification": filter}))
    };
    assert_eq!(filtered(1).len(), 3);
    let [only] = <[Value; 1]>::try_from(filtered(2)).unwrap();
    assert_eq!(only["Keys"], json!({"user": {"S": "changed"}, "at": {"N": "1"}}));
    assert_eq!(only["OldImage"], json!({"price": {"N": "1"}}));
    assert_eq!(only["NewImage"], json!({"price": {"N": "3"}}));
    let key = json!({
        "KeyConditionExpression": "#u = :u", "ExpressionAttributeNames": {"#u": "user"},
        "ExpressionAttributeValues": {":u": {"S": "deleted"}},
    });
    let found = records(&shop, &times, json!({"FilterSpecification": key}));
    assert_eq!(found, [record("deleted", LATE, Some(1), None)]);
}

#[test]
fn data_files_are_in_the_folder_of_all_exports() {
    let (shop, times) = changed();
    let request = json!({"ExportType": "INCREMENTAL_EXPORT", "IncrementalExportSpecification": times});
    let export = shop.exported(request);
    let found = read(shop.folder.path(), &export);
    assert!(found.files.iter().all(|file| {
        let key = file["dataFileS3Key"].as_str().unwrap();
        key.starts_with("AWSDynamoDB/data/") && key.ends_with(".json.gz")
    }));
    let of_times = json!({
        "version": "2023-08-01", "exportFromTime": "2023-11-14T22:14:20.000Z",
        "exportToTime": "2023-11-14T22:34:20.000Z", "outputView": "NEW_AND_OLD_IMAGES",
        "exportType": "INCREMENTAL_EXPORT", "exportTime": null,
    });
    for (member, wanted) in of_times.as_object().unwrap() {
        assert_eq!(&found.summary[member], wanted, "{member}");
    }
    let view = &export["IncrementalExportSpecification"]["ExportViewType"];
    assert_eq!((view, &export["ExportTime"]), (&json!("NEW_AND_OLD_IMAGES"), &Value::Null));
}

#[test]
fn what_was_changed_in_the_first_moment_of_the_window_is_exported() {
    let shop = Shop::new();
    let begun = seconds(shop.now());
    shop.orders().put(item! { "user": "first", "at": 1, "price": 1 }).run().unwrap();
    let to = seconds(shop.advance(900));
    let wanted = [record("first", "1700000000000000", None, Some(1))];
    assert_eq!(records(&shop, &json!({"ExportFromTime": begun, "ExportToTime": to}), json!({})), wanted);
}

#[test]
fn the_earliest_time_that_is_told_can_be_asked_for() {
    let shop = Shop::new();
    let recovery = |is_on: bool| {
        let recovery = json!({"PointInTimeRecoveryEnabled": is_on});
        let request = json!({"TableName": "orders", "PointInTimeRecoverySpecification": recovery});
        ask(&shop.db, "UpdateContinuousBackups", request)["ContinuousBackupsDescription"]
            ["PointInTimeRecoveryDescription"]
            .clone()
    };
    recovery(false);
    shop.clock.advance(Duration::from_millis(250)).unwrap();
    let told = recovery(true)["EarliestRestorableDateTime"].clone();
    shop.orders().put(item! { "user": "first", "at": 1, "price": 1 }).run().unwrap();
    shop.advance(1000);
    assert_eq!(read(shop.folder.path(), &shop.exported(json!({"ExportTime": told}))).lines.len(), 1);
    assert_eq!(records(&shop, &json!({"ExportFromTime": told}), json!({})).len(), 1);
}

#[test]
fn a_clock_behind_the_times_of_a_file_exports_what_is_there() {
    let shop = Shop::new();
    let begun = seconds(shop.now());
    shop.orders().put(item! { "user": "first", "at": 1, "price": 1 }).run().unwrap();
    let to = seconds(shop.advance(1000));
    shop.orders().put(item! { "user": "second", "at": 1, "price": 1 }).run().unwrap();
    let path = shop.folder.path().join("file.snapshot");
    shop.db.save(&path).unwrap();
    for back in [500, 5000] {
        let clock = Clock::manual(shop.now() - Duration::from_secs(back));
        let folder = tempfile::tempdir().unwrap();
        let db =
            Database::builder().clock(clock.clone()).bucket("exports", folder.path()).load(&path).unwrap();
        let shop = Shop { db, folder, clock };
        shop.orders().put(item! { "user": "third", "at": 1, "price": 1 }).run().unwrap();
        assert_eq!(read(shop.folder.path(), &shop.exported(json!({}))).lines.len(), 3);
        let times = json!({"ExportFromTime": begun, "ExportToTime": to});
        assert_eq!(records(&shop, &times, json!({})).len(), 3);
    }
}
