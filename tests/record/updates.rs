//! Updates of records.

use hashrange::{Database, Error};

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
