//! What a full export writes.

use hashrange::item;
use serde_json::{Value, json};

use crate::{
    START, Shop,
    reader::{files_below, read},
    seconds,
    support::item_to_json,
};

#[test]
fn an_export_has_a_file_for_each_partition_and_manifests_that_say_what_is_in_them() {
    let shop = Shop::new();
    let orders = shop.orders();
    for user in 0..20 {
        orders
            .put(item! { "user": format!("u{user}"), "at": user, "tags": ["a", 1, [true, null]] })
            .run()
            .unwrap();
    }
    let export = shop.exported(json!({"S3Prefix": "some/prefix"}));
    let id = export["ExportArn"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    assert!(id.starts_with(&format!("{:014}-", START.as_millis())), "{id}");
    let below = format!("some/prefix/AWSDynamoDB/{id}");
    let found = read(shop.folder.path(), &export);
    assert_eq!(found.files.len(), orders.partitions().len());
    let mut all = vec![format!("{below}/_started")];
    all.extend(found.files.iter().map(|file| file["dataFileS3Key"].as_str().unwrap().to_owned()));
    for manifest in ["files", "summary"] {
        all.extend(["json", "md5"].map(|end| format!("{below}/manifest-{manifest}.{end}")));
    }
    all.sort();
    assert_eq!(files_below(shop.folder.path()), all);
    let data = format!("{below}/data/");
    assert!(all.iter().filter(|key| key.ends_with(".json.gz")).all(|key| key.starts_with(&data)));

    let time = "2023-11-14T22:13:20.000Z";
    let wanted = json!({
        "version": "2020-06-30", "exportArn": export["ExportArn"], "startTime": time, "endTime": time,
        "tableArn": shop.arn(), "tableId": orders.describe().table_id, "exportTime": time, "s3Bucket": "exports",
        "s3Prefix": "some/prefix", "s3SseAlgorithm": "AES256", "s3SseKmsKeyId": null,
        "manifestFilesS3Key": format!("{below}/manifest-files.json"), "billedSizeBytes": orders.size_bytes(),
        "itemCount": 20, "outputFormat": "DYNAMODB_JSON", "exportType": "FULL_EXPORT",
    });
    assert_eq!(found.summary, wanted);
    let mut items: Vec<Value> = orders.scan().items().map(|item| item_to_json(&item.unwrap())).collect();
    let mut lines: Vec<Value> = found.lines.iter().map(|line| line["Item"].clone()).collect();
    items.sort_by_key(Value::to_string);
    lines.sort_by_key(Value::to_string);
    assert_eq!(lines, items);
}

#[test]
fn an_empty_table_is_exported_too() {
    let shop = Shop::new();
    let found = read(shop.folder.path(), &shop.exported(json!({})));
    assert_eq!(found.files.len(), 4, "partitions without items have empty files");
    assert!(found.lines.is_empty());
}

#[test]
fn a_table_is_exported_as_it_was() {
    let shop = Shop::new();
    let put = |at: u32| shop.orders().put(item! { "user": "haeri05", "at": at }).run().unwrap();
    put(1);
    let then = shop.now();
    shop.advance(60);
    put(2);
    shop.orders().delete(("haeri05", 1)).run().unwrap();
    let at = |time| read(shop.folder.path(), &shop.exported(json!({"ExportTime": seconds(time)}))).lines;
    assert_eq!(at(then), [json!({"Item": {"user": {"S": "haeri05"}, "at": {"N": "1"}}})]);
    assert_eq!(at(shop.now()), [json!({"Item": {"user": {"S": "haeri05"}, "at": {"N": "2"}}})]);
}

#[test]
fn a_filter_chooses_items_and_attributes() {
    let shop = Shop::new();
    let orders = shop.orders();
    for (user, at, price) in [("a", 1, 10), ("a", 2, 20), ("b", 1, 30)] {
        orders
            .put(item! { "user": user, "at": at, "price": price, "more": { "x": 1, "y": 2 } })
            .run()
            .unwrap();
    }
    let filtered = |filter: Value| {
        let mut lines =
            read(shop.folder.path(), &shop.exported(json!({"FilterSpecification": filter}))).lines;
        lines.sort_by_key(Value::to_string);
        lines.into_iter().map(|line| line["Item"].clone()).collect::<Vec<_>>()
    };
    let dear = json!({
        "FilterExpression": "price > :p AND #u <> :b", "ProjectionExpression": "more.x",
        "ExpressionAttributeNames": {"#u": "user"},
        "ExpressionAttributeValues": {":p": {"N": "15"}, ":b": {"S": "b"}},
    });
    assert_eq!(filtered(dear), [json!({"more": {"M": {"x": {"N": "1"}}}})]);
    let key = json!({
        "KeyConditionExpression": "#u = :a AND #at >= :one", "ProjectionExpression": "#at",
        "ExpressionAttributeNames": {"#u": "user", "#at": "at"},
        "ExpressionAttributeValues": {":a": {"S": "a"}, ":one": {"N": "1"}},
    });
    assert_eq!(filtered(key), [json!({"at": {"N": "1"}}), json!({"at": {"N": "2"}})]);
    assert_eq!(filtered(json!({})).len(), 3, "an empty specification is none");
}

#[test]
fn the_typed_builder_asks_for_the_same() {
    let shop = Shop::new();
    let orders = shop.orders();
    orders.put(item! { "user": "a", "at": 1, "price": 10 }).run().unwrap();
    let begun = orders
        .export("exports")
        .prefix("p")
        .at(shop.now())
        .filter("#p >= :p")
        .name("#p", "price")
        .value(":p", 10)
        .projection("price")
        .run()
        .unwrap();
    let found = read(shop.folder.path(), &shop.described(&json!({"ExportArn": begun.export_arn})));
    assert_eq!(found.lines, [json!({"Item": {"price": {"N": "10"}}})]);
}
