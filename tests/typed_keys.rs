//! What a Rust program may write as a key.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "tests and their helpers")]

use std::{borrow::Cow, sync::Arc};

use hashrange::{
    AttributeValue, Database, IntoKey, Item, Key, Number,
    ScalarAttributeType::{self, B, N, S},
    Table, Text, item,
};

/// A table with this key that holds one item.
fn table(key_type: ScalarAttributeType, key: impl Into<AttributeValue>) -> Table {
    let table = Database::new().create_table("items").partition_key("id", key_type).run().expect("a table");
    table.put(Item::from([("id", key.into()), ("found", true.into())])).run().expect("a put");
    table
}

#[track_caller]
fn finds(table: &Table, key: impl IntoKey + Clone) {
    assert!(table.get(key.clone()).run().expect("a read").is_some());
    assert!(table.update(key.clone()).run().is_ok());
    assert_eq!(table.get_all([key]).expect("a read").len(), 1);
}

#[test]
fn texts_of_all_kinds_are_keys() {
    let table = table(S, "minji01");
    let owned = "minji01".to_owned();
    finds(&table, "minji01");
    finds(&table, &owned);
    finds(&table, Cow::Borrowed("minji01"));
    finds(&table, Cow::<str>::Owned(owned.clone()));
    finds(&table, owned.clone().into_boxed_str());
    finds(&table, &Cow::Borrowed("minji01"));
    finds(&table, &owned.clone().into_boxed_str());
    finds(&table, Arc::<str>::from("minji01"));
    finds(&table, &Arc::<str>::from("minji01"));
    finds(&table, Text::from("minji01"));
    finds(&table, &Text::from("minji01"));
    finds(&table, owned);
    let shared: Vec<Arc<str>> = vec!["minji01".into()];
    assert_eq!(table.get_all(&shared).expect("a read").len(), 1, "keys may be borrowed from a list");
    assert_eq!(table.query(&shared[0]).count().expect("a count"), 1);
    finds(&self::table(S, 'm'), 'm');
}

#[test]
fn all_integers_are_keys() {
    let table = table(N, 7);
    macro_rules! finds_each {
        ($($type:ty)*) => {$(
            finds(&table, 7 as $type);
            finds(&table, &(7 as $type));
        )*};
    }
    finds_each! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }
    finds(&table, Number::from(7));
    finds(&table, &Number::from(7));
    let numbers = vec![7_u16];
    assert_eq!(table.get_all(&numbers).expect("a read").len(), 1, "keys may be borrowed from a list");
}

#[test]
fn bytes_of_all_kinds_are_keys() {
    let table = table(B, b"\x01\x02");
    finds(&table, b"\x01\x02");
    finds(&table, &[1_u8, 2][..]);
    finds(&table, vec![1_u8, 2]);
    finds(&table, &vec![1_u8, 2]);
}

#[test]
fn items_that_were_read_are_keys() {
    let table = table(S, "minji01");
    let item: Arc<Item> = table.get("minji01").run().unwrap().expect("it was put");
    finds(&table, &*item);
    finds(&table, &item);
    finds(&table, item);
    finds(&table, item! { "id": "minji01" });
}

#[test]
fn a_key_is_used_as_often_as_one_likes() {
    let table = table(S, "minji01");
    let key = Key::new(["minji01".into()]);
    finds(&table, &key);
    finds(&table, key);
}

#[test]
fn each_half_of_a_pair_is_a_value_of_its_own() {
    let table = Database::new()
        .create_table("items")
        .partition_key("id", S)
        .sort_key("at", N)
        .run()
        .expect("a table");
    table.put(item! { "id": "minji01", "at": 7 }).run().expect("a put");
    finds(&table, (Cow::Borrowed("minji01"), 7_u8));
    finds(&table, (Box::<str>::from("minji01"), &7_i16));
    finds(&table, (&Text::from("minji01"), &Number::from(7)));
    let pairs = vec![("minji01", 7), ("minji01", 8)];
    assert_eq!(table.get_all(&pairs).expect("a read").len(), 1);
    finds(&table, &pairs[0]);
}

#[test]
fn wide_integers_are_keys_as_far_as_numbers_go() {
    let most = 10_i128.pow(38) - 1;
    let numbers = table(N, Number::try_from(most).unwrap());
    finds(&numbers, most);
    finds(&numbers, u128::try_from(most).unwrap());
    for refused in [numbers.get(most + 2).run(), numbers.get(u128::MAX).run(), numbers.get(i128::MIN).run()] {
        assert!(refused.is_err_and(|error| error.is_validation()));
    }
    assert!(numbers.delete(u128::MAX).run().is_err_and(|error| error.is_validation()));
    assert_eq!(numbers.item_count(), 1);
}
