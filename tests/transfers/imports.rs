//! What an import makes of files.

use std::{io::Write, time::Duration};

use flate2::{Compression, write::GzEncoder};
use hashrange::{
    Index,
    ScalarAttributeType::{N, S},
    item,
    operation::{ImportStatus, ImportTableDescription, InputCompressionType, TableStatus},
};
use serde_json::{Value, json};

use crate::{Desk, id};

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn counts(import: &ImportTableDescription) -> (u64, u64, u64) {
    (import.processed_item_count, import.imported_item_count, import.error_count)
}

#[test]
fn all_objects_below_a_prefix_are_imported_in_the_order_of_their_keys() {
    let desk = Desk::new();
    let line =
        |pk: &str, n: u32| format!("{{\"Item\":{{\"pk\":{{\"S\":\"{pk}\"}},\"n\":{{\"N\":\"{n}\"}}}}}}\n");
    desk.object("in/2.json", line("a", 2) + &line("b", 2));
    desk.object("in/10/x.json", line("a", 1));
    desk.object("in/empty", "");
    desk.object("other.json", line("c", 3));
    let by_n = Index::new("by_n").partition_key("n", N);
    let import = desk.db.import_table("tab", "data").prefix("in/").partition_key("pk", S).global_index(by_n);
    let import = desk.import(&import.run().unwrap());
    assert_eq!(import.import_status, Some(ImportStatus::Completed));
    assert_eq!(counts(&import), (3, 3, 0), "items of one key are counted each");
    let bytes = 3 * line("a", 1).len() as u64;
    assert_eq!(import.processed_size_bytes, bytes);
    let table = desk.db.table("tab").unwrap();
    assert_eq!(table.item_count(), 2);
    assert_eq!(
        table.get("a").run().unwrap(),
        Some(item! { "pk": "a", "n": 2 }.into()),
        "the last one counts"
    );
    assert_eq!(table.index("by_n").query(2).count().unwrap(), 2);
    assert_eq!(desk.db.verify(), Vec::<String>::new());
}

#[test]
fn an_item_that_the_table_does_not_take_is_logged_and_the_others_are_imported() {
    let desk = Desk::new();
    let lines = [
        r#"{"Item":{"title":{"S":"The Dark Side of the Moon"}}}"#,
        r#"{"Item":{"pk":{"S":"good"}}}"#,
        r#"{"Item":{"pk":{"N":"1"}}}"#,
        r#"{"Item":{"pk":{"S":"x"},"n":{"N":"1e999"}}}"#,
        r#"{"Item":{"pk":{"S":"y"}},"ConditionExpression":"attribute_exists(pk)"}"#,
        r#"{"NoItem":{}}"#,
        "not json",
        r#"{"Item":{"pk":{"S":"behind what is no JSON"}}}"#,
    ];
    desk.object("in/bad.json", lines.join("\n"));
    desk.object("in/good.json", r#"{"Item":{"pk":{"S":"other object"}}}"#);
    let import = desk.db.import_table("tab", "data").prefix("in/").partition_key("pk", S).run().unwrap();
    let import = desk.import(&import);
    assert_eq!(import.import_status, Some(ImportStatus::Failed));
    assert_eq!(import.failure_code.as_deref(), Some("ItemValidationError"));
    assert_eq!(
        import.failure_message.as_deref(),
        Some(
            "Some of the items failed validation checks and were not imported. Please check CloudWatch error logs \
             for more details."
        )
    );
    assert_eq!(counts(&import), (7, 2, 6), "the rest of a file that cannot be read is an error and no item");
    assert_eq!(desk.db.table("tab").unwrap().item_count(), 2);
    let log = desk.text(&format!("aws-dynamodb/imports/{}/error", id(&import.import_arn)));
    let log: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        log[0],
        json!({
            "itemS3Pointer": {"bucket": "data", "key": "in/bad.json", "itemIndex": 0},
            "importArn": import.import_arn,
            "errorMessages": ["One or more parameter values were invalid: Missing the key pk in the item"],
        })
    );
    let told: Vec<&str> = log.iter().map(|line| line["errorMessages"][0].as_str().unwrap()).collect();
    assert!(told[1].contains("Type mismatch for key pk"), "{}", told[1]);
    assert!(told[2].contains("Number overflow"), "{}", told[2]);
    assert_eq!(told[3], "Only the input of bulk operations can have conditions");
    assert_eq!(told[4], "line 6: a record has no member NoItem: it is {\"Item\": {...}}");
    assert_eq!(told[5], "line 7: not a line of JSON");
    // The log is no data for the next import of the whole bucket.
    let again = desk.db.import_table("again", "data").partition_key("pk", S).run().unwrap();
    assert_eq!(counts(&desk.import(&again)), (7, 2, 6));
}

#[test]
fn without_a_bucket_or_an_object_there_is_no_table() {
    let desk = Desk::new();
    desk.object("in/a.json", r#"{"Item":{"pk":{"S":"a"}}}"#);
    for (bucket, prefix, code, message) in [
        ("missing", "", "S3NoSuchBucket", "The specified bucket does not exist"),
        ("data", "nothing/", "S3NoSuchKey", "The specified key does not exist."),
        ("data", "../", "S3AccessDenied", "Access Denied"),
    ] {
        let import = desk.db.import_table("tab", bucket).prefix(prefix).partition_key("pk", S).run().unwrap();
        assert_eq!(import.import_status, Some(ImportStatus::InProgress));
        assert!(import.table_arn.ends_with(":table/tab") && !import.table_id.is_empty());
        let import = desk.import(&import);
        assert_eq!(import.import_status, Some(ImportStatus::Failed), "{bucket} {prefix}");
        assert_eq!(import.failure_code.as_deref(), Some(code));
        assert!(import.failure_message.unwrap().contains(message));
        assert!(desk.db.table("tab").is_err());
    }
}

#[test]
fn the_table_is_being_created_until_the_import_ends() {
    let desk = Desk::at_rest();
    desk.object("a.json", r#"{"Item":{"pk":{"S":"a"}}}"#);
    desk.db.set_transitions(Duration::from_secs(10));
    let import = desk.db.import_table("tab", "data").partition_key("pk", S).run().unwrap();
    let status = || desk.db.describe_table("tab").unwrap().table.unwrap().table_status;
    assert_eq!(
        (desk.import(&import).import_status, status()),
        (Some(ImportStatus::InProgress), Some(TableStatus::Creating))
    );
    assert!(desk.db.delete_table("tab").unwrap_err().is_resource_in_use());
    desk.db.clock().advance(Duration::from_secs(10)).unwrap();
    let import = desk.import(&import);
    assert_eq!((import.import_status, status()), (Some(ImportStatus::Completed), Some(TableStatus::Active)));
    assert_eq!(import.end_time, Some(10.0));
    assert_eq!(desk.db.table("tab").unwrap().item_count(), 1);
    desk.db.delete_table("tab").unwrap();
    assert!(desk.db.describe_import(import.import_arn).is_ok(), "an import outlives its table");
}

#[test]
fn compressed_files_are_imported() {
    let desk = Desk::new();
    desk.object(
        "in/a.json.gz",
        gzip("{\"Item\":{\"pk\":{\"S\":\"a\"}}}\n{\"Item\":{\"pk\":{\"S\":\"b\"}}}\n"),
    );
    let import = desk.db.import_table("tab", "data").prefix("in/").partition_key("pk", S);
    let import = import.compression(InputCompressionType::Gzip).run().unwrap();
    assert_eq!(counts(&desk.import(&import)), (2, 2, 0));
    let import = desk.db.import_table("uab", "data").prefix("in/").partition_key("pk", S).run().unwrap();
    let import = desk.import(&import);
    assert_eq!(import.import_status, Some(ImportStatus::Failed), "it is no JSON");
    assert_eq!(counts(&import), (0, 0, 1));
    assert_eq!(desk.db.table("uab").unwrap().item_count(), 0, "the table stays");
}

#[cfg(feature = "formats")]
#[test]
fn csv_makes_strings_of_all_but_the_keys() {
    let desk = Desk::new();
    desk.object("in/a.csv", "\u{feff}pk,\"n\",text\r\n1,2,\"a, \"\"b\"\"\nc\"\r\nx,3,\r\n");
    let by_n = Index::new("by_n").partition_key("n", N);
    let import =
        desk.db.import_table("tab", "data").prefix("in/").csv().partition_key("pk", N).global_index(by_n);
    let import = desk.import(&import.run().unwrap());
    assert_eq!(counts(&import), (2, 1, 1), "x is no number");
    let table = desk.db.table("tab").unwrap();
    assert_eq!(table.get(1).run().unwrap(), Some(item! { "pk": 1, "n": 2, "text": "a, \"b\"\nc" }.into()));
    desk.object("tab/a.tsv", "1\t\n");
    let import = desk.db.import_table("uab", "data").prefix("tab/").csv().partition_key("id", S);
    let import = import.delimiter('\t').header(["id", "name"]).run().unwrap();
    assert_eq!(counts(&desk.import(&import)), (1, 1, 0));
    let item = desk.db.table("uab").unwrap().get("1").run().unwrap();
    assert_eq!(item, Some(item! { "id": "1", "name": "" }.into()));
}

#[cfg(feature = "formats")]
#[test]
fn ion_is_imported_as_it_is_exported() {
    let desk = Desk::new();
    desk.object(
        "a.ion",
        "$ion_1_0 {Item:{pk:\"a\",n:12.5,b:{{AQID}},ss:$dynamodb_SS::[\"x\"],l:[null,false]}}\n",
    );
    let import = desk.db.import_table("tab", "data").ion().partition_key("pk", S).run().unwrap();
    assert_eq!(counts(&desk.import(&import)), (1, 1, 0));
    let item = desk.db.table("tab").unwrap().get("a").run().unwrap().unwrap();
    assert_eq!(item.n("n"), Some(&"12.5".parse().unwrap()));
    assert_eq!(item.get("b").and_then(|b| b.as_b()), Some(&[1, 2, 3][..]));
}

#[cfg(not(feature = "formats"))]
#[test]
fn a_format_that_is_not_built_in_is_refused_by_the_name_of_its_feature() {
    let desk = Desk::new();
    let import = || desk.db.import_table("tab", "data").partition_key("pk", S);
    for refused in [import().ion(), import().csv(), import().compression(InputCompressionType::Zstd)] {
        let error = refused.run().unwrap_err();
        assert!(error.is_validation() && error.message().contains("the feature `formats`"), "{error}");
    }
}
