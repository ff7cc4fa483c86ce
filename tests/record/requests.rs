//! What requests of records are as values.

use std::fmt::Debug;

use hashrange::{Database, Record, record::ChangesOf};

/// A record that is neither `Debug` nor `Clone`.
#[derive(Record)]
#[record(table = "plain", index(by_size, partition_key = size))]
struct Bare {
    #[record(partition_key)]
    id: String,
    #[record(sort_key)]
    at: u32,
    size: u32,
}

fn is_value<T: Clone + Debug + Send>(value: &T) {
    let shown = format!("{:?}", value.clone());
    assert!(!shown.contains('\n') && !shown.contains("0x"), "{shown}");
}

#[test]
fn a_request_is_a_value_whatever_its_record_is() {
    let bare = Database::new().table_of::<Bare>().unwrap();
    bare.put(&Bare { id: "a".to_owned(), at: 1, size: 7 }).run().unwrap();
    is_value(&bare);
    is_value(&bare.put(&Bare { id: "a".to_owned(), at: 1, size: 7 }));
    is_value(&bare.get(("a", 1)));
    is_value(&bare.delete(("a", 1)));
    is_value(&bare.update(("a", 1)).set(Bare::SIZE, 8));
    is_value(&bare.index(Bare::BY_SIZE));
    is_value(&bare.scan().take(1));
    let query = bare.query("a").at_least(1);
    is_value(&query);
    assert_eq!((query.clone().count().unwrap(), query.run().unwrap().len()), (1, 1));
    let cloned = |changes: ChangesOf<Bare>| {
        is_value(&changes);
        changes.clone().set(Bare::SIZE, 9)
    };
    let database = Database::new();
    let other = database.table_of::<Bare>().unwrap();
    other.put(&Bare { id: "a".to_owned(), at: 1, size: 7 }).run().unwrap();
    database.transaction().update_record(&other, ("a", 1), cloned).run().unwrap();
    assert_eq!(other.get(("a", 1)).run().unwrap().map(|bare| bare.size), Some(9));
}

#[test]
fn untyped_requests_are_cloned() {
    let db = Database::new();
    let users = db.table_of::<Bare>().unwrap();
    let table = users.table();
    let put = table.put(hashrange::item! { "id": "a", "at": 1, "size": 2 }).if_absent();
    put.clone().run().unwrap();
    assert!(put.run().unwrap_err().is_condition_failed());
    let get = table.get(("a", 1)).project(["size"]);
    assert_eq!(get.clone().run().unwrap(), get.run().unwrap());
    let update = table.update(("a", 1)).add("size", 1);
    assert_eq!(update.clone().updated().unwrap().get("size"), Some(&3.into()));
    assert_eq!(update.updated().unwrap().get("size"), Some(&4.into()));
    let delete = table.delete(("a", 1));
    assert!(delete.clone().deleted().unwrap().is_some() && delete.deleted().unwrap().is_none());
}
