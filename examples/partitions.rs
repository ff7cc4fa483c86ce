//! How the hash spreads keys over partitions, and why it cannot spread one hot key.
//!
//! `cargo run --example partitions`
#![allow(clippy::print_stdout, reason = "an example that prints")]

use hashrange::{Database, Partition, Result, ScalarAttributeType::S, Table, item};

fn main() -> Result<()> {
    let table = Database::new().create_table("users").partition_key("user_id", S).partitions(8).run()?;

    println!("10,000 keys, items for each partition:");
    table.put_all((0..10_000).map(|number| item! { "user_id": format!("user{number}") }))?;
    draw(&table.partitions(), |partition| partition.item_count);

    println!("\n10,000 writes to one key, writes for each partition:");
    let writes = writes_of(&table, || hit(&table, |_| "celebrity".to_owned()))?;
    draw(&writes, |partition| partition.writes);

    let hot = table.explain("celebrity")?;
    println!("\nThe hot partition {} is split in the middle. Its items are shared out:", hot.partition);
    table.split_partition(&hot.range.middle());
    draw(&table.partitions(), |partition| partition.item_count);

    println!("\n10,000 writes to that key again: one key stays in one partition.");
    let writes = writes_of(&table, || hit(&table, |_| "celebrity".to_owned()))?;
    draw(&writes, |partition| partition.writes);

    println!("\n10,000 writes to celebrity#0 to celebrity#99: a suffix makes many keys of one.");
    let writes = writes_of(&table, || hit(&table, |number| format!("celebrity#{}", number % 100)))?;
    draw(&writes, |partition| partition.writes);
    Ok(())
}

fn hit(table: &Table, key: impl Fn(u32) -> String) -> Result<()> {
    (0..10_000)
        .try_for_each(|number| table.update(key(number)).expression("ADD hits :one").value(":one", 1).run())
}

/// The partitions, with only the writes that they received during the action.
fn writes_of(table: &Table, action: impl FnOnce() -> Result<()>) -> Result<Vec<Partition>> {
    let before = table.partitions();
    action()?;
    let mut after = table.partitions();
    after.iter_mut().zip(before).for_each(|(after, before)| after.writes -= before.writes);
    Ok(after)
}

fn draw(partitions: &[Partition], figure: impl Fn(&Partition) -> u64) {
    let most = partitions.iter().map(&figure).max().unwrap_or_default().max(1);
    for partition in partitions {
        let figure = figure(partition);
        let bar = "#".repeat((figure * 50 / most) as usize);
        println!("  {}  {}  {figure:>6} {bar}", partition.name, partition.range);
    }
}
