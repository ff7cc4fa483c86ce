//! Tables, indexes and time to live between their states: what is described, what is refused, and when it ends.

use std::time::{Duration, UNIX_EPOCH};

use hashrange::{
    Clock, Database, Error, Index,
    ScalarAttributeType::S,
    Table, item,
    operation::{IndexStatus, StreamViewType, TableStatus},
};
use serde_json::{Value, json};

use crate::{ask, refused};

const SECOND: Duration = Duration::from_secs(1);
const IN_USE: &str = "Attempt to change a resource which is still in use: ";

/// A database whose states last ten seconds of a clock that is moved.
fn slow() -> (Database, Clock) {
    let clock = Clock::manual(UNIX_EPOCH + 1_700_000_000 * SECOND);
    (Database::builder().clock(clock.clone()).transitions(10 * SECOND).build(), clock)
}

/// The same with a table `likes` that is there, with an item, and with an index `by_brand`.
fn with_likes() -> (Database, Clock, Table) {
    let (db, clock) = slow();
    let by_brand = Index::new("by_brand").partition_key("brand", S);
    let likes = db.create_table("likes").partition_key("id", S).global_index(by_brand).run().unwrap();
    clock.advance(10 * SECOND).unwrap();
    likes.put(item! { "id": "a", "brand": "소니", "color": "black" }).run().unwrap();
    (db, clock, likes)
}

fn described(db: &Database, table: &str) -> Value {
    ask(db, "DescribeTable", json!({"TableName": table}))["Table"].clone()
}

fn status(db: &Database, table: &str) -> String {
    described(db, table)["TableStatus"].as_str().unwrap().to_owned()
}

/// The status of an index, and whether it says that it is backfilling.
fn index(db: &Database, name: &str) -> Option<(String, Option<bool>)> {
    let table = described(db, "likes");
    let index =
        table["GlobalSecondaryIndexes"].as_array()?.iter().find(|index| index["IndexName"] == name)?;
    Some((index["IndexStatus"].as_str()?.to_owned(), index["Backfilling"].as_bool()))
}

fn in_use(what: &str) -> (String, String) {
    ("ResourceInUseException".to_owned(), format!("{IN_USE}{what}"))
}

fn add_index(name: &str) -> Value {
    let key = [json!({"AttributeName": "color", "KeyType": "HASH"})];
    let create = json!({"IndexName": name, "KeySchema": key, "Projection": {"ProjectionType": "ALL"}});
    json!({
        "TableName": "likes",
        "AttributeDefinitions": [{"AttributeName": "color", "AttributeType": "S"}],
        "GlobalSecondaryIndexUpdates": [{"Create": create}],
    })
}

fn delete_index(name: &str) -> Value {
    json!({"TableName": "likes", "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": name}}]})
}

fn protect(protected: bool) -> Value {
    json!({"TableName": "likes", "DeletionProtectionEnabled": protected})
}

/// A request of each operation on items, of the table `likes`.
fn on_items() -> Vec<(&'static str, Value)> {
    let key = json!({"id": {"S": "a"}});
    let query = json!({
        "TableName": "likes",
        "KeyConditionExpression": "id = :id",
        "ExpressionAttributeValues": {":id": {"S": "a"}},
    });
    let statement = "SELECT * FROM likes WHERE id = 'a'";
    vec![
        ("GetItem", json!({"TableName": "likes", "Key": key})),
        ("PutItem", json!({"TableName": "likes", "Item": key})),
        ("UpdateItem", json!({"TableName": "likes", "Key": key})),
        ("DeleteItem", json!({"TableName": "likes", "Key": key})),
        ("Query", query),
        ("Scan", json!({"TableName": "likes"})),
        ("BatchGetItem", json!({"RequestItems": {"likes": {"Keys": [key]}}})),
        ("BatchWriteItem", json!({"RequestItems": {"likes": [{"PutRequest": {"Item": key}}]}})),
        ("TransactGetItems", json!({"TransactItems": [{"Get": {"TableName": "likes", "Key": key}}]})),
        ("TransactWriteItems", json!({"TransactItems": [{"Put": {"TableName": "likes", "Item": key}}]})),
        ("ExecuteStatement", json!({"Statement": statement})),
        ("ExecuteTransaction", json!({"TransactStatements": [{"Statement": statement}]})),
    ]
}

fn assert_no_items_are_found(db: &Database) {
    for (operation, request) in on_items() {
        let not_found = ("ResourceNotFoundException".to_owned(), "Requested resource not found".to_owned());
        assert_eq!(refused(db, operation, request), not_found, "{operation}");
    }
    let batch = json!({"Statements": [{"Statement": "SELECT * FROM likes WHERE id = 'a'"}]});
    let answer = ask(db, "BatchExecuteStatement", batch);
    assert_eq!(answer["Responses"][0]["Error"]["Code"], "ResourceNotFound", "{answer}");
}

#[test]
fn a_table_that_is_being_made_is_described_and_listed_and_its_items_are_not_found() {
    let (db, clock) = slow();
    let by_brand = Index::new("by_brand").partition_key("brand", S);
    let likes = db.create_table("likes").partition_key("id", S).global_index(by_brand).run().unwrap();
    assert_eq!(status(&db, "likes"), "CREATING");
    assert_eq!(index(&db, "by_brand"), Some(("CREATING".to_owned(), None)));
    assert_eq!(db.table_names(), ["likes"]);
    assert_eq!(ask(&db, "ListTables", json!({})), json!({"TableNames": ["likes"]}));
    assert_no_items_are_found(&db);
    // So does the typed API, with a handle of the table.
    assert!(matches!(likes.put(item! { "id": "a" }).run(), Err(Error::ResourceNotFound(_))));
    assert!(matches!(likes.get("a").run(), Err(Error::ResourceNotFound(_))));
    assert_eq!(likes.describe().table_status, Some(TableStatus::Creating));

    clock.advance(10 * SECOND - Duration::from_millis(1)).unwrap();
    assert_eq!(status(&db, "likes"), "CREATING");
    clock.advance(Duration::from_millis(1)).unwrap();
    assert_eq!(status(&db, "likes"), "ACTIVE");
    assert_eq!(index(&db, "by_brand"), Some(("ACTIVE".to_owned(), None)));
    for (operation, request) in on_items() {
        ask(&db, operation, request);
    }
    likes.put(item! { "id": "b", "brand": "소니" }).run().unwrap();
    assert_eq!(likes.index("by_brand").query("소니").items().count(), 1);
}

#[test]
fn a_table_that_is_being_made_is_neither_made_again_nor_changed_nor_deleted() {
    let (db, clock) = slow();
    db.create_table("likes").partition_key("id", S).run().unwrap();
    let being_created = in_use("Table is being created: likes");
    let create = json!({
        "TableName": "likes",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    });
    assert_eq!(refused(&db, "CreateTable", create.clone()), being_created);
    assert_eq!(refused(&db, "DeleteTable", json!({"TableName": "likes"})), being_created);
    assert_eq!(refused(&db, "UpdateTable", protect(true)), being_created);
    assert_eq!(refused(&db, "UpdateTable", add_index("by_color")), being_created);
    let expire =
        json!({"TableName": "likes", "TimeToLiveSpecification": {"Enabled": true, "AttributeName": "until"}});
    assert_eq!(refused(&db, "UpdateTimeToLive", expire), being_created);
    let arn = described(&db, "likes")["TableArn"].clone();
    let tag = json!({"ResourceArn": arn, "Tags": [{"Key": "a", "Value": "b"}]});
    assert_eq!(refused(&db, "TagResource", tag.clone()), being_created);
    clock.advance(10 * SECOND).unwrap();
    ask(&db, "TagResource", tag);
    let exists = ("ResourceInUseException".to_owned(), "Table already exists: likes".to_owned());
    assert_eq!(refused(&db, "CreateTable", create), exists);
}

#[test]
fn a_table_that_is_being_deleted_is_there_until_it_is_gone() {
    let (db, clock, likes) = with_likes();
    let answer = ask(&db, "DeleteTable", json!({"TableName": "likes"}));
    assert_eq!(answer["TableDescription"]["TableStatus"], "DELETING");
    assert_eq!(status(&db, "likes"), "DELETING");
    assert_eq!(index(&db, "by_brand"), Some(("DELETING".to_owned(), None)));
    assert_eq!(db.table_names(), ["likes"]);
    assert_no_items_are_found(&db);
    let being_deleted = in_use("Table is being deleted: likes");
    let again = db.create_table("likes").partition_key("id", S).run().unwrap_err();
    assert_eq!(again.message(), being_deleted.1);
    assert_eq!(refused(&db, "DeleteTable", json!({"TableName": "likes"})), being_deleted);
    assert_eq!(refused(&db, "UpdateTable", protect(true)), being_deleted);
    assert_eq!(refused(&db, "UpdateTable", delete_index("by_brand")), being_deleted);

    clock.advance(10 * SECOND).unwrap();
    assert!(db.table_names().is_empty());
    let gone = refused(&db, "DescribeTable", json!({"TableName": "likes"}));
    assert_eq!(gone.1, "Requested resource not found: Table: likes not found");
    // The name is free, and the handle is of the new table.
    db.create_table("likes").partition_key("id", S).run().unwrap();
    clock.advance(10 * SECOND).unwrap();
    assert_eq!(likes.item_count(), 0);
    likes.put(item! { "id": "new" }).run().unwrap();
    assert!(db.verify().is_empty());
}

#[test]
fn a_table_that_is_being_changed_is_used_and_not_changed_again() {
    let (db, clock, likes) = with_likes();
    let answer = ask(&db, "UpdateTable", protect(true));
    assert_eq!(answer["TableDescription"]["TableStatus"], "UPDATING");
    assert_eq!(status(&db, "likes"), "UPDATING");
    likes.put(item! { "id": "b" }).run().unwrap();
    let being_updated = in_use("Table is being updated: likes");
    assert_eq!(refused(&db, "UpdateTable", protect(false)), being_updated);
    assert_eq!(refused(&db, "DeleteTable", json!({"TableName": "likes"})), being_updated);
    let exists = ("ResourceInUseException".to_owned(), "Table already exists: likes".to_owned());
    let create = json!({
        "TableName": "likes",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
    });
    assert_eq!(refused(&db, "CreateTable", create), exists);

    clock.advance(10 * SECOND).unwrap();
    assert_eq!(status(&db, "likes"), "ACTIVE");
    // A change of nothing leaves the table as it is.
    ask(&db, "UpdateTable", protect(true));
    assert_eq!(status(&db, "likes"), "ACTIVE");
    ask(&db, "UpdateTable", protect(false));
    clock.advance(10 * SECOND).unwrap();
    db.delete_table("likes").unwrap();
}

#[test]
fn units_and_the_key_of_encryption_change_when_the_update_ends() {
    let (db, clock) = slow();
    let create = json!({
        "TableName": "likes",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    });
    ask(&db, "CreateTable", create);
    clock.advance(10 * SECOND).unwrap();
    let update = json!({
        "TableName": "likes",
        "ProvisionedThroughput": {"ReadCapacityUnits": 9000, "WriteCapacityUnits": 1},
        "SSESpecification": {"Enabled": true},
    });
    let partitions = || db.table("likes").unwrap().partitions().len();
    let answer = ask(&db, "UpdateTable", update)["TableDescription"].clone();
    for table in [answer, described(&db, "likes")] {
        assert_eq!(table["ProvisionedThroughput"]["ReadCapacityUnits"], 1);
        assert_eq!(table["SSEDescription"]["Status"], "UPDATING");
        assert_eq!(partitions(), 1);
    }
    clock.advance(10 * SECOND).unwrap();
    let table = described(&db, "likes");
    assert_eq!(table["ProvisionedThroughput"]["ReadCapacityUnits"], 9000);
    assert!(table["ProvisionedThroughput"]["LastIncreaseDateTime"].is_number(), "{table}");
    assert_eq!(table["SSEDescription"]["Status"], "ENABLED");
    // As many partitions as a new table with these units has.
    assert_eq!(partitions(), 4);

    ask(&db, "UpdateTable", json!({"TableName": "likes", "SSESpecification": {"Enabled": false}}));
    assert_eq!(described(&db, "likes")["SSEDescription"]["Status"], "UPDATING");
    clock.advance(10 * SECOND).unwrap();
    assert!(described(&db, "likes").get("SSEDescription").is_none());
}

#[test]
fn an_index_that_is_added_gets_room_then_its_items_and_then_it_is_read() {
    let (db, clock, likes) = with_likes();
    let answer = ask(&db, "UpdateTable", add_index("by_color"));
    assert_eq!(answer["TableDescription"]["TableStatus"], "UPDATING");
    let cannot_read = || {
        let error = likes.index("by_color").query("black").run().unwrap_err();
        assert!(matches!(error, Error::Validation(_)), "{error:?}");
        assert_eq!(error.message(), "Cannot read from backfilling global secondary index: by_color");
        let scan = json!({"TableName": "likes", "IndexName": "by_color"});
        assert_eq!(refused(&db, "Scan", scan).1, error.message());
        let statement = json!({"Statement": "SELECT * FROM likes.by_color WHERE color = 'black'"});
        assert_eq!(refused(&db, "ExecuteStatement", statement).1, error.message());
    };
    assert_eq!(index(&db, "by_color"), Some(("CREATING".to_owned(), Some(false))));
    cannot_read();
    // While there is no room for it yet, the table cannot be changed, nor the index taken away.
    assert_eq!(
        refused(&db, "UpdateTable", delete_index("by_color")),
        in_use("Table is being updated: likes")
    );
    likes.put(item! { "id": "b", "color": "black" }).run().unwrap();

    clock.advance(10 * SECOND).unwrap();
    assert_eq!(status(&db, "likes"), "ACTIVE");
    assert_eq!(index(&db, "by_color"), Some(("CREATING".to_owned(), Some(true))));
    cannot_read();
    likes.put(item! { "id": "c", "color": "black" }).run().unwrap();
    likes.update("a").expression("SET color = :c").value(":c", "white").run().unwrap();
    likes.delete("b").run().unwrap();
    let indexes = "Cannot delete table while indexes are being created, updated, or deleted.";
    assert_eq!(refused(&db, "DeleteTable", json!({"TableName": "likes"})), in_use(indexes));

    clock.advance(10 * SECOND).unwrap();
    assert_eq!(index(&db, "by_color"), Some(("ACTIVE".to_owned(), None)));
    let black: Vec<_> = likes.index("by_color").query("black").items().map(Result::unwrap).collect();
    assert_eq!(black.len(), 1);
    assert_eq!(black[0].s("id"), Some("c"));
    assert_eq!(likes.index("by_color").query("white").items().count(), 1);
    assert!(db.verify().is_empty());
}

#[test]
fn one_index_comes_or_goes_at_a_time_in_several_requests_too() {
    let (db, clock, _) = with_likes();
    let one_at_a_time = (
        "LimitExceededException".to_owned(),
        "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"
            .to_owned(),
    );
    ask(&db, "UpdateTable", add_index("by_color"));
    for _ in 0..2 {
        assert_eq!(refused(&db, "UpdateTable", add_index("another")), one_at_a_time);
        assert_eq!(refused(&db, "UpdateTable", delete_index("by_brand")), one_at_a_time);
        clock.advance(10 * SECOND).unwrap();
    }
    ask(&db, "UpdateTable", delete_index("by_brand"));
    assert_eq!(refused(&db, "UpdateTable", add_index("another")), one_at_a_time);
}

#[test]
fn an_index_is_taken_away_while_it_is_being_filled() {
    let (db, clock, likes) = with_likes();
    ask(&db, "UpdateTable", add_index("by_color"));
    clock.advance(10 * SECOND).unwrap();
    ask(&db, "UpdateTable", delete_index("by_color"));
    assert_eq!(index(&db, "by_color"), Some(("DELETING".to_owned(), None)));
    let error = likes.index("by_color").query("black").run().unwrap_err();
    assert_eq!(error.message(), "The table does not have the specified index: by_color");
    clock.advance(10 * SECOND).unwrap();
    assert_eq!(status(&db, "likes"), "ACTIVE");
    let being_deleted = in_use("Index is being deleted.  Table: likes Index: by_color");
    assert_eq!(refused(&db, "UpdateTable", delete_index("by_color")), being_deleted);
    // Its attribute is defined as long as it is there.
    let has_definition = || described(&db, "likes").to_string().contains("color");
    assert!(has_definition());
    clock.advance(10 * SECOND).unwrap();
    assert_eq!(index(&db, "by_color"), None);
    assert!(!has_definition());
    likes.put(item! { "id": "n", "color": 7 }).run().unwrap();
    db.delete_table("likes").unwrap();
}

#[test]
fn an_index_is_still_being_changed_when_its_table_is_active_again() {
    let (db, clock, likes) = with_likes();
    let units = json!({"ReadCapacityUnits": 5, "WriteCapacityUnits": 5});
    let provision = json!({
        "TableName": "likes",
        "BillingMode": "PROVISIONED",
        "ProvisionedThroughput": units,
        "GlobalSecondaryIndexUpdates": [{"Update": {"IndexName": "by_brand", "ProvisionedThroughput": units}}],
    });
    ask(&db, "UpdateTable", provision);
    clock.advance(10 * SECOND).unwrap();
    assert_eq!(status(&db, "likes"), "ACTIVE");
    let of_index = || likes.describe().global_secondary_indexes.unwrap().remove(0);
    assert_eq!(of_index().index_status, Some(IndexStatus::Updating));
    assert_eq!(of_index().provisioned_throughput.read_capacity_units, 0);
    assert_eq!(likes.index("by_brand").query("소니").items().count(), 1);
    let being_updated = in_use("Index is being updated.  Table: likes Index: by_brand");
    assert_eq!(refused(&db, "UpdateTable", delete_index("by_brand")), being_updated);
    clock.advance(10 * SECOND).unwrap();
    assert_eq!(of_index().index_status, Some(IndexStatus::Active));
    assert_eq!(of_index().provisioned_throughput.read_capacity_units, 5);
    ask(&db, "UpdateTable", delete_index("by_brand"));
}

#[test]
fn items_expire_once_time_to_live_is_enabled_and_until_it_is_disabled() {
    let (db, clock, likes) = with_likes();
    let specified = |enabled: bool| {
        let specification = json!({"Enabled": enabled, "AttributeName": "until"});
        json!({"TableName": "likes", "TimeToLiveSpecification": specification})
    };
    let described = || {
        let answer = ask(&db, "DescribeTimeToLive", json!({"TableName": "likes"}));
        answer["TimeToLiveDescription"].clone()
    };
    let put_expired = || likes.put(item! { "id": "old", "until": 1_700_000_000 }).run().unwrap();
    ask(&db, "UpdateTimeToLive", specified(true));
    assert_eq!(described(), json!({"TimeToLiveStatus": "ENABLING", "AttributeName": "until"}));
    put_expired();
    assert!(likes.get("old").run().unwrap().is_some());
    clock.advance(10 * SECOND).unwrap();
    assert_eq!(described(), json!({"TimeToLiveStatus": "ENABLED", "AttributeName": "until"}));
    assert!(likes.get("old").run().unwrap().is_none());

    clock.advance(3600 * SECOND).unwrap();
    ask(&db, "UpdateTimeToLive", specified(false));
    assert_eq!(described(), json!({"TimeToLiveStatus": "DISABLING", "AttributeName": "until"}));
    put_expired();
    assert!(likes.get("old").run().unwrap().is_none());
    // What expires before it is disabled is deleted, even if nobody looks until later.
    let now = clock.now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    likes.put(item! { "id": "before", "until": now + 5 }).run().unwrap();
    likes.put(item! { "id": "after", "until": now + 15 }).run().unwrap();
    clock.advance(20 * SECOND).unwrap();
    assert_eq!(described(), json!({"TimeToLiveStatus": "DISABLED"}));
    assert!(likes.get("before").run().unwrap().is_none());
    assert!(likes.get("after").run().unwrap().is_some());
    put_expired();
    assert!(likes.get("old").run().unwrap().is_some());
    assert!(db.verify().is_empty());
}

#[test]
fn at_once_nobody_finds_a_table_between_its_states() {
    let db = Database::new();
    let likes = db.create_table("likes").partition_key("id", S).run().unwrap();
    likes.put(item! { "id": "a", "color": "black" }).run().unwrap();
    ask(&db, "UpdateTable", add_index("by_color"));
    assert_eq!(index(&db, "by_color"), Some(("ACTIVE".to_owned(), None)));
    assert_eq!(likes.index("by_color").query("black").items().count(), 1);
    // Two at the same time take turns.
    std::thread::scope(|scope| {
        for units in [10, 20] {
            let (db, limits) = (&db, json!({"MaxReadRequestUnits": units}));
            scope.spawn(move || {
                for _ in 0..50 {
                    ask(db, "UpdateTable", json!({"TableName": "likes", "OnDemandThroughput": limits}));
                    assert_eq!(status(db, "likes"), "ACTIVE");
                }
            });
        }
    });
    ask(&db, "UpdateTable", delete_index("by_color"));
    assert_eq!(index(&db, "by_color"), None);
    db.delete_table("likes").unwrap();
    assert!(db.table_names().is_empty());
}

#[test]
fn of_two_who_make_a_table_one_does() {
    let (db, clock) = slow();
    let made: Vec<bool> = std::thread::scope(|scope| {
        let make = || db.create_table("likes").partition_key("id", S).run().is_ok();
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(make)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(made.iter().filter(|made| **made).count(), 1);
    clock.advance(10 * SECOND).unwrap();
    let deleted: Vec<bool> = std::thread::scope(|scope| {
        let delete = || db.delete_table("likes").is_ok();
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(delete)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(deleted.iter().filter(|deleted| **deleted).count(), 1);
}

#[test]
fn what_goes_on_in_a_database_goes_on_in_its_fork_and_ends_in_both() {
    let (db, clock, _) = with_likes();
    ask(&db, "UpdateTable", add_index("by_color"));
    db.create_table("new").partition_key("id", S).run().unwrap();
    clock.advance(5 * SECOND).unwrap();
    let fork = db.fork();
    for db in [&db, &fork] {
        assert_eq!((status(db, "new"), status(db, "likes")), ("CREATING".to_owned(), "UPDATING".to_owned()));
    }
    clock.advance(5 * SECOND).unwrap();
    for db in [&db, &fork] {
        assert_eq!((status(db, "new"), status(db, "likes")), ("ACTIVE".to_owned(), "ACTIVE".to_owned()));
        assert!(db.table("likes").unwrap().index("by_color").query("black").run().is_err());
    }
    fork.delete_table("new").unwrap();
    drop(db);
    clock.advance(10 * SECOND).unwrap();
    assert_eq!(fork.table_names(), ["likes"]);
    assert_eq!(fork.table("likes").unwrap().index("by_color").query("black").items().count(), 1);
    assert!(fork.verify().is_empty());
}

#[test]
fn in_a_file_all_of_it_has_ended() {
    let (db, clock, _) = with_likes();
    ask(&db, "UpdateTable", add_index("by_color"));
    db.create_table("new").partition_key("id", S).run().unwrap();
    db.create_table("old").partition_key("id", S).run().unwrap();
    clock.advance(10 * SECOND).unwrap();
    db.delete_table("old").unwrap();
    ask(&db, "UpdateTable", json!({"TableName": "new", "SSESpecification": {"Enabled": true}}));
    let path = std::env::temp_dir().join(format!("hashrange-transitions-{}", std::process::id()));
    db.save(&path).unwrap();
    let loaded = Database::load(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(loaded.table_names(), ["likes", "new"]);
    assert_eq!(status(&loaded, "new"), "ACTIVE");
    assert_eq!(described(&loaded, "new")["SSEDescription"]["Status"], "ENABLED");
    assert_eq!(loaded.table("likes").unwrap().index("by_color").query("black").items().count(), 1);
    // The database that was saved goes on as it was.
    assert_eq!(status(&db, "old"), "DELETING");
    assert_eq!(index(&db, "by_color"), Some(("CREATING".to_owned(), Some(true))));
}

#[test]
fn by_the_system_s_clock_states_end_by_themselves() {
    let db = Database::builder().transitions(Duration::from_millis(20)).build();
    let wait_until = |is_so: &dyn Fn() -> bool| {
        let began = std::time::Instant::now();
        while !is_so() {
            assert!(began.elapsed() < 60 * SECOND, "it does not end");
            std::thread::sleep(Duration::from_millis(1));
        }
    };
    let likes = db.create_table("likes").partition_key("id", S).run().unwrap();
    wait_until(&|| likes.put(item! { "id": "a" }).run().is_ok());
    db.delete_table("likes").unwrap();
    wait_until(&|| db.table_names().is_empty());
}

#[test]
fn so_many_tables_are_made_changed_and_deleted_at_a_time() {
    let (db, clock) = slow();
    let make = |name: String| db.create_table(name).partition_key("id", S).run().map(drop);
    for number in 0..500 {
        make(format!("table{number}")).unwrap();
    }
    let Err(Error::LimitExceeded(message)) = make("one_more".to_owned()) else { panic!("it is too many") };
    let only =
        "Subscriber limit exceeded: Only 500 tables can be created, updated, or deleted simultaneously";
    assert_eq!(message, only);
    clock.advance(10 * SECOND).unwrap();
    make("one_more".to_owned()).unwrap();

    let (db, clock) = slow();
    let make = |name: String| {
        let index = Index::new("index").partition_key("other", S);
        db.create_table(name).partition_key("id", S).global_index(index).run().map(drop)
    };
    for number in 0..250 {
        make(format!("table{number}")).unwrap();
    }
    let Err(Error::LimitExceeded(message)) = make("one_more".to_owned()) else { panic!("it is too many") };
    assert!(message.ends_with("the maximum number of indexed tables that can be created simultaneously"));
    db.create_table("plain").partition_key("id", S).run().unwrap();
    clock.advance(10 * SECOND).unwrap();
    make("one_more".to_owned()).unwrap();
}

#[test]
fn a_table_is_restored_in_time_from_a_backup_in_which_all_has_ended() {
    let (db, clock, _) = with_likes();
    // A table cannot be backed up at once.
    clock.advance(10 * SECOND).unwrap();
    let backup = || ask(&db, "CreateBackup", json!({"TableName": "likes", "BackupName": "all"}));
    ask(&db, "UpdateTable", add_index("by_color"));
    let arn = backup()["BackupDetails"]["BackupArn"].clone();
    // It is made in time too.
    clock.advance(10 * SECOND).unwrap();
    let restore = json!({"TargetTableName": "again", "BackupArn": arn});
    let answer = ask(&db, "RestoreTableFromBackup", restore.clone());
    assert_eq!(answer["TableDescription"]["TableStatus"], "CREATING");
    assert_eq!(answer["TableDescription"]["RestoreSummary"]["RestoreInProgress"], true);
    assert_eq!(status(&db, "again"), "CREATING");
    let again = db.table("again").unwrap();
    assert!(again.get("a").run().is_err());
    let in_use = (
        "TableInUseException".to_owned(),
        format!("Table: again is already being restored from backup: {}", arn.as_str().unwrap()),
    );
    assert_eq!(refused(&db, "RestoreTableFromBackup", restore), in_use);
    let missing = ("TableNotFoundException".to_owned(), "Table not found: again".to_owned());
    assert_eq!(refused(&db, "CreateBackup", json!({"TableName": "again", "BackupName": "all"})), missing);
    clock.advance(10 * SECOND).unwrap();
    assert_eq!(described(&db, "again")["RestoreSummary"]["RestoreInProgress"], false);
    assert_eq!(again.index("by_color").query("black").items().count(), 1);
    assert!(db.verify().is_empty());
}

#[test]
fn a_stream_is_being_enabled_and_disabled_with_its_table() {
    let (db, clock) = slow();
    let streams = |table: &str| ask(&db, "ListStreams", json!({"TableName": table}))["Streams"].clone();
    let stream = |table: &str, nth: usize| {
        let arn = streams(table)[nth]["StreamArn"].clone();
        let answer = ask(&db, "DescribeStream", json!({"StreamArn": arn}));
        let status = answer["StreamDescription"]["StreamStatus"].as_str().unwrap().to_owned();
        (status, self::status(&db, table), described(&db, table)["StreamSpecification"].clone())
    };
    let state = |stream: &str, table: &str, specification: &Value| {
        (stream.to_owned(), table.to_owned(), specification.clone())
    };
    let keys = json!({"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"});
    let switch = |specification: &Value| json!({"TableName": "likes", "StreamSpecification": specification});
    let likes = db.create_table("likes").partition_key("id", S).stream(StreamViewType::KeysOnly);
    let likes = likes.run().unwrap();
    assert_eq!(stream("likes", 0), state("ENABLING", "CREATING", &keys));
    clock.advance(10 * SECOND).unwrap();
    assert_eq!(stream("likes", 0), state("ENABLED", "ACTIVE", &keys));
    // Another change of the table leaves the stream as it is.
    ask(&db, "UpdateTable", protect(true));
    assert_eq!(stream("likes", 0), state("ENABLED", "UPDATING", &keys));
    clock.advance(10 * SECOND).unwrap();

    ask(&db, "UpdateTable", switch(&json!({"StreamEnabled": false})));
    assert_eq!(stream("likes", 0), state("DISABLING", "UPDATING", &Value::Null));
    let fork = db.fork();
    clock.advance(10 * SECOND).unwrap();
    assert_eq!(stream("likes", 0), state("DISABLED", "ACTIVE", &Value::Null));
    let arn = streams("likes")[0]["StreamArn"].clone();
    let of_fork = ask(&fork, "DescribeStream", json!({"StreamArn": arn}));
    assert_eq!(of_fork["StreamDescription"]["StreamStatus"], "DISABLED");

    ask(&db, "UpdateTable", switch(&keys));
    assert_eq!(stream("likes", 0), state("DISABLED", "UPDATING", &keys));
    assert_eq!(stream("likes", 1), state("ENABLING", "UPDATING", &keys));
    // What is written meanwhile is recorded.
    likes.put(item! { "id": "a" }).run().unwrap();
    clock.advance(10 * SECOND).unwrap();
    assert_eq!(stream("likes", 1), state("ENABLED", "ACTIVE", &keys));
    assert_eq!(likes.changes().run().unwrap().count(), 1);
    assert!(db.verify().is_empty());
}
