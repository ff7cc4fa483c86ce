//! Whose tables a request sees.

use std::net::SocketAddr;

use hashrange::{Database, ScalarAttributeType::S};

use crate::{
    client::{AUTHORIZATION, call},
    running::start,
};

const CREATE: &str = r#"{"TableName": "likes", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "BillingMode": "PAY_PER_REQUEST"}"#;

fn asked(to: SocketAddr, operation: &str, body: &str, access_key: &str, region: &str) -> String {
    let authorization =
        AUTHORIZATION.replace("=me/", &format!("={access_key}/")).replace("us-east-1", region);
    let answer = call(operation, body).with("Authorization", &authorization).send(to);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text()
}

#[test]
fn each_access_key_and_region_has_its_own() {
    let server = start(|server| server);
    let created = asked(server.address, "CreateTable", CREATE, "me", "ap-northeast-2");
    assert!(created.contains("arn:aws:dynamodb:ap-northeast-2:"), "{created}");
    let tables = |access_key, region| asked(server.address, "ListTables", "{}", access_key, region);
    assert_eq!(tables("me", "ap-northeast-2"), r#"{"TableNames":["likes"]}"#);
    assert_eq!(tables("me", "us-east-1"), r#"{"TableNames":[]}"#);
    assert_eq!(tables("you", "ap-northeast-2"), r#"{"TableNames":[]}"#);
}

#[test]
fn shared_all_see_the_same() {
    let server = start(|server| server.shared(true));
    asked(server.address, "CreateTable", CREATE, "me", "ap-northeast-2");
    assert_eq!(asked(server.address, "ListTables", "{}", "you", "us-east-1"), r#"{"TableNames":["likes"]}"#);
}

#[test]
fn a_database_of_the_program_can_be_served() {
    let database = Database::new();
    database.create_table("likes").partition_key("id", S).run().unwrap();
    let served = database.clone();
    let server = start(|server| server.database(served));
    assert_eq!(asked(server.address, "ListTables", "{}", "me", "eu-west-1"), r#"{"TableNames":["likes"]}"#);
    asked(
        server.address,
        "PutItem",
        r#"{"TableName": "likes", "Item": {"id": {"S": "a"}}}"#,
        "me",
        "eu-west-1",
    );
    assert_eq!(database.table("likes").unwrap().item_count(), 1);
}
