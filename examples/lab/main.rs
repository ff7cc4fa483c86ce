//! The course's lab: NoSQL with DynamoDB, chapter by chapter, in process.
//!
//! `cargo run --example lab` prints what the console shows. Every fact that a chapter tells is asserted beside the
//! lines that print it, and the output is the same on every run.

mod console;
mod hashing;
mod likes;
mod likes_by_time;
mod modelling;

use std::{
    error::Error,
    io::{self, Write},
};

use hashrange::Database;

fn main() -> Result<(), Box<dyn Error>> {
    course(&mut io::stdout().lock())
}

/// The whole course, in order.
pub fn course(out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "NoSQL과 DynamoDB 실습")?;
    modelling::key_value(out)?;
    modelling::document(out)?;
    modelling::graph(out)?;
    hashing::partition_key(out)?;

    let db = Database::new();
    likes::partition_key_alone(&db, out)?;
    likes::same_key_again(&db, out)?;
    likes_by_time::sort_key(&db, out)?;
    likes_by_time::four_items(&db, out)?;
    likes_by_time::another_item(&db, out)?;
    likes_by_time::in_order(&db, out)?;
    Ok(())
}
