//! A hot key throttles here as it does in Amazon DynamoDB, and a clock in the test's hand says when it stops.
//!
//! cargo run --example hot_key

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "an example")]

use std::time::{Duration, UNIX_EPOCH};

use hashrange::{Clock, Database, ScalarAttributeType::S, Table, Throughput, item};

/// Likes that can be stored for these posts at this moment.
fn stored(likes: &Table, posts: &[&str]) -> Result<usize, hashrange::Error> {
    let mut stored = 0;
    for (n, post) in posts.iter().cycle().take(2500).enumerate() {
        match likes.put(item! { "post": *post, "user": format!("user{n}") }).run() {
            Ok(()) => stored += 1,
            Err(error) if error.is_throttled() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(stored)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_750_000_000));
    let throughput = Throughput::as_provisioned().split_after(Duration::from_secs(10));
    let db = Database::builder().clock(clock.clone()).partitions(1).throughput(throughput).build();
    let likes = db.create_table("likes").partition_key("post", S).sort_key("user", S).run()?;

    // One partition does 1,000 write units a second.
    println!("one hot key: {} of 2500 likes", stored(&likes, &["celebrity"])?);
    let error = likes.put(item! { "post": "celebrity", "user": "one more" }).run().unwrap_err();
    error.throttling_reasons().iter().for_each(|why| println!("{}: {}", error.code(), why.reason));
    clock.advance(Duration::from_secs(1))?;
    likes.put(item! { "post": "celebrity", "user": "one more" }).run()?;
    println!("a second later it is stored");

    // A partition that stays hot is split between its keys, so two keys then do twice as much.
    let posts = ["celebrity", "cat"];
    for _ in 0..12 {
        clock.advance(Duration::from_secs(1))?;
        stored(&likes, &posts)?;
    }
    clock.advance(Duration::from_secs(1))?;
    println!("two hot keys, after a split for heat: {} of 2500 likes", stored(&likes, &posts)?);
    for partition in likes.partitions() {
        println!("partition {}: {} writes throttled", partition.name, partition.heat.throttled_writes);
    }
    assert_eq!(likes.partitions().len(), 2);

    // A key is not split: alone in its partition, it does what one partition does.
    clock.advance(Duration::from_secs(1))?;
    println!("one of them alone: {} of 2500 likes", stored(&likes, &["celebrity"])?);
    Ok(())
}
