//! Tables restored from another region, and bulk operations beside replicas.

use std::{fs, time::Duration};

use hashrange::{Database, ScalarAttributeType::S, item, operation::*};
use tempfile::TempDir;

use crate::{IRELAND, clock, create, database};

/// A table with a backup and point-in-time recovery, and the backup's ARN.
fn users(db: &Database) -> (hashrange::Table, String) {
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    users.enable_point_in_time_recovery().run().unwrap();
    users.put(item! { "id": "haeri05" }).run().unwrap();
    let backup = users.create_backup("yesterday").unwrap().backup_arn;
    (users, backup)
}

#[test]
fn a_table_is_restored_from_a_backup_of_another_region() {
    let db = database(&clock());
    let (users, backup) = users(&db);
    users.put(item! { "id": "sora" }).run().unwrap();
    let ireland = db.in_region(IRELAND).unwrap();
    let refused = ireland.restore_from_backup(&backup, "copy").run().unwrap_err();
    assert!(refused.to_string().contains("sseSpecificationOverride must be provided"), "{refused}");
    let copy = ireland.restore_from_backup(&backup, "copy").aws_owned_key().run().unwrap();
    assert_eq!(copy.item_count(), 1);
    let described = copy.describe();
    assert!(described.table_arn.contains(IRELAND));
    let source = described.restore_summary.unwrap();
    assert_eq!(source.source_backup_arn.as_deref(), Some(backup.as_str()));
    assert_eq!(source.source_table_arn, Some(users.describe().table_arn));
    copy.put(item! { "id": "minji" }).run().unwrap();
    assert_eq!(users.item_count(), 2);
    assert!(ireland.describe_backup(backup.as_str()).unwrap_err().to_string().contains("Backup not found"));
    assert_eq!(db.verify(), Vec::<String>::new());
    assert_eq!(ireland.verify(), Vec::<String>::new());
}

#[test]
fn a_table_of_another_region_is_restored_to_a_point_in_time() {
    let clock = clock();
    let db = database(&clock);
    let (users, _) = users(&db);
    let then = clock.now();
    clock.advance(Duration::from_secs(60)).unwrap();
    users.delete("haeri05").run().unwrap();
    let ireland = db.in_region(IRELAND).unwrap();
    let request = |sse_specification_override| RestoreTableToPointInTimeInput {
        source_table_arn: Some(users.describe().table_arn),
        target_table_name: "copy".to_owned(),
        restore_date_time: Some(then.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs_f64()),
        sse_specification_override,
        ..RestoreTableToPointInTimeInput::default()
    };
    let refused = ireland.restore_table_to_point_in_time(request(None)).unwrap_err();
    assert!(refused.to_string().contains("sseSpecificationOverride must be provided"), "{refused}");
    let key = SSESpecification { enabled: Some(true), ..SSESpecification::default() };
    ireland.restore_table_to_point_in_time(request(Some(key))).unwrap();
    assert_eq!(ireland.table("copy").unwrap().item_count(), 1);
    assert_eq!(users.item_count(), 0);
}

#[test]
fn bulk_operations_and_replicas_exclude_each_other() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.json"), "{\"Item\":{\"id\":{\"S\":\"sora\"}}}\n").unwrap();
    let builder = Database::builder().clock(clock()).regions([crate::VIRGINIA, IRELAND]);
    let db = builder.bucket("data", folder.path()).build();
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    db.set_transitions(Duration::from_secs(10));
    users.bulk_put("data").run().unwrap();
    let refused = create(&db, IRELAND).unwrap_err();
    assert!(refused.is_resource_in_use() && refused.to_string().contains("bulk put items"), "{refused}");
    db.clock().advance(Duration::from_secs(10)).unwrap();
    create(&db, IRELAND).unwrap();
    db.clock().advance(Duration::from_secs(20)).unwrap();
    let refused = users.bulk_put("data").run().unwrap_err();
    assert!(refused.to_string().contains("does not support global tables"), "{refused}");
}
