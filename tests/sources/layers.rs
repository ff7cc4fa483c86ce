use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{imports::paths, sources};

/// The layers from the ground up: what lies in one imports only from those before it. What has a line of its own with
/// others stands beside them, and imports nothing of them.
const LAYERS: &[&[&str]] = &[
    &["limits", "enumeration", "sync", "steps", "mix"],
    &["texts", "listen"],
    &["error"],
    &["value", "work", "remote"],
    &["size", "units"],
    &["codec", "key"],
    &["expression"],
    &["storage", "partiql", "transfer"],
    &["engine"],
    &["operation"],
    &["snapshot", "wire"],
    &["disk"],
    &["database"],
    &["fixture", "record", "copy"],
    &["sdk", "server", "endpoint", "fuzzing"],
    &["cli"],
];

/// Two that are defined by each other: an error has values in it (the item of a failed condition, the key of a failed
/// action), and a value that cannot be made is an error.
const TOGETHER: [(&str, &str); 1] = [("error", "value")];

/// The first names behind each `crate::` of a source.
fn imported(source: &str) -> BTreeSet<String> {
    paths(source, "crate").iter().filter_map(|path| path.split("::").nth(1)).map(str::to_owned).collect()
}

/// The file or folder directly in `src/` that a file belongs to.
fn top(file: &Path) -> String {
    file.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_point_down() {
    let layer: BTreeMap<&str, usize> =
        LAYERS.iter().enumerate().flat_map(|(at, names)| names.iter().map(move |name| (*name, at))).collect();
    let mut wrong = Vec::new();
    for (file, source) in sources() {
        let own = top(&file);
        if matches!(own.as_str(), "lib" | "bin") {
            continue;
        }
        let Some(own_layer) = layer.get(own.as_str()) else {
            wrong.push(format!("{} has no layer", file.display()));
            continue;
        };
        for name in imported(&source) {
            let is_macro = matches!(name.as_str(), "item" | "attribute_value");
            if name == own || is_macro || TOGETHER.contains(&(own.as_str(), name.as_str())) {
                continue;
            }
            match layer.get(name.as_str()) {
                Some(other) if other < own_layer => {}
                Some(_) => wrong.push(format!("{} imports from {name}", file.display())),
                None => wrong.push(format!("{} imports {name} from the crate's root", file.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "imports that do not point down: {wrong:#?}");
}

/// Locks, atomics, swapped pointers and threads come from `sync.rs`, where `shuttle`'s can take their place. Async
/// tasks are another matter: the server and the program wait in them by `tokio::sync`.
#[test]
fn threads_are_synchronized_through_one_module() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(file, _)| top(file) != "sync")
        .flat_map(|(file, source)| {
            let is_async = matches!(top(&file).as_str(), "server" | "cli" | "endpoint");
            let found = synchronization(&source);
            let wrong = found.into_iter().filter(move |path| !(is_async && path.starts_with("tokio::")));
            wrong.map(move |path| format!("{}: {path}", file.display()))
        })
        .collect();
    assert!(wrong.is_empty(), "synchronization that is not from sync.rs: {wrong:#?}");
}

/// What a source takes from elsewhere to synchronize threads or tasks with, or to start threads.
fn synchronization(source: &str) -> Vec<String> {
    let mut found: Vec<String> = ["std", "tokio", "parking_lot", "arc_swap"]
        .into_iter()
        .flat_map(|root| paths(source, root))
        .collect();
    found.retain(|path| {
        let mut names = path.split("::");
        match (names.next(), names.next(), names.next()) {
            (Some("std"), Some("sync"), name) => !matches!(name, Some("Arc" | "Weak")),
            (Some("std"), Some("thread"), name) => name != Some("available_parallelism"),
            (Some("tokio"), module, _) => module == Some("sync"),
            (root, ..) => root != Some("std"),
        }
    });
    found
}

#[test]
fn synchronization_is_found_however_it_is_imported() {
    let source = "
use std::{
    io,
    sync::{
        Arc, Weak,
        atomic::{AtomicBool as Flag, Ordering},
    },
    thread,
};
use tokio::{net::TcpStream, sync::Notify};
// use parking_lot::Mutex;
use parking_lot::RwLock;

fn wait() {
    std::thread::sleep(std::time::Duration::ZERO);
}
";
    let wanted = [
        "std::sync::atomic::AtomicBool",
        "std::sync::atomic::Ordering",
        "std::thread",
        "std::thread::sleep",
        "tokio::sync::Notify",
        "parking_lot::RwLock",
    ];
    assert_eq!(synchronization(source), wanted);
}

/// Operations lie in families; what is directly in `operation/` holds for all of them.
#[test]
fn few_files_lie_directly_in_operation() {
    let direct: Vec<_> = sources()
        .into_iter()
        .map(|(file, _)| file)
        .filter(|file| file.parent() == Some(Path::new("operation")))
        .collect();
    assert!(direct.len() <= 12, "{direct:?}");
}

/// The folders of `operation/`, as the crate's layers: what belongs to no family is below the families.
const OPERATION_LAYERS: &[&[&str]] = &[
    &["request"],
    &["authorization"],
    &["access", "answer"],
    &["definition", "read"],
    &[
        "item",
        "batch",
        "transaction",
        "vector",
        "tag",
        "policy",
        "time_to_live",
        "contributor_insights",
        "account",
    ],
    &["table", "statement"],
    &["backup", "stream", "transfer", "global_table"],
    &["kinesis"],
];

#[test]
fn imports_between_families_of_operations_point_down() {
    let layer = |name: &str| OPERATION_LAYERS.iter().position(|names| names.contains(&name));
    let mut wrong = Vec::new();
    for (file, source) in sources() {
        let mut parts = file.iter().filter_map(|part| part.to_str());
        let (Some("operation"), Some(own), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let Some(own_layer) = layer(own) else {
            wrong.push(format!("{} has no layer", file.display()));
            continue;
        };
        for path in paths(&source, "crate") {
            let mut names = path.split("::").skip(1);
            let (Some("operation"), Some(name)) = (names.next(), names.next()) else { continue };
            if name != own && layer(name).is_some_and(|other| other >= own_layer) {
                wrong.push(format!("{} imports from {name}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports that do not point down: {wrong:#?}");
}
