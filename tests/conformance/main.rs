//! Plays the conformance cases: facts about how Amazon DynamoDB answers, see FORMAT.md. In process, where those with
//! steps that need HTTP cannot be played, and, with the feature `server`, all of them over a socket.
//!
//! `CONFORMANCE_ONLY=text` plays the cases whose name or topic has this text; `CONFORMANCE_REPORT=file` writes every
//! failure to this file.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a case that is not as the format says stops the test"
)]

#[cfg(feature = "server")]
#[path = "../server/support/client.rs"]
#[allow(dead_code, reason = "the server's tests use more of it")]
mod client;
#[cfg(feature = "server")]
mod over_http;
mod record;
mod runner;
#[cfg(feature = "server")]
#[path = "../server/support/running.rs"]
#[allow(dead_code, reason = "the server's tests use more of it")]
mod running;

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use hashrange::{DatabaseBuilder, Lag};
use runner::{
    case_files,
    file::{Played, Selection, read_json, that_need_http},
    json::Json,
    matching::pattern,
    play_all, report,
    target::{Answer, Target},
};
use tempfile::TempDir;

/// A database of its own for each file of cases, with the bucket that cases take to exist.
struct InProcess {
    database: hashrange::Database,
    _folder: TempDir,
}

impl Target for InProcess {
    fn call(&self, operation: &str, body: &[u8]) -> Answer {
        let answer = self.database.wire(operation, body);
        Answer { status: answer.status, body: answer.body }
    }
}

fn fresh() -> InProcess {
    let (settings, folder) = with_bucket();
    InProcess { database: settings.build(), _folder: folder }
}

/// The same, where eventually consistent reads go to replicas, in which writes arrive at once.
fn with_replicas() -> InProcess {
    let (settings, folder) = with_bucket();
    InProcess { database: settings.lag(Lag::up_to(Duration::ZERO)).build(), _folder: folder }
}

/// Settings with the bucket that cases take to exist, and its folder, with the object that they take to be in it.
fn with_bucket() -> (DatabaseBuilder, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("imp")).unwrap();
    let object = "{\"Item\":{\"pk\":{\"S\":\"from-s3\"}}}\n";
    fs::write(folder.path().join("imp/data.json"), object).unwrap();
    (hashrange::Database::builder().bucket("conformance-bucket", folder.path()), folder)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
}

#[test]
fn dynamodb_answers_as_the_cases_say() {
    let need_http: usize = case_files(&folder()).iter().map(|path| that_need_http(path)).sum();
    println!("{need_http} cases need HTTP: the feature `server` plays them");
    all_pass(&play_selected(false, fresh));
}

#[test]
fn reads_of_replicas_that_are_not_late_answer_the_same() {
    all_pass(&play_all(&folder(), Selection { only: None, over_http: false }, with_replicas));
}

fn play_selected<T: Target>(over_http: bool, fresh: impl Fn() -> T + Sync) -> Vec<Played> {
    let only = env::var("CONFORMANCE_ONLY").ok();
    let played = play_all(&folder(), Selection { only: only.as_deref(), over_http }, fresh);
    println!("{}", report::summary(&played));
    if let Ok(file) = env::var("CONFORMANCE_REPORT") {
        let failures: Vec<String> = played.iter().filter_map(report::failure).collect();
        fs::write(file, failures.join("\n")).unwrap();
    }
    played
}

/// Asserts that no case failed.
fn all_pass(played: &[Played]) {
    let failures: Vec<String> = played.iter().filter_map(report::failure).collect();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
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
