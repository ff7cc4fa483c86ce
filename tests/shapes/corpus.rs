//! Requests with their answers, of the conformance cases and of our own list, each with the database before it.

use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{Clock, Database, DatabaseBuilder};
use serde_json::{Value, from_slice};

use crate::runner::{
    case_files,
    file::{Selection, play, read_json},
    target::{Answer, Target},
};

/// A request that was carried out.
pub struct Call {
    pub operation: String,
    pub request: Value,
    pub answer: String,
    /// A fork of the database from before the request.
    pub before: Database,
}

/// What a database answers to a request: the exception too.
pub fn ask(db: &Database, operation: &str, request: &Value) -> String {
    db.wire(operation, request.to_string().as_bytes()).text().into_owned()
}

/// A clock that stands still.
pub fn still_clock() -> Clock {
    Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000))
}

/// A database that records its calls. Its clock stands still, so that the same calls get the same answers.
pub struct Recorder {
    db: Database,
    calls: RefCell<Vec<Call>>,
}

impl Recorder {
    /// Records the calls of a database with this builder's settings.
    pub fn new(settings: DatabaseBuilder) -> Self {
        Self::of(settings.clock(still_clock()).build())
    }

    /// Records the calls of a database whose clock stands still.
    pub fn of(db: Database) -> Self {
        Self { db, calls: RefCell::default() }
    }

    /// Moves the clock on.
    pub fn advance(&self, seconds: u64) {
        self.db.clock().advance(Duration::from_secs(seconds)).unwrap();
    }

    /// The calls so far.
    pub fn calls(self) -> Vec<Call> {
        self.calls.into_inner()
    }
}

impl Target for Recorder {
    fn call(&self, operation: &str, body: &[u8]) -> Answer {
        let before = self.db.fork();
        let answer = self.db.wire(operation, body);
        if let Ok(request) = from_slice(body) {
            let (operation, answer) = (operation.to_owned(), answer.text().into_owned());
            self.calls.borrow_mut().push(Call { operation, request, answer, before });
        }
        Answer { status: answer.status, body: answer.body }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
}

/// Plays each file of cases, and passes its calls to `each`.
pub fn for_each_file(mut each: impl FnMut(Vec<Call>)) {
    let shared = read_json(&folder().join("tables.json"));
    for (number, path) in case_files(&folder()).iter().enumerate() {
        let recorder = Recorder::new(Database::builder());
        play(&recorder, path, &shared, number, Selection { only: None, over_http: false });
        each(recorder.calls());
    }
}
