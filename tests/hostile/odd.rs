//! Numbers, binaries and names that are not quite what they should be.

use serde_json::json;

use crate::requests::{answer, database, refused_quickly, still_works};

#[test]
fn numbers_of_any_length_are_answered() {
    let db = database();
    let long = "1".repeat(200_000);
    let refused = [
        long.clone(),
        format!("0.{long}"),
        format!("-{long}"),
        format!("1e{long}"),
        format!("1e-{long}"),
        format!("{}1", "-".repeat(100_000)),
        "1e999999999999999999999".to_owned(),
        "1e2147483648".to_owned(),
        "1e-2147483649".to_owned(),
        "9.99999999999999999999999999999999999999E+125".to_owned(),
        "1e126".to_owned(),
        "1e-131".to_owned(),
        "123456789012345678901234567890123456789".to_owned(),
        String::new(),
        ".".to_owned(),
        "e1".to_owned(),
        "NaN".to_owned(),
        "Infinity".to_owned(),
        "0x10".to_owned(),
        "1_000".to_owned(),
        "１".to_owned(),
    ];
    let body = |number: &str| {
        let item = json!({ "p": { "S": "n" }, "k": { "N": "1" }, "n": { "N": number }, "s": { "NS": [number, "7"] } });
        serde_json::to_vec(&json!({ "TableName": "hostile", "Item": item })).expect("JSON")
    };
    for number in &refused {
        refused_quickly(&db, &number[..number.len().min(20)], "PutItem", &body(number));
    }
    let zeros = "0".repeat(200_000);
    for number in [
        format!("1{}", &zeros[..125]),
        format!("0.{}1", &zeros[..129]),
        format!("{zeros}1"),
        format!("1.{zeros}"),
    ] {
        let (status, answer) = answer(&db, "PutItem", &body(&number));
        assert_eq!(status, 200, "{}: {answer}", &number[..20]);
    }
    still_works(&db);
}

#[test]
fn base64_that_almost_is_base64_is_refused() {
    let db = database();
    for text in
        ["A", "AA", "AAA", "AA=", "AAA==", "A===", "====", "AA==AA==", "AA==\n", " AA==", "AB-_", "é", "AA=A"]
    {
        let item = json!({ "p": { "S": "b" }, "k": { "N": "1" }, "x": { "B": text } });
        let body = json!({ "TableName": "hostile", "Item": item });
        refused_quickly(&db, text, "PutItem", &serde_json::to_vec(&body).expect("JSON"));
    }
    still_works(&db);
}

#[test]
fn names_that_come_twice_are_answered() {
    let db = database();
    for body in [
        r#"{"TableName":"hostile","TableName":"hostile","Key":{"p":{"S":"a"},"k":{"N":"1"}}}"#,
        r#"{"TableName":"hostile","Key":{"p":{"S":"a"},"p":{"S":"b"},"k":{"N":"1"}}}"#,
        r#"{"TableName":"hostile","Key":{"p":{"S":"a","S":"b"},"k":{"N":"1"}}}"#,
        r#"{"TableName":"hostile","Key":{"p":{"S":"a","N":"1"},"k":{"N":"1"}}}"#,
        r##"{"TableName":"hostile","Key":{"p":{"S":"a"},"k":{"N":"1"}},"ExpressionAttributeNames":{"#a":"b","#a":"c"}}"##,
    ] {
        for operation in ["GetItem", "DeleteItem", "UpdateItem"] {
            answer(&db, operation, body.as_bytes());
        }
    }
    still_works(&db);
}
