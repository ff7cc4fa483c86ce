//! Puts and deletions of records, and how fields are stored.

use std::collections::BTreeSet;

use hashrange::{AttributeValue, Database, Record, sets};

use super::{CartLine, Order, line, order};

#[test]
fn a_version_is_locked_optimistically() {
    let db = Database::new();
    let orders = db.table_of::<Order>().unwrap();
    let first = orders.put(&order("haeri05", "OPEN", 7)).stored().unwrap();
    assert_eq!(first.version, 1);
    let again = orders.put(&order("haeri05", "OPEN", 7)).run().unwrap_err();
    assert!(again.is_condition_failed(), "it is new no more");
    assert!(again.hint().unwrap().contains("read it again"), "{again:?}");
    let second = orders.put(&Order { amount: 1, ..first.clone() }).stored().unwrap();
    assert_eq!(second.version, 2);
    assert!(orders.put(&Order { amount: 2, ..first.clone() }).run().unwrap_err().is_condition_failed());
    let stale = orders.remove(&first).run().unwrap_err();
    assert!(stale.is_condition_failed() && stale.hint().unwrap().contains("read it again"), "{stale:?}");
    assert_eq!(orders.remove(&second).deleted().unwrap(), Some(second.clone()));
    assert!(orders.put(&second).run().unwrap_err().is_condition_failed(), "it was deleted meanwhile");
}

#[test]
fn puts_have_conditions() {
    let db = Database::new();
    let cart = db.table_of::<CartLine>().unwrap();
    let own = line("haeri05", "p1", None, 100);
    assert!(cart.put(&own).if_exists().run().unwrap_err().is_condition_failed());
    cart.put(&own).if_absent().run().unwrap();
    assert!(cart.put(&own).if_absent().run().unwrap_err().is_condition_failed());
    assert_eq!(cart.put(&own).replaced().unwrap(), Some(own.clone()));
    assert_eq!(cart.delete(("haeri05", "p1")).deleted().unwrap(), Some(own));
    cart.delete(("haeri05", "p1")).run().unwrap();
    assert!(cart.delete(("haeri05", "p1")).with(|delete| delete.if_exists()).run().is_err());
}

#[test]
fn fields_are_stored_as_their_attributes_say() {
    fn many() -> u32 {
        12
    }
    #[derive(Record, Debug, Clone, PartialEq)]
    #[record(table = "products")]
    struct Product {
        #[record(partition_key)]
        id: String,
        #[record(with = "sets::strings")]
        colours: BTreeSet<String>,
        #[record(default)]
        seen: u32,
        #[record(default = "many")]
        left: u32,
        #[record(rename = "type")]
        kind: Option<String>,
        #[record(skip)]
        cached: Option<u64>,
        place: (i32, i32),
    }
    let product = Product {
        id: "p1".to_owned(),
        colours: ["red".to_owned()].into(),
        seen: 1,
        left: 2,
        kind: None,
        cached: Some(7),
        place: (1, -1),
    };
    let mut item = product.to_item().unwrap();
    assert_eq!(
        item.names().map(|name| name.as_str()).collect::<Vec<_>>(),
        ["colours", "id", "left", "place", "seen"]
    );
    assert_eq!(item.get("colours"), Some(&AttributeValue::Ss(["red".to_owned()].into())));
    item.remove("seen");
    item.remove("left");
    let read = Product::read_item(&item).unwrap().unwrap();
    assert_eq!(read, Product { seen: 0, left: 12, cached: None, ..product });
    assert_eq!(Product::KIND.name(), "type");

    item.remove("place");
    let missing = Product::read_item(&item).unwrap_err().to_string();
    assert!(missing.ends_with("}: place: the attribute is missing"), "{missing}");
    item.insert("place", AttributeValue::L(vec![1.into(), "x".into()]));
    let wrong = Product::read_item(&item).unwrap_err().to_string();
    assert!(wrong.contains("}: place[1]: "), "{wrong}");
}

#[test]
fn records_expire() {
    use std::time::{Duration, UNIX_EPOCH};

    let clock = hashrange::Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock.clone()).build();
    let cart = db.table_of::<CartLine>().unwrap();
    cart.put(&CartLine { expires_at: Some(1_700_000_060), ..line("haeri05", "p1", None, 9) }).run().unwrap();
    cart.put(&line("haeri05", "p2", None, 9)).run().unwrap();
    clock.advance(Duration::from_secs(61)).unwrap();
    assert_eq!(cart.scan().run().unwrap().len(), 1);
}
