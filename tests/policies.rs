//! Resource policies that are enforced: who may do what, and what one is told who may not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

#[path = "support/mod.rs"]
mod support;

use std::time::{Duration, Instant, UNIX_EPOCH};

use hashrange::{
    Clock, Database, Error, Index,
    ScalarAttributeType::{N, S},
    Table, item,
    operation::StreamViewType,
};
use serde_json::{Value, json};
use support::{ask, refused};

const ACCOUNT: &str = "111122223333";
const ALICE: &str = "arn:aws:iam::111122223333:user/team/alice";
const BOB: &str = "arn:aws:iam::444455556666:user/bob";
const SESSION: &str = "arn:aws:sts::444455556666:assumed-role/reader/today";
const ROOT: &str = "arn:aws:iam::111122223333:root";
const TABLE: &str = "arn:aws:dynamodb:us-east-1:111122223333:table/likes";
const START: u64 = 1_700_000_000;

/// A database that enforces policies, with a table of two indexes and some items.
fn database() -> (Database, Table) {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(START));
    let db = Database::builder().account(ACCOUNT).clock(clock).enforce_policies(true).build();
    let likes = db.create_table("likes").partition_key("user", S).sort_key("at", N);
    let likes = likes.global_index(Index::new("by_product").partition_key("product", S)).run().unwrap();
    for (user, at) in [("alice", 1), ("bob", 1)] {
        likes.put(item! { "user": user, "at": at, "product": "mug", "price": 3 }).run().unwrap();
    }
    (db, likes)
}

fn statement(changes: &Value) -> Value {
    let mut statement = json!({"Effect": "Allow", "Principal": "*", "Action": "dynamodb:*", "Resource": "*"});
    for (name, value) in changes.as_object().unwrap() {
        statement[name] = value.clone();
    }
    let statement = statement.as_object_mut().unwrap();
    for (negated, member) in
        [("NotPrincipal", "Principal"), ("NotAction", "Action"), ("NotResource", "Resource")]
    {
        if statement.contains_key(negated) {
            statement.remove(member);
        }
    }
    Value::Object(statement.clone())
}

fn put_policy(likes: &Table, statements: &[Value]) -> Result<String, Error> {
    let policy =
        json!({"Version": "2012-10-17", "Statement": statements.iter().map(statement).collect::<Vec<_>>()});
    likes.put_resource_policy(policy.to_string()).confirm_remove_self_resource_access().run()
}

fn key(user: &str) -> Value {
    json!({"user": {"S": user}, "at": {"N": "1"}})
}

/// A request and whether it is allowed, or the action that is denied and how.
type Case = (&'static str, Vec<Value>, &'static str, (&'static str, Value), Result<(), &'static str>);

const IMPLICIT: Result<(), &str> = Err("no resource-based policy allows");
const EXPLICIT: Result<(), &str> = Err("explicit deny");

#[test]
fn decisions() {
    let get = |user: &str| ("GetItem", json!({"TableName": "likes", "Key": key(user)}));
    let get_of = |user: &str, names: &str| {
        ("GetItem", json!({"TableName": "likes", "Key": key(user), "ProjectionExpression": names}))
    };
    let put = |user: &str| {
        let item = json!({"user": {"S": user}, "at": {"N": "1"}, "price": {"N": "5"}});
        ("PutItem", json!({"TableName": "likes", "Item": item}))
    };
    let query = |user: &str| {
        (
            "Query",
            json!({
                "TableName": "likes", "KeyConditionExpression": "#u = :u",
                "ExpressionAttributeNames": {"#u": "user"}, "ExpressionAttributeValues": {":u": {"S": user}},
            }),
        )
    };
    let by_product = (
        "Query",
        json!({
            "TableName": "likes", "IndexName": "by_product", "KeyConditionExpression": "product = :p",
            "ExpressionAttributeValues": {":p": {"S": "mug"}},
        }),
    );
    let sql = |text: &str| ("ExecuteStatement", json!({"Statement": text}));
    let deny = |action: &str| json!({"Effect": "Deny", "Action": action});
    let on = |condition: Value| json!({"Condition": condition});
    let leading =
        |values: Value| json!({"Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": values}}});
    let attributes = |values: Value| {
        json!({"Condition": {
            "ForAllValues:StringEquals": {"dynamodb:Attributes": values},
            "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
        }})
    };
    let cases: Vec<Case> = vec![
        ("the account may do all without a policy", vec![], ALICE, get("alice"), Ok(())),
        ("another account may do nothing without a policy", vec![], BOB, get("alice"), IMPLICIT),
        ("another account is allowed", vec![json!({})], BOB, get("alice"), Ok(())),
        ("a deny wins", vec![json!({}), deny("dynamodb:GetItem")], BOB, get("alice"), EXPLICIT),
        ("a deny is for the account too", vec![deny("dynamodb:Get*")], ALICE, get("alice"), EXPLICIT),
        ("a deny is for the root too", vec![deny("DynamoDB:getitem")], ROOT, get("alice"), EXPLICIT),
        ("others than the denied action", vec![deny("dynamodb:P?tItem")], ALICE, get("alice"), Ok(())),
        ("by account", vec![json!({"Principal": {"AWS": "444455556666"}})], BOB, get("alice"), Ok(())),
        (
            "by the account's root",
            vec![json!({"Principal": {"AWS": ["arn:aws:iam::444455556666:root"]}})],
            BOB,
            get("alice"),
            Ok(()),
        ),
        ("by user", vec![json!({"Principal": {"AWS": BOB}})], BOB, get("alice"), Ok(())),
        (
            "another user",
            vec![json!({"Principal": {"AWS": "arn:aws:iam::444455556666:user/eve"}})],
            BOB,
            get("alice"),
            IMPLICIT,
        ),
        (
            "by role, for its sessions",
            vec![json!({"Principal": {"AWS": "arn:aws:iam::444455556666:role/reader"}})],
            SESSION,
            get("alice"),
            Ok(()),
        ),
        (
            "services are nobody here",
            vec![json!({"Principal": {"Service": "redshift.amazonaws.com"}})],
            BOB,
            get("alice"),
            IMPLICIT,
        ),
        (
            "all but one",
            vec![json!({"Effect": "Deny", "NotPrincipal": {"AWS": ALICE}})],
            ALICE,
            get("alice"),
            Ok(()),
        ),
        (
            "all but another",
            vec![json!({"Effect": "Deny", "NotPrincipal": {"AWS": ALICE}})],
            ROOT,
            get("alice"),
            EXPLICIT,
        ),
        ("all actions but one", vec![json!({"NotAction": "dynamodb:PutItem"})], BOB, get("alice"), Ok(())),
        ("the one", vec![json!({"NotAction": "dynamodb:PutItem"})], BOB, put("x"), IMPLICIT),
        ("by the table's ARN", vec![json!({"Resource": TABLE})], BOB, get("alice"), Ok(())),
        ("another table's ARN", vec![json!({"Resource": format!("{TABLE}2")})], BOB, get("alice"), IMPLICIT),
        ("a table is not its index", vec![json!({"Resource": TABLE})], BOB, by_product.clone(), IMPLICIT),
        ("its index", vec![json!({"Resource": format!("{TABLE}/index/*")})], BOB, by_product.clone(), Ok(())),
        (
            "all but its indexes",
            vec![json!({"NotResource": format!("{TABLE}/index/*")})],
            BOB,
            by_product,
            IMPLICIT,
        ),
        ("leading keys", vec![leading(json!(["alice"]))], BOB, get("alice"), Ok(())),
        ("other leading keys", vec![leading(json!(["alice"]))], BOB, get("bob"), IMPLICIT),
        ("leading keys of a query", vec![leading(json!("alice"))], BOB, query("alice"), Ok(())),
        ("other leading keys of a query", vec![leading(json!("alice"))], BOB, query("bob"), IMPLICIT),
        ("leading keys of a put", vec![leading(json!("alice"))], BOB, put("bob"), IMPLICIT),
        (
            "leading keys of a batch",
            vec![leading(json!("alice"))],
            BOB,
            ("BatchGetItem", json!({"RequestItems": {"likes": {"Keys": [key("alice"), key("bob")]}}})),
            IMPLICIT,
        ),
        (
            "leading keys by a variable",
            vec![json!({"Effect": "Deny", "Condition": {
                "ForAnyValue:StringNotEquals": {"dynamodb:LeadingKeys": "${aws:username}"},
            }})],
            ALICE,
            get("bob"),
            EXPLICIT,
        ),
        (
            "leading keys by a variable that fits",
            vec![json!({"Effect": "Deny", "Condition": {
                "ForAnyValue:StringNotEquals": {"dynamodb:LeadingKeys": "${aws:username}"},
            }})],
            ALICE,
            get("alice"),
            Ok(()),
        ),
        (
            "attributes",
            vec![attributes(json!(["user", "at", "price"]))],
            BOB,
            get_of("alice", "price"),
            Ok(()),
        ),
        (
            "other attributes",
            vec![attributes(json!(["user", "at"]))],
            BOB,
            get_of("alice", "price"),
            IMPLICIT,
        ),
        ("all attributes", vec![attributes(json!(["user", "at", "price"]))], BOB, get("alice"), IMPLICIT),
        (
            "attributes that an update reads",
            vec![
                json!({"Effect": "Deny", "Condition": {"ForAnyValue:StringEquals": {"dynamodb:Attributes": "price"}}}),
            ],
            ALICE,
            (
                "UpdateItem",
                json!({
                    "TableName": "likes", "Key": key("alice"), "UpdateExpression": "SET a = if_not_exists(price, :z)",
                    "ExpressionAttributeValues": {":z": {"N": "0"}},
                }),
            ),
            EXPLICIT,
        ),
        (
            "returned values",
            vec![
                json!({"Effect": "Deny", "Condition": {"StringEquals": {"dynamodb:ReturnValues": "ALL_OLD"}}}),
            ],
            ALICE,
            ("DeleteItem", json!({"TableName": "likes", "Key": key("x"), "ReturnValues": "ALL_OLD"})),
            EXPLICIT,
        ),
        (
            "consumed capacity",
            vec![on(json!({"Null": {"dynamodb:ReturnConsumedCapacity": "true"}}))],
            BOB,
            ("Scan", json!({"TableName": "likes", "ReturnConsumedCapacity": "TOTAL"})),
            IMPLICIT,
        ),
        (
            "by transactions alone",
            vec![json!({"Action": "dynamodb:GetItem", "Condition": {
                "StringEquals": {"dynamodb:EnclosingOperation": "TransactGetItems"},
            }})],
            BOB,
            (
                "TransactGetItems",
                json!({"TransactItems": [{"Get": {"TableName": "likes", "Key": key("alice")}}]}),
            ),
            Ok(()),
        ),
        (
            "not by themselves",
            vec![on(json!({"StringEquals": {"dynamodb:EnclosingOperation": "TransactGetItems"}}))],
            BOB,
            get("alice"),
            IMPLICIT,
        ),
        (
            "a condition check is an action of its own",
            vec![json!({"Action": ["dynamodb:PutItem"]})],
            BOB,
            (
                "TransactWriteItems",
                json!({"TransactItems": [{"ConditionCheck": {
                    "TableName": "likes", "Key": key("alice"), "ConditionExpression": "attribute_exists(price)",
                }}]}),
            ),
            Err("dynamodb:ConditionCheckItem"),
        ),
        (
            "statements have actions of their own",
            vec![deny("dynamodb:PartiQLSelect")],
            ALICE,
            sql("SELECT * FROM likes"),
            EXPLICIT,
        ),
        (
            "a scan by a statement",
            vec![json!({"Effect": "Deny", "Action": "dynamodb:PartiQL*",
                "Condition": {"Bool": {"dynamodb:FullTableScan": "true"}}})],
            ALICE,
            sql("SELECT * FROM likes WHERE price > 1"),
            EXPLICIT,
        ),
        (
            "a query by a statement",
            vec![json!({"Effect": "Deny", "Action": "dynamodb:PartiQL*",
                "Condition": {"Bool": {"dynamodb:FullTableScan": "true"}}})],
            ALICE,
            sql("SELECT * FROM likes WHERE \"user\" = 'alice'"),
            Ok(()),
        ),
        (
            "leading keys of statements",
            vec![
                json!({"Effect": "Deny", "Condition": {"ForAnyValue:StringEquals": {"dynamodb:LeadingKeys": "bob"}}}),
            ],
            ALICE,
            sql("UPDATE likes SET price = 1 WHERE \"user\" = 'bob' AND \"at\" = 1"),
            EXPLICIT,
        ),
        (
            "statements of other accounts are not supported",
            vec![json!({})],
            BOB,
            sql("SELECT * FROM likes"),
            IMPLICIT,
        ),
        (
            "tables are described by other accounts",
            vec![json!({})],
            BOB,
            ("DescribeTable", json!({"TableName": TABLE})),
            Ok(()),
        ),
        (
            "settings are not",
            vec![json!({})],
            BOB,
            ("CreateBackup", json!({"TableName": "likes", "BackupName": "monday"})),
            IMPLICIT,
        ),
        ("lists are the account's", vec![json!({})], BOB, ("ListTables", json!({})), Err("resource: *")),
        (
            "a table that is not there is not told of",
            vec![],
            BOB,
            ("GetItem", json!({"TableName": "nothing", "Key": key("a")})),
            IMPLICIT,
        ),
        (
            "the time",
            vec![on(json!({"DateLessThan": {"aws:CurrentTime": "2023-11-14T22:13:20Z"}}))],
            BOB,
            get("alice"),
            IMPLICIT,
        ),
        (
            "the time is not yet over",
            vec![on(json!({"DateLessThanEquals": {"aws:CurrentTime": "2023-11-14T22:13:20Z"}}))],
            BOB,
            get("alice"),
            Ok(()),
        ),
        (
            "the time in seconds",
            vec![on(json!({"NumericGreaterThan": {"aws:EpochTime": START - 1}}))],
            BOB,
            get("alice"),
            Ok(()),
        ),
        (
            "the principal's ARN",
            vec![on(json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/b*"}}))],
            BOB,
            get("alice"),
            Ok(()),
        ),
        (
            "a wildcard stays in its part of an ARN",
            vec![on(json!({"ArnLike": {"aws:PrincipalArn": "arn:*:user/bob"}}))],
            BOB,
            get("alice"),
            Err("is no ARN"),
        ),
        (
            "an address that is not known",
            vec![on(json!({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}))],
            BOB,
            get("alice"),
            IMPLICIT,
        ),
        (
            "not that address",
            vec![on(json!({"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}))],
            BOB,
            get("alice"),
            Ok(()),
        ),
        (
            "any case",
            vec![on(json!({"StringEqualsIgnoreCase": {"AWS:username": "BOB"}}))],
            BOB,
            get("alice"),
            Ok(()),
        ),
        (
            "two conditions",
            vec![on(json!({"StringEquals": {"aws:username": "bob", "aws:PrincipalAccount": ACCOUNT}}))],
            BOB,
            get("alice"),
            IMPLICIT,
        ),
        (
            "one of several values",
            vec![on(json!({"StringLike": {"aws:username": ["a*", "b?b"]}}))],
            BOB,
            get("alice"),
            Ok(()),
        ),
        (
            "none of several values",
            vec![on(json!({"StringNotLike": {"aws:username": ["a*", "b?b"]}}))],
            BOB,
            get("alice"),
            IMPLICIT,
        ),
        (
            "a tag of the table",
            vec![on(json!({"StringEquals": {"aws:ResourceTag/Team": "x"}}))],
            BOB,
            get("alice"),
            IMPLICIT,
        ),
        (
            "a tag that may be missing",
            vec![on(json!({"StringEqualsIfExists": {"aws:ResourceTag/Team": "x"}}))],
            BOB,
            get("alice"),
            Ok(()),
        ),
    ];
    for (name, statements, principal, (operation, request), expected) in cases {
        let (db, likes) = database();
        if !statements.is_empty()
            && let Err(error) = put_policy(&likes, &statements)
        {
            assert!(expected.is_err_and(|text| error.to_string().contains(text)), "{name}: {error}");
            continue;
        }
        let db = db.as_principal(principal).unwrap();
        match expected {
            Ok(()) => drop(ask(&db, operation, request)),
            Err(text) => {
                let (exception, message) = refused(&db, operation, request);
                assert_eq!(exception, "AccessDeniedException", "{name}: {message}");
                assert!(message.contains(text), "{name}: {message}");
                assert!(
                    message
                        .starts_with(&format!("User: {principal} is not authorized to perform: dynamodb:"))
                );
            }
        }
    }
}

#[test]
fn what_is_told_is_the_service_s_text() {
    let (db, likes) = database();
    let bob = db.as_principal(BOB).unwrap();
    let get = json!({"TableName": "likes", "Key": key("alice")});
    let what = format!("User: {BOB} is not authorized to perform: dynamodb:GetItem on resource: {TABLE}");
    assert_eq!(
        refused(&bob, "GetItem", get.clone()).1,
        format!("{what} because no resource-based policy allows the dynamodb:GetItem action")
    );
    put_policy(&likes, &[json!({"Effect": "Deny"})]).unwrap();
    assert_eq!(
        refused(&bob, "GetItem", get).1,
        format!("{what} with an explicit deny in a resource-based policy")
    );
}

#[test]
fn typed_requests_are_checked_as_those_of_the_wire_are() {
    let (db, likes) = database();
    put_policy(
        &likes,
        &[json!({"Principal": {"AWS": BOB}, "Condition": {
            "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "alice"},
            "Null": {"dynamodb:LeadingKeys": "false"},
        }})],
    )
    .unwrap();
    let bob = db.as_principal(BOB).unwrap();
    let of_bob = bob.table("likes").unwrap();
    let denied =
        |result: Result<(), Error>| assert!(matches!(result, Err(Error::AccessDenied(_))), "{result:?}");
    of_bob.get(("alice", 1)).run().unwrap().unwrap();
    of_bob.put(item! { "user": "alice", "at": 2 }).run().unwrap();
    assert_eq!(of_bob.query("alice").items().count(), 2);
    of_bob.update(("alice", 2)).expression("SET price = :p").value(":p", 1).run().unwrap();
    of_bob.delete(("alice", 2)).run().unwrap();
    bob.transaction().put(&of_bob, item! { "user": "alice", "at": 3 }).run().unwrap();
    denied(of_bob.get(("bob", 1)).run().map(drop));
    denied(of_bob.put(item! { "user": "bob", "at": 2 }).run());
    denied(of_bob.query("bob").page().map(drop));
    denied(of_bob.update(("bob", 1)).expression("SET price = :p").value(":p", 1).run().map(drop));
    denied(of_bob.delete(("bob", 1)).run().map(drop));
    denied(of_bob.scan().page().map(drop));
    denied(bob.transaction().put(&of_bob, item! { "user": "bob", "at": 3 }).run());
    denied(of_bob.put_all([item! { "user": "bob", "at": 3 }]));
    denied(bob.fork().table("likes").unwrap().get(("bob", 1)).run().map(drop));
    assert!(likes.get(("bob", 2)).run().unwrap().is_none(), "nothing was written");
}

#[test]
fn a_stream_has_a_policy_of_its_own() {
    let (db, likes) = database();
    likes.update_settings().stream(StreamViewType::KeysOnly).run().unwrap();
    let stream_arn = likes.describe().latest_stream_arn.unwrap();
    put_policy(&likes, &[json!({})]).unwrap();
    let bob = db.as_principal(BOB).unwrap();
    let describe = json!({"StreamArn": stream_arn});
    let (exception, message) = refused(&bob, "DescribeStream", describe.clone());
    assert_eq!(exception, "AccessDeniedException");
    assert!(
        message.contains(&format!("dynamodb:DescribeStream on resource: {stream_arn} because")),
        "{message}"
    );
    let policy = json!({"Version": "2012-10-17", "Statement": statement(&json!({"Resource": format!("{TABLE}/stream/*")}))});
    ask(&db, "PutResourcePolicy", json!({"ResourceArn": stream_arn, "Policy": policy.to_string()}));
    let described = ask(&bob, "DescribeStream", describe);
    let shard = &described["StreamDescription"]["Shards"][0]["ShardId"];
    let start = json!({"StreamArn": stream_arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"});
    let iterator = ask(&bob, "GetShardIterator", start)["ShardIterator"].take();
    ask(&bob, "GetRecords", json!({"ShardIterator": iterator}));
    ask(&db, "DeleteResourcePolicy", json!({"ResourceArn": stream_arn}));
    assert_eq!(refused(&bob, "GetRecords", json!({"ShardIterator": iterator})).0, "AccessDeniedException");
}

#[test]
fn one_statement_of_a_batch_is_denied_by_itself() {
    let (db, likes) = database();
    put_policy(
        &likes,
        &[json!({"Effect": "Deny", "Condition": {
            "ForAnyValue:StringEquals": {"dynamodb:LeadingKeys": "bob"},
        }})],
    )
    .unwrap();
    let alice = db.as_principal(ALICE).unwrap();
    let of = |user: &str| json!({"Statement": format!("SELECT price FROM likes WHERE \"user\" = '{user}' AND \"at\" = 1")});
    let answer = ask(&alice, "BatchExecuteStatement", json!({"Statements": [of("alice"), of("bob")]}));
    assert_eq!(answer["Responses"][0]["Item"]["price"], json!({"N": "3"}));
    assert_eq!(answer["Responses"][1]["Error"]["Code"], "AccessDenied");
}

#[test]
fn a_policy_names_actions_of_its_resource_and_principals_that_can_be() {
    let db = Database::builder().account(ACCOUNT).build();
    let likes = db.create_table("likes").partition_key("user", S).run().unwrap();
    likes.update_settings().stream(StreamViewType::KeysOnly).run().unwrap();
    let stream_arn = likes.describe().latest_stream_arn.unwrap();
    let actions =
        |names: &Value| format!("Invalid policy document: The following action names are invalid: {names}");
    let principal = || "Invalid principal in policy document.".to_owned();
    for (changes, text) in [
        (json!({"Action": "s3:GetObject"}), actions(&json!("s3:GetObject"))),
        (
            json!({"Action": ["dynamodb:GetItem", "dynamodb:GetRecords"]}),
            actions(&json!("dynamodb:GetRecords")),
        ),
        (json!({"NotAction": "dynamodb:TransactWriteItems"}), actions(&json!("dynamodb:TransactWriteItems"))),
        (json!({"Principal": {"AWS": "nobody"}}), principal()),
        (json!({"Principal": {"AWS": ["*", "arn:aws:iam::444455556666:user/*"]}}), principal()),
        (
            json!({"Principal": {"Service": "lambda.amazonaws.com"}}),
            "Invalid policy document: Policy contains invalid service principal".to_owned(),
        ),
    ] {
        let error = put_policy(&likes, &[changes]).unwrap_err();
        let expected = format!("One or more parameter values were invalid: {text}");
        assert!(matches!(error, Error::Validation(_)) && error.message() == expected, "{error}");
    }
    let of_stream = |action: &str| {
        let policy = json!({"Version": "2012-10-17", "Statement": statement(&json!({"Action": action}))});
        json!({"ResourceArn": stream_arn, "Policy": policy.to_string()})
    };
    ask(&db, "PutResourcePolicy", of_stream("dynamodb:GetRecords"));
    let (exception, message) = refused(&db, "PutResourcePolicy", of_stream("dynamodb:ListStreams"));
    assert_eq!(exception, "ValidationException");
    assert!(message.ends_with(&actions(&json!("dynamodb:ListStreams"))), "{message}");
}

#[test]
fn what_is_not_enforced_is_refused_when_it_is_put_and_denies_when_it_was_put_before() {
    let (db, likes) = database();
    for (condition, what) in [
        (
            json!({"BinaryEquals": {"aws:username": "x"}}),
            "the condition operator BinaryEquals is not enforced here",
        ),
        (
            json!({"StringEqual": {"aws:username": "x"}}),
            "the condition operator StringEqual is not enforced here",
        ),
        (
            json!({"ForSomeValues:StringEquals": {"aws:username": "x"}}),
            "ForSomeValues:StringEquals is not enforced here",
        ),
        (
            json!({"StringEquals": {"aws:SourceVpc": "x"}}),
            "the condition key aws:SourceVpc is not enforced here",
        ),
        (json!({"StringEquals": {"dynamodb:LeadingKeys": "x"}}), "needs ForAllValues or ForAnyValue"),
        (json!({"StringEquals": {"aws:username": "${aws:FederatedProvider}"}}), "${aws:FederatedProvider}"),
        (json!({"NumericEquals": {"aws:EpochTime": "soon"}}), "'soon' in a Condition is no number"),
        (json!({"IpAddress": {"aws:SourceIp": "10.0.0.0/33"}}), "is no IP address"),
        (json!({"Null": {"aws:username": "maybe"}}), "Null takes true or false"),
    ] {
        let error = put_policy(&likes, &[json!({"Condition": condition})]).unwrap_err();
        assert!(matches!(error, Error::Validation(_)) && error.message().contains(what), "{error}");
    }
    // A database that does not enforce policies takes them, and one that does finds them.
    let path = std::env::temp_dir().join(format!("hashrange-policies-{}", std::process::id()));
    let lax = Database::builder().account(ACCOUNT).build();
    let likes = lax.create_table("likes").partition_key("id", S).run().unwrap();
    put_policy(&likes, &[json!({"Condition": {"StringEquals": {"aws:SourceVpc": "x"}}})]).unwrap();
    likes.put(item! { "id": "a" }).run().unwrap();
    lax.save(&path).unwrap();
    let strict = Database::builder().enforce_policies(true).load(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let likes = strict.table("likes").unwrap();
    let error = likes.get("a").run().unwrap_err();
    assert!(error.message().contains("cannot be enforced: the condition key aws:SourceVpc"), "{error}");
    likes.delete_resource_policy().run().unwrap();
    likes.get("a").run().unwrap().unwrap();
    drop(db);
}

#[test]
fn policies_of_any_form_take_bounded_work() {
    let (db, likes) = database();
    // Each takes a thousand looks at a thousand letters.
    let patterns: Vec<String> = (0..17).map(|number| format!("*{}b{number}", "a".repeat(1_000))).collect();
    put_policy(
        &likes,
        &[json!({"Effect": "Deny", "Condition": {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": patterns}}})],
    )
    .unwrap();
    let alice = db.as_principal(ALICE).unwrap();
    let user = "a".repeat(2_000);
    let key = json!({"user": {"S": user}, "at": {"N": "1"}});
    let puts: Vec<Value> = (0..100)
        .map(|number| {
            let mut item = key.clone();
            item["at"] = json!({"N": number.to_string()});
            json!({"Put": {"TableName": "likes", "Item": item}})
        })
        .collect();
    let began = Instant::now();
    let (exception, message) = refused(&alice, "TransactWriteItems", json!({"TransactItems": puts}));
    assert_eq!(exception, "AccessDeniedException");
    assert!(message.contains("takes too much work"), "{message}");
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
    let names: Vec<String> = (0..700).map(|number| format!("attribute{number:03}")).collect();
    put_policy(
        &likes,
        &[json!({"Condition": {"ForAllValues:StringEquals": {"dynamodb:Attributes": names}}})],
    )
    .unwrap();
    let item = (0..20_000)
        .map(|number| (format!("a{number}"), json!({"NULL": true})))
        .chain([("user".to_owned(), json!({"S": "x"})), ("at".to_owned(), json!({"N": "1"}))]);
    let item: serde_json::Map<String, Value> = item.collect();
    let bob = db.as_principal(BOB).unwrap();
    assert_eq!(
        refused(&bob, "PutItem", json!({"TableName": "likes", "Item": item})).0,
        "AccessDeniedException"
    );
}

#[test]
fn principals_are_arns() {
    let (db, _) = database();
    for text in ["", "alice", "arn:aws:iam::1:user/alice", "arn:aws:s3:::bucket", "*"] {
        assert!(matches!(db.as_principal(text), Err(Error::Validation(_))), "{text}");
    }
    // Without enforcement a principal may do all.
    let lax = Database::new();
    lax.create_table("users").partition_key("id", S).run().unwrap();
    lax.as_principal(BOB).unwrap().table("users").unwrap().put(item! { "id": "a" }).run().unwrap();
}

#[test]
fn a_policy_is_that_of_the_table_that_an_arn_finds() {
    let (db, likes) = database();
    likes.update_settings().stream(StreamViewType::KeysOnly).run().unwrap();
    let stream_arn = likes.describe().latest_stream_arn.unwrap();
    let deny = json!({"Effect": "Deny", "Principal": {"AWS": ALICE}, "Resource": TABLE});
    put_policy(&likes, &[deny]).unwrap();
    let alice = db.as_principal(ALICE).unwrap();
    for name in [
        "likes",
        TABLE,
        stream_arn.as_str(),
        &format!("{TABLE}/index/other"),
        &format!("{TABLE}/backup/01"),
        &format!("{TABLE}/"),
        "arn:aws-cn:dynamodb:eu-west-1:999999999999:table/likes",
        "arn:x:table/likes",
    ] {
        let requests = [
            ("GetItem", json!({"TableName": name, "Key": key("alice")})),
            ("PutItem", json!({"TableName": name, "Item": key("alice")})),
            ("Scan", json!({"TableName": name})),
            ("BatchGetItem", json!({"RequestItems": {name: {"Keys": [key("alice")]}}})),
            ("BatchWriteItem", json!({"RequestItems": {name: [{"PutRequest": {"Item": key("alice")}}]}})),
            (
                "TransactGetItems",
                json!({"TransactItems": [{"Get": {"TableName": name, "Key": key("alice")}}]}),
            ),
            ("ExecuteStatement", json!({"Statement": format!("SELECT * FROM \"{name}\"")})),
            ("DescribeTable", json!({"TableName": name})),
            ("DescribeTimeToLive", json!({"TableName": name})),
            ("CreateBackup", json!({"TableName": name, "BackupName": "saved"})),
            ("DeleteTable", json!({"TableName": name})),
        ];
        for (operation, request) in requests {
            assert_eq!(
                refused(&alice, operation, request).0,
                "AccessDeniedException",
                "{operation} of {name}"
            );
        }
    }
    assert_eq!(
        refused(&alice, "GetResourcePolicy", json!({"ResourceArn": TABLE.replace("aws", "aws-cn")})).0,
        "AccessDeniedException"
    );
    ask(&alice, "DescribeStream", json!({"StreamArn": stream_arn}));
}

#[test]
fn changes_are_read_as_the_policy_of_the_stream_says() {
    let (db, likes) = database();
    likes.update_settings().stream(StreamViewType::KeysOnly).run().unwrap();
    let stream_arn = likes.describe().latest_stream_arn.unwrap();
    let of_alice = db.as_principal(ALICE).unwrap().table("likes").unwrap();
    likes.put(item! { "user": "bob", "at": 2 }).run().unwrap();
    let deny = |action: &str| {
        let statement = statement(&json!({"Effect": "Deny", "Principal": {"AWS": ALICE}, "Action": action}));
        let policy = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
        ask(&db, "PutResourcePolicy", json!({"ResourceArn": stream_arn, "Policy": policy}));
    };
    let denied =
        |result: Result<(), Error>| assert!(matches!(result, Err(Error::AccessDenied(_))), "{result:?}");
    assert_eq!(of_alice.changes().run().unwrap().count(), 1);
    let mut changes = of_alice.changes().run().unwrap();
    let mut batches = of_alice.changes().batches().run().unwrap();
    deny("dynamodb:GetRecords");
    denied(changes.next().unwrap().map(drop));
    denied(batches.for_each_batch(|_| Ok::<_, Error>(())).map(drop));
    deny("dynamodb:GetShardIterator");
    denied(of_alice.changes().run().map(drop));
    denied(of_alice.changes().batches().run().map(drop));
    deny("dynamodb:DescribeStream");
    denied(of_alice.shards().map(drop));
    assert_eq!(likes.changes().run().unwrap().count(), 1, "the account's root is not alice");
}

#[test]
fn the_statements_of_a_request_share_their_work() {
    let (db, likes) = database();
    let patterns: Vec<String> = (0..17).map(|number| format!("*{}b{number}", "a".repeat(1_000))).collect();
    put_policy(
        &likes,
        &[json!({"Effect": "Deny", "Condition": {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": patterns}}})],
    )
    .unwrap();
    let alice = db.as_principal(ALICE).unwrap();
    // Each alone is within what a request may take.
    let user = "a".repeat(1_200);
    let statement =
        |at: usize| json!({"Statement": format!("INSERT INTO likes VALUE {{'user': '{user}', 'at': {at}}}")});
    ask(&alice, "ExecuteStatement", statement(0));
    let statements: Vec<Value> = (1..=25).map(statement).collect();
    let (exception, message) =
        refused(&alice, "ExecuteTransaction", json!({"TransactStatements": statements}));
    assert_eq!(exception, "AccessDeniedException");
    assert!(message.contains("takes too much work"), "{message}");
    let answer = ask(&alice, "BatchExecuteStatement", json!({"Statements": statements}));
    assert_eq!(answer["Responses"][24]["Error"]["Code"], "AccessDenied");
}
