//! What a bulk operation puts, reports and counts.

use std::time::Duration;

use hashrange::{
    Index,
    ScalarAttributeType::{N, S},
    item,
    operation::{
        BulkOperationDescription, BulkOperationInputFormat, BulkOperationStatus, InputS3Configuration,
        OutputS3Configuration, OutputType, StartBulkPutItemsInput, StreamViewType,
    },
};
use serde_json::{Value, json};

use crate::{Desk, id, lines};

fn with_table() -> Desk {
    let desk = Desk::at_rest();
    let by_n = Index::new("by_n").partition_key("n", N).keys_only();
    desk.db
        .create_table("tab")
        .partition_key("pk", S)
        .global_index(by_n)
        .stream(StreamViewType::NewImage)
        .run()
        .unwrap();
    desk
}

fn values(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn items_are_put_where_their_conditions_hold_and_the_report_tells_of_the_others() {
    let desk = with_table();
    let table = desk.db.table("tab").unwrap();
    table.put(item! { "pk": "old", "v": 5 }).run().unwrap();
    let input = [
        r#"{"Item":{"pk":{"S":"new"},"n":{"N":"1"}},"ConditionExpression":"attribute_not_exists(pk)"}"#,
        r##"{"Item":{"pk":{"S":"old"}},"ConditionExpression":"#v < :v","ExpressionAttributeNames":{"#v":"v"},"ExpressionAttributeValues":{":v":{"N":"5"}}}"##,
        r#"{"Item":{"pk":{"S":"none"}},"ConditionExpression":"attribute_exists(pk)"}"#,
        r#"{"Item":{"pk":{"S":"x"},"n":{"S":"of another type"}}}"#,
        r#"{"Item":{"pk":{"S":"x"}},"ConditionExpression":"a ="}"#,
        r#"{"Item":{"pk":{"S":"x"}},"ExpressionAttributeValues":{":v":{"N":"5"}}}"#,
        r#"{"Item":{"pk":{"S":"new"},"n":{"N":"2"}}}"#,
    ]
    .join("\n");
    desk.object("in/a.json", &input);
    let put = table.bulk_put("data").prefix("in/").report_to("data", "out/").run().unwrap();
    assert_eq!(put.bulk_operation_status, Some(BulkOperationStatus::InProgress));
    assert_eq!((put.processed_item_count, put.total_input_bytes), (0, None));
    let put = desk.bulk(&put);
    assert_eq!(put.bulk_operation_status, Some(BulkOperationStatus::CompletedWithErrors));
    assert_eq!((put.processed_item_count, put.failed_item_count), (7, 3), "failed conditions are no errors");
    assert_eq!(
        (put.processed_input_bytes, put.total_input_bytes),
        (input.len() as u64, Some(input.len() as u64))
    );
    assert_eq!(table.get("new").run().unwrap(), Some(item! { "pk": "new", "n": 2 }.into()));
    assert_eq!(table.get("old").run().unwrap(), Some(item! { "pk": "old", "v": 5 }.into()));
    assert_eq!(table.item_count(), 2);
    // Two puts of "pk", "new", "n" and a number: 2 + 3 + 1 + 2 bytes, and as much in the index.
    let usage = &put.bulk_operation_usage.unwrap()[0];
    assert_eq!(usage.table.as_ref().unwrap().bulk_put_bytes, 16);
    assert_eq!(usage.global_secondary_indexes.as_ref().unwrap()["by_n"].bulk_put_bytes, 16);
    assert_eq!(usage.bulk_put_bytes, 32);
    assert_eq!(desk.db.verify(), Vec::<String>::new());
    let changes: Vec<_> = table.changes().from_start().run().unwrap().take(3).collect();
    assert_eq!(changes.len(), 3, "the stream has what was put");

    let folder = format!("out/AWSDynamoDB/{}", id(&put.bulk_operation_arn));
    let failed = values(&desk.text(&format!("{folder}/data/condition-check-failure.json")));
    let pointer = |index: u32| json!({"bucket": "data", "key": "in/a.json", "itemIndex": index});
    assert_eq!(
        failed,
        [
            json!({"itemS3Pointer": pointer(1), "Item": {"pk": {"S": "old"}}, "ExistingItem": {"pk": {"S": "old"}, "v": {"N": "5"}}}),
            json!({"itemS3Pointer": pointer(2), "Item": {"pk": {"S": "none"}}}),
        ]
    );
    let errors = values(&desk.text(&format!("{folder}/data/error.json")));
    assert_eq!(
        errors.iter().map(|error| &error["itemS3Pointer"]).collect::<Vec<_>>(),
        [&pointer(3), &pointer(4), &pointer(5)]
    );
    assert!(
        errors[0]["errorMessages"][0].as_str().unwrap().contains("Type mismatch for Index Key n"),
        "{errors:?}"
    );
    assert_eq!(errors[0]["Item"]["pk"]["S"], "x");
    let files = values(&desk.text(&format!("{folder}/manifest-files.json")));
    assert_eq!(files.iter().map(|file| file["itemCount"].as_u64().unwrap()).collect::<Vec<_>>(), [3, 2]);
    let summary = &values(&desk.text(&format!("{folder}/manifest-summary.json")))[0];
    assert_eq!(summary["bulkOperationArn"], put.bulk_operation_arn.as_str());
    assert_eq!(
        (&summary["writtenItemCount"], &summary["conditionCheckFailureCount"]),
        (&json!(2), &json!(2))
    );
}

#[test]
fn only_what_was_asked_for_is_reported() {
    let desk = with_table();
    desk.object("in/a.json", "no json");
    let put = desk.db.table("tab").unwrap().bulk_put("data").prefix("in/").run().unwrap();
    let request = StartBulkPutItemsInput {
        table_name: "tab".into(),
        input_s3_configuration: put.input_s3_configuration,
        output_s3_configuration: Some(OutputS3Configuration {
            output_type: vec![OutputType::ConditionCheckFailure],
            s3_key_prefix: Some("quiet".into()),
            ..put.output_s3_configuration.unwrap()
        }),
        ..Default::default()
    };
    let quiet = desk.db.start_bulk_put_items(request).unwrap().bulk_operation_description.unwrap();
    assert_eq!(desk.bulk(&quiet).failed_item_count, 1);
    let folder = format!("quiet/AWSDynamoDB/{}/data", id(&quiet.bulk_operation_arn));
    assert!(!desk.path(&format!("{folder}/error.json")).exists());
    assert_eq!(desk.text(&format!("{folder}/condition-check-failure.json")), "");
}

#[test]
fn without_a_bucket_the_operation_has_failed() {
    let desk = with_table();
    desk.object("in/a.json", lines(1));
    let table = desk.db.table("tab").unwrap();
    for put in [table.bulk_put("missing"), table.bulk_put("data").prefix("in/").report_to("missing", "")] {
        let put = desk.bulk(&put.run().unwrap());
        assert_eq!(put.bulk_operation_status, Some(BulkOperationStatus::Failed));
        assert_eq!(put.failure_code.as_deref(), Some("S3NoSuchBucket"));
        assert_eq!(table.item_count(), 0);
    }
}

#[test]
fn an_operation_can_be_cancelled_until_it_has_ended() {
    let desk = with_table();
    desk.object("in/a.json", lines(1));
    desk.db.set_transitions(Duration::from_secs(10));
    let table = desk.db.table("tab").unwrap();
    let put = table.bulk_put("data").prefix("in/").run().unwrap();
    let cancel =
        || desk.db.cancel_bulk_operation(put.bulk_operation_arn.clone()).unwrap().bulk_operation_status;
    assert_eq!(cancel(), Some(BulkOperationStatus::Cancelling));
    assert_eq!(desk.bulk(&put).bulk_operation_status, Some(BulkOperationStatus::Cancelling));
    desk.db.clock().advance(Duration::from_secs(10)).unwrap();
    assert_eq!(cancel(), Some(BulkOperationStatus::Cancelled));
    let described = desk.bulk(&put);
    assert_eq!(described.bulk_operation_status, Some(BulkOperationStatus::Cancelled));
    assert_eq!(described.failure_code.as_deref(), Some("Cancelled"));
    let put = table.bulk_put("data").prefix("in/").run().unwrap();
    desk.db.clock().advance(Duration::from_secs(10)).unwrap();
    let arn = put.bulk_operation_arn.clone();
    let late = desk.db.cancel_bulk_operation(arn).unwrap().bulk_operation_status;
    assert_eq!(late, Some(BulkOperationStatus::Completed), "it has ended");
    assert_eq!(desk.bulk(&put).bulk_operation_status, Some(BulkOperationStatus::Completed));
}

#[test]
fn no_operation_begins_on_a_table_that_gets_an_index() {
    let desk = with_table();
    desk.object("in/a.json", lines(1));
    desk.db.set_transitions(Duration::from_secs(10));
    let table = desk.db.table("tab").unwrap();
    table.update_settings().create_index(Index::new("by_text").partition_key("text", S)).run().unwrap();
    let refused = table.bulk_put("data").prefix("in/").run().unwrap_err();
    assert!(refused.is_resource_in_use(), "{refused}");
}

#[test]
fn no_operation_begins_on_a_table_that_is_being_created() {
    let desk = Desk::at_rest();
    desk.object("in/a.json", lines(1));
    desk.db.set_transitions(Duration::from_secs(10));
    let table = desk.db.create_table("tab").partition_key("pk", S).run().unwrap();
    let refused = table.bulk_put("data").prefix("in/").run().unwrap_err();
    assert!(refused.is_resource_in_use(), "{refused}");
}

#[test]
fn an_operation_with_a_largest_rate_takes_the_time_that_its_writes_take() {
    let desk = with_table();
    desk.object("in/a.json", lines(3_000));
    let begin = || {
        desk.db.start_bulk_put_items(StartBulkPutItemsInput {
            input_s3_configuration: Some(InputS3Configuration {
                s3_bucket: "data".to_owned(),
                s3_key_prefix: Some("in/".to_owned()),
                input_format: Some(BulkOperationInputFormat::DynamodbJson),
                ..InputS3Configuration::default()
            }),
            output_s3_configuration: Some(OutputS3Configuration {
                s3_bucket: Some("data".to_owned()),
                output_type: vec![OutputType::Error],
                ..OutputS3Configuration::default()
            }),
            table_name: "tab".to_owned(),
            max_write_request_units: Some(1_500),
            ..StartBulkPutItemsInput::default()
        })
    };
    let status = |put: &BulkOperationDescription| desk.bulk(put).bulk_operation_status.unwrap();
    let at_once = begin().unwrap().bulk_operation_description.unwrap();
    assert_eq!(status(&at_once), BulkOperationStatus::Completed);
    desk.db.set_transitions(Duration::from_secs(1));
    let put = begin().unwrap().bulk_operation_description.unwrap();
    desk.db.clock().advance(Duration::from_millis(1_999)).unwrap();
    assert_eq!(status(&put), BulkOperationStatus::InProgress);
    desk.db.clock().advance(Duration::from_millis(1)).unwrap();
    assert_eq!(status(&put), BulkOperationStatus::Completed);
}
