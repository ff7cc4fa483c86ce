//! The course's lab: NoSQL with DynamoDB, chapter by chapter, in process.
//!
//! `cargo run --example lab` prints what the console shows, in Korean as in the course; `cargo run --example lab -- --lang
//! en` prints it in English. Every fact in a chapter is asserted beside the lines that print it, and the output is the same
//! on every run.

mod console;
mod hashing;
mod likes;
mod likes_by_time;
mod modelling;
mod page;

use std::{
    env,
    error::Error,
    io::{self, Write},
};

use hashrange::Database;
pub use page::Language;
use page::Page;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    show(language(&arguments)?, &mut io::stdout().lock())
}

/// The language that the arguments ask for.
pub fn language(arguments: &[&str]) -> Result<Language, String> {
    let asked = match arguments {
        [] => Some(Language::Korean),
        ["--lang", tag] => Language::tagged(tag),
        [one] => one.strip_prefix("--lang=").and_then(Language::tagged),
        _ => None,
    };
    asked.ok_or_else(|| format!("{}: --lang ko or --lang en is understood", arguments.join(" ")))
}

/// The whole course, or the part that is read: a reader such as `head` closes the pipe early.
pub fn show(language: Language, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let gone = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    match course(language, out) {
        Err(error) if error.downcast_ref().is_some_and(gone) => Ok(()),
        shown => shown,
    }
}

/// The whole course, in order.
pub fn course(language: Language, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let out = &mut Page { language, out };
    writeln!(out, "{}", language.text("NoSQL과 DynamoDB 실습", "A lab on NoSQL and DynamoDB"))?;
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
