//! The memory that an export needs beside its table, and an import beside what it makes, and their speed. Prints one
//! figure a line, and fails if memory is above its limit; `--test` runs it with small data.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench that prints"
)]

use std::{fs, time::Instant};

use hashrange::{
    Database,
    ScalarAttributeType::S,
    item,
    operation::{ExportStatus, ImportStatus, InputCompressionType},
};

/// What a transfer may need beside its table.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

fn main() {
    let small = std::env::args().any(|argument| argument == "--test");
    let items: u32 = if small { 20_000 } else { 1_000_000 };
    let folder = tempfile::tempdir().unwrap();
    let db = Database::builder().bucket("exports", folder.path()).build();
    let empty = resident_bytes("VmRSS:");
    let table = db.create_table("events").partition_key("user", S).sort_key("at", S).run().unwrap();
    for number in 0..items {
        let event = item! {
            "user": format!("user{}", number % 10_000), "at": format!("{number:012}"), "kind": "click",
            "page": format!("/pages/{number}"), "count": number,
        };
        table.put(event).run().unwrap();
    }
    // Switched on at the end, so that the table has no log of its puts.
    table.enable_point_in_time_recovery().run().unwrap();

    let before = resident_bytes("VmRSS:");
    let table_bytes = before.saturating_sub(empty);
    forget_peak();
    let start = Instant::now();
    let export = table.export("exports").run().unwrap();
    db.wait_for_transfers();
    let took = start.elapsed();
    let beside = resident_bytes("VmHWM:").saturating_sub(before);
    let export = db.describe_export(export.export_arn).unwrap().export_description.unwrap();
    assert_eq!(export.export_status, Some(ExportStatus::Completed));
    assert_eq!(export.item_count, Some(items.into()));
    println!("export of {items} items: {:.1} s", took.as_secs_f64());
    check_memory("export", beside);

    let before = resident_bytes("VmRSS:");
    forget_peak();
    let start = Instant::now();
    let import = db
        .import_table("imported", "exports")
        .prefix(folder_of(&export.export_manifest.unwrap()))
        .compression(InputCompressionType::Gzip);
    let import = import.partition_key("user", S).sort_key("at", S).run().unwrap();
    db.wait_for_transfers();
    let took = start.elapsed();
    // The new table is as large as the old one.
    let beside = resident_bytes("VmHWM:").saturating_sub(before).saturating_sub(table_bytes);
    let import = db.describe_import(import.import_arn).unwrap().import_table_description.unwrap();
    assert_eq!(import.import_status, Some(ImportStatus::Completed));
    assert_eq!(import.imported_item_count, u64::from(items));
    println!("import of {items} items: {:.1} s", took.as_secs_f64());
    check_memory("import", beside);
}

/// The prefix of the files with items of the export with this manifest.
fn folder_of(manifest: &str) -> String {
    manifest.replace("manifest-summary.json", "data/")
}

fn check_memory(what: &str, bytes: u64) {
    println!("memory of the {what} beside the table: {:.1} MB", bytes as f64 / (1024.0 * 1024.0));
    assert!(bytes <= MOST_BYTES, "{bytes} bytes, and {MOST_BYTES} are allowed");
}

/// Lets the peak of the process's memory begin anew.
fn forget_peak() {
    fs::write("/proc/self/clear_refs", "5").unwrap();
}

/// A figure of the process's status, in bytes.
fn resident_bytes(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}
