//! What takes an hour, a day or longer at the service, in a moment: the program moves the clock. `assert!`s stand for what
//! a test would say; `cargo run --example time_travel`.
#![allow(clippy::print_stdout, clippy::expect_used, reason = "an example that prints, with a sound fixture")]

use std::{
    sync::LazyLock,
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{Clock, Database, Result, ScalarAttributeType::S, item, operation::StreamViewType};

const HOUR: Duration = Duration::from_secs(60 * 60);
const NOON: u64 = 1_800_000_000;
static FIXTURE: LazyLock<Database> = LazyLock::new(|| fixture().expect("a sound fixture"));

fn clock() -> Clock {
    Clock::manual(UNIX_EPOCH + Duration::from_secs(NOON))
}

fn fixture() -> Result<Database> {
    let db = Database::builder().clock(clock()).build();
    let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage).run()?;
    users.enable_time_to_live("until")?;
    users.enable_point_in_time_recovery().run()?;
    users.put(item! { "id": "haeri05", "until": NOON + 48 * 3600 }).run()?;
    Ok(db)
}

fn main() -> Result<()> {
    // A stream forgets after a day, and the item expires after two.
    let db = FIXTURE.fork_with_clock(clock()); // each test in its own time, side by side
    let users = db.table("users")?;
    assert_eq!(users.changes().run()?.count(), 1);
    db.clock().advance(25 * HOUR)?;
    assert_eq!(users.changes().run()?.count(), 0);
    assert!(users.get("haeri05").run()?.is_some());
    db.clock().advance(24 * HOUR)?;
    assert!(users.get("haeri05").run()?.is_none());
    println!("{:?}: the item has expired", db.clock());

    // A table is CREATING for a while.
    let db = FIXTURE.fork_with_clock(clock());
    db.set_transitions(HOUR);
    let orders = db.create_table("orders").partition_key("id", S).run()?;
    assert!(orders.put(item! { "id": "1" }).run().is_err());
    db.clock().advance(HOUR)?;
    orders.put(item! { "id": "1" }).run()?;
    println!("{:?}: the table is ACTIVE", db.clock());

    // What was deleted comes back as it was an hour ago.
    let users = db.table("users")?;
    users.delete("haeri05").run()?;
    let before = db.clock().now() - HOUR;
    println!("{:?}: the item is deleted", db.clock());
    db.set_transitions(Duration::ZERO);
    assert!(users.restore("as_before").to_time(before).run()?.get("haeri05").run()?.is_some());
    Ok(())
}
