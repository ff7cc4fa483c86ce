//! Backups of tables, and tables restored from them, as requests see them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

#[path = "support/mod.rs"]
mod support;

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{
    Clock, Database, Index,
    ScalarAttributeType::{N, S},
    Table, item,
    operation::*,
};
use serde_json::{Value, json};
use support::{ask, refused};

/// A database whose clock stands at the second 1,700,000,000.
fn database() -> (Database, Clock) {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    (Database::builder().clock(clock.clone()).build(), clock)
}

/// A table with an index of each kind, tags, a stream, a policy, time to live, protection and a key of the account.
fn orders(db: &Database) -> Table {
    let table = db
        .create_table("orders")
        .partition_key("user", S)
        .sort_key("at", N)
        .local_index(Index::new("by_state").sort_key("state", S))
        .local_index(Index::new("by_price").sort_key("price", N).keys_only())
        .global_index(Index::new("of_state").partition_key("state", S).include(["price", "name"]))
        .provisioned(5, 7)
        .run()
        .unwrap();
    let arn = table.describe().table_arn;
    ask(
        db,
        "UpdateTable",
        json!({
            "TableName": "orders", "DeletionProtectionEnabled": true,
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
            "SSESpecification": {"Enabled": true, "KMSMasterKeyId": "alias/mine"},
        }),
    );
    ask(db, "UpdateTable", json!({"TableName": "orders", "TableClass": "STANDARD_INFREQUENT_ACCESS"}));
    let ttl = json!({"Enabled": true, "AttributeName": "until"});
    ask(db, "UpdateTimeToLive", json!({"TableName": "orders", "TimeToLiveSpecification": ttl}));
    ask(db, "TagResource", json!({"ResourceArn": arn, "Tags": [{"Key": "team", "Value": "shop"}]}));
    let policy = json!({"Version": "2012-10-17", "Statement":
        {"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*"}});
    ask(db, "PutResourcePolicy", json!({"ResourceArn": arn, "Policy": policy.to_string()}));
    for at in 0..20 {
        table.put(order(at)).run().unwrap();
    }
    table
}

fn order(at: u64) -> hashrange::Item {
    item! { "user": format!("user{}", at % 3), "at": at, "state": "paid", "price": 1000 - at, "name": "케이블" }
}

/// The ARN of a new backup of `orders`.
fn back_up(db: &Database, name: &str) -> String {
    let answer = ask(db, "CreateBackup", json!({"TableName": "orders", "BackupName": name}));
    answer["BackupDetails"]["BackupArn"].as_str().unwrap().to_owned()
}

/// Restores a table, with these overrides, and describes it.
fn restore(db: &Database, arn: &str, target: &str, overrides: Value) -> Value {
    let mut request = json!({"TargetTableName": target, "BackupArn": arn});
    request.as_object_mut().unwrap().extend(overrides.as_object().unwrap().clone());
    ask(db, "RestoreTableFromBackup", request);
    ask(db, "DescribeTable", json!({"TableName": target}))["Table"].clone()
}

#[test]
fn a_backup_keeps_a_table_as_it_was_whatever_becomes_of_it() {
    let (db, clock) = database();
    let table = orders(&db);
    let arn = back_up(&db, "monday");
    assert!(
        arn.starts_with("arn:aws:dynamodb:us-east-1:000000000000:table/orders/backup/01700000000000-"),
        "{arn}"
    );
    table.delete(("user0", 0)).run().unwrap();
    table.put(order(100)).run().unwrap();
    ask(&db, "UpdateTable", json!({"TableName": "orders", "DeletionProtectionEnabled": false}));
    db.delete_table("orders").unwrap();
    clock.advance(Duration::from_secs(60)).unwrap();

    let described = ask(&db, "DescribeBackup", json!({"BackupArn": arn}))["BackupDescription"].clone();
    let details = &described["BackupDetails"];
    assert_eq!(details["BackupStatus"], "AVAILABLE");
    assert_eq!(details["BackupCreationDateTime"], json!(1_700_000_000.0));
    assert_eq!(details["BackupExpiryDateTime"], Value::Null);
    let source = &described["SourceTableDetails"];
    assert_eq!((&source["ItemCount"], &source["BillingMode"]), (&json!(20), &json!("PROVISIONED")));
    assert_eq!(source["TableSizeBytes"], details["BackupSizeBytes"]);
    assert_eq!(source["ProvisionedThroughput"], json!({"ReadCapacityUnits": 5, "WriteCapacityUnits": 7}));
    let features = &described["SourceTableFeatureDetails"];
    assert_eq!(features["LocalSecondaryIndexes"].as_array().unwrap().len(), 2);
    assert_eq!(features["GlobalSecondaryIndexes"][0]["IndexName"], "of_state");
    assert_eq!(features["StreamDescription"]["StreamViewType"], "NEW_IMAGE");
    assert_eq!(
        features["TimeToLiveDescription"],
        json!({"TimeToLiveStatus": "ENABLED", "AttributeName": "until"})
    );
    assert_eq!(features["SSEDescription"]["SSEType"], "KMS");

    restore(&db, &arn, "again", json!({}));
    let again = db.table("again").unwrap();
    assert_eq!(again.item_count(), 20);
    assert!(again.get(("user0", 0)).run().unwrap().is_some());
    assert_eq!(again.index("of_state").query("paid").items().count(), 20);
    assert_eq!(again.index("by_price").query("user1").items().count(), 7);
    // Both can be written from now on, and neither sees it.
    again.put(order(200)).run().unwrap();
    restore(&db, &arn, "once_more", json!({}));
    assert_eq!(db.table("once_more").unwrap().item_count(), 20);
    assert!(db.verify().is_empty());
}

#[test]
fn a_restored_table_is_like_its_source_and_leaves_behind_what_the_service_does() {
    let (db, clock) = database();
    orders(&db);
    let arn = back_up(&db, "monday");
    clock.advance(Duration::from_secs(60)).unwrap();
    let request = json!({"TargetTableName": "again", "BackupArn": arn});
    let answer = ask(&db, "RestoreTableFromBackup", request)["TableDescription"].clone();
    assert_eq!((&answer["TableStatus"], &answer["ItemCount"]), (&json!("CREATING"), &json!(0)));
    assert_eq!(answer["RestoreSummary"]["RestoreInProgress"], json!(true));

    let source = ask(&db, "DescribeTable", json!({"TableName": "orders"}))["Table"].clone();
    let table = ask(&db, "DescribeTable", json!({"TableName": "again"}))["Table"].clone();
    for same in ["KeySchema", "AttributeDefinitions", "ProvisionedThroughput", "SSEDescription", "ItemCount"]
    {
        assert_eq!(source[same], table[same], "{same}");
    }
    let names = |table: &Value, kind: &str| -> BTreeSet<String> {
        let indexes = table[kind].as_array().unwrap().iter();
        indexes.map(|index| index["IndexName"].as_str().unwrap().to_owned()).collect()
    };
    for kind in ["LocalSecondaryIndexes", "GlobalSecondaryIndexes"] {
        assert_eq!(names(&source, kind), names(&table, kind));
    }
    assert_ne!(source["TableId"], table["TableId"]);
    assert_eq!(table["CreationDateTime"], json!(1_700_000_060.0));
    assert_eq!(
        table["RestoreSummary"],
        json!({
            "SourceBackupArn": arn, "SourceTableArn": source["TableArn"], "RestoreDateTime": 1_700_000_000.0,
            "RestoreInProgress": false,
        })
    );
    for left_behind in ["StreamSpecification", "LatestStreamArn", "TableClassSummary"] {
        assert_eq!(table[left_behind], Value::Null, "{left_behind}");
    }
    assert_eq!(table["DeletionProtectionEnabled"], json!(false));
    let ttl = ask(&db, "DescribeTimeToLive", json!({"TableName": "again"}));
    assert_eq!(ttl["TimeToLiveDescription"]["TimeToLiveStatus"], "DISABLED");
    let arn = &table["TableArn"];
    assert_eq!(ask(&db, "ListTagsOfResource", json!({"ResourceArn": arn}))["Tags"], json!([]));
    assert_eq!(refused(&db, "GetResourcePolicy", json!({"ResourceArn": arn})).0, "PolicyNotFoundException");
}

#[test]
fn nothing_expires_in_a_restored_table() {
    let (db, clock) = database();
    let table = orders(&db);
    table.put(item! { "user": "haeri05", "at": 1, "until": 1_700_000_010 }).run().unwrap();
    let arn = back_up(&db, "monday");
    clock.advance(Duration::from_secs(60)).unwrap();
    assert!(table.get(("haeri05", 1)).run().unwrap().is_none());
    restore(&db, &arn, "again", json!({}));
    clock.advance(Duration::from_secs(60)).unwrap();
    assert!(db.table("again").unwrap().get(("haeri05", 1)).run().unwrap().is_some());
    assert!(db.verify().is_empty());
}

#[test]
fn throughput_and_encryption_can_be_overridden() {
    let (db, _) = database();
    orders(&db);
    let arn = back_up(&db, "monday");
    let table = restore(
        &db,
        &arn,
        "on_demand",
        json!({
            "BillingModeOverride": "PAY_PER_REQUEST", "OnDemandThroughputOverride": {"MaxReadRequestUnits": 9},
            "SSESpecificationOverride": {"Enabled": false},
        }),
    );
    assert_eq!(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(table["ProvisionedThroughput"]["ReadCapacityUnits"], 0);
    assert_eq!(table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["ReadCapacityUnits"], 0);
    assert_eq!(table["OnDemandThroughput"], json!({"MaxReadRequestUnits": 9}));
    assert_eq!(table["SSEDescription"], Value::Null);
    let units = json!({"ReadCapacityUnits": 11, "WriteCapacityUnits": 12});
    let table = restore(&db, &arn, "more_units", json!({"ProvisionedThroughputOverride": units}));
    assert_eq!(table["ProvisionedThroughput"]["WriteCapacityUnits"], 12);
    assert_eq!(table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["WriteCapacityUnits"], 7);

    let refused = |overrides: Value| {
        let mut request = json!({"TargetTableName": "never", "BackupArn": arn});
        request.as_object_mut().unwrap().extend(overrides.as_object().unwrap().clone());
        refused(&db, "RestoreTableFromBackup", request).1
    };
    let listed = |more: Value| {
        let mut index = json!({
            "IndexName": "of_state", "KeySchema": [{"AttributeName": "state", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["name", "price"]},
        });
        index.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([index])
    };
    let on_demand = |more: Value| {
        let mut overrides = json!({"BillingModeOverride": "PAY_PER_REQUEST"});
        overrides.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        overrides
    };
    for (overrides, message) in [
        (
            on_demand(json!({"ProvisionedThroughputOverride": units})),
            "Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST",
        ),
        (
            on_demand(
                json!({"GlobalSecondaryIndexOverride": listed(json!({"ProvisionedThroughput": units}))}),
            ),
            "Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST for index of_state",
        ),
        (
            on_demand(
                json!({"OnDemandThroughputOverride": {"MaxReadRequestUnits": 0, "MaxWriteRequestUnits": 0}}),
            ),
            "Requested MaxReadRequestUnits for OnDemandThroughput is outside of valid range",
        ),
        (
            on_demand(json!({"OnDemandThroughputOverride": {"MaxWriteRequestUnits": -1}})),
            "Requested MaxWriteRequestUnits for OnDemandThroughput is outside of valid range",
        ),
        (
            json!({"BillingModeOverride": "PROVISIONED"}),
            "Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED",
        ),
        (
            json!({"OnDemandThroughputOverride": {"MaxReadRequestUnits": 9}}),
            "Cannot override MaxReadRequestUnits for OnDemandThroughput unless BillingModeOverride is PAY_PER_REQUEST",
        ),
        (
            json!({"GlobalSecondaryIndexOverride": listed(json!({}))}),
            "Must specify provisioned throughput for index of_state",
        ),
    ] {
        assert_eq!(refused(overrides.clone()), format!("Invalid Request: {message}"), "{overrides}");
    }
    let units_of_index =
        json!({"GlobalSecondaryIndexOverride": listed(json!({"ProvisionedThroughput": units}))});
    let table = restore(&db, &arn, "units_of_index", units_of_index);
    assert_eq!(table["ProvisionedThroughput"]["WriteCapacityUnits"], 7);
    assert_eq!(table["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["WriteCapacityUnits"], 12);
}

#[test]
fn a_table_on_demand_is_restored_provisioned_with_units_for_each_index() {
    let (db, clock) = database();
    let by_n = Index::new("by_n").partition_key("n", N);
    db.create_table("users").partition_key("id", S).global_index(by_n).run().unwrap();
    let backup = ask(&db, "CreateBackup", json!({"TableName": "users", "BackupName": "one"}));
    let arn = backup["BackupDetails"]["BackupArn"].as_str().unwrap();
    clock.advance(Duration::from_secs(60)).unwrap();
    let units = json!({"ReadCapacityUnits": 11, "WriteCapacityUnits": 12});
    let request = |overrides: Value| {
        let mut request = json!({"TargetTableName": "never", "BackupArn": arn});
        request.as_object_mut().unwrap().extend(overrides.as_object().unwrap().clone());
        refused(&db, "RestoreTableFromBackup", request).1
    };
    assert_eq!(
        request(json!({"ProvisionedThroughputOverride": units})),
        "Invalid Request: Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED"
    );
    let provisioned = json!({"BillingModeOverride": "PROVISIONED", "ProvisionedThroughputOverride": units});
    assert_eq!(request(provisioned), "Invalid Request: Must specify provisioned throughput for index by_n");
    let without =
        db.restore_from_backup(arn, "without").provisioned(3, 4).without_index("by_n").run().unwrap();
    assert_eq!(without.describe().provisioned_throughput.write_capacity_units, 4);
    assert!(db.restore_from_backup(arn, "never").without_index("by_m").run().is_err());
}

#[test]
fn indexes_can_have_other_names() {
    let (db, _) = database();
    orders(&db);
    let arn = back_up(&db, "monday");
    let units = json!({"ReadCapacityUnits": 1, "WriteCapacityUnits": 1});
    let hash = json!({"AttributeName": "user", "KeyType": "HASH"});
    let key = |name: &str| json!([hash, {"AttributeName": name, "KeyType": "RANGE"}]);
    let overrides = json!({
        "LocalSecondaryIndexOverride": [
            {"IndexName": "by_state", "KeySchema": key("price"), "Projection": {"ProjectionType": "KEYS_ONLY"}},
            {"IndexName": "by_price", "KeySchema": key("state"), "Projection": {"ProjectionType": "ALL"}},
        ],
        "GlobalSecondaryIndexOverride": [{
            "IndexName": "in_state", "KeySchema": [{"AttributeName": "state", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["name", "price"]},
            "ProvisionedThroughput": units,
        }],
    });
    restore(&db, &arn, "again", overrides);
    let again = db.table("again").unwrap();
    again.put(order(100)).run().unwrap();
    assert_eq!(again.index("in_state").query("paid").count().unwrap(), 21);
    assert_eq!(again.index("by_state").query("user1").equals(999).count().unwrap(), 1);
    assert_eq!(again.index("by_price").query("user1").equals("paid").count().unwrap(), 8);
    assert!(again.index("of_state").query("paid").count().is_err());
    let directory = tempfile::TempDir::new().unwrap();
    let path = directory.path().join("a.snapshot");
    db.save(&path).unwrap();
    assert!(Database::load(&path).unwrap().verify().is_empty() && db.verify().is_empty());
}

#[test]
fn indexes_can_be_left_out() {
    let (db, _) = database();
    orders(&db);
    let arn = back_up(&db, "monday");
    let all = ask(&db, "DescribeTable", json!({"TableName": "orders"}))["Table"].clone();
    let by_price = all["LocalSecondaryIndexes"].as_array().unwrap().iter();
    let by_price = by_price.clone().find(|index| index["IndexName"] == "by_price").unwrap();
    let index = json!({
        "IndexName": "by_price", "KeySchema": by_price["KeySchema"], "Projection": by_price["Projection"],
    });

    let overrides = json!({"GlobalSecondaryIndexOverride": [], "LocalSecondaryIndexOverride": [index]});
    let table = restore(&db, &arn, "one_left", overrides);
    assert_eq!(table["GlobalSecondaryIndexes"], Value::Null);
    assert_eq!(table["LocalSecondaryIndexes"].as_array().unwrap().len(), 1);
    let defined = table["AttributeDefinitions"].as_array().unwrap().iter();
    let defined: BTreeSet<_> =
        defined.map(|definition| definition["AttributeName"].as_str().unwrap()).collect();
    assert_eq!(defined, ["user", "at", "price"].into());
    let one_left = db.table("one_left").unwrap();
    assert_eq!(one_left.index("by_price").query("user1").items().count(), 7);
    one_left.put(order(100)).run().unwrap();

    restore(&db, &arn, "none_left", json!({"LocalSecondaryIndexOverride": []}));
    db.table("none_left").unwrap().put(order(100)).run().unwrap();
    assert!(db.verify().is_empty());

    let mut other = index.clone();
    other["Projection"] = json!({"ProjectionType": "ALL"});
    for wrong in [
        json!([other]),
        json!([index, index]),
        json!([index, {
            "IndexName": "by_size", "KeySchema": by_price["KeySchema"], "Projection": by_price["Projection"],
        }]),
    ] {
        let request = json!({
            "TargetTableName": "never", "BackupArn": arn, "LocalSecondaryIndexOverride": wrong,
        });
        let (code, message) = refused(&db, "RestoreTableFromBackup", request);
        assert_eq!(code, "ValidationException", "{wrong}");
        let is_listed_twice = wrong[1] == index;
        let text = "does not match a secondary index that existed in the source table and cannot be created during the \
                    restore operation";
        assert!(is_listed_twice || message.contains(text), "{message}");
    }
}

#[test]
fn backups_are_listed_by_table_time_and_type() {
    let (db, clock) = database();
    orders(&db);
    db.create_table("users").partition_key("id", S).run().unwrap();
    ask(&db, "CreateBackup", json!({"TableName": "users", "BackupName": "users"}));
    for name in ["first", "second", "third"] {
        back_up(&db, name);
        clock.advance(Duration::from_secs(10)).unwrap();
    }
    let names = |request: Value| -> Vec<String> {
        let listed = ask(&db, "ListBackups", request);
        let listed = listed["BackupSummaries"].as_array().unwrap().iter();
        listed.map(|backup| backup["BackupName"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(json!({})), ["first", "second", "third", "users"]);
    assert_eq!(names(json!({"TableName": "orders"})), ["first", "second", "third"]);
    let arn = db.table("users").unwrap().describe().table_arn;
    assert_eq!(names(json!({"TableName": arn})), ["users"]);
    assert_eq!(names(json!({"TableName": "nobody"})), [""; 0]);
    let (code, message) =
        refused(&db, "ListBackups", json!({"TimeRangeLowerBound": 2, "TimeRangeUpperBound": 1}));
    assert_eq!(code, "ValidationException");
    assert_eq!(
        message,
        "One or more parameter values were invalid: Time range lower bound must be less than or equal to upper bound"
    );
    // The lower bound is within, the upper one is not.
    let bounds = json!({"TimeRangeLowerBound": 1_700_000_010, "TimeRangeUpperBound": 1_700_000_020});
    assert_eq!(names(bounds), ["second"]);
    for (backup_type, count) in [("USER", 4), ("ALL", 4), ("SYSTEM", 0), ("AWS_BACKUP", 0)] {
        assert_eq!(names(json!({"BackupType": backup_type})).len(), count, "{backup_type}");
    }
    let mut pages = Vec::new();
    let mut request = json!({"Limit": 3});
    loop {
        let page = ask(&db, "ListBackups", request.clone());
        pages.push(page["BackupSummaries"].as_array().unwrap().len());
        let Some(last) = page["LastEvaluatedBackupArn"].as_str() else { break };
        request["ExclusiveStartBackupArn"] = json!(last);
    }
    assert_eq!(pages, [3, 1]);
}

#[test]
fn what_is_not_there_is_refused_in_the_services_words() {
    let (db, _) = database();
    orders(&db);
    let arn = back_up(&db, "monday");
    ask(&db, "DeleteBackup", json!({"BackupArn": arn}));
    let gone = || ("BackupNotFoundException".to_owned(), format!("Backup not found: {arn}"));
    assert_eq!(refused(&db, "DescribeBackup", json!({"BackupArn": arn})), gone());
    assert_eq!(refused(&db, "DeleteBackup", json!({"BackupArn": arn})), gone());
    let restore = json!({"BackupArn": arn, "TargetTableName": "again"});
    assert_eq!(refused(&db, "RestoreTableFromBackup", restore), gone());
    let elsewhere = arn.replace("us-east-1", "eu-west-1");
    assert_eq!(refused(&db, "DescribeBackup", json!({"BackupArn": elsewhere})).0, "BackupNotFoundException");
    let no_backup = "arn:aws:dynamodb:us-east-1:000000000000:table/orders/index/by_price";
    let says = |code: &str, message: &str| (code.to_owned(), message.to_owned());
    let of_another = arn.replace("000000000000", "111111111111");
    for operation in ["DescribeBackup", "DeleteBackup"] {
        let answer = refused(&db, operation, json!({"BackupArn": no_backup}));
        assert_eq!(answer, says("ValidationException", "Invalid Backup ARN"));
        let answer = refused(&db, operation, json!({"BackupArn": of_another}));
        assert_eq!(answer, says("AccessDeniedException", "Access is denied"));
    }
    assert_eq!(
        refused(&db, "ListBackups", json!({"ExclusiveStartBackupArn": elsewhere})),
        says(
            "ValidationException",
            "Invalid Request: The supplied ExclusiveStartBackupArn does not match the region"
        )
    );
    assert_eq!(
        refused(&db, "RestoreTableFromBackup", json!({"BackupArn": elsewhere, "TargetTableName": "again"})),
        says(
            "ValidationException",
            "Invalid Request: sseSpecificationOverride must be provided for cross-region restores"
        )
    );
    let of_nothing = json!({"TableName": "nothing", "BackupName": "monday"});
    let (code, message) = refused(&db, "CreateBackup", of_nothing);
    assert_eq!((code.as_str(), message.as_str()), ("TableNotFoundException", "Table not found: nothing"));
    let arn = back_up(&db, "tuesday");
    let onto_itself = json!({"BackupArn": arn, "TargetTableName": "orders"});
    let (code, message) = refused(&db, "RestoreTableFromBackup", onto_itself);
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("TableAlreadyExistsException", "Table already exists: orders")
    );
    let error = db.create_backup(CreateBackupInput { table_name: "order".into(), backup_name: "day".into() });
    assert_eq!(error.unwrap_err().hint().unwrap(), "there is no table `order`: did you mean `orders`?");
}

#[test]
fn a_fork_has_backups_of_its_own() {
    let (db, _) = database();
    orders(&db);
    let arn = back_up(&db, "monday");
    let fork = db.fork();
    db.delete_backup(arn.clone()).unwrap();
    restore(&fork, &arn, "again", json!({}));
    assert_eq!(fork.table("again").unwrap().item_count(), 20);
    back_up(&fork, "tuesday");
    assert!(db.list_backups(ListBackupsInput::default()).unwrap().backup_summaries.is_empty());
}

#[test]
fn a_backup_is_one_moment_while_others_write() {
    let db = Database::builder().partitions(8).build();
    let table = db.create_table("orders").partition_key("id", S).run().unwrap();
    let stop = AtomicBool::new(false);
    let arns: Vec<String> = thread::scope(|scope| {
        scope.spawn(|| {
            for count in 0_u64.. {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let mut transaction = db.transaction();
                for id in ["a", "b", "c", "d", "e", "f"] {
                    transaction = transaction.put(&table, item! { "id": id, "count": count });
                }
                transaction.run().unwrap();
            }
        });
        let arns = (0..50).map(|at| back_up(&db, &format!("backup{at}"))).collect();
        stop.store(true, Ordering::Relaxed);
        arns
    });
    for (at, arn) in arns.iter().enumerate() {
        let name = format!("restored{at}");
        restore(&db, arn, &name, json!({}));
        let restored = db.table(&name).unwrap();
        let counts = restored.scan().items().map(|item| item.unwrap().get("count").cloned().unwrap());
        let counts: Vec<_> = counts.collect();
        assert!(counts.is_empty() || counts.len() == 6);
        assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
    }
}

#[test]
fn a_backup_is_being_made_and_restored_for_as_long_as_states_last() {
    let (db, clock) = database();
    orders(&db);
    db.set_transitions(Duration::from_secs(10));
    let arn = back_up(&db, "monday");
    let status = || {
        let described = ask(&db, "DescribeBackup", json!({"BackupArn": arn}));
        described["BackupDescription"]["BackupDetails"]["BackupStatus"].as_str().unwrap().to_owned()
    };
    assert_eq!(status(), "CREATING");
    let restore = || json!({"BackupArn": arn, "TargetTableName": "again"});
    assert_eq!(refused(&db, "RestoreTableFromBackup", restore()).0, "BackupInUseException");
    assert_eq!(refused(&db, "DeleteBackup", json!({"BackupArn": arn})).0, "BackupInUseException");
    clock.advance(Duration::from_secs(10)).unwrap();
    assert_eq!(status(), "AVAILABLE");
    ask(&db, "RestoreTableFromBackup", restore());
    let described = ask(&db, "DescribeTable", json!({"TableName": "again"}))["Table"].clone();
    assert_eq!((&described["TableStatus"], &described["ItemCount"]), (&json!("CREATING"), &json!(0)));
    assert_eq!(described["RestoreSummary"]["RestoreInProgress"], json!(true));
    let in_use = |message: String| ("BackupInUseException".to_owned(), message);
    assert_eq!(
        refused(&db, "DeleteBackup", json!({"BackupArn": arn})),
        in_use(format!("Backup is being used to restore table: {arn}"))
    );
    assert_eq!(
        refused(&db, "RestoreTableFromBackup", restore()),
        (
            "TableInUseException".to_owned(),
            format!("Table: again is already being restored from backup: {arn}")
        )
    );
    let another = json!({"BackupArn": arn, "TargetTableName": "another"});
    assert_eq!(
        refused(&db, "RestoreTableFromBackup", another),
        in_use(format!("Backup is being used to restore another table: {arn}"))
    );
    clock.advance(Duration::from_secs(10)).unwrap();
    assert_eq!(db.table("again").unwrap().item_count(), 20);
    ask(&db, "DeleteBackup", json!({"BackupArn": arn}));
}
