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

use std::{
    env, fs,
    io::{self, ErrorKind, Write},
    path::Path,
};

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

/// Takes so many bytes, then fails like this.
struct Broken {
    left: usize,
    kind: ErrorKind,
}

impl Write for Broken {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(self.kind.into());
        }
        let taken = bytes.len().min(self.left);
        self.left -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_lab_ends_quietly_where_its_reader_goes_away_and_tells_other_errors() {
    for left in (0..printed().len()).step_by(97) {
        lab::show(&mut Broken { left, kind: ErrorKind::BrokenPipe }).expect("nobody to tell");
        let error =
            lab::show(&mut Broken { left, kind: ErrorKind::StorageFull }).expect_err("not all is written");
        let error: &io::Error = error.downcast_ref().expect("the writer's error");
        assert_eq!(error.kind(), ErrorKind::StorageFull);
    }
}
