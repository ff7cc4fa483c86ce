//! What storage's invariants depend on is private to the file that keeps them.

use std::collections::BTreeSet;

use super::{code, sources};

/// Types of `src/storage/` that hold such state, or tell what became of it.
const GUARDED: [&str; 17] = [
    "Entry",
    "ExpiryOrder",
    "GlobalIndex",
    "IndexChange",
    "IndexDefinition",
    "IndexList",
    "Layout",
    "Page",
    "Partition",
    "PartitionData",
    "PartitionState",
    "Stored",
    "Table",
    "Transaction",
    "Tree",
    "TtlState",
    "Written",
];

/// The structs of a source, each with whether it has a field that other files see.
fn structs(source: &str) -> Vec<(&str, bool)> {
    let mut structs: Vec<(&str, bool)> = Vec::new();
    for line in code(source).lines() {
        if let Some((_, declared)) =
            line.split_once("struct ").filter(|_| !line.trim_start().starts_with("//"))
        {
            let end = declared.find(|c: char| !c.is_alphanumeric()).unwrap_or(declared.len());
            structs.push((declared.split_at(end).0, false));
        } else if line.starts_with("    pub")
            && line.contains(": ")
            && !line.contains("fn ")
            && let Some((_, is_open)) = structs.last_mut()
        {
            *is_open = true;
        }
    }
    structs
}

#[test]
fn the_state_of_tables_has_private_fields() {
    let sources = sources();
    let storage = sources.iter().filter(|(file, _)| file.starts_with("storage"));
    let all: Vec<(&str, bool)> = storage.flat_map(|(_, source)| structs(source)).collect();
    let of = |wanted: bool| -> BTreeSet<&str> {
        all.iter().filter(|(_, is_open)| *is_open == wanted).map(|(name, _)| *name).collect()
    };
    let (private, open) = (of(false), of(true));
    let wrong = |name: &&str| !private.contains(name) || open.contains(name);
    let wrong: Vec<&str> = GUARDED.into_iter().filter(wrong).collect();
    assert!(wrong.is_empty(), "types that are gone, or have fields that other files see: {wrong:?}");
}

#[test]
fn open_fields_are_seen() {
    let source = "struct One {\n    two: u8,\n}\n\npub(crate) struct Three<T> {\n    four: T,\n    pub(super) five: u8,\n}\n\
                  impl One {\n    pub fn new(two: u8) -> Self {}\n}\n";
    assert_eq!(structs(source), [("One", false), ("Three", true)]);
}
