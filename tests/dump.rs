//! The text of all tables, for snapshot tests.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests and their helpers"
)]

use std::io::{self, Write};

use hashrange::{
    AttributeValue, Database, Index,
    ScalarAttributeType::{B, N, S},
    item,
    operation::StreamViewType,
};

fn shop(order: impl IntoIterator<Item = u32>) -> Database {
    let db = Database::new();
    let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N).keys_only();
    let by_price = Index::new("by_price").sort_key("price", N).include(["brand"]);
    let likes = db.create_table("likes").partition_key("user", S).sort_key("hour", N);
    let likes =
        likes.global_index(by_brand).local_index(by_price).provisioned(5, 6).stream(StreamViewType::KeysOnly);
    let likes = likes.tags([("team", "shop")]).run().unwrap();
    for hour in order {
        likes
            .put(item! { "user": if hour % 2 == 0 { "b" } else { "a" }, "hour": hour, "brand": "x" })
            .run()
            .unwrap();
    }
    let blobs = db.create_table("blobs").partition_key("id", B).run().unwrap();
    blobs
        .put(item! {
            "id": AttributeValue::B(vec![0, 255]), "tags": AttributeValue::Ss(["b".to_owned(), "a".to_owned()].into()),
            "more": [1, { "null": null, "yes": true }],
        })
        .run()
        .unwrap();
    db
}

const SHOP: &str = r#"table blobs
  key: id (B)
  throughput: on demand
  1 item:
    {"id": b"\x00\xff", "more": [1, {"null": null, "yes": true}], "tags": <<"a", "b">>}
table likes
  key: user (S), hour (N)
  throughput: 5 read units, 6 write units
  global index by_brand: brand (S), hour (N); KEYS_ONLY; 5 read units, 6 write units
  local index by_price: user (S), price (N); INCLUDE brand
  stream: KEYS_ONLY
  tags: team=shop
  3 items:
    {"user": "a", "hour": 9, "brand": "x"}
    {"user": "b", "hour": 2, "brand": "x"}
    {"user": "b", "hour": 10, "brand": "x"}
"#;

#[test]
fn the_same_tables_give_the_same_text_in_the_order_of_their_keys() {
    let db = shop([2, 9, 10]);
    assert_eq!(db.dump().to_string(), SHOP);
    assert_eq!(shop([10, 9, 2]).dump().to_string(), SHOP, "however they were written");
    assert_eq!(db.fork().dump().to_string(), SHOP);
    let mut written = Vec::new();
    db.dump().write_to(&mut written).unwrap();
    assert_eq!(String::from_utf8(written).unwrap(), SHOP);
}

#[test]
fn a_dump_has_what_is_asked_for() {
    let db = shop([1, 3]);
    assert_eq!(
        db.dump().without_items().tables(["blobs"]).to_string(),
        "table blobs\n  key: id (B)\n  throughput: on demand\n  1 item\n"
    );
    let items = "table likes\n  2 items:\n    {\"user\": \"a\", \"hour\": 1, \"brand\": \"x\"}\n    {\"user\": \"a\", \"hour\": 3, \"brand\": \"x\"}\n";
    assert_eq!(db.dump().without_definitions().tables(["likes"]).to_string(), items);
    assert_eq!(db.dump().tables(["none"]).to_string(), "table none\n  does not exist\n");
}

#[test]
fn what_is_redacted_is_no_difference() {
    let made = |ids: [&str; 2], now: u32| {
        let db = Database::new();
        let orders = db.create_table("orders").partition_key("id", S).run().unwrap();
        for (id, price) in ids.into_iter().zip([20, 10]) {
            orders.put(item! { "id": id, "price": price, "log": [{ "at": now, "by": "me" }] }).run().unwrap();
        }
        db.dump().redact(["id", "at"]).without_definitions().to_string()
    };
    let text = made(["7f2a", "03bc"], 1);
    let expected = "table orders\n  2 items:\n    {\"id\": [redacted], \"log\": [{\"at\": [redacted], \"by\": \"me\"}], \"price\": 10}\n    {\"id\": [redacted], \"log\": [{\"at\": [redacted], \"by\": \"me\"}], \"price\": 20}\n";
    assert_eq!(text, expected);
    assert_eq!(made(["11aa", "99ff"], 2), expected, "random ids and times");
}

#[test]
fn the_writer_s_error_is_told() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let db = shop(0..1_000);
    assert_eq!(db.dump().write_to(Full).unwrap_err().kind(), io::ErrorKind::StorageFull);
}
