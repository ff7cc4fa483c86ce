use std::{
    sync::LazyLock,
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{Clock, Database, Error, ScalarAttributeType::S, attr, item};

/// Made once. Each test has a fork of it, which takes a microsecond however many items there are.
static SHOP: LazyLock<Database> = LazyLock::new(|| {
    let db = Database::builder().clock(Clock::manual(UNIX_EPOCH)).build();
    let products = db.create_table("products").partition_key("id", S).run().unwrap();
    products.put_all((0..1_000).map(|n| item! { "id": format!("p{n}"), "stock": 1 })).unwrap();
    let sessions = db.create_table("sessions").partition_key("user", S).run().unwrap();
    sessions.enable_time_to_live("until").unwrap();
    db
});

#[test]
fn the_last_one_is_sold_once() -> Result<(), Error> {
    let products = SHOP.fork().table("products")?;
    let sell = || products.update("p7").subtract("stock", 1).condition(attr("stock").at_least(1)).run();
    assert!(sell().is_ok());
    assert!(sell().unwrap_err().is_condition_failed());
    Ok(())
}

#[test]
fn a_hot_key_is_throttled() -> Result<(), Error> {
    let db = SHOP.fork();
    let products = db.table("products")?;
    let hot = db.faults().on("GetItem").key(&products, "p7").times(2).throttle()?;
    assert!(products.get("p7").run().unwrap_err().is_throttled());
    assert!(products.get("p8").run().is_ok());
    assert_eq!(hot.hits(), 1);
    Ok(())
}

#[test]
fn a_session_ends_in_time() -> Result<(), Error> {
    let clock = Clock::manual(UNIX_EPOCH);
    let sessions = SHOP.fork_with_clock(clock.clone()).table("sessions")?;
    sessions.put(item! { "user": "haeri05", "until": 3600 }).run()?;
    clock.advance(Duration::from_secs(3601))?;
    assert!(sessions.get("haeri05").run()?.is_none());
    Ok(())
}
