//! Records in transactions and batches.

use hashrange::{Database, Error, Record, TableOf, attr};

use super::{Order, order};

#[derive(Record, Debug, Clone, PartialEq)]
#[record(table = "stock")]
struct Stock {
    #[record(partition_key)]
    product: String,
    left: u32,
    log: Vec<String>,
}

fn tables() -> (Database, TableOf<Order>, TableOf<Stock>) {
    let db = Database::new();
    let (orders, stock) = (db.table_of::<Order>().unwrap(), db.table_of::<Stock>().unwrap());
    stock.put(&Stock { product: "cup".to_owned(), left: 2, log: Vec::new() }).run().unwrap();
    (db, orders, stock)
}

fn reasons(error: &Error) -> Vec<(usize, String)> {
    error.failed_actions().map(|(action, reason)| (action, reason.code.to_string())).collect()
}

#[test]
fn records_are_put_changed_and_checked_together() {
    let (db, orders, stock) = tables();
    let sell = |number: u32| {
        db.transaction()
            .put_record(&orders, &order("haeri05", "OPEN", number))
            .update_record(&stock, "cup", |cup| {
                cup.subtract(Stock::LEFT, 1).append(Stock::LOG, vec![number.to_string()])
            })
            .condition(Stock::LEFT.at_least(1))
            .run()
    };
    sell(1).unwrap();
    sell(2).unwrap();
    let refused = sell(3).unwrap_err();
    assert_eq!(reasons(&refused), [(1, "ConditionalCheckFailed".to_owned())]);
    assert_eq!(orders.get(("haeri05", "OPEN", 1)).run().unwrap().unwrap().version, 1, "the stored version");
    let cup = stock.get("cup").run().unwrap().unwrap();
    assert_eq!((cup.left, cup.log), (0, vec!["1".to_owned(), "2".to_owned()]));

    let checked = db
        .transaction()
        .check_record(&stock, "cup", Stock::LEFT.equals(0))
        .delete_record(&orders, ("haeri05", "OPEN", 1))
        .run();
    checked.unwrap();
    assert_eq!(orders.scan().count().unwrap(), 1);
    let both = db.transaction_read().get_record(&orders, ("haeri05", "OPEN", 2)).get_record(&stock, "pot");
    let both = both.run().unwrap();
    assert_eq!(Order::read_item(both[0].as_ref().unwrap()).unwrap().unwrap().number, 2);
    assert!(both[1].is_none());
}

#[test]
fn versions_hold_in_transactions() {
    let (db, orders, _) = tables();
    let first = orders.put(&order("haeri05", "OPEN", 7)).stored().unwrap();
    let is_refused = |transaction: hashrange::TransactionBuilder| {
        reasons(&transaction.run().unwrap_err()) == [(0, "ConditionalCheckFailed".to_owned())]
    };
    assert!(
        is_refused(db.transaction().put_record(&orders, &order("haeri05", "OPEN", 7))),
        "it is new no more"
    );
    db.transaction().put_record(&orders, &first).run().unwrap();
    assert!(is_refused(db.transaction().put_record(&orders, &first)));
    let key = ("haeri05", "OPEN", 7);
    assert!(is_refused(db.transaction().update_record(&orders, key, |order| order.version(1))));
    db.transaction().update_record(&orders, key, |order| order.version(2)).run().unwrap();
    let third = orders.get(key).run().unwrap().unwrap();
    assert_eq!(third.version, 3);
    assert!(is_refused(db.transaction().remove_record(&orders, &first)));
    db.transaction().remove_record(&orders, &third).run().unwrap();
    assert_eq!(orders.scan().count().unwrap(), 0);
    assert!(is_refused(db.transaction().update_record(&orders, key, |order| order)), "there is none");
}

#[test]
fn what_is_wrong_with_a_record_is_the_error_of_the_transaction() {
    let (db, orders, stock) = tables();
    let unreadable = db.transaction().put_record(&orders, &order("haeri05", "OP#EN", 7)).run().unwrap_err();
    assert!(unreadable.to_string().contains("the field status contains"), "{unreadable}");
    let half =
        db.transaction().update_record(&orders, ("haeri05", "OPEN", 7), |order| order.set(Order::AMOUNT, 5));
    assert!(half.run().unwrap_err().to_string().contains("is made of the fields city, amount"));
    let nothing = db.transaction().update_record(&stock, "cup", |cup| cup).run().unwrap_err();
    assert!(nothing.is_validation(), "{nothing}");
    let versionless = db.transaction().update_record(&stock, "cup", |cup| cup.version(1)).run().unwrap_err();
    assert!(versionless.to_string().contains("The record Stock has no version"), "{versionless}");
    let after =
        db.transaction().put_record(&orders, &order("haeri05", "OP#EN", 7)).condition(attr("a").exists());
    assert!(after.run().unwrap_err().to_string().contains("the field status contains"), "the first error");
}

#[test]
fn batches_take_records_without_versions() {
    let (db, orders, stock) = tables();
    let pots: Vec<Stock> =
        (0..30).map(|left| Stock { product: format!("p{left}"), left, log: Vec::new() }).collect();
    db.batch_write().extend(&pots, |batch, pot| batch.put_record(&stock, pot)).run().unwrap();
    db.batch_write().delete_record(&stock, "p0").run().unwrap();
    let keys = ["p0", "p1", "p29"];
    let found = db.batch_get().extend(keys, |batch, key| batch.get_record(&stock, key)).run().unwrap();
    let mut left: Vec<u32> =
        found["stock"].iter().map(|item| Stock::read_item(item).unwrap().unwrap().left).collect();
    left.sort_unstable();
    assert_eq!(left, [1, 29]);

    let versioned = db.batch_write().put_record(&orders, &order("haeri05", "OPEN", 7)).run().unwrap_err();
    assert!(versioned.to_string().contains("A batch cannot compare versions"), "{versioned}");
    assert_eq!(orders.scan().count().unwrap(), 0);
}
