//! Queries and scans of records.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use futures_core::Stream;
use hashrange::{Database, Projection, Record, TableOf};
use proptest::prelude::*;

use super::{CartLine, Order, line, order};

fn orders() -> TableOf<Order> {
    let orders = Database::new().table_of::<Order>().unwrap();
    for (status, number) in [("DONE", 1), ("OPEN", 2), ("OPEN", 3), ("OPEN", 10), ("OPENED", 4), ("SENT", 5)]
    {
        orders.put(&order("haeri05", status, number)).run().unwrap();
    }
    orders
}

fn numbers(orders: Vec<Order>) -> Vec<u32> {
    orders.iter().map(|order| order.number).collect()
}

#[test]
fn a_query_has_conditions_on_the_parts_of_a_template() {
    let orders = orders();
    let query = || orders.query("haeri05");
    assert_eq!(numbers(query().run().unwrap()), [1, 2, 3, 10, 4, 5]);
    assert_eq!(numbers(query().equals("OPEN").run().unwrap()), [2, 3, 10], "OPENED is another status");
    assert_eq!(numbers(query().equals("OPEN").equals(3).run().unwrap()), [3]);
    assert_eq!(numbers(query().equals("OPEN").less_than(3).run().unwrap()), [2]);
    assert_eq!(numbers(query().equals("OPEN").at_most(3).run().unwrap()), [2, 3]);
    assert_eq!(numbers(query().equals("OPEN").greater_than(3).run().unwrap()), [10]);
    assert_eq!(numbers(query().equals("OPEN").at_least(3).run().unwrap()), [3, 10]);
    assert_eq!(numbers(query().equals("OPEN").between(3, 9).run().unwrap()), [3]);
    assert_eq!(numbers(query().begins_with("OPEN").run().unwrap()), [2, 3, 10, 4]);
    assert_eq!(numbers(query().less_than("OPEN").run().unwrap()), [1]);
    assert_eq!(numbers(query().at_most("OPEN").run().unwrap()), [1, 2, 3, 10]);
    assert_eq!(numbers(query().greater_than("OPEN").run().unwrap()), [4, 5]);
    assert_eq!(numbers(query().between("OPEN", "OPENED").run().unwrap()), [2, 3, 10, 4]);
    assert_eq!(numbers(query().descending().take(2).run().unwrap()), [5, 4]);
    assert_eq!(query().equals("OPEN").consistent().first().unwrap().unwrap().number, 2);
}

#[test]
fn an_index_is_queried_by_its_own_parts() {
    let orders = orders();
    let by_shop = orders.index(Order::BY_SHOP);
    assert_eq!(numbers(by_shop.query("s1").equals("서울").at_least(400).run().unwrap()), [4, 5, 10]);
    assert_eq!(by_shop.scan().run().unwrap().len(), 6);

    let cart = Database::new().table_of::<CartLine>().unwrap();
    for (product, price) in [("p1", 100), ("p2", 200), ("p3", 300)] {
        cart.put(&line("haeri05", product, Some("소니"), price)).run().unwrap();
    }
    let cheap = cart.index(CartLine::BY_BRAND).query("소니").less_than(250);
    let entries = cheap.project::<Entry>().run().unwrap();
    assert_eq!(entries.iter().map(|entry| entry.product.as_str()).collect::<Vec<_>>(), ["p1", "p2"]);
    assert_eq!(entries[0].unit_price, 100);
}

/// What the entries of an index have.
#[derive(Projection, Debug)]
#[projection(of = CartLine)]
struct Entry {
    product: String,
    unit_price: u32,
    quantity: u32,
    brand: Option<String>,
}

#[test]
fn a_projection_reads_what_it_names() {
    #[derive(Projection, Debug, PartialEq)]
    #[projection(of = Order)]
    struct Amount {
        number: u32,
        amount: u32,
    }
    let orders = orders();
    let amount = orders.get(("haeri05", "SENT", 5)).project::<Amount>().run().unwrap();
    assert_eq!(amount, Some(Amount { number: 5, amount: 500 }));
    let amounts = orders.query("haeri05").project::<Amount>().run().unwrap();
    assert_eq!(amounts.iter().map(|amount| amount.amount).sum::<u32>(), 2500);
    assert_eq!(orders.scan().project::<Amount>().run().unwrap().len(), 6);
    let entry = Entry { product: String::new(), unit_price: 0, quantity: 0, brand: None };
    assert_eq!((entry.quantity, entry.brand), (0, None));
}

#[test]
fn pages_end_with_the_key_that_the_next_begins_after() {
    let orders = orders();
    let first = orders.query("haeri05").limit(4).page().unwrap();
    assert_eq!(numbers(first.records), [1, 2, 3, 10]);
    let second = orders.query("haeri05").start_after(first.last_evaluated_key.unwrap()).page().unwrap();
    assert_eq!(numbers(second.records), [4, 5]);
    assert_eq!(second.last_evaluated_key, None);
    let scanned = orders.scan().limit(4).page().unwrap();
    let rest = orders.scan().start_after(scanned.last_evaluated_key.unwrap()).run().unwrap();
    assert_eq!(scanned.records.len() + rest.len(), 6);
}

#[test]
fn a_loop_takes_a_query_and_meets_its_error_once() {
    let orders = orders();
    let mut found = Vec::new();
    for order in orders.query("haeri05").equals("OPEN") {
        found.push(order.unwrap());
    }
    assert_eq!(numbers(found), [2, 3, 10]);

    #[derive(Record, Debug)]
    #[record(table = "wide")]
    struct Wide {
        #[record(partition_key)]
        id: u128,
    }
    let wide = Database::new().table_of::<Wide>().unwrap();
    let mut refused = wide.query(u128::MAX).into_iter();
    let error = refused.next().unwrap().map(|record| record.id).unwrap_err();
    assert!(error.is_conversion(), "a number has 38 digits: {error}");
    assert!(refused.next().is_none());
}

#[test]
fn a_stream_has_the_records_of_a_query() {
    let orders = orders();
    let mut stream = pin!(orders.query("haeri05").equals("OPEN").stream());
    let mut context = Context::from_waker(Waker::noop());
    let mut found = Vec::new();
    while let Poll::Ready(Some(order)) = stream.as_mut().poll_next(&mut context) {
        found.push(order.unwrap());
    }
    assert_eq!(numbers(found), [2, 3, 10]);
}

/// Code for any record.
fn copy<R: Record>(from: &TableOf<R>, to: &TableOf<R>) -> usize {
    from.scan().run().unwrap().iter().map(|record| to.put(record).run().unwrap()).count()
}

#[test]
fn code_for_any_record_copies_a_table() {
    let [from, to] = [(); 2].map(|()| Database::new().table_of::<CartLine>().unwrap());
    from.put_all(&["p1", "p2"].map(|product| line("haeri05", product, None, 100))).unwrap();
    assert_eq!(copy(&from, &to), 2);
    assert_eq!(to.scan().run().unwrap(), from.scan().run().unwrap());
}

#[test]
fn an_item_that_does_not_fit_names_the_attribute() {
    let orders = orders();
    let table = orders.table();
    table.update(("USER#haeri05", "ORDER#SENT#000005")).expression("REMOVE amount").run().unwrap();
    let error = orders.query("haeri05").run().unwrap_err();
    assert!(error.hint().unwrap().contains("#[record(default)]"));
    assert_eq!(
        error.to_string(),
        r#"item {"pk": "USER#haeri05", "sk": "ORDER#SENT#000005"}: amount: the attribute is missing"#
    );
    assert_eq!(orders.query("haeri05").items().filter(Result::is_ok).count(), 5);
}

/// A record whose sort key is made of two numbers and a text.
#[derive(Record, Debug, Clone, PartialEq)]
#[record(table = "law", partition_key = "P", sort_key = "X#{a:03}#{b}")]
struct Law {
    a: u16,
    b: String,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A condition on a part of the key finds what a filter of all records finds, whatever else is in the collection.
    #[test]
    fn conditions_on_parts_are_those_of_the_values(
        records in proptest::collection::btree_set((0_u16..1000, "[!-~]{0,3}"), 0..20),
        a in 0_u16..1000,
        b in "[!-~]{0,2}",
    ) {
        let db = Database::new();
        let law = db.table_of::<Law>().unwrap();
        for (a, b) in &records {
            law.put(&Law { a: *a, b: b.clone() }).run().unwrap();
        }
        for foreign in ["W", "X", "X$", "Y", "X#", "X#0"] {
            law.table().put(hashrange::item! { "PK": "P", "SK": foreign }).run().unwrap();
        }
        let all = law.query(()).run().unwrap();
        prop_assert_eq!(all.len(), records.len());
        let found = |query: hashrange::record::QueryOf<Law, ()>| query.run().unwrap();
        let wanted = |is: &dyn Fn(&Law) -> bool| all.iter().filter(|law| is(law)).cloned().collect::<Vec<_>>();
        prop_assert_eq!(found(law.query(()).at_least(a)), wanted(&|law| law.a >= a));
        prop_assert_eq!(found(law.query(()).greater_than(a)), wanted(&|law| law.a > a));
        prop_assert_eq!(found(law.query(()).at_most(a)), wanted(&|law| law.a <= a));
        prop_assert_eq!(found(law.query(()).less_than(a)), wanted(&|law| law.a < a));
        prop_assert_eq!(found(law.query(()).equals(a).at_least(&b)), wanted(&|law| law.a == a && law.b >= b));
        prop_assert_eq!(found(law.query(()).equals(a).greater_than(&b)), wanted(&|law| law.a == a && law.b > b));
        prop_assert_eq!(found(law.query(()).equals(a).less_than(&b)), wanted(&|law| law.a == a && law.b < b));
        prop_assert_eq!(found(law.query(()).equals(a).begins_with(&b)), wanted(&|law| law.a == a && law.b.starts_with(&b)));
    }
}

#[derive(Record)]
#[record(table = "chapters", partition_key = "BOOK#{book}", sort_key = "{part}#{number:04}")]
struct Chapter {
    book: u32,
    part: String,
    number: u32,
    pages: u32,
    text: String,
}

#[test]
fn no_more_is_read_than_the_records_that_are_wanted() {
    let db = Database::new();
    let chapters = db.table_of::<Chapter>().unwrap();
    let chapter =
        |number| Chapter { book: 1, part: "p".to_owned(), number, pages: number, text: "t".repeat(3_500) };
    chapters.put_all(&(0..100).map(chapter).collect::<Vec<_>>()).unwrap();
    db.set_metrics(true);
    let mut before = 0.0;
    let mut units = || {
        let now = chapters.table().metrics().units.consumed_read_capacity_units;
        now - std::mem::replace(&mut before, now)
    };
    let query = || chapters.query(1).consistent();
    assert_eq!(query().first().unwrap().unwrap().number, 0);
    assert_eq!(units(), 1.0);
    assert!(query().exists().unwrap());
    assert_eq!(units(), 1.0);
    assert_eq!(query().descending().take(3).run().unwrap().len(), 3);
    assert_eq!(units(), 3.0);
    assert!(query().take(0).run().unwrap().is_empty());
    assert_eq!(units(), 0.0);
    let before_the_last = query().equals("p").less_than(99).descending().first().unwrap().unwrap();
    assert_eq!((before_the_last.number, units()), (98, 2.0), "99 is read too: a range has its ends");

    // A scan pays for partitions that have nothing, too.
    let scanned = || chapters.table().metrics().operation("Scan").returned_item_count;
    assert!(chapters.scan().first().unwrap().is_some() && chapters.scan().exists().unwrap());
    assert_eq!(scanned(), 2);
    assert_eq!(chapters.scan().take(5).run().unwrap().len(), 5);
    assert_eq!(scanned(), 2 + 5);
    units();

    // A filter leaves out most that is read: then a page is a whole one.
    assert_eq!(query().filter(Chapter::PAGES.at_least(90)).first().unwrap().unwrap().number, 90);
    assert!(units() > 80.0);
    assert_eq!(query().limit(7).take(3).run().unwrap().len(), 3);
    assert_eq!(units(), 7.0, "a limit stands");
}

#[test]
fn a_record_behind_many_others_is_found_in_two_pages() {
    #[derive(Record)]
    #[record(table = "mixed", partition_key = "{id}", sort_key = "Z#{number}")]
    struct Last {
        id: String,
        number: u32,
    }

    let db = Database::new();
    let mixed = db.table_of::<Last>().unwrap();
    mixed.table().put_all((0..500).map(|n| hashrange::item! { "PK": "a", "SK": format!("A#{n}") })).unwrap();
    mixed.put(&Last { id: "a".to_owned(), number: 1 }).run().unwrap();
    db.set_metrics(true);
    assert_eq!(mixed.scan().first().unwrap().unwrap().number, 1);
    assert_eq!(mixed.table().metrics().operation("Scan").requests, 2);
}

#[test]
fn a_page_has_a_cursor_that_the_next_request_starts_at() {
    let orders = orders();
    let query = || orders.query("haeri05").equals("OPEN").limit(2);
    let first = query().page().unwrap();
    let cursor = first.cursor().unwrap();
    let second = query().start_at(&cursor).page().unwrap();
    assert_eq!((numbers(first.records), numbers(second.records)), (vec![2, 3], vec![10]));
    assert_eq!(orders.query("haeri05").page().unwrap().cursor(), None);
    let wrong = query().start_at("?").page().unwrap_err();
    assert!(wrong.to_string().contains("The cursor is none that a page has returned"), "{wrong}");
    assert!(orders.query("minji01").start_at(&cursor).page().is_err(), "a cursor of another partition key");

    let scanned = orders.scan().limit(4).page().unwrap();
    let rest = orders.scan().start_at(&scanned.cursor().unwrap()).run().unwrap();
    assert_eq!(scanned.records.len() + rest.len(), 6);
    assert!(orders.scan().start_at("").first().is_err());
}
