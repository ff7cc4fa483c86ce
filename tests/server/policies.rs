//! Resource policies that are enforced for access keys.

use hashrange::{Database, server::Server};
use serde_json::{Value, json};

use crate::{
    client::{AUTHORIZATION, call},
    running::{Running, start},
};

const ALICE: &str = "arn:aws:iam::000000000000:user/alice";
const BOB: &str = "arn:aws:iam::444455556666:user/bob";

fn strict() -> Running {
    start(|server| {
        let settings = Database::builder().enforce_policies(true);
        server.database_settings(settings).principal("ALICE", ALICE).principal("BOB", BOB)
    })
}

/// What a request with this access key is answered.
fn ask(server: &Running, access_key: &str, operation: &str, request: &Value) -> (u16, String) {
    let authorization = AUTHORIZATION.replace("Credential=me", &format!("Credential={access_key}"));
    let answer =
        call(operation, request.to_string()).with("Authorization", &authorization).send(server.address);
    (answer.status, answer.text())
}

fn put_policy(server: &Running, statement: &Value) {
    let policy = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
    let resource_arn = "arn:aws:dynamodb:us-east-1:000000000000:table/users";
    let request = json!({"ResourceArn": resource_arn, "Policy": policy});
    let (status, text) = ask(server, "root", "PutResourcePolicy", &request);
    assert_eq!(status, 200, "{text}");
}

fn with_table() -> Running {
    let server = strict();
    let table = json!({
        "TableName": "users", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    });
    assert_eq!(ask(&server, "root", "CreateTable", &table).0, 200);
    server
}

#[test]
fn an_access_key_is_the_principal_that_it_was_said_to_be() {
    let server = with_table();
    let get = json!({"TableName": "users", "Key": {"id": {"S": "a"}}});
    let of = |access_key: &str| ask(&server, access_key, "GetItem", &get);
    assert_eq!((of("ALICE").0, of("anybody").0), (200, 200));
    let (status, text) = of("BOB");
    assert!(status == 400 && text.contains("AccessDeniedException") && text.contains(BOB), "{text}");
    let by = |effect: &str, principal: &str| json!({"Effect": effect, "Principal": {"AWS": principal}, "Action": "dynamodb:*", "Resource": "*"});
    put_policy(&server, &json!([by("Allow", BOB), by("Deny", ALICE)]));
    assert_eq!((of("BOB").0, of("anybody").0), (200, 200));
    let (status, text) = of("ALICE");
    assert!(status == 400 && text.contains("with an explicit deny in a resource-based policy"), "{text}");
    // Everybody may ask where the service is.
    assert_eq!(ask(&server, "BOB", "DescribeEndpoints", &json!({})).0, 200);
}

#[test]
fn the_address_of_a_client_is_known() {
    let server = with_table();
    let get = json!({"TableName": "users", "Key": {"id": {"S": "a"}}});
    for (network, status) in [("10.0.0.0/8", 400), ("127.0.0.0/8", 200)] {
        put_policy(
            &server,
            &json!({
                "Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*",
                "Condition": {"IpAddress": {"aws:SourceIp": network}},
            }),
        );
        assert_eq!(ask(&server, "BOB", "GetItem", &get).0, status, "{network}");
    }
}

#[test]
fn a_principal_that_is_none_is_refused_before_the_port_is_opened() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let server = Server::builder().address("127.0.0.1:0").principal("KEY", "alice");
    let error = runtime.block_on(server.bind()).unwrap_err();
    assert!(error.to_string().contains("'alice' is not the ARN"), "{error}");
}
