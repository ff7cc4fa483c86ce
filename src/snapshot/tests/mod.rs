//! Saves and loads databases.

mod backups;
mod changes;
mod files;
mod jobs;
mod refused;
mod settings;

use std::{fs, path::PathBuf, sync::Arc};

use proptest::prelude::*;

use super::{error::StreamError, read, write};
use crate::{
    AttributeValue, Database, Index, Item, Number,
    ScalarAttributeType::{B, N, S},
    VectorIndex,
    engine::{Clock, EngineHandle, GivenOptions},
    item,
    transfer::Buckets,
};

fn bytes(db: &Database) -> Vec<u8> {
    let mut out = Vec::new();
    write::write(db.fork().engine(), &mut out).unwrap();
    out
}

fn engine(bytes: &[u8]) -> Result<EngineHandle, StreamError> {
    read::read(bytes, &Clock::default(), GivenOptions::default(), &Buckets::default())
}

/// A directory that is removed after the test.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("hashrange-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A database with everything that a snapshot has to keep.
fn sample() -> Database {
    let db = Database::builder().region("ap-northeast-2").account("123456789012").id_seed(7).build();
    let likes = db
        .create_table("likes")
        .partition_key("user_id", S)
        .sort_key("at", N)
        .local_index(Index::new("by_brand").sort_key("brand", S).keys_only())
        .global_index(Index::new("of_brand").partition_key("brand", S).sort_key("price", N).include(["name"]))
        .run()
        .unwrap();
    for at in 0..20 {
        let user = format!("user{}", at % 7);
        likes
            .put(item! { "user_id": user, "at": at, "brand": "소니", "price": 89_000 - at, "name": "이어폰\n" })
            .run()
            .unwrap();
    }
    likes.split_partition(&likes.explain("user3").unwrap().hash);
    db.create_table("files").partition_key("hash", B).provisioned(5, 7).partitions(2).run().unwrap();
    db
}

fn same(left: &Database, right: &Database) {
    assert_eq!(left.table_names(), right.table_names());
    for name in left.table_names() {
        let (left, right) = (left.table(&name).unwrap(), right.table(&name).unwrap());
        assert_eq!(left.partitions(), right.partitions());
        let described =
            |db: &Database| db.wire("DescribeTable", format!(r#"{{"TableName":"{name}"}}"#).as_bytes());
        assert_eq!(described(&left.database()), described(&right.database()));
        let items = |table: &crate::database::Table| {
            table.scan().items().map(Result::unwrap).collect::<Vec<Arc<Item>>>()
        };
        assert_eq!(items(&left), items(&right));
    }
}

fn loaded(bytes: &[u8]) -> Database {
    Database { engine: engine(bytes).unwrap() }
}

#[test]
fn a_loaded_database_is_the_saved_one() {
    let directory = Directory::new("round-trip");
    let path = directory.0.join("a.snapshot");
    let db = sample();
    db.save(&path).unwrap();
    let again = Database::load(&path).unwrap();
    assert_eq!(bytes(&db), bytes(&again), "the second snapshot is the first, byte for byte");
    same(&db, &again);
    let brand = |db: &Database| {
        let likes = db.table("likes").unwrap();
        let entries = likes.index("of_brand").query("소니").at_most(88_990).items().map(Result::unwrap);
        (entries.collect::<Vec<_>>(), likes.index("by_brand").query("user3").items().count())
    };
    assert_eq!(brand(&db), brand(&again));
    assert_eq!(brand(&again).1, 3);
    let new_table = |db: &Database| {
        db.create_table("later").partition_key("id", S).run().unwrap();
        let described = db.wire("DescribeTable", br#"{"TableName":"later"}"#).text().into_owned();
        described.split("\"TableId\":").nth(1).unwrap().split(',').next().unwrap().to_owned()
    };
    assert_eq!(new_table(&db), new_table(&again), "the same ids go on");
}

/// The first release's snapshot of `sample`. It is never regenerated: a field that was added later needs a default.
const VERSION_1: &[u8] = include_bytes!("../version_1.snapshot");

#[test]
fn snapshots_of_the_first_release_can_be_read() {
    let (old, new) = (loaded(VERSION_1), sample());
    assert_eq!(old.table_names(), ["files", "likes"]);
    let items = |db: &Database| {
        let likes = db.table("likes").unwrap();
        let entries = likes.index("of_brand").query("소니").items().map(Result::unwrap).collect::<Vec<_>>();
        (likes.scan().items().map(Result::unwrap).collect::<Vec<_>>(), entries)
    };
    assert_eq!(items(&old), items(&new));
    assert_eq!(old.table("likes").unwrap().partitions().len(), 5);
}

#[test]
fn a_vector_index_is_kept_in_a_file_that_older_releases_do_not_misread() {
    let db = Database::new();
    let photos = db.create_table("photos").partition_key("id", S);
    let photos = photos.vector_index(VectorIndex::new("by_look", "look", 2)).run().unwrap();
    photos.put(item! { "id": "a", "look": [0.5, 2] }).run().unwrap();
    let saved = bytes(&db);
    assert!(saved.starts_with(b"hashrange snapshot 2\n"));
    let again = loaded(&saved);
    assert_eq!(saved, bytes(&again));
    same(&db, &again);
}

#[test]
fn an_empty_database_is_kept_too() {
    let db = Database::new();
    same(&db, &loaded(&bytes(&db)));
}

#[test]
fn what_is_cut_off_is_refused() {
    let whole = bytes(&sample());
    for end in (0..whole.len()).filter(|end| end % 31 == 0 || *end > whole.len() - 80) {
        assert!(engine(&whole[..end]).is_err(), "cut at {end}");
    }
    assert!(engine(&whole).is_ok());
}

#[test]
fn what_was_changed_is_refused() {
    let whole = bytes(&sample());
    for place in (0..whole.len()).filter(|place| place % 23 == 0 || *place < 30 || *place > whole.len() - 80)
    {
        for flip in [0x01, 0x80] {
            let mut changed = whole.clone();
            changed[place] ^= flip;
            assert!(engine(&changed).is_err(), "bit {flip} of byte {place}");
        }
    }
    let longer = [&whole[..], b"\n"].concat();
    assert!(matches!(engine(&longer), Err(StreamError::Damaged { .. })));
}

#[test]
fn a_table_is_split_and_saved_with_as_many_partitions_as_can_be_loaded() {
    let db = Database::builder().partitions(10_000).build();
    let table = db.create_table("table").partition_key("id", S).run().unwrap();
    let inside_the_first = crate::key::PartitionKeyHash::of(&"x".into());
    assert!(!table.split_partition(&inside_the_first), "there are 10,000");
    assert_eq!(loaded(&bytes(&db)).table("table").unwrap().partitions().len(), 10_000);
}

fn value() -> impl Strategy<Value = AttributeValue> {
    let scalar = prop_oneof![
        ".*".prop_map(|text: String| AttributeValue::from(text)),
        (any::<i64>(), -60..60_i32)
            .prop_map(|(digits, exponent)| format!("{digits}E{exponent}").parse::<Number>().unwrap().into()),
        proptest::collection::vec(any::<u8>(), 0..20).prop_map(AttributeValue::B),
        any::<bool>().prop_map(AttributeValue::Bool),
        Just(AttributeValue::Null),
        proptest::collection::btree_set(".{0,5}", 1..4).prop_map(AttributeValue::Ss),
        proptest::collection::btree_set(any::<i32>().prop_map(Number::from), 1..4)
            .prop_map(AttributeValue::Ns),
        proptest::collection::btree_set(proptest::collection::vec(any::<u8>(), 0..5), 1..4)
            .prop_map(AttributeValue::Bs),
    ];
    scalar.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(AttributeValue::L),
            proptest::collection::vec((".{1,30}", inner), 0..5)
                .prop_map(|pairs| AttributeValue::M(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_items_come_back(
        items in proptest::collection::vec((".{1,10}", any::<i32>(), proptest::collection::vec((".{1,8}", value()), 0..5)), 0..12),
        splits in proptest::collection::vec(".{1,5}", 0..5),
    ) {
        let db = Database::new();
        let table = db.create_table("table").partition_key("p", S).sort_key("s", N)
            .global_index(Index::new("swapped").partition_key("s", N).sort_key("p", S)).run().unwrap();
        for (partition, sort, others) in items {
            let mut item: Item = others.into_iter().collect();
            item.insert("p", partition);
            item.insert("s", sort);
            table.put(item).run().unwrap();
        }
        for split in splits {
            table.split_partition(&crate::key::PartitionKeyHash::of(&split.into()));
        }
        same(&db, &loaded(&bytes(&db)));
    }

    #[test]
    fn any_bytes_are_refused_without_harm(noise in proptest::collection::vec(any::<u8>(), 0..300)) {
        let framed = [b"hashrange snapshot 1\n", &noise[..]].concat();
        prop_assert!(engine(&framed).is_err());
        prop_assert!(engine(&noise).is_err());
    }
}

#[test]
fn the_delay_of_expiry_is_written_where_it_is_set() {
    use std::time::Duration;
    let text = |db: &Database| String::from_utf8(bytes(db)).unwrap();
    assert!(!text(&sample()).contains("ttl_delay"));
    let db = Database::builder().ttl_delay_up_to(Duration::from_secs(60)).build();
    let saved = text(&db);
    assert!(saved.contains(r#""ttl_delay_ms":60000,"ttl_delay_varies":true"#), "{saved}");
    let loaded = engine(saved.as_bytes()).unwrap();
    assert_eq!(loaded.options(), db.fork().engine().options());
}
