//! Imports from buckets into new tables, and bulk operations on existing ones.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

mod bulk;
mod going_on;
mod imports;
mod requests;

use std::{
    fs,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use hashrange::{
    Clock, Database, DatabaseBuilder,
    operation::{BulkOperationDescription, ImportTableDescription},
};
use tempfile::TempDir;

/// A database with the bucket `data`, which is this folder.
struct Desk {
    folder: TempDir,
    db: Database,
}

impl Desk {
    fn new() -> Self {
        Self::with(Database::builder())
    }

    /// By a clock that stands still.
    fn at_rest() -> Self {
        Self::with(Database::builder().clock(Clock::manual(UNIX_EPOCH)))
    }

    fn with(builder: DatabaseBuilder) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = builder.bucket("data", folder.path()).build();
        Self { folder, db }
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.path().join(key)
    }

    /// Puts an object into the bucket.
    fn object(&self, key: &str, content: impl AsRef<[u8]>) {
        let path = self.path(key);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn text(&self, key: &str) -> String {
        read(&self.path(key))
    }

    /// An import as it is now.
    fn import(&self, import: &ImportTableDescription) -> ImportTableDescription {
        let described = self.db.describe_import(import.import_arn.clone()).unwrap();
        described.import_table_description.unwrap()
    }

    /// A bulk operation as it is now.
    fn bulk(&self, put: &BulkOperationDescription) -> BulkOperationDescription {
        let described = self.db.describe_bulk_operation(put.bulk_operation_arn.clone()).unwrap();
        described.bulk_operation_description.unwrap()
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The last part of an ARN.
fn id(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap()
}

/// Lines of DynamoDB JSON with this many items, each of about a hundred bytes.
fn lines(count: usize) -> String {
    let line = |number| {
        format!(
            "{{\"Item\":{{\"pk\":{{\"S\":\"{number:08}\"}},\"text\":{{\"S\":\"{}\"}}}}}}\n",
            "x".repeat(40)
        )
    };
    (0..count).map(line).collect()
}
