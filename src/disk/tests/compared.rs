//! Comparing a database with what a crash leaves of it.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};

use super::{
    super::{backend, open::store},
    logs::logs,
    *,
};

pub(super) const BEGIN_SECONDS: u64 = 1_700_000_000;

/// A database whose snapshot is compared with that of what a crash leaves.
pub(super) struct Compared {
    disk: PlayedDisk,
    pub(super) clock: Clock,
    pub(super) db: Database,
    buckets: Buckets,
    pub(super) folder: tempfile::TempDir,
}

impl Compared {
    pub(super) fn new() -> Self {
        let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(BEGIN_SECONDS));
        let folder = tempfile::tempdir().unwrap();
        let mut buckets = Buckets::default();
        buckets.add("data".to_owned(), folder.path().to_owned());
        let disk = PlayedDisk::default();
        let db = opened(&disk, &clock, &buckets);
        Self { disk, clock, db, buckets, folder }
    }

    /// Calls an operation of the home region, and compares.
    #[track_caller]
    pub(super) fn call(&self, operation: &str, input: &Value) -> Value {
        self.call_in("us-east-1", operation, input)
    }

    #[track_caller]
    pub(super) fn call_in(&self, region: &str, operation: &str, input: &Value) -> Value {
        let db = self.db.in_region(region).unwrap();
        let answer = db.wire(operation, input.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{operation} {input}: {}", answer.text());
        self.compare(&format!("{operation} {input}"));
        // Some operations answer with nothing.
        serde_json::from_str(&answer.text()).unwrap_or_default()
    }

    /// The lines of the snapshot, but for the counts of accesses and the sum of the bytes. Of backups it has differences,
    /// in their place are their items.
    fn snapshot(&self, db: &Database) -> Vec<String> {
        let path = self.folder.path().join("snapshot");
        db.save(&path).unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        let mut is_of_backup = false;
        let lines = text.lines().filter_map(|line| {
            let mut line: Value = serde_json::from_str(line).ok()?;
            let is_backup = line["backup_type"].is_string();
            let is_item = line["id"]["S"].is_string();
            is_of_backup = is_backup || is_item && is_of_backup;
            remove_counts(&mut line);
            (is_backup || !is_of_backup).then(|| line.to_string())
        });
        let regions =
            db.engine().engines().iter().map(|engine| db.in_region(&engine.options().region).unwrap());
        lines.chain(regions.flat_map(|region| logs(&region))).collect()
    }

    /// Compares with what a crash leaves, as it is, and when the journal was moved to its place.
    #[track_caller]
    pub(super) fn compare(&self, what: &str) {
        // Opening takes out what is beyond the bound, a write what was so before.
        self.db.engine().stream_bytes().into_iter().for_each(|bytes| self.db.set_stream_bytes(bytes));
        self.db.sync().unwrap();
        let expected = self.snapshot(&self.db);
        let image = self.disk.image();
        let moved = PlayedDisk::holding(image.clone());
        store(backend::database(moved.clone()).unwrap(), GivenOptions::default())
            .unwrap()
            .checkpoint()
            .unwrap();
        for (image, how) in [(image, "in the journal"), (moved.image(), "in its place")] {
            let again = opened(&PlayedDisk::holding(image), &self.clock, &self.buckets);
            assert_eq!(again.verify(), Vec::<String>::new());
            let found = self.snapshot(&again);
            for (line, (expected, found)) in expected.iter().zip(&found).enumerate() {
                assert_eq!(found, expected, "line {line} after {what}, {how}");
            }
            assert_eq!(found.len(), expected.len(), "lines after {what}, {how}");
        }
    }

    pub(super) fn advance(&self, hours: u64) {
        self.clock.advance(Duration::from_secs(hours * 60 * 60)).unwrap();
        self.call("ListTables", &json!({}));
        self.call("Scan", &json!({"TableName": "users"}));
    }

    #[track_caller]
    pub(super) fn put(&self, id: &str) {
        let item = json!({"id": {"S": id}, "n": {"N": "7"}, "v": {"L": [{"N": "1"}, {"N": "2"}]}});
        self.call("PutItem", &json!({"TableName": "users", "Item": item}));
        self.call("PutItem", &json!({"TableName": "users", "Item": {"id": {"S": "same"}, "by": {"S": id}}}));
    }

    #[track_caller]
    pub(super) fn update_table(&self, mut with: Value) {
        with["TableName"] = json!("users");
        self.call("UpdateTable", &with);
        self.put("after an update");
    }
}

/// A partition is the place where it begins, and its counts. What a backup shares with others is no part of its
/// contents.
fn remove_counts(value: &mut Value) {
    for (name, value) in value.as_object_mut().into_iter().flatten() {
        match name.as_str() {
            "like" => *value = Value::Null,
            "table" => remove_counts(value),
            "partitions" => value.as_array_mut().into_iter().flatten().for_each(|partition| {
                partition.as_array_mut().unwrap().truncate(1);
            }),
            "global_indexes" => value.as_array_mut().into_iter().flatten().for_each(remove_counts),
            _ => {}
        }
    }
}

fn opened(disk: &PlayedDisk, clock: &Clock, buckets: &Buckets) -> Database {
    let opening = Opening {
        given: GivenOptions {
            further_regions: Some(vec!["eu-west-1".to_owned()]),
            ..GivenOptions::default()
        },
        clock: clock.clone(),
        buckets,
        durability: Durability::Sync,
        checkpoint_bytes: 8192,
        progress: &mut |_| {},
    };
    open_file(backend::database(disk.clone()).unwrap(), opening, None).map(Database::of).unwrap()
}
