//! Whose tables a request sees.

use std::net::SocketAddr;

use hashrange::{Database, ScalarAttributeType::S, server::SeparateBy};

use crate::{
    client::{AUTHORIZATION, Client, call},
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

const SHARED: &str = r#"{"TableNames":["likes"]}"#;
const NONE: &str = r#"{"TableNames":[]}"#;

fn tables(to: SocketAddr, access_key: &str, region: &str) -> String {
    asked(to, "ListTables", "{}", access_key, region)
}

#[test]
fn all_access_keys_and_regions_see_the_same_unless_they_are_separated() {
    for server in
        [start(|server| server), start(|server| server.shared(true)), start(|server| server.separate([]))]
    {
        asked(server.address, "CreateTable", CREATE, "me", "ap-northeast-2");
        assert_eq!(tables(server.address, "you", "us-east-1"), SHARED);
    }
}

#[test]
fn each_access_key_and_region_can_have_its_own() {
    let both = [SeparateBy::AccessKey, SeparateBy::Region];
    for server in [start(|server| server.separate(both)), start(|server| server.shared(false))] {
        let created = asked(server.address, "CreateTable", CREATE, "me", "ap-northeast-2");
        assert!(created.contains("arn:aws:dynamodb:ap-northeast-2:"), "{created}");
        assert_eq!(tables(server.address, "me", "ap-northeast-2"), SHARED);
        assert_eq!(tables(server.address, "me", "us-east-1"), NONE);
        assert_eq!(tables(server.address, "you", "ap-northeast-2"), NONE);
    }
}

#[test]
fn either_can_be_what_separates() {
    let server = start(|server| server.separate([SeparateBy::AccessKey]));
    asked(server.address, "CreateTable", CREATE, "me", "ap-northeast-2");
    assert_eq!(tables(server.address, "me", "us-east-1"), SHARED);
    assert_eq!(tables(server.address, "you", "ap-northeast-2"), NONE);
    let server = start(|server| server.separate([SeparateBy::Region]));
    asked(server.address, "CreateTable", CREATE, "me", "ap-northeast-2");
    assert_eq!(tables(server.address, "you", "ap-northeast-2"), SHARED);
    assert_eq!(tables(server.address, "me", "us-east-1"), NONE);
}

#[test]
fn a_new_access_key_for_every_request_finds_room_and_tables_stay() {
    let server = start(|server| server.separate([SeparateBy::AccessKey]));
    asked(server.address, "CreateTable", CREATE, "me", "us-east-1");
    let mut client = Client::connect(server.address);
    let request = |test: usize| {
        let authorization = AUTHORIZATION.replace("=me/", &format!("=test-{test}/"));
        call("ListTables", "{}").with("Authorization", &authorization).bytes()
    };
    for tests in 0..120 {
        client.write(&(0..100).flat_map(|test| request(100 * tests + test)).collect::<Vec<_>>());
        for _ in 0..100 {
            assert_eq!(client.answer().unwrap().text(), NONE);
        }
    }
    assert_eq!(tables(server.address, "me", "us-east-1"), SHARED);
}

#[test]
fn whoever_runs_the_server_is_told_of_tables_that_are_looked_for_where_they_are_not() {
    let (tell, told) = std::sync::mpsc::channel();
    let both = [SeparateBy::AccessKey, SeparateBy::Region];
    let server =
        start(|server| server.separate(both).notices(move |notice| tell.send(notice.to_string()).unwrap()));
    asked(server.address, "CreateTable", CREATE, "me", "eu-west-1");
    let get = call("GetItem", r#"{"TableName": "likes", "Key": {"id": {"S": "a"}}}"#);
    for _ in 0..2 {
        get.send(server.address).refused(400, "ResourceNotFoundException");
    }
    call("GetItem", r#"{"TableName": "users", "Key": {"id": {"S": "a"}}}"#).send(server.address);
    let elsewhere = "access key me has no table likes in us-east-1, but access key me has one in eu-west-1";
    assert_eq!(told.try_iter().collect::<Vec<_>>(), [elsewhere]);
}

#[test]
fn operations_on_backups_tell_of_tables_that_are_elsewhere_too() {
    let (tell, told) = std::sync::mpsc::channel();
    let server = start(|server| {
        let server = server.separate([SeparateBy::Region]);
        server.notices(move |notice| tell.send(notice.to_string()).unwrap())
    });
    asked(server.address, "CreateTable", CREATE, "me", "eu-west-1");
    let backup = call("CreateBackup", r#"{"TableName": "likes", "BackupName": "monday"}"#);
    backup.send(server.address).refused(400, "TableNotFoundException");
    assert_eq!(
        told.try_iter().collect::<Vec<_>>(),
        ["access key me has no table likes in us-east-1, but there is one in eu-west-1"]
    );
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
