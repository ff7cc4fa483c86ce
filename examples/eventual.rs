//! Eventually consistent reads that are late, so that a test finds code that relies on reading what it just wrote.
//!
//! `cargo run --example eventual`
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::time::{Duration, UNIX_EPOCH};

use hashrange::{
    Clock, Database, Index, Lag, Result,
    ScalarAttributeType::{N, S},
    Table, item,
};

fn main() -> Result<()> {
    let ms = Duration::from_millis;
    let clock = Clock::manual(UNIX_EPOCH);
    // Writes take up to half a second to each of a table's three replicas, and up to two seconds to indexes.
    let lag = Lag::up_to(ms(500)).index(ms(0)..=ms(2_000));
    let db = Database::builder().clock(clock.clone()).id_seed(7).lag(lag).build();
    let orders = db
        .create_table("orders")
        .partition_key("id", S)
        .global_index(Index::new("by_customer").partition_key("customer", S).sort_key("amount", N))
        .run()?;

    orders.put(item! { "id": "o1", "customer": "haeri05", "amount": 10 }).run()?;
    orders.put(item! { "id": "o1", "customer": "haeri05", "amount": 12 }).run()?;

    let consistent = orders.get("o1").consistent().run()?;
    println!("consistent: {:?}", consistent.and_then(|order| order.n("amount").copied()));
    for waited in [0, 200, 400, 600] {
        let totals: Vec<Option<String>> = (0..6).map(|_| total(&orders)).collect::<Result<_>>()?;
        println!("after {waited} ms: {totals:?}");
        clock.advance(ms(200))?;
    }

    // The table is up to date by now. Its index need not be.
    let in_index = || orders.index("by_customer").query("haeri05").items().count();
    println!("orders in the index: {}", in_index());
    db.converge();
    println!("orders in the index, after converging: {}", in_index());
    assert_eq!(in_index(), 1);

    // A condition is never late: what a stale read led to is refused.
    let stale =
        orders.put(item! { "id": "o1", "amount": 11 }).condition("amount = :seen").value(":seen", 10).run();
    println!("a write on a stale read: {stale:?}");
    Ok(())
}

/// The order's total as one of the replicas has it.
fn total(orders: &Table) -> Result<Option<String>> {
    let order = orders.get("o1").run()?;
    Ok(order.and_then(|order| order.n("amount").map(ToString::to_string)))
}
