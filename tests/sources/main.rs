//! What holds of the source files themselves: where texts are, what imports what, what synchronizes threads, what
//! changes items.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it says")]

use std::{
    fs,
    path::{Path, PathBuf},
};

mod circles;
mod errors;
mod fields;
mod imports;
mod layers;
mod members;
mod texts;
mod writers;

/// The files of `src/` that are not tests alone, by their paths below it, with what is in them.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(files.len() > 100, "the sources were not found");
    let below = |file: PathBuf| {
        let source = fs::read_to_string(&file).unwrap();
        (file.strip_prefix(&root).unwrap().to_owned(), source)
    };
    files.into_iter().map(below).collect()
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            // `work`, `laws.rs` and whatever ends with `tests` hold tests.
            if name != "work" && !name.ends_with("tests") {
                collect(&path, files);
            }
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") && name != "laws.rs" {
            files.push(path);
        }
    }
}

/// A source up to its unit tests.
fn code(source: &str) -> &str {
    source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default()
}
