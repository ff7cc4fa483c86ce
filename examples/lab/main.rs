//! The course's lab: NoSQL with DynamoDB, chapter by chapter, in process.
//!
//! `cargo run --example lab` prints what the console shows. Every fact in a chapter is asserted beside the lines that
//! print it, and the output is the same on every run.

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
    show(&mut io::stdout().lock())
}

/// The whole course, or the part that is read: a reader such as `head` closes the pipe early.
pub fn show(out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let gone = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    match course(out) {
        Err(error) if error.downcast_ref().is_some_and(gone) => Ok(()),
        shown => shown,
    }
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
