//! Updates of records.

use hashrange::{Database, Error, Record};

use super::{CartLine, Order, line, order};

#[test]
fn an_update_changes_fields_and_returns_the_record() {
    let db = Database::new();
    let cart = db.table_of::<CartLine>().unwrap();
    cart.put(&line("haeri05", "p1", None, 100)).run().unwrap();
    let update = cart.update(("haeri05", "p1"));
    let updated = update
        .add(CartLine::QUANTITY, 2)
        .set(CartLine::BRAND, "소니")
        .set_if_absent(CartLine::EXPIRES_AT, 4_000_000_000)
        .set_if_absent(CartLine::UNIT_PRICE, 7)
        .run()
        .unwrap();
    let expected =
        CartLine {
            quantity: 3, expires_at: Some(4_000_000_000), ..line("haeri05", "p1", Some("소니"), 100)
        };
    assert_eq!(updated, expected);
    let removed =
        cart.update(("haeri05", "p1")).remove(CartLine::BRAND).remove(CartLine::EXPIRES_AT).run().unwrap();
    assert_eq!((removed.brand, removed.expires_at), (None, None));
    assert!(cart.index(CartLine::BY_BRAND).query("소니").run().unwrap().is_empty());
}

#[test]
fn a_record_that_is_not_there_is_not_made() {
    let db = Database::new();
    let cart = db.table_of::<CartLine>().unwrap();
    let refused = cart.update(("haeri05", "p1")).add(CartLine::QUANTITY, 2).run().unwrap_err();
    assert!(refused.is_condition_failed());
    assert_eq!(cart.scan().run().unwrap(), []);
}

#[test]
fn index_keys_follow_the_fields_that_they_are_made_of() {
    let db = Database::new();
    let orders = db.table_of::<Order>().unwrap();
    let key = ("haeri05", "OPEN", 7);
    orders.put(&order("haeri05", "OPEN", 7)).run().unwrap();
    orders.update(key).set(Order::SHOP, "s2").run().unwrap();
    assert_eq!(orders.index(Order::BY_SHOP).query("s2").run().unwrap().len(), 1);
    assert_eq!(orders.index(Order::BY_SHOP).query("s1").run().unwrap().len(), 0);

    // The sort key is made of two fields.
    let half = orders.update(key).set(Order::AMOUNT, 5).run().unwrap_err();
    assert!(matches!(&half, Error::Validation(_)), "{half:?}");
    assert!(half.to_string().contains("gsi1sk is made of the fields city, amount"), "{half}");
    orders.update(key).set(Order::AMOUNT, 5).set(Order::CITY, "부산").run().unwrap();
    assert_eq!(orders.index(Order::BY_SHOP).query("s2").equals("부산").equals(5).run().unwrap().len(), 1);
    orders.update(key).remove(Order::SHOP).run().unwrap();
    assert!(orders.index(Order::BY_SHOP).scan().run().unwrap().is_empty());
}

#[test]
fn every_update_makes_the_next_version() {
    let db = Database::new();
    let orders = db.table_of::<Order>().unwrap();
    let key = ("haeri05", "OPEN", 7);
    orders.put(&order("haeri05", "OPEN", 7)).run().unwrap();
    assert_eq!(orders.update(key).set(Order::SHOP, "s2").run().unwrap().version, 2);
    assert_eq!(orders.update(key).set(Order::SHOP, "s3").version(2).run().unwrap().version, 3);
    assert!(orders.update(key).set(Order::SHOP, "s4").version(2).run().unwrap_err().is_condition_failed());
    assert!(orders.update(key).set(Order::VERSION, 9).run().is_err(), "it is counted, not set");
}

#[test]
fn what_has_no_method_is_written_as_an_expression() {
    let db = Database::new();
    let cart = db.table_of::<CartLine>().unwrap();
    cart.put(&line("haeri05", "p1", None, 100)).run().unwrap();
    let updated = cart
        .update(("haeri05", "p1"))
        .set(CartLine::QUANTITY, 5)
        .with(|update| update.expression("SET unitPrice = unitPrice - :less").value(":less", 1))
        .with(|update| update.condition("quantity = :one").value(":one", 1))
        .run()
        .unwrap();
    assert_eq!((updated.quantity, updated.unit_price), (5, 99));
}

/// Counts of visits, with an index whose key is made of the table's.
#[derive(Record, Debug, PartialEq)]
#[record(
    table = "visits",
    index(by_day, partition_key(day_key = "DAY#{day}"), sort_key(page_key = "PAGE#{page}"))
)]
struct Visits {
    #[record(partition_key)]
    page: String,
    #[record(sort_key)]
    day: u32,
    count: u64,
    note: Option<String>,
    #[record(version)]
    version: u64,
}

#[test]
fn an_update_creates_a_record_where_it_is_told_to() {
    let db = Database::new();
    let visits = db.table_of::<Visits>().unwrap();
    let absent = visits.update(("home", 7)).add(Visits::COUNT, 1u64).run().unwrap_err();
    assert!(absent.is_condition_failed(), "an update changes what is there");
    let visit = || visits.update(("home", 7)).or_create().add(Visits::COUNT, 1u64);
    let of = |count, version| Visits { page: "home".to_owned(), day: 7, count, note: None, version };
    assert_eq!(visit().run().unwrap(), of(1, 1));
    assert_eq!(visit().run().unwrap(), of(2, 2));
    assert_eq!(visits.get(("home", 7)).run().unwrap(), Some(of(2, 2)));
    // As if it had been put: the index has it.
    assert_eq!(visits.index(Visits::BY_DAY).query(7).run().unwrap(), [of(2, 2)]);
    assert_eq!(visit().previous().unwrap(), of(2, 2));

    let wrong = visit().version(1).run().unwrap_err();
    assert!(wrong.is_condition_failed() && wrong.hint().unwrap().contains("read it again"), "{wrong:?}");
    assert!(visit().version(3).run().is_ok());
}

#[test]
fn no_record_is_created_that_could_not_be_read() {
    let db = Database::new();
    let visits = db.table_of::<Visits>().unwrap();
    let refused = visits.update(("home", 7)).or_create().set(Visits::NOTE, "new").run().unwrap_err();
    assert!(refused.to_string().contains("sets all fields that it must have"), "{refused}");
    assert!(refused.to_string().contains("count"), "{refused}");
    let none_to_take_from =
        visits.update(("home", 7)).or_create().subtract(Visits::COUNT, 1u64).run().unwrap_err();
    assert!(none_to_take_from.to_string().contains("a value that is not there"), "{none_to_take_from}");
    assert_eq!(visits.table().item_count(), 0);
    let set =
        visits.update(("home", 7)).or_create().set_if_absent(Visits::COUNT, 5u64).set(Visits::NOTE, "new");
    assert_eq!(set.run().unwrap().count, 5);
}
