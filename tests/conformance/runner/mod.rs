//! Plays the conformance cases as FORMAT.md defines them.

pub mod file;
pub mod json;
pub mod matching;
pub mod report;
pub mod step;
pub mod target;
pub mod template;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use file::{Played, Selection, play, read_json};
use target::Target;

/// Threads that play files; each file has a target of its own.
const THREADS: usize = 2;

/// Plays the selected cases under this folder, in the order of the files.
pub fn play_all<T: Target>(
    folder: &Path,
    selection: Selection<'_>,
    fresh: impl Fn() -> T + Sync,
) -> Vec<Played> {
    let shared = read_json(&folder.join("tables.json"));
    let paths = case_files(folder);
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some((number, path)) = {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    paths.get(number).map(|path| (number, path))
                } {
                    let played = play(&fresh(), path, &shared, number, selection);
                    results.lock().unwrap().push((number, played));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap();
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().flat_map(|(_, played)| played).collect()
}

/// The files of cases under this folder, sorted.
pub fn case_files(folder: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.join("cases")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths
}
