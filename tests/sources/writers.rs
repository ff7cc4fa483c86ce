//! What changes items and index entries is called from the commit alone.

use std::path::Path;

use super::{code, sources};

/// Methods that write what other methods rely on, each with the one file that calls it.
const CALLED_BY: [(&str, &str); 3] = [
    (".change_item(", "storage/commit.rs"),
    (".follow_item(", "storage/commit.rs"),
    (".set_entry(", "storage/index/global.rs"),
];

#[test]
fn items_and_index_entries_have_one_writer() {
    let sources = sources();
    for (method, caller) in CALLED_BY {
        let callers = sources.iter().filter(|(_, source)| code(source).contains(method));
        let callers: Vec<&Path> = callers.map(|(file, _)| file.as_path()).collect();
        assert_eq!(callers, [Path::new(caller)], "{method}");
    }
}
