//! Any text as the records and items of a snapshot, with the checksum that belongs to it: refused, or a database in
//! which everything works.
#![no_main]

use std::{env, fs, process};

use hashrange::{Database, SnapshotError};
use hashrange_fuzz::works::everything_works;
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};

fuzz_target!(|lines: &[u8]| {
    let mut content = [b"hashrange snapshot 1\n", lines].concat();
    if !content.ends_with(b"\n") {
        content.push(b'\n');
    }
    let sum: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
    content.extend_from_slice(format!("sha256 {sum}\n").as_bytes());
    let path = env::temp_dir().join(format!("hashrange-fuzz-{}.snapshot", process::id()));
    fs::write(&path, &content).expect("a file in the temporary directory");
    match Database::load(&path) {
        Ok(db) => {
            everything_works(&db);
            db.save(&path).expect("saved");
            Database::load(&path).expect("what was saved is loaded");
        }
        Err(SnapshotError::Damaged { line, reason, .. }) => assert!(line > 1 && !reason.is_empty()),
        Err(other) => panic!("{other}"),
    }
});
