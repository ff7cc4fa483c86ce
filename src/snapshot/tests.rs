use std::{fs, io, io::Write, path::PathBuf, sync::Arc};

use proptest::prelude::*;

use super::{
    error::Fault,
    file::{load, replace},
    read, write,
};
use crate::{
    AttributeValue, Database, Index, Item, Number,
    ScalarAttributeType::{B, N, S},
    SnapshotError, item,
    storage::Store,
};

fn bytes(db: &Database) -> Vec<u8> {
    let mut out = Vec::new();
    write::write(db.fork().store(), &mut out).unwrap();
    out
}

fn store(bytes: &[u8]) -> Result<Store, Fault> {
    read::read(bytes)
}

/// A directory that goes away with the test.
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

/// A database with all that a snapshot has to keep.
fn sample() -> Database {
    let db = Database::builder().region("ap-northeast-2").account("123456789012").seed(7).build();
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
        let items =
            |table: &crate::Table| table.scan().items().map(Result::unwrap).collect::<Vec<Arc<Item>>>();
        assert_eq!(items(&left), items(&right));
    }
}

fn loaded(bytes: &[u8]) -> Database {
    Database::of_store(store(bytes).unwrap())
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

/// What the first release writes of `sample`. It is never written anew: a field that comes later needs a default.
const VERSION_1: &[u8] = include_bytes!("version_1.snapshot");

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
fn an_empty_database_is_kept_too() {
    let db = Database::new();
    same(&db, &loaded(&bytes(&db)));
}

#[test]
fn what_is_cut_off_is_refused() {
    let whole = bytes(&sample());
    for end in (0..whole.len()).filter(|end| end % 31 == 0 || *end > whole.len() - 80) {
        assert!(store(&whole[..end]).is_err(), "cut at {end}");
    }
    assert!(store(&whole).is_ok());
}

#[test]
fn what_was_changed_is_refused() {
    let whole = bytes(&sample());
    for place in (0..whole.len()).filter(|place| place % 23 == 0 || *place < 30 || *place > whole.len() - 80)
    {
        for flip in [0x01, 0x80] {
            let mut changed = whole.clone();
            changed[place] ^= flip;
            assert!(store(&changed).is_err(), "bit {flip} of byte {place}");
        }
    }
    let longer = [&whole[..], b"\n"].concat();
    assert!(matches!(store(&longer), Err(Fault::Damaged { .. })));
}

#[test]
fn errors_say_which_file_and_why() {
    let directory = Directory::new("errors");
    let path = directory.0.join("b.snapshot");
    let told = |content: &[u8]| {
        fs::write(&path, content).unwrap();
        let error = load(&path).unwrap_err().to_string();
        error.strip_prefix(path.to_str().unwrap()).unwrap().to_owned()
    };
    assert_eq!(told(b"hello"), ": not a snapshot of hashrange");
    assert_eq!(told(b""), ": not a snapshot of hashrange");
    assert_eq!(
        told(b"hashrange snapshot 2\nsomething\n"),
        ": a snapshot of version 2, and this release of hashrange reads up to 1: use a newer one"
    );
    assert_eq!(told(b"hashrange snapshot 1\n{\"op"), ": damaged, line 2: the file ends here");
    let missing = load(&directory.0.join("missing")).unwrap_err();
    assert!(matches!(&missing, SnapshotError::Io { source, .. } if source.kind() == io::ErrorKind::NotFound));
}

#[test]
fn a_writing_that_fails_leaves_the_old_file_and_nothing_else() {
    let directory = Directory::new("atomic");
    let path = directory.0.join("c.snapshot");
    sample().save(&path).unwrap();
    let before = fs::read(&path).unwrap();
    let failed = replace(&path, |out| {
        out.write_all(&[0; 300_000])?;
        Err(io::Error::other("the disk is full"))
    });
    assert_eq!(failed.unwrap_err().to_string(), "the disk is full");
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(&directory.0).unwrap().count(), 1);
    assert!(matches!(sample().save(directory.0.join("none/c")), Err(SnapshotError::Io { .. })));
}

/// What is said of a snapshot of `sample` in which this stands for that.
fn refused(from: &str, to: &str) -> (u64, String) {
    let text = String::from_utf8(bytes(&sample())).unwrap();
    assert!(text.contains(from), "{from}");
    // Each is told before the checksum is reached.
    match store(text.replacen(from, to, 1).as_bytes()) {
        Err(Fault::Damaged { line, reason }) => (line, reason),
        other => panic!("{from} {to}: {other:?}"),
    }
}

#[test]
fn records_that_no_store_has_are_refused_in_their_line() {
    // The database, the table `files`, the table `likes`, and the items of `likes`.
    const INDEX_KEY: &str = r#""sort_key":[{"name":"price","attribute_type":"N"}]"#;
    let two_of_a_name = r#""attribute_definitions":[{"name":"hash","attribute_type":"B"},{"name":"hash","attribute_type":"S"}]"#;
    for (expected, from, to, reason) in [
        (2, r#""partitions":null"#, r#""partitions":18446744073709551615"#, "there can be 1 to 10000"),
        (2, r#""partitions":null"#, r#""partitions":0"#, "there can be 1 to 10000"),
        (2, r#""partitions":null"#, r#""partitions":-1"#, "invalid value"),
        (2, r#""next_sequence":2"#, r#""next_sequence":18446744073709551615"#, "too large"),
        (2, r#""seed":7"#, r#""seed":8"#, "would give ids of tables again"),
        (2, r#""tables":2"#, r#""tables":1e3"#, "invalid type"),
        (3, r#""name":"files""#, r#""name":"f""#, "length greater than or equal to 3"),
        (3, r#""name":"files""#, r#""name":"arn:aws:dynamodb:eu-west-1:1:table/files""#, "an ARN"),
        (3, r#""name":"files""#, r#""name":"a\nb""#, "regular expression pattern"),
        (3, r#""next_sequence":2"#, r#""next_sequence":1"#, "a table's sequence"),
        (3, r#""partitions":[[0,0,0],[9"#, r#""partitions":[[1,0,0],[9"#, "cover the line of hashes"),
        (3, r#",[9223372036854775808,0,0]]"#, r#",[0,0,0]]"#, "cover the line of hashes"),
        (3, r#",[9223372036854775808,0,0]]"#, r#",[9,0,281474976710657]]"#, "counted to"),
        (
            3,
            r#""partition_key":[{"name":"hash","attribute_type":"B"}]"#,
            r#""partition_key":[]"#,
            "keySchema",
        ),
        (
            3,
            r#""partition_key":[{"name":"hash","attribute_type":"B"}]"#,
            r#""partition_key":[{"name":"hash","attribute_type":"S"}]"#,
            "other types",
        ),
        (
            3,
            r#""attribute_definitions":[{"name":"hash","attribute_type":"B"}]"#,
            r#""attribute_definitions":[]"#,
            "no definition",
        ),
        (3, r#""attribute_definitions":[{"name":"hash","attribute_type":"B"}]"#, two_of_a_name, "duplicated"),
        (3, r#""read_units":5"#, r#""read_units":9223372036854775808"#, "capacity units"),
        (3, r#""read_units":5"#, r#""read_units":0"#, "capacity units"),
        (3, r#""max_read_request_units":null"#, r#""max_read_request_units":-2"#, "limit for request units"),
        (3, r#""last_increase_seconds":null"#, r#""last_increase_seconds":-1"#, "no time"),
        (3, r#""pay_per_request_since_seconds":null"#, r#""pay_per_request_since_seconds":1e300"#, "no time"),
        (3, r#""status":"ACTIVE""#, r#""status":"CREATING""#, "CREATING"),
        (3, r#""id":""#, r#""id":"0"#, "not the id"),
        (3, r#""tags":{}"#, r#""tags":{"":"x"}"#, "length greater than or equal to 1"),
        (3, r#""stream":null"#, r#""stream":{"label":"x","view_type":"KEYS_ONLY","enabled":true}"#, "label"),
        (3, r#""items":0"#, r#""items":-1"#, "invalid value"),
        (4, r#""name":"likes""#, r#""name":"files""#, "a second table of the same name"),
        (
            4,
            r#""name":"likes","sequence":0"#,
            r#""name":"likes","sequence":1"#,
            "a second table of the same sequence",
        ),
        (4, r#""name":"by_brand""#, r#""name":"of_brand""#, "Duplicate index name"),
        (4, r#""name":"by_brand""#, r#""name":"b""#, "length greater than or equal to 3"),
        (
            4,
            r#""global_indexes":{"of_brand""#,
            r#""global_indexes":{"by_brand""#,
            "settings of other global indexes",
        ),
        (4, INDEX_KEY, r#""sort_key":[{"name":"brand","attribute_type":"S"}]"#, "have the same name"),
        (4, INDEX_KEY, r#""sort_key":[{"name":"price","attribute_type":"S"}]"#, "other types"),
        (6, r#"{"N":"1"}"#, r#"{"N":"8"}"#, "a second item"),
        (5, r#""user_id":{"S":"user1"}"#, r#""user_id":{"S":""}"#, "empty string value"),
        (5, r#""brand":{"S":"소니"}"#, r#""brand":{"S":[]}"#, "Start of list"),
        (5, r#""brand":{"S":"소니"}"#, r#""brand":{"N":"1"}"#, "Type mismatch for Index Key brand"),
        (5, r#""brand":{"S":"소니"}"#, r#""brand":{"S":"소니"},"":{"S":"x"}"#, "Empty attribute name"),
    ] {
        let (line, told) = refused(from, to);
        assert!(told.contains(reason), "{to}: {told}");
        assert_eq!(line, expected, "{to}: {told}");
    }
    let deep = format!("{}{}{}", r#"{"L":["#.repeat(100_000), r#"{"NULL":true}"#, "]}".repeat(100_000));
    assert_eq!(refused(r#"{"S":"소니"}"#, &deep).0, 5);
}

#[test]
fn two_tables_have_no_id_in_common() {
    let text = String::from_utf8(bytes(&sample())).unwrap();
    let ids: Vec<&str> = text.split(r#""id":""#).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(refused(ids[1], ids[0]).1.contains("a second table of the same id"));
}

#[test]
fn a_table_is_split_and_saved_with_as_many_partitions_as_can_be_loaded() {
    let db = Database::builder().partitions(10_000).build();
    let table = db.create_table("table").partition_key("id", S).run().unwrap();
    let inside_the_first = crate::PartitionKeyHash::of(&"x".into());
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
            table.split_partition(&crate::PartitionKeyHash::of(&split.into()));
        }
        same(&db, &loaded(&bytes(&db)));
    }

    #[test]
    fn any_bytes_are_refused_without_harm(noise in proptest::collection::vec(any::<u8>(), 0..300)) {
        let framed = [b"hashrange snapshot 1\n", &noise[..]].concat();
        prop_assert!(store(&framed).is_err());
        prop_assert!(store(&noise).is_err());
    }
}
