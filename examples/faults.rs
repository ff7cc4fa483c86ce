//! A program that meets what goes wrong in production: every test has a fork of one fixture, and faults of its own.
//!
//! `cargo test --example faults` runs its tests, `cargo run --example faults` shows what they rely on.
#![allow(clippy::print_stdout, reason = "an example that prints")]

use hashrange::{Database, Error, Result, ScalarAttributeType::S, Table, item};

/// The code under test: counts a visit, at most three attempts. A visit has an id, so that it is not counted twice.
fn visit(db: &Database, users: &Table, user: &str, id: &str) -> Result<()> {
    let attempt = || db.transaction().update(users, user, "ADD visits :one").value(":one", 1).token(id).run();
    (1..3).fold(attempt(), |result, _| match result {
        Err(error) if error.is_retryable() || error.is_no_answer() => attempt(),
        result => result,
    })
}

/// The start of every test: made once, then forked.
fn fixture() -> Result<Database> {
    let db = Database::builder().id_seed(7).build();
    let users = db.create_table("users").partition_key("id", S).run()?;
    users.put(item! { "id": "haeri05", "visits": 0 }).run()?;
    Ok(db)
}

fn main() -> Result<()> {
    let db = fixture()?.fork();
    let users = db.table("users")?;
    let told = || users.get("haeri05").run().map(Option::unwrap_or_default);

    let lost = db.faults().on("TransactWriteItems").times(1).lose_answer()?;
    visit(&db, &users, "haeri05", "first")?;
    println!("{} answer was lost: {}", lost.hits(), told()?);

    let hot = db.faults().hot_key(&users, "haeri05").chance(1.0).times(2).start()?;
    visit(&db, &users, "haeri05", "second")?;
    println!("throttled {} times: {}", hot.iter().map(|rule| rule.hits()).sum::<u64>(), told()?);

    let _hold = db.hold(&users, "haeri05")?;
    let conflict = visit(&db, &users, "haeri05", "third").err();
    println!("held by a transaction: {}", conflict.as_ref().map_or_else(String::new, Error::to_string));
    Ok(())
}

#[test]
fn a_visit_counts_once_whatever_goes_wrong() -> Result<()> {
    let db = fixture()?.fork();
    let users = db.table("users")?;
    db.faults().lost_answers().start()?;
    db.faults().conflicts().start()?;
    let counted = (0..100).filter(|id| visit(&db, &users, "haeri05", &id.to_string()).is_ok()).count();
    db.faults().clear();
    let visits = users.get("haeri05").run()?.and_then(|user| user.n("visits").copied());
    // A visit that failed three times may have been counted, but none is counted twice.
    assert!(
        (Some(counted.into())..=Some(100.into())).contains(&visits),
        "{counted} told, {visits:?} counted"
    );
    Ok(())
}
