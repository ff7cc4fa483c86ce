//! Gets and puts with nothing turned on, for `.ci/instructions`, which counts their instructions.
//!
//! `instructions get 1000` carries out a thousand gets.

#![allow(clippy::expect_used, reason = "a bench")]

use std::hint::black_box;

use hashrange::{Database, ScalarAttributeType::S, Table, item};

/// How many items there are, in four partitions.
const ITEMS: usize = 512;

fn id(n: usize) -> String {
    format!("user{:04}", n % ITEMS)
}

fn put(users: &Table, n: usize) {
    let item = item! { "id": id(n), "name": "해리", "age": 39, "city": "서울", "visits": n };
    users.put(item).run().expect("it is an item");
}

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let operation = arguments.first().map_or("get", String::as_str);
    let count = arguments.get(1).map_or(1, |count| count.parse().expect("a number"));
    let db = Database::new();
    let users = db.create_table("users").partition_key("id", S).run().expect("a new name");
    (0..ITEMS).for_each(|n| put(&users, n));
    for n in 0..count {
        match operation {
            "put" => put(&users, n),
            _ => drop(black_box(users.get(id(n)).run().expect("it can be read"))),
        }
    }
}
