//! Keys that come twice in BatchGetItem.

use hashrange::operation::{BatchGetItemInput, Keys, KeysAndAttributes};

use super::*;

const TWICE: &str = "Provided list of item keys contains duplicates";

#[test]
fn a_key_that_comes_twice_is_told_before_a_table_that_is_not_there() {
    let key = json!({"pk": {"S": "a"}});
    let items = json!({"hash": {"Keys": [key]}, "missing": {"Keys": [key, key]}});
    assert_eq!(refusal(&database(), "BatchGetItem", json!({"RequestItems": items})), TWICE);
}

#[test]
fn two_spellings_of_a_number_bring_one_item_and_are_paid_once() {
    let db = Database::new();
    db.create_table("numbers").partition_key("n", hashrange::ScalarAttributeType::N).run().unwrap();
    ask(&db, "PutItem", json!({"TableName": "numbers", "Item": {"n": {"N": "2000"}}}));
    let read = |keys: &[&str]| {
        let keys: Vec<_> = keys.iter().map(|number| json!({"n": {"N": number}})).collect();
        json!({"RequestItems": {"numbers": {"Keys": keys}}, "ReturnConsumedCapacity": "TOTAL"})
    };
    let answer = ask(&db, "BatchGetItem", read(&["2000", "2e3", "2000.0"]));
    assert_eq!(answer["Responses"]["numbers"], json!([{"n": {"N": "2000"}}]));
    assert_eq!(answer["ConsumedCapacity"][0]["CapacityUnits"], 0.5);
    assert_eq!(refusal(&db, "BatchGetItem", read(&["2000", "2e3", "2000"])), TWICE);
    // Typed requests have values and no spellings.
    let keys = [2000, 2000].map(|number| hashrange::item! { "n": number });
    let wanted = KeysAndAttributes { keys: Keys::from_iter(keys), ..KeysAndAttributes::default() };
    let typed = BatchGetItemInput {
        request_items: [("numbers".to_owned(), wanted)].into(),
        ..BatchGetItemInput::default()
    };
    assert_eq!(db.batch_get_item(typed).unwrap_err().message(), TWICE);
}
