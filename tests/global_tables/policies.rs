//! Enforced policies of replicas: whoever changes a replica in another region needs what the policy there allows.

use hashrange::Database;
use serde_json::{Value, json};

use super::{
    REGIONS, group,
    support::{ask, refused},
    table, with,
};

const BOB: &str = "arn:aws:iam::444455556666:user/bob";

/// A database of three regions, and the same as a principal of another account uses it.
fn database() -> (Database, Database) {
    let db = Database::builder().regions(["us-east-1", "eu-west-1", "ap-northeast-2"]).enforce_policies(true);
    let db = db.build();
    let bob = db.as_principal(BOB).unwrap();
    (db, bob)
}

/// Gives the table in a region a policy of one statement about these actions.
fn put_policy(db: &Database, region: &str, effect: &str, actions: &Value) {
    let statement = json!({"Effect": effect, "Principal": "*", "Action": actions, "Resource": "*"});
    let policy = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
    let arn = format!("arn:aws:dynamodb:{region}:000000000000:table/music");
    let request = json!({"ResourceArn": arn, "Policy": policy, "ConfirmRemoveSelfResourceAccess": true});
    ask(&db.in_region(region).unwrap(), "PutResourcePolicy", request);
}

/// What a request is refused with, which is for want of a permission.
fn denied(db: &Database, operation: &str, request: Value) -> String {
    let (exception, message) = refused(db, operation, request);
    assert_eq!(exception, "AccessDeniedException", "{message}");
    message
}

fn replicas(updates: Value) -> Value {
    json!({"TableName": "music", "ReplicaUpdates": updates})
}

fn on_demand() -> Value {
    json!({
        "TableName": "music", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    })
}

#[test]
fn a_replica_is_created_by_who_may_create_tables_in_its_region() {
    let (db, bob) = database();
    ask(&db, "CreateTable", on_demand());
    put_policy(&db, "us-east-1", "Allow", &json!("dynamodb:*"));
    let create = || replicas(json!([{"Create": {"RegionName": "eu-west-1"}}]));
    let message = denied(&bob, "UpdateTable", create());
    assert!(
        message.contains(
            "dynamodb:CreateTable on resource: arn:aws:dynamodb:eu-west-1:000000000000:table/music"
        ),
        "{message}"
    );
    assert!(ask(&db, "DescribeTable", json!({"TableName": "music"}))["Table"].get("Replicas").is_none());
    ask(&db, "UpdateTable", create());
}

#[test]
fn a_replica_is_changed_and_deleted_by_the_policy_of_its_region() {
    let (db, bob) = database();
    ask(&db, "CreateTable", on_demand());
    ask(&db, "UpdateTable", replicas(json!([{"Create": {"RegionName": "eu-west-1"}}])));
    put_policy(&db, "us-east-1", "Allow", &json!("dynamodb:*"));
    let units = json!({"MaxReadRequestUnits": 10});
    let update =
        || replicas(json!([{"Update": {"RegionName": "eu-west-1", "OnDemandThroughputOverride": units}}]));
    let delete = || replicas(json!([{"Delete": {"RegionName": "eu-west-1"}}]));
    assert!(
        denied(&bob, "UpdateTable", update())
            .contains("dynamodb:UpdateTable on resource: arn:aws:dynamodb:eu")
    );
    assert!(
        denied(&bob, "UpdateTable", delete())
            .contains("dynamodb:DeleteTable on resource: arn:aws:dynamodb:eu")
    );
    put_policy(&db, "eu-west-1", "Allow", &json!("dynamodb:UpdateTable"));
    ask(&bob, "UpdateTable", update());
    for action in ["dynamodb:DeleteTable", "dynamodb:DeleteTableReplica"] {
        put_policy(&db, "eu-west-1", "Deny", &json!(action));
        let message = denied(&db, "UpdateTable", delete());
        assert!(message.contains(&format!("{action} on resource: arn:aws:dynamodb:eu-west-1")), "{message}");
    }
    put_policy(&db, "eu-west-1", "Deny", &json!("dynamodb:UpdateTable"));
    ask(&db, "UpdateTable", delete());
}

#[test]
fn a_global_table_of_2017_is_changed_by_the_policies_of_all_its_replicas() {
    let (db, bob) = database();
    REGIONS
        .iter()
        .for_each(|region| drop(ask(&db.in_region(region).unwrap(), "CreateTable", table("music"))));
    put_policy(&db, "eu-west-1", "Deny", &json!("dynamodb:CreateGlobalTable"));
    let message = denied(&db, "CreateGlobalTable", group("music", &REGIONS));
    assert!(
        message.contains("dynamodb:CreateGlobalTable on resource: arn:aws:dynamodb:eu-west-1"),
        "{message}"
    );
    // A table that is not to be a replica does not count.
    put_policy(&db, "us-east-1", "Deny", &json!("dynamodb:CreateGlobalTable"));
    put_policy(&db, "eu-west-1", "Deny", &json!("dynamodb:UpdateGlobalTable"));
    ask(&db, "CreateGlobalTable", group("music", &REGIONS[..2]));
    let update = json!({
        "GlobalTableName": "music",
        "ReplicaUpdates": [{"Delete": {"RegionName": REGIONS[0]}}],
    });
    let message = denied(&db, "UpdateGlobalTable", update.clone());
    assert!(
        message.contains("dynamodb:UpdateGlobalTable on resource: arn:aws:dynamodb:eu-west-1"),
        "{message}"
    );
    let settings = json!({"GlobalTableName": "music", "GlobalTableBillingMode": "PAY_PER_REQUEST"});
    put_policy(&db, "eu-west-1", "Deny", &json!("dynamodb:UpdateGlobalTableSettings"));
    denied(&db, "UpdateGlobalTableSettings", settings.clone());
    put_policy(&db, "eu-west-1", "Allow", &json!("dynamodb:*"));
    ask(&db, "UpdateGlobalTableSettings", settings);
    ask(&db, "UpdateGlobalTable", update);
    // A global table has no policy, so it is its account's alone.
    put_policy(&db, "us-east-1", "Allow", &json!("dynamodb:*"));
    let message = denied(&bob, "DescribeGlobalTable", json!({"GlobalTableName": "music"}));
    assert!(message.contains("on resource: arn:aws:dynamodb::000000000000:global-table/music"), "{message}");
}

#[test]
fn contributor_insights_of_an_index_are_checked_by_its_arn_and_lists_by_none() {
    let (db, _) = database();
    ask(&db, "CreateTable", table("music"));
    let index = "arn:aws:dynamodb:us-east-1:000000000000:table/music/index/of_g";
    let statement =
        json!({"Effect": "Deny", "Principal": "*", "Action": "dynamodb:*Insights", "Resource": index});
    let policy = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/music";
    ask(&db, "PutResourcePolicy", json!({"ResourceArn": arn, "Policy": policy}));
    let table = json!({"TableName": "music", "ContributorInsightsAction": "ENABLE"});
    ask(&db, "UpdateContributorInsights", table.clone());
    let message = denied(&db, "UpdateContributorInsights", with(table, json!({"IndexName": "of_g"})));
    assert!(
        message.contains(&format!("dynamodb:UpdateContributorInsights on resource: {index}")),
        "{message}"
    );
    denied(&db, "DescribeContributorInsights", json!({"TableName": "music", "IndexName": "of_g"}));
    put_policy(&db, "us-east-1", "Deny", &json!(["dynamodb:List*"]));
    for operation in ["ListContributorInsights", "ListBackups"] {
        ask(&db, operation, json!({"TableName": "music"}));
    }
}
