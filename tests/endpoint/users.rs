//! A table of users that is copied.

use std::path::PathBuf;

use hashrange::{
    Database, Item,
    ScalarAttributeType::{N, S},
    Table, item,
};

pub(super) fn users(db: &Database, count: usize) -> Table {
    let users = db.create_table("users").partition_key("id", S).sort_key("at", N).run().unwrap();
    users.put_all((0..count).map(user)).unwrap();
    users
}

pub(super) fn user(number: usize) -> Item {
    item! { "id": format!("user{}", number / 3), "at": number, "name": "민지", "text": "x".repeat(100) }
}

/// Where a copy keeps how far it is.
pub(super) fn state_file(directory: &tempfile::TempDir) -> PathBuf {
    directory.path().join("copy.json")
}
