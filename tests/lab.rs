//! The lab of the course prints what it always printed: `tests/lab.txt`.
//!
//! `LAB_UPDATE=1 cargo test --test lab` writes the file anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says so by panicking"
)]

#[path = "../examples/lab/main.rs"]
#[allow(dead_code, reason = "main, which prints")]
mod lab;

use std::{env, fs, path::Path};

fn printed() -> String {
    let mut out = Vec::new();
    lab::course(&mut out).expect("the course ends well");
    String::from_utf8(out).expect("the course is text")
}

#[test]
fn the_lab_prints_what_the_console_shows() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab.txt");
    let printed = printed();
    if env::var("LAB_UPDATE").is_ok_and(|value| value == "1") {
        fs::write(&file, &printed).expect("tests/lab.txt can be written");
    }
    assert_eq!(printed, fs::read_to_string(&file).expect("tests/lab.txt is there"));
}

#[test]
fn the_lab_prints_the_same_each_time() {
    assert_eq!(printed(), printed());
}
