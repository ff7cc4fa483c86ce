//! Plays the conformance cases in process: facts about how Amazon DynamoDB answers, see FORMAT.md.
//!
//! `CONFORMANCE_ONLY=text` plays the cases whose name or topic has this text, and shows each failure;
//! `CONFORMANCE_REPORT=file` writes every failure to this file; `CONFORMANCE_WRITE_PENDING=1` writes
//! `pending.txt` anew.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a case that is not as the format says stops the test"
)]

mod runner;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use runner::{
    case_files,
    file::read_json,
    json::Json,
    matching::pattern,
    play_all, report,
    target::{Answer, Target},
};

/// A database of its own for each file of cases.
struct InProcess(hashrange::Database);

impl Target for InProcess {
    fn call(&self, operation: &str, body: &[u8]) -> Answer {
        let answer = self.0.wire(operation, body);
        Answer { status: answer.status, body: answer.body }
    }
}

fn fresh() -> InProcess {
    InProcess(hashrange::Database::new())
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
}

#[test]
fn dynamodb_answers_as_the_cases_say() {
    let folder = folder();
    let only = env::var("CONFORMANCE_ONLY").ok();
    let played = play_all(&folder, only.as_deref(), fresh);
    let failures: Vec<String> = played.iter().filter_map(report::failure).collect();
    if let Ok(file) = env::var("CONFORMANCE_REPORT") {
        fs::write(file, failures.join("\n")).unwrap();
    }
    println!("{}", report::summary(&played));
    let pending = folder.join("pending.txt");
    let troubles = if only.is_some() {
        assert!(!played.is_empty(), "no case has this text");
        failures
    } else if env::var("CONFORMANCE_WRITE_PENDING").is_ok_and(|value| value == "1") {
        fs::write(&pending, report::write_pending(&played)).unwrap();
        Vec::new()
    } else {
        let listed = fs::read_to_string(&pending).unwrap();
        report::troubles(&played, &report::pending(&listed))
    };
    assert!(troubles.is_empty(), "{} troubles:\n{}", troubles.len(), troubles.join("\n"));
}

#[test]
fn every_pattern_of_the_cases_compiles() {
    fn compile(value: &Json, count: &mut usize) {
        for (key, value) in value.members().unwrap_or_default() {
            if let ("$regex" | "matches", Some(text)) = (key.as_str(), value.as_str()) {
                pattern(text);
                *count += 1;
            }
            compile(value, count);
        }
        value.elements().unwrap_or_default().iter().for_each(|element| compile(element, count));
    }
    let mut count = 0;
    for path in case_files(&folder()) {
        compile(&read_json(&path), &mut count);
    }
    assert!(count > 0);
}
