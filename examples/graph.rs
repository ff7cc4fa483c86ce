//! A graph in one table: an adjacency list, and a global index with the edges reversed.
//!
//! `cargo run --example graph`
#![allow(clippy::print_stdout, reason = "an example that prints")]

use std::collections::BTreeMap;

use hashrange::{Database, Index, Items, Result, ScalarAttributeType::S, Table, item};
use serde::Deserialize;

#[derive(Deserialize)]
struct Edge {
    from: String,
    to: String,
}

const FRIENDSHIPS: [(&str, &str); 10] = [
    ("jack", "doug"),
    ("jack", "annie"),
    ("jack", "mac"),
    ("jack", "harry"),
    ("harry", "howard"),
    ("sam", "annie"),
    ("sam", "jack"),
    ("annie", "doug"),
    ("annie", "howard"),
    ("doug", "howard"),
];

fn main() -> Result<()> {
    let friends = Database::new()
        .create_table("friends")
        .partition_key("from", S)
        .sort_key("to", S)
        .global_index(Index::new("reversed").partition_key("to", S).sort_key("from", S).keys_only())
        .run()?;
    friends.put_all(FRIENDSHIPS.map(|(from, to)| item! { "from": from, "to": to, "since": 2025 }))?;

    println!("jack lists:   {}", listed_by(&friends, "jack")?.join(", "));
    println!("howard is listed by: {}", listing(&friends, "howard")?.join(", "));
    println!("jack may know:");
    for (person, through) in friends_of_friends(&friends, "jack")? {
        println!("  {person}, through {}", through.join(", "));
    }
    Ok(())
}

/// Edges that leave a person: one query of the table.
fn listed_by(friends: &Table, person: &str) -> Result<Vec<String>> {
    edges(friends.query(person).items(), |edge| edge.to)
}

/// Edges that reach a person: one query of the index.
fn listing(friends: &Table, person: &str) -> Result<Vec<String>> {
    edges(friends.index("reversed").query(person).items(), |edge| edge.from)
}

fn edges(items: Items, end: impl Fn(Edge) -> String) -> Result<Vec<String>> {
    items.typed().map(|edge| edge.map(&end)).collect()
}

/// People two steps away but not one, with the friends between: one query for each friend.
fn friends_of_friends(friends: &Table, person: &str) -> Result<BTreeMap<String, Vec<String>>> {
    let known = listed_by(friends, person)?;
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for friend in &known {
        for stranger in listed_by(friends, friend)? {
            if stranger != person && !known.contains(&stranger) {
                found.entry(stranger).or_default().push(friend.clone());
            }
        }
    }
    Ok(found)
}
