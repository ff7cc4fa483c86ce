//! Resource policies: kept and given back, by revisions.

use hashrange::{Database, Error, ScalarAttributeType::S, operation::*};
use serde_json::{Value, json};

use crate::{ask, invalid};

fn policy(effect: &str, action: &str) -> String {
    json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": effect, "Principal": "*", "Action": action, "Resource": "*"}],
    })
    .to_string()
}

fn put(db: &Database, arn: &str, policy: String) -> hashrange::Result<String> {
    let input =
        PutResourcePolicyInput { resource_arn: arn.to_owned(), policy, ..PutResourcePolicyInput::default() };
    db.put_resource_policy(input).map(|put| put.revision_id)
}

/// A database with a table that has a stream, and the ARNs of the two.
fn music() -> (Database, [String; 2]) {
    let db = Database::new();
    let made = ask(
        &db,
        "CreateTable",
        json!({
            "TableName": "music", "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "artist", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "artist", "KeyType": "HASH"}],
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"},
        }),
    );
    let arn = |member: &str| made["TableDescription"][member].as_str().unwrap().to_owned();
    let arns = ["TableArn", "LatestStreamArn"].map(arn);
    (db, arns)
}

#[test]
fn the_same_policy_again_keeps_its_revision_and_no_revision_comes_twice() {
    let (db, arns) = music();
    let mut seen = std::collections::HashSet::new();
    let actions =
        [["dynamodb:GetItem", "dynamodb:Query"], ["dynamodb:GetRecords", "dynamodb:DescribeStream"]];
    for (arn, [first, second]) in arns.iter().zip(actions) {
        let one = put(&db, arn, policy("Allow", first)).unwrap();
        assert_eq!(put(&db, arn, policy("Allow", first)).unwrap(), one);
        let other = put(&db, arn, policy("Allow", second)).unwrap();
        assert_eq!(db.get_resource_policy(arn).unwrap().policy, policy("Allow", second));
        assert_eq!(db.delete_resource_policy(arn).unwrap().revision_id, Some(other.clone()));
        let again = put(&db, arn, policy("Allow", first)).unwrap();
        assert!([one, other, again].into_iter().all(|revision| seen.insert(revision)));
    }
}

#[test]
fn a_table_and_its_stream_have_policies_of_their_own() {
    let (db, [table, stream]) = music();
    put(&db, &stream, policy("Allow", "dynamodb:GetRecords")).unwrap();
    assert!(matches!(db.get_resource_policy(&table), Err(Error::PolicyNotFound(_))));
    assert_eq!(db.get_resource_policy(&stream).unwrap().policy, policy("Allow", "dynamodb:GetRecords"));
    let other = format!("{table}/stream/2015-05-11T21:21:33.291");
    assert!(matches!(db.get_resource_policy(other), Err(Error::ResourceNotFound(_))));
    let foreign = table.replace("000000000000", "999999999999");
    assert!(matches!(db.get_resource_policy(foreign), Err(Error::AccessDenied(_))));
}

#[test]
fn who_shuts_himself_out_must_say_so() {
    let (db, [arn, _]) = music();
    assert!(invalid(put(&db, &arn, policy("Deny", "*"))).contains("ConfirmRemoveSelfResourceAccess"));
    db.put_resource_policy(PutResourcePolicyInput {
        resource_arn: arn.clone(),
        policy: policy("Deny", "*"),
        confirm_remove_self_resource_access: Some(true),
        ..PutResourcePolicyInput::default()
    })
    .unwrap();
    // The account's owner may take it away all the same.
    assert!(db.delete_resource_policy(arn).unwrap().revision_id.is_some());
}

#[test]
fn policies_are_checked_where_a_table_is_made_too() {
    let db = Database::new();
    let request = |policy: Value| CreateTableInput {
        resource_policy: policy.as_str().map(ToOwned::to_owned),
        table_name: "music".to_owned(),
        billing_mode: Some(BillingMode::PayPerRequest),
        attribute_definitions: Some(vec![AttributeDefinition {
            attribute_name: "artist".to_owned(),
            attribute_type: Some(S),
        }]),
        key_schema: Some(vec![KeySchemaElement {
            attribute_name: "artist".to_owned(),
            key_type: Some(KeyType::Hash),
        }]),
        ..CreateTableInput::default()
    };
    assert!(invalid(db.create_table_from(request(json!("no policy")))).contains("no JSON object"));
    let made = db.create_table_from(request(policy("Allow", "dynamodb:*").into())).unwrap();
    let arn = made.table_description.unwrap().table_arn;
    let path = std::env::temp_dir().join(format!("hashrange-policies-{}", std::process::id()));
    db.save(&path).unwrap();
    let loaded = Database::load(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(loaded.get_resource_policy(&arn).unwrap(), db.get_resource_policy(&arn).unwrap());
}
