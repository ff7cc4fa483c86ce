use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{code, sources};

/// The layers from the ground up: what lies in one imports only from those before it. What has a line of its own with
/// others stands beside them, and imports nothing of them.
const LAYERS: &[&[&str]] = &[
    &["limits", "enumeration", "sync", "steps"],
    &["texts", "listen"],
    &["error"],
    &["value", "work"],
    &["size"],
    &["codec", "key"],
    &["expression"],
    &["storage", "partiql"],
    &["engine"],
    &["operation"],
    &["snapshot", "wire"],
    &["database"],
    &["sdk", "server", "fuzzing"],
    &["cli"],
];

/// Two that are defined by each other: an error has values in it (the item of a failed condition, the key of a failed
/// action), and a value that cannot be made is an error.
const TOGETHER: [(&str, &str); 1] = [("error", "value")];

/// The first names behind each `crate::` of a source, comments left out.
fn imported(source: &str) -> BTreeSet<String> {
    let code: Vec<&str> = code(source).lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let mut names = BTreeSet::new();
    for (at, found) in code.match_indices("crate::") {
        let rest = code.get(at + found.len()..).unwrap_or_default();
        if code.get(..at).is_some_and(|before| before.ends_with('$')) {
            continue;
        }
        match rest.strip_prefix('{') {
            Some(group) => names.extend(first_names(group)),
            None => names.extend(identifier(rest)),
        }
    }
    names
}

fn identifier(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    text.get(..end).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// The names that a group of imports begins its paths with: `a::{b, c}, d}` has `a` and `d`.
fn first_names(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut begins) = (0_u32, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' => begins = begins || depth == 0,
            c if c.is_whitespace() => {}
            _ if depth == 0 && begins => {
                names.extend(identifier(group.get(at..).unwrap_or_default()));
                begins = false;
            }
            _ => {}
        }
    }
    names
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

#[test]
fn groups_of_imports_are_read() {
    let source =
        "use crate::{\n    a::{b, c},\n    d::e,\n    f,\n};\n// crate::g\ncrate::h::i();\n$crate::j::k();\n";
    assert_eq!(imported(source), ["a", "d", "f", "h"].map(str::to_owned).into());
}

/// Locks, atomics, swapped pointers and threads come from `sync.rs`, where `shuttle`'s can take their place.
#[test]
fn threads_are_synchronized_through_one_module() {
    const KINDS: [&str; 8] =
        ["Mutex", "RwLock", "Condvar", "Barrier", "OnceLock", "LazyLock", "mpsc", "atomic"];
    let mut wrong = Vec::new();
    for (file, source) in sources() {
        if top(&file) == "sync" {
            continue;
        }
        for line in code(&source).lines().filter(|line| !line.trim_start().starts_with("//")) {
            let is_std = line.contains("std::sync::") || line.contains("std::{");
            let is_foreign = line.contains("parking_lot::") || line.contains("arc_swap::");
            let names_one = KINDS.iter().any(|kind| line.contains(kind));
            if is_foreign || is_std && names_one || line.contains("std::thread::spawn") {
                wrong.push(format!("{}: {line}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "synchronization that is not from sync.rs: {wrong:#?}");
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
