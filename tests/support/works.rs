//! What must go well in a database, whatever it holds. The fuzz target of snapshots asks it too.

use hashrange::Database;
use serde_json::{Map, Value, json};

const MADE: &str = "made-by-everything-works";
const RESTORED: &str = "restored-by-everything-works";

/// Uses each region of a database. Panics where something does not go as it does in any database.
pub fn everything_works(db: &Database) {
    for region in db.regions().names() {
        region_works(&db.in_region(region).expect("a region of the database"));
    }
}

/// Makes a table, writes into all tables as one, reads them, their indexes and their streams, restores what can be
/// restored, and takes the table away again.
fn region_works(db: &Database) {
    let made = json!({
        "TableName": MADE,
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "GlobalSecondaryIndexes": [{
            "IndexName": "again", "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }],
        "BillingMode": "PAY_PER_REQUEST",
    });
    good(db, "CreateTable", &made);
    let described: Vec<Value> = db.table_names().iter().map(|name| describe(db, name)).collect();
    let mut ids: Vec<&str> = described.iter().filter_map(|table| table["TableId"].as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), described.len(), "each table has an id of its own");
    for tables in described.chunks(100) {
        check_transaction(db, tables);
    }
    for table in &described {
        check_reads(db, table);
    }
    good(db, "DeleteTable", &json!({"TableName": MADE}));
    check_backups(db);
    described.iter().for_each(|table| check_recovery(db, table));
    check_streams(db);
    check_jobs(db);
    assert_eq!(db.verify(), Vec::<String>::new());
}

/// Describes the backups, and restores a table from each and takes it away again.
fn check_backups(db: &Database) {
    let listed = good(db, "ListBackups", &json!({"BackupType": "ALL"}));
    for backup in listed["BackupSummaries"].as_array().expect("backups") {
        let described = good(db, "DescribeBackup", &json!({"BackupArn": backup["BackupArn"]}));
        let source = &described["BackupDescription"]["SourceTableDetails"];
        let request = json!({"TargetTableName": RESTORED, "BackupArn": backup["BackupArn"]});
        check_restored(db, "RestoreTableFromBackup", &request, Some(&source["ItemCount"]));
    }
}

/// Restores a table, and takes it away again.
fn check_restored(db: &Database, operation: &str, request: &Value, items: Option<&Value>) {
    let answer = db.wire(operation, request.to_string().as_bytes());
    if answer.status != 200 {
        // The units of all tables together may be too many.
        assert!(answer.text().contains("LimitExceeded"), "{}", answer.text());
        return;
    }
    let restored = describe(db, RESTORED);
    assert!(items.is_none_or(|items| restored["ItemCount"] == *items));
    check_reads(db, &restored);
    good(db, "DeleteTable", &json!({"TableName": RESTORED}));
}

/// Restores a table to the first and the last moment of its recovery, if that is on.
fn check_recovery(db: &Database, table: &Value) {
    let name = &table["TableName"];
    if *name == MADE {
        return;
    }
    good(db, "DescribeKinesisStreamingDestination", &json!({"TableName": name}));
    let described = good(db, "DescribeContinuousBackups", &json!({"TableName": name}));
    let recovery = &described["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"];
    if recovery["PointInTimeRecoveryStatus"] != "ENABLED" {
        return;
    }
    let request = json!({"SourceTableName": name, "TargetTableName": RESTORED});
    let mut earliest = request.clone();
    earliest["RestoreDateTime"] = recovery["EarliestRestorableDateTime"].clone();
    let mut latest = request;
    latest["UseLatestRestorableTime"] = true.into();
    for request in [earliest, latest] {
        check_restored(db, "RestoreTableToPointInTime", &request, None);
    }
}

/// Reads all streams, those of deleted tables too.
fn check_streams(db: &Database) {
    let listed = good(db, "ListStreams", &json!({}));
    for stream in listed["Streams"].as_array().expect("streams") {
        let arn = &stream["StreamArn"];
        let described = good(db, "DescribeStream", &json!({"StreamArn": arn}));
        for shard in described["StreamDescription"]["Shards"].as_array().expect("shards") {
            let request = json!({
                "StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON",
            });
            let iterator = good(db, "GetShardIterator", &request);
            good(db, "GetRecords", &json!({"ShardIterator": iterator["ShardIterator"]}));
        }
    }
}

/// Describes all exports, imports and bulk operations.
fn check_jobs(db: &Database) {
    for (kind, list, summaries, arn) in [
        ("Export", "ListExports", "ExportSummaries", "ExportArn"),
        ("Import", "ListImports", "ImportSummaryList", "ImportArn"),
        ("BulkOperation", "ListBulkOperations", "BulkOperationsSummaryList", "BulkOperationArn"),
    ] {
        let listed = good(db, list, &json!({}));
        for summary in listed[summaries].as_array().expect("a list") {
            good(db, &format!("Describe{kind}"), &json!({ arn: summary[arn] }));
        }
    }
}

fn good(db: &Database, operation: &str, request: &Value) -> Value {
    let answer = db.wire(operation, request.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{operation} {request}: {}", answer.text());
    serde_json::from_slice(&answer.body).expect("JSON")
}

fn describe(db: &Database, name: &str) -> Value {
    let described = good(db, "DescribeTable", &json!({"TableName": name}))["Table"].take();
    assert_eq!(described["TableStatus"], "ACTIVE");
    described
}

/// Puts an item into each table in one transaction: every table has its own then.
fn check_transaction(db: &Database, tables: &[Value]) {
    let puts: Vec<Value> = tables
        .iter()
        .map(|table| json!({"Put": {"TableName": table["TableName"], "Item": item_of(table)}}))
        .collect();
    let request = json!({"TransactItems": puts}).to_string();
    let answer = db.wire("TransactWriteItems", request.as_bytes());
    if answer.status != 200 {
        // The database may allow no item collection of that size, which its settings say.
        assert!(answer.text().contains("ItemCollectionSizeLimitExceeded"), "{}", answer.text());
        return;
    }
    for table in tables {
        let key = |element: &Value| {
            let name = element["AttributeName"].as_str().expect("a name");
            (name.to_owned(), item_of(table)[name].clone())
        };
        let key: Map<String, Value> = table["KeySchema"].as_array().expect("a key").iter().map(key).collect();
        let got = good(db, "GetItem", &json!({"TableName": table["TableName"], "Key": key}));
        assert_eq!(got["Item"], item_of(table), "of {}", table["TableName"]);
    }
}

/// An item that is in all indexes of the table and says whose it is, unless that attribute is a key.
fn item_of(table: &Value) -> Value {
    let definitions = table["AttributeDefinitions"].as_array().expect("definitions");
    let value = |definition: &Value| {
        let name = definition["AttributeName"].as_str().expect("a name").to_owned();
        (
            name,
            match definition["AttributeType"].as_str() {
                Some("N") => json!({"N": "424242"}),
                Some("B") => json!({"B": "ZnJlc2g="}),
                _ => json!({"S": "fresh"}),
            },
        )
    };
    let mut item = Map::from_iter([("of the table".to_owned(), json!({"S": table["TableName"]}))]);
    item.extend(definitions.iter().map(value));
    Value::Object(item)
}

/// Reads the table and its indexes to their ends: no index has more entries than the table has items.
fn check_reads(db: &Database, table: &Value) {
    let items = scan(db, table, None);
    assert_eq!(describe(db, table["TableName"].as_str().expect("a name"))["ItemCount"], items);
    for kind in ["LocalSecondaryIndexes", "GlobalSecondaryIndexes"] {
        for index in table[kind].as_array().into_iter().flatten() {
            assert!(scan(db, table, index["IndexName"].as_str()) <= items);
        }
    }
}

/// How many items a table or an index has, counted.
fn scan(db: &Database, table: &Value, index: Option<&str>) -> u64 {
    let mut request = json!({"TableName": table["TableName"]});
    if let Some(index) = index {
        request["IndexName"] = index.into();
    }
    let mut count = 0;
    loop {
        let mut page = good(db, "Scan", &request);
        count += page["Count"].as_u64().expect("a count");
        match page["LastEvaluatedKey"].take() {
            Value::Null => return count,
            key => request["ExclusiveStartKey"] = key,
        }
    }
}
