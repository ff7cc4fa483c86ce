//! Point-in-time recovery: tables restored to any moment, and the backups that deleted tables leave.
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
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{
    AttributeValue, Clock, Database, Index, Item,
    ScalarAttributeType::{N, S},
    Table, item,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{ask, refused};

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(86_400);

/// A database whose clock stands at the second 1,700,000,000, with a table that can be restored.
fn database() -> (Database, Clock, Table) {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock.clone()).build();
    let users = db
        .create_table("users")
        .partition_key("id", S)
        .global_index(Index::new("by_city").partition_key("city", S))
        .run()
        .unwrap();
    users.enable_point_in_time_recovery().run().unwrap();
    (db, clock, users)
}

fn recovery(db: &Database, table: &str) -> Value {
    let described = ask(db, "DescribeContinuousBackups", json!({"TableName": table}));
    described["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"].clone()
}

fn switch(table: &str, specification: &Value) -> Value {
    json!({"TableName": table, "PointInTimeRecoverySpecification": specification})
}

fn restore(source: &str, target: &str, seconds: Option<f64>) -> Value {
    match seconds {
        None => {
            json!({"SourceTableName": source, "TargetTableName": target, "UseLatestRestorableTime": true})
        }
        Some(seconds) => {
            json!({"SourceTableName": source, "TargetTableName": target, "RestoreDateTime": seconds})
        }
    }
}

fn ids(table: &Table) -> Vec<String> {
    let mut ids: Vec<String> = table
        .scan()
        .items()
        .map(|item| match item.unwrap().get("id") {
            Some(AttributeValue::S(id)) => id.to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    ids.sort();
    ids
}

fn put(table: &Table, id: &str) {
    table.put(item! { "id": id, "city": "Seoul" }).run().unwrap();
}

#[test]
fn recovery_is_described_as_it_was_set() {
    let (db, clock, _) = database();
    let on = |days: u32, earliest: f64, latest: f64| {
        json!({
            "PointInTimeRecoveryStatus": "ENABLED", "RecoveryPeriodInDays": days,
            "EarliestRestorableDateTime": earliest, "LatestRestorableDateTime": latest,
        })
    };
    assert_eq!(recovery(&db, "users"), on(35, 1_700_000_000.0, 1_700_000_000.0));
    clock.advance(2 * DAY + Duration::from_millis(250)).unwrap();
    assert_eq!(recovery(&db, "users"), on(35, 1_700_000_000.0, 1_700_172_800.25));
    // A shorter period takes effect at once, and a longer one does not bring back what was out of reach.
    let specification = json!({"PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 1});
    let answer = ask(&db, "UpdateContinuousBackups", switch("users", &specification));
    let described = &answer["ContinuousBackupsDescription"];
    assert_eq!(described["ContinuousBackupsStatus"], "ENABLED");
    assert_eq!(described["PointInTimeRecoveryDescription"], on(1, 1_700_086_400.0, 1_700_172_800.25));
    // Without a period it is the default.
    ask(&db, "UpdateContinuousBackups", switch("users", &json!({"PointInTimeRecoveryEnabled": true})));
    assert_eq!(recovery(&db, "users"), on(35, 1_700_086_400.0, 1_700_172_800.25));
    // Switched off and on again, it begins anew.
    let off = json!({"PointInTimeRecoveryEnabled": false});
    ask(&db, "UpdateContinuousBackups", switch("users", &off));
    ask(&db, "UpdateContinuousBackups", switch("users", &off));
    assert_eq!(recovery(&db, "users"), json!({"PointInTimeRecoveryStatus": "DISABLED"}));
    ask(&db, "UpdateContinuousBackups", switch("users", &json!({"PointInTimeRecoveryEnabled": true})));
    assert_eq!(recovery(&db, "users"), on(35, 1_700_172_800.0, 1_700_172_800.25));
}

#[test]
fn a_table_is_restored_to_any_moment_of_the_window_and_to_no_other() {
    let (db, clock, users) = database();
    put(&users, "a");
    clock.advance(10 * SECOND).unwrap();
    put(&users, "b");
    users.delete("a").run().unwrap();
    clock.advance(10 * SECOND).unwrap();
    for (target, seconds, expected) in [
        ("first", Some(1_700_000_000.0), &["a"][..]),
        ("before", Some(1_700_000_009.999), &["a"]),
        ("at_it", Some(1_700_000_010.0), &["b"]),
        ("now", Some(1_700_000_020.0), &["b"]),
        ("latest", None, &["b"]),
    ] {
        let answer = ask(&db, "RestoreTableToPointInTime", restore("users", target, seconds));
        let summary = &answer["TableDescription"]["RestoreSummary"];
        assert_eq!(
            *summary,
            json!({
                "SourceTableArn": "arn:aws:dynamodb:us-east-1:000000000000:table/users",
                "RestoreDateTime": seconds.unwrap_or(1_700_000_020.0), "RestoreInProgress": true,
            })
        );
        let table = db.table(target).unwrap();
        assert_eq!(ids(&table), expected, "{target}");
        assert_eq!(table.index("by_city").query("Seoul").count().unwrap(), expected.len());
        assert_eq!(recovery(&db, target), json!({"PointInTimeRecoveryStatus": "DISABLED"}));
    }
    let times = |asked: &str| {
        (
            "InvalidRestoreTimeException".to_owned(),
            format!(
                "RestoreDateTime '{asked}' must be within EarliestRestorableDateTime '2023-11-14T22:13:20Z' and \
                 LatestRestorableDateTime '2023-11-14T22:13:40Z'"
            ),
        )
    };
    for (seconds, asked) in [
        (1_699_999_999.0, "2023-11-14T22:13:19Z"),
        (1_700_000_020.001, "2023-11-14T22:13:40Z"),
        (1_700_000_060.0, "2023-11-14T22:14:20Z"),
        (0.0, "1970-01-01T00:00:00Z"),
    ] {
        let request = restore("users", "never", Some(seconds));
        assert_eq!(refused(&db, "RestoreTableToPointInTime", request), times(asked));
    }
    for seconds in [-1.0, -1e300, 1e300] {
        let request = restore("users", "never", Some(seconds));
        assert_eq!(refused(&db, "RestoreTableToPointInTime", request).0, "InvalidRestoreTimeException");
    }
    assert!(db.verify().is_empty());
}

#[test]
fn requests_that_are_wrong_are_refused_in_the_service_s_words_and_order() {
    let (db, _, users) = database();
    db.create_table("off").partition_key("id", S).run().unwrap();
    let arn = users.describe().table_arn;
    let now = 1_700_000_000.0;
    let both_times = "Invalid Request: Both RestoreDateTime and UseLatestRestorableTime cannot be set for \
                      point-in-time restore request. Pleas";
    let either = "Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both";
    for (request, code, message) in [
        (
            json!({"TargetTableName": "new", "SourceTableName": "no", "UseLatestRestorableTime": true}),
            "ValidationException",
            "at 'sourceTableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
        ),
        (
            json!({"TargetTableName": "a;b", "SourceTableName": "users", "UseLatestRestorableTime": true}),
            "ValidationException",
            "at 'targetTableName' failed to satisfy constraint: Member must satisfy regular expression pattern",
        ),
        (
            json!({"SourceTableName": "users", "SourceTableArn": arn, "TargetTableName": "new"}),
            "ValidationException",
            "Must provide exactly one of: sourceTableArn, sourceTableName",
        ),
        (
            json!({"TargetTableName": "new"}),
            "ValidationException",
            "The parameter 'TableName' is required but was not present in the request",
        ),
        (json!({"SourceTableName": "nothing", "TargetTableName": "users"}), "ValidationException", either),
        (
            json!({"SourceTableName": "users", "TargetTableName": "new", "UseLatestRestorableTime": false}),
            "ValidationException",
            either,
        ),
        (
            json!({
                "SourceTableName": "users", "TargetTableName": "new", "UseLatestRestorableTime": true,
                "RestoreDateTime": now,
            }),
            "ValidationException",
            both_times,
        ),
        (restore("nothing", "users", None), "TableNotFoundException", "Table not found: nothing"),
        (
            restore("off", "users", Some(now + 1.0)),
            "PointInTimeRecoveryUnavailableException",
            "Point in time recovery is not enabled for table 'off'",
        ),
        (restore("users", "off", Some(now + 1.0)), "InvalidRestoreTimeException", "RestoreDateTime '"),
        (restore("users", "off", Some(now)), "TableAlreadyExistsException", "Table already exists: off"),
        (restore("users", "users", None), "TableAlreadyExistsException", "Table already exists: users"),
    ] {
        let (told_code, told) = refused(&db, "RestoreTableToPointInTime", request.clone());
        assert_eq!(told_code, code, "{request}: {told}");
        assert!(told.contains(message), "{request}: {told}");
    }
    let by_arn = |arn: &str| {
        let request =
            json!({"SourceTableArn": arn, "TargetTableName": "by_arn", "UseLatestRestorableTime": true});
        refused(&db, "RestoreTableToPointInTime", request)
    };
    let says = |code: &str, message: &str| (code.to_owned(), message.to_owned());
    assert_eq!(
        by_arn("users"),
        says(
            "ValidationException",
            "One or more parameter values were invalid: ARNs must start with 'arn:': users"
        )
    );
    for not_a_table in ["arn:aws:sqs:us-east-1:000000000000:users", &format!("{arn}/index/by_city")] {
        assert_eq!(by_arn(not_a_table), says("ValidationException", "sourceTableArn is not a valid ARN"));
    }
    assert_eq!(
        by_arn(&arn.replace("000000000000", "111111111111")),
        says(
            "ValidationException",
            "This action is only supported by accounts that match the resource owner’s account."
        )
    );
    assert_eq!(
        by_arn(&arn.replace("us-east-1", "eu-west-1")),
        says(
            "ValidationException",
            "Invalid Request: sseSpecificationOverride must be provided for cross-region restores"
        )
    );
    assert_eq!(by_arn(&arn.replace("users", "nothing")), says("TableNotFoundException", "Table not found"));
    let request =
        json!({"SourceTableArn": arn, "TargetTableName": "by_arn", "UseLatestRestorableTime": true});
    ask(&db, "RestoreTableToPointInTime", request);
    assert!(db.table("never").is_err());
}

#[test]
fn what_no_recovery_period_is_is_refused() {
    let (db, _, _) = database();
    let set =
        |specification: Value| refused(&db, "UpdateContinuousBackups", switch("users", &specification)).1;
    for (days, constraint) in [
        (0, "greater than or equal to 1"),
        (-1, "greater than or equal to 1"),
        (36, "less than or equal to 35"),
        (i64::from(i32::MAX), "less than or equal to 35"),
    ] {
        assert_eq!(
            set(json!({"PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": days})),
            format!(
                "1 validation error detected: Value '{days}' at \
                 'pointInTimeRecoverySpecification.recoveryPeriodInDays' failed to satisfy constraint: Member must \
                 have value {constraint}"
            )
        );
    }
    assert_eq!(
        set(json!({"PointInTimeRecoveryEnabled": false, "RecoveryPeriodInDays": 7})),
        "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery."
    );
    assert_eq!(recovery(&db, "users")["RecoveryPeriodInDays"], 35);
    let on = json!({"PointInTimeRecoveryEnabled": true});
    let missing = || ("TableNotFoundException".to_owned(), "Table not found: nothing".to_owned());
    assert_eq!(refused(&db, "UpdateContinuousBackups", switch("nothing", &on)), missing());
    assert_eq!(refused(&db, "DescribeContinuousBackups", json!({"TableName": "nothing"})), missing());
}

#[test]
fn what_is_older_than_the_period_cannot_be_restored() {
    let (_, clock, users) = database();
    users.enable_point_in_time_recovery().recovery_period_in_days(1).run().unwrap();
    put(&users, "a");
    let first = clock.now();
    clock.advance(DAY).unwrap();
    users.delete("a").run().unwrap();
    let restored = users.restore("a_day_ago").to_time(first).run().unwrap();
    assert_eq!(ids(&restored), ["a"]);
    clock.advance(SECOND).unwrap();
    assert!(users.restore("too_long_ago").to_time(first).run().is_err());
    assert_eq!(ids(&users.restore("in_reach").to_time(first + SECOND).run().unwrap()), ["a"]);
    assert_eq!(ids(&users.restore("now").run().unwrap()), [""; 0]);
}

#[test]
fn a_restored_table_has_the_settings_that_its_source_has_now_without_those_that_are_left_behind() {
    let (db, clock, users) = database();
    put(&users, "a");
    let before = clock.now();
    clock.advance(SECOND).unwrap();
    let arn = users.describe().table_arn;
    ask(
        &db,
        "UpdateTable",
        json!({
            "TableName": "users", "DeletionProtectionEnabled": true, "OnDemandThroughput": {"MaxReadRequestUnits": 9},
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
            "SSESpecification": {"Enabled": true, "KMSMasterKeyId": "alias/mine"},
        }),
    );
    users.update_settings().create_index(Index::new("by_age").partition_key("age", N)).run().unwrap();
    users.enable_time_to_live("until").unwrap();
    users.tag([("team", "shop")]).unwrap();
    let restored = users.restore("users_before").to_time(before).run().unwrap();
    let (source, told) = (
        ask(&db, "DescribeTable", json!({"TableName": "users"}))["Table"].clone(),
        ask(&db, "DescribeTable", json!({"TableName": "users_before"}))["Table"].clone(),
    );
    for same in ["KeySchema", "AttributeDefinitions", "OnDemandThroughput", "SSEDescription", "ItemCount"] {
        assert_eq!(source[same], told[same], "{same}");
    }
    assert_eq!(told["GlobalSecondaryIndexes"].as_array().unwrap().len(), 2);
    for left_behind in ["StreamSpecification", "LatestStreamArn"] {
        assert_eq!(told[left_behind], Value::Null, "{left_behind}");
    }
    assert_eq!(told["DeletionProtectionEnabled"], false);
    assert!(restored.tags().unwrap().is_empty() && !users.tags().unwrap().is_empty());
    assert!(restored.time_to_live().unwrap().attribute_name.is_none());
    let own = told["TableArn"].clone();
    assert_ne!(own, json!(arn));
    assert!(db.verify().is_empty());
}

#[test]
fn a_restored_table_can_be_overridden() {
    let (db, _, users) = database();
    put(&users, "a");
    let units = json!({"ReadCapacityUnits": 3, "WriteCapacityUnits": 4});
    let mut request = restore("users", "provisioned", None);
    request.as_object_mut().unwrap().extend(
        json!({
            "BillingModeOverride": "PROVISIONED", "ProvisionedThroughputOverride": units,
            "GlobalSecondaryIndexOverride": [{
                "IndexName": "by_town", "KeySchema": [{"AttributeName": "city", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"}, "ProvisionedThroughput": units,
            }],
            "SSESpecificationOverride": {"Enabled": true},
        })
        .as_object()
        .unwrap()
        .clone(),
    );
    ask(&db, "RestoreTableToPointInTime", request);
    let told = ask(&db, "DescribeTable", json!({"TableName": "provisioned"}))["Table"].clone();
    assert_eq!(told["ProvisionedThroughput"]["WriteCapacityUnits"], 4);
    assert_eq!(told["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]["ReadCapacityUnits"], 3);
    assert_eq!(told["SSEDescription"]["SSEType"], "KMS");
    // The index has another name, and the same entries.
    assert_eq!(db.table("provisioned").unwrap().index("by_town").query("Seoul").count().unwrap(), 1);
    put(&db.table("provisioned").unwrap(), "b");
    assert_eq!(db.table("provisioned").unwrap().index("by_town").query("Seoul").count().unwrap(), 2);
    assert!(db.verify().is_empty());
}

/// The system backups of a name.
fn system_backups(db: &Database, table: &str) -> Vec<Value> {
    let listed = ask(db, "ListBackups", json!({"TableName": table, "BackupType": "SYSTEM"}));
    listed["BackupSummaries"].as_array().unwrap().clone()
}

#[test]
fn a_deleted_table_leaves_a_system_backup_for_35_days() {
    let (db, clock, users) = database();
    put(&users, "a");
    clock.advance(SECOND).unwrap();
    db.delete_table("users").unwrap();
    clock.advance(SECOND).unwrap();
    let [backup] = &system_backups(&db, "users")[..] else { panic!("there is one") };
    assert_eq!(backup["BackupName"], "users$DeletedTableBackup");
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/users/backup/01700000001000-00000000";
    assert_eq!(backup["BackupArn"], arn);
    assert_eq!((&backup["BackupType"], &backup["BackupStatus"]), (&json!("SYSTEM"), &json!("AVAILABLE")));
    let expires = 1_700_000_001.0 + 35.0 * 86_400.0;
    assert_eq!(backup["BackupCreationDateTime"], json!(1_700_000_001.0));
    assert_eq!(backup["BackupExpiryDateTime"], json!(expires));
    assert_eq!(ask(&db, "ListBackups", json!({"TableName": "users"}))["BackupSummaries"], json!([]));
    let described = ask(&db, "DescribeBackup", json!({"BackupArn": arn}))["BackupDescription"].clone();
    assert_eq!(described["SourceTableDetails"]["ItemCount"], 1);
    assert_eq!(
        refused(&db, "DeleteBackup", json!({"BackupArn": arn})),
        (
            "ValidationException".to_owned(),
            format!(
                "Invalid Request: User is not allowed to delete the system backup with arn {arn}. It will \
                 automatically expire on 2023-12-19T22:13:21.000Z"
            )
        )
    );
    // The deleted table itself cannot be restored to a point in time, but from its backup.
    let gone = ("TableNotFoundException".to_owned(), "Table not found: users".to_owned());
    assert_eq!(refused(&db, "RestoreTableToPointInTime", restore("users", "again", None)), gone);
    let again = db.restore_from_backup(arn, "users").run().unwrap();
    assert_eq!(ids(&again), ["a"]);
    assert_eq!(again.index("by_city").query("Seoul").count().unwrap(), 1);
    assert_eq!(again.backups().unwrap().len(), 1);

    // A fork and a snapshot have it too, and for as long.
    let fork = db.fork();
    let directory = tempfile::TempDir::new().unwrap();
    let path = directory.path().join("a.snapshot");
    db.save(&path).unwrap();
    let loaded = Database::builder().clock(clock.clone()).load(&path).unwrap();
    clock.advance(35 * DAY - SECOND - Duration::from_millis(1)).unwrap();
    for db in [&db, &fork, &loaded] {
        assert_eq!(system_backups(db, "users").len(), 1);
        assert!(db.verify().is_empty());
    }
    clock.advance(Duration::from_millis(1)).unwrap();
    for db in [&db, &fork, &loaded] {
        assert_eq!(system_backups(db, "users").len(), 0);
        assert_eq!(refused(db, "DescribeBackup", json!({"BackupArn": arn})).0, "BackupNotFoundException");
    }
    let late = Database::builder().clock(clock).load(&path).unwrap();
    assert_eq!(system_backups(&late, "users").len(), 0);
}

#[test]
fn a_clock_behind_the_times_of_a_file_loses_nothing() {
    let (db, clock, users) = database();
    put(&users, "a");
    clock.advance(DAY).unwrap();
    put(&users, "b");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.snapshot");
    db.save(&path).unwrap();
    for back in [DAY / 2, 2 * DAY] {
        let earlier = Clock::manual(clock.now() - back);
        let loaded = Database::builder().clock(earlier.clone()).load(&path).unwrap();
        let users = loaded.table("users").unwrap();
        put(&users, "c");
        assert_eq!(recovery(&loaded, "users")["LatestRestorableDateTime"], 1_700_086_400.0);
        assert_eq!(ids(&users.restore("latest").run().unwrap()), ["a", "b", "c"]);
        let first = clock.now() - DAY;
        assert_eq!(ids(&users.restore("first").to_time(first).run().unwrap()), ["a"]);
        earlier.advance(back + SECOND).unwrap();
        users.delete("a").run().unwrap();
        assert_eq!(ids(&users.restore("later").run().unwrap()), ["b", "c"]);
    }
}

#[test]
fn the_backup_of_a_deleted_table_has_no_item_that_has_expired() {
    let (db, clock, users) = database();
    users.enable_time_to_live("until").unwrap();
    users.put(item! { "id": "a", "city": "Seoul", "until": 1_700_000_010 }).run().unwrap();
    put(&users, "b");
    clock.advance(DAY).unwrap();
    let catalog = db.fork();
    for db in [db, catalog] {
        db.delete_table("users").unwrap();
        let arn = system_backups(&db, "users")[0]["BackupArn"].as_str().unwrap().to_owned();
        let restored = db.restore_from_backup(arn, "restored").run().unwrap();
        assert_eq!(ids(&restored), ["b"]);
    }
}

#[test]
fn a_table_without_recovery_leaves_nothing() {
    let (db, _, users) = database();
    users.disable_point_in_time_recovery().unwrap();
    db.delete_table("users").unwrap();
    assert_eq!(system_backups(&db, "users").len(), 0);
}

#[test]
fn tables_deleted_in_one_moment_leave_a_backup_each() {
    let (db, _, _) = database();
    for _ in 0..3 {
        let users = match db.table("users") {
            Ok(users) => users,
            Err(_) => db.create_table("users").partition_key("id", S).run().unwrap(),
        };
        users.enable_point_in_time_recovery().run().unwrap();
        db.delete_table("users").unwrap();
    }
    let left = system_backups(&db, "users");
    let arns: Vec<&str> = left.iter().map(|backup| backup["BackupArn"].as_str().unwrap()).collect();
    assert_eq!(arns.len(), 3);
    assert!(arns[2].ends_with("/backup/01700000000000-00000002"), "{arns:?}");
}

#[test]
fn whether_a_table_leaves_a_backup_is_decided_when_it_is_gone() {
    for (is_on, leaves) in [(true, 1), (false, 0)] {
        let (db, clock, users) = database();
        db.set_transitions(10 * SECOND);
        if is_on {
            users.disable_point_in_time_recovery().unwrap();
        }
        put(&users, "a");
        db.delete_table("users").unwrap();
        assert_eq!(system_backups(&db, "users").len(), 0);
        let specification = json!({"PointInTimeRecoveryEnabled": is_on});
        ask(&db, "UpdateContinuousBackups", switch("users", &specification));
        clock.advance(10 * SECOND).unwrap();
        let left = system_backups(&db, "users");
        assert_eq!(left.len(), leaves);
        if let [backup] = &left[..] {
            let again = db.restore_from_backup(backup["BackupArn"].as_str().unwrap(), "again").run().unwrap();
            clock.advance(10 * SECOND).unwrap();
            assert_eq!(ids(&again), ["a"]);
        }
    }
}

#[test]
fn states_of_a_restore_take_their_time() {
    let (db, clock, users) = database();
    put(&users, "a");
    db.set_transitions(10 * SECOND);
    clock.advance(60 * SECOND).unwrap();
    let status = |table: &str| {
        let told = ask(&db, "DescribeTable", json!({"TableName": table}))["Table"].clone();
        (told["TableStatus"].clone(), told["RestoreSummary"]["RestoreInProgress"].clone())
    };
    ask(&db, "RestoreTableToPointInTime", restore("users", "again", None));
    assert_eq!(status("again"), (json!("CREATING"), json!(true)));
    let missing = || ("TableNotFoundException".to_owned(), "Table not found: again".to_owned());
    let on = json!({"PointInTimeRecoveryEnabled": true});
    assert_eq!(refused(&db, "DescribeContinuousBackups", json!({"TableName": "again"})), missing());
    assert_eq!(refused(&db, "UpdateContinuousBackups", switch("again", &on)), missing());
    assert_eq!(refused(&db, "CreateBackup", json!({"TableName": "again", "BackupName": "one"})), missing());
    assert_eq!(
        refused(&db, "RestoreTableToPointInTime", restore("users", "again", None)).0,
        "TableInUseException"
    );
    clock.advance(10 * SECOND).unwrap();
    assert_eq!(status("again"), (json!("ACTIVE"), json!(false)));
    assert_eq!(ids(&db.table("again").unwrap()), ["a"]);
    // For a while its backups are still being enabled.
    let unavailable = || {
        (
            "ContinuousBackupsUnavailableException".to_owned(),
            "Backups are being enabled for the table: again. Please retry later".to_owned(),
        )
    };
    assert_eq!(refused(&db, "UpdateContinuousBackups", switch("again", &on)), unavailable());
    assert_eq!(
        refused(&db, "CreateBackup", json!({"TableName": "again", "BackupName": "one"})),
        unavailable()
    );
    let backups = |db: &Database| {
        let told = ask(db, "DescribeContinuousBackups", json!({"TableName": "again"}));
        told["ContinuousBackupsDescription"]["ContinuousBackupsStatus"].clone()
    };
    assert_eq!(backups(&db), "DISABLED");
    clock.advance(10 * SECOND).unwrap();
    assert_eq!(backups(&db), "ENABLED");
    ask(&db, "UpdateContinuousBackups", switch("again", &on));
}

#[test]
fn where_states_take_no_time_a_table_can_be_backed_up_at_once() {
    // The system's clock goes on while a table is created.
    let db = Database::new();
    for number in 0..2_000 {
        let name = format!("table{number}");
        let table = db.create_table(&name).partition_key("id", S).run().unwrap();
        table.enable_point_in_time_recovery().run().unwrap();
        db.delete_table(name).unwrap();
    }
}

#[test]
fn fifty_tables_are_restored_at_once() {
    let (db, clock, _) = database();
    db.set_transitions(10 * SECOND);
    clock.advance(60 * SECOND).unwrap();
    for number in 0..50 {
        ask(&db, "RestoreTableToPointInTime", restore("users", &format!("restored{number}"), None));
    }
    assert_eq!(
        refused(&db, "RestoreTableToPointInTime", restore("users", "one_more", None)),
        (
            "LimitExceededException".to_owned(),
            "Subscriber limit exceeded: Only 50 restore operations can be done simultaneously".to_owned()
        )
    );
    clock.advance(10 * SECOND).unwrap();
    ask(&db, "RestoreTableToPointInTime", restore("users", "one_more", None));
}

#[test]
fn a_table_is_restored_while_it_is_written() {
    let db = Database::builder().partitions(8).build();
    let table = db.create_table("counts").partition_key("id", S).run().unwrap();
    table.enable_point_in_time_recovery().run().unwrap();
    let stop = AtomicBool::new(false);
    let restored: Vec<Table> = thread::scope(|scope| {
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
        let mut restored = Vec::new();
        for at in 0..30 {
            let builder = table.restore(format!("restored{at}"));
            // Now, and some milliseconds ago.
            restored.push(match at % 2 {
                0 => builder.run().unwrap(),
                _ => {
                    thread::sleep(Duration::from_millis(5));
                    builder.to_time(db.clock().now() - Duration::from_millis(2)).run().unwrap()
                }
            });
        }
        stop.store(true, Ordering::Relaxed);
        restored
    });
    for table in restored {
        let counts = table.scan().items().map(|item| item.unwrap().get("count").cloned().unwrap());
        let counts: Vec<_> = counts.collect();
        assert!(counts.is_empty() || counts.len() == 6, "{counts:?}");
        assert!(counts.iter().all(|count| *count == counts[0]), "one moment: {counts:?}");
    }
    assert!(db.verify().is_empty());
}

/// A step of the model.
#[derive(Debug, Clone)]
enum Step {
    Put(u8, u8),
    Delete(u8),
    Advance(u32),
    Split(u8),
    Fork,
    Snapshot,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..12_u8, any::<u8>()).prop_map(|(id, value)| Step::Put(id, value)),
        4 => (0..12_u8).prop_map(Step::Delete),
        6 => (0..30_000_u32).prop_map(Step::Advance),
        1 => (4 * 3_600_000..40 * 3_600_000_u32).prop_map(Step::Advance),
        1 => (0..12_u8).prop_map(Step::Split),
        1 => Just(Step::Fork),
        1 => Just(Step::Snapshot),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn restored_tables_equal_the_copies_that_were_taken_at_their_moments(
        steps in proptest::collection::vec(step(), 1..60),
        chosen in proptest::collection::vec(any::<proptest::sample::Index>(), 6),
        between in 0..3_000_u64,
    ) {
        let (mut db, clock, _) = database();
        db.table("users").unwrap().enable_point_in_time_recovery().recovery_period_in_days(2).run().unwrap();
        let directory = tempfile::TempDir::new().unwrap();
        let path = directory.path().join("a.snapshot");
        let mut model: BTreeMap<String, Item> = BTreeMap::new();
        // The items at the end of each moment.
        let mut moments = vec![(clock.now(), model.clone())];
        for step in steps {
            let users = db.table("users").unwrap();
            match step {
                Step::Put(id, value) => {
                    let item = item! { "id": format!("u{id}"), "city": format!("c{}", value % 3), "value": value };
                    users.put(item.clone()).run().unwrap();
                    model.insert(format!("u{id}"), item);
                }
                Step::Delete(id) => {
                    users.delete(format!("u{id}").as_str()).run().unwrap();
                    model.remove(&format!("u{id}"));
                }
                Step::Advance(ms) => clock.advance(Duration::from_millis(ms.into())).unwrap(),
                Step::Split(id) => drop(users.split_partition(&users.explain(format!("u{id}").as_str()).unwrap().hash)),
                Step::Fork => db = db.fork(),
                Step::Snapshot => {
                    db.save(&path).unwrap();
                    db = Database::builder().clock(clock.clone()).load(&path).unwrap();
                }
            }
            let now = clock.now();
            match moments.last_mut() {
                Some((moment, items)) if *moment == now => items.clone_from(&model),
                _ => moments.push((now, model.clone())),
            }
        }
        let users = db.table("users").unwrap();
        let (first, last) = (moments[0].0, clock.now());
        let earliest = first.max(last - 2 * DAY);
        for (number, index) in chosen.iter().enumerate() {
            let wanted = index.get(&moments).0 + Duration::from_millis(between);
            let target = format!("restored{number}");
            let restored = users.restore(target.as_str()).to_time(wanted).run();
            let in_second = earliest.duration_since(UNIX_EPOCH).unwrap().as_secs() <= wanted.duration_since(UNIX_EPOCH).unwrap().as_secs();
            prop_assert_eq!(restored.is_ok(), in_second && wanted <= last, "{:?}", restored);
            let Ok(restored) = restored else { continue };
            let at = wanted.max(earliest);
            let (_, expected) = moments.iter().rev().find(|(moment, _)| *moment <= at).unwrap();
            let mut found: BTreeMap<String, Item> = BTreeMap::new();
            for item in restored.scan().items() {
                let item = item.unwrap();
                let Some(AttributeValue::S(id)) = item.get("id") else { panic!("{item:?}") };
                found.insert(id.to_string(), (*item).clone());
            }
            prop_assert_eq!(&found, expected);
            for city in ["c0", "c1", "c2"] {
                let count = expected.values().filter(|item| item.get("city") == Some(&city.into())).count();
                prop_assert_eq!(restored.index("by_city").query(city).count().unwrap(), count);
            }
        }
        prop_assert_eq!(db.verify(), Vec::<String>::new());
    }
}

#[test]
fn restores_deletions_forks_and_saves_at_once_leave_everything_whole() {
    let db = Database::builder().partitions(4).build();
    let directory = tempfile::TempDir::new().unwrap();
    let source = db
        .create_table("source")
        .partition_key("id", S)
        .local_index(Index::new("by_n").sort_key("n", N))
        .sort_key("at", N)
        .global_index(Index::new("by_city").partition_key("city", S))
        .run()
        .unwrap();
    source.enable_point_in_time_recovery().run().unwrap();
    let stop = AtomicBool::new(false);
    let rounds = |action: &(dyn Fn(u64) + Sync)| {
        for round in 0.. {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            action(round);
        }
    };
    thread::scope(|scope| {
        for writer in 0..2_u64 {
            let (rounds, source) = (&rounds, &source);
            scope.spawn(move || {
                rounds(&|round| {
                    let at = round % 50;
                    let key = format!("w{writer}");
                    if round % 3 == 0 {
                        source.delete((key.as_str(), at)).run().unwrap();
                    } else {
                        let item =
                            item! { "id": key, "at": at, "n": round % 7, "city": format!("c{}", round % 3) };
                        source.put(item).run().unwrap();
                    }
                });
            });
        }
        let (rounds, db, source, directory) = (&rounds, &db, &source, &directory);
        // Tables are restored, switched to recovery and deleted, in two threads that meet at one name.
        for _ in 0..2 {
            scope.spawn(move || {
                rounds(&|round| {
                    let name = format!("restored{}", round % 2);
                    if let Ok(table) = source.restore(name.as_str()).run() {
                        // The other thread may have deleted it.
                        let _ = table.enable_point_in_time_recovery().run();
                        let _ = table.create_backup("one");
                    }
                    let _ = db.delete_table(name.as_str());
                });
            });
        }
        scope.spawn(move || {
            rounds(&|_| {
                let fork = db.fork();
                for name in fork.table_names() {
                    let described = fork.table(&name).unwrap().describe();
                    assert_eq!(
                        described.table_status,
                        Some(hashrange::operation::TableStatus::Active),
                        "{name}"
                    );
                }
                assert_eq!(fork.verify(), Vec::<String>::new());
            });
        });
        scope.spawn(move || {
            rounds(&|_| {
                let path = directory.path().join("a.snapshot");
                db.save(&path).unwrap();
                assert_eq!(Database::load(&path).unwrap().verify(), Vec::<String>::new());
            });
        });
        thread::sleep(Duration::from_secs(3));
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(db.verify(), Vec::<String>::new());
    assert!(source.restore("last").run().is_ok());
}
