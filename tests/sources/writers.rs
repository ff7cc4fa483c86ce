//! What changes items and index entries is called from the commit alone, and where copies follow what was committed.

use std::{collections::BTreeSet, path::Path};

use super::{code, sources};

/// Methods that write what other methods rely on, each with the files that call it.
const CALLED_BY: [(&str, &[&str]); 3] = [
    (".change_item(", &["storage/commit.rs", "storage/lag/follower.rs"]),
    (".follow_item(", &["storage/commit.rs", "storage/lag/follower.rs"]),
    (".set_entry(", &["storage/index/global.rs"]),
];

#[test]
fn items_and_index_entries_have_one_writer() {
    let sources = sources();
    for (method, files) in CALLED_BY {
        let callers = sources.iter().filter(|(_, source)| code(source).contains(method));
        let callers: BTreeSet<&Path> = callers.map(|(file, _)| file.as_path()).collect();
        let files: BTreeSet<&Path> = files.iter().map(Path::new).collect();
        assert_eq!(callers, files, "{method}");
    }
}
