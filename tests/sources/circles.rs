//! No two files of a folder of `src/` import each other, directly or in a circle. What folders import from each other
//! is held to the layers.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::{
    code,
    imports::{flatten, paths},
    sources,
};

/// Two that are defined by each other: a value may be a map, and a map has values.
const TOGETHER: [[&str; 2]; 1] = [["value::attribute_value", "value::item"]];

/// Source files by the paths of their modules.
struct Modules(BTreeMap<String, Module>);

struct Module {
    /// A `mod.rs`: what it re-exports is not its own.
    is_folder: bool,
    source: String,
}

impl Modules {
    fn of(sources: impl IntoIterator<Item = (PathBuf, String)>) -> Self {
        let module = |(file, source): (PathBuf, String)| {
            let is_folder = file.ends_with("mod.rs");
            let file = if is_folder { file.parent().unwrap().to_owned() } else { file.with_extension("") };
            let names: Vec<&str> = file.iter().map(|name| name.to_str().unwrap()).collect();
            (names.join("::"), Module { is_folder, source })
        };
        Self(sources.into_iter().map(module).collect())
    }

    /// The module that defines what a path from the crate's root names. Re-exports are followed.
    fn definer(&self, path: &str) -> Option<&str> {
        let (name, module) = self.nearest(path)?;
        let own = path.strip_prefix(name)?.trim_start_matches("::");
        let own = own.split("::").next().filter(|own| !own.is_empty());
        let re_exported = own.and_then(|own| {
            let mut all = uses(&module.source).into_iter().filter(|(_, is_public)| *is_public);
            let all = all.find_map(|(path, _)| path.ends_with(&format!("::{own}")).then_some(path))?;
            self.definer(&absolute(name, &all)).filter(|definer| *definer != name)
        });
        Some(re_exported.unwrap_or(name))
    }

    /// The module that a path leads to, or through at last.
    fn nearest(&self, path: &str) -> Option<(&str, &Module)> {
        let mut path = path;
        loop {
            if let Some((name, module)) = self.0.get_key_value(path) {
                return Some((name, module));
            }
            path = path.rsplit_once("::")?.0;
        }
    }

    /// The modules of the same folder of `src/` that a module names things of.
    fn imported_by(&self, name: &str) -> BTreeSet<&str> {
        let Some(module) = self.0.get(name) else { return BTreeSet::new() };
        // `pub(in crate::storage)` imports nothing, and a folder's re-exports are for others.
        let mut source = module.source.replace("pub(in crate::", "pub(");
        if module.is_folder {
            source = without_re_exports(&source);
        }
        let roots = ["crate", "super", "self"].into_iter().map(str::to_owned).chain(declared(&source));
        let named = roots.flat_map(|root| paths(&source, &root));
        let definers = named.filter_map(|path| self.definer(&absolute(name, &path)));
        let top = |name: &str| name.split("::").next().map(str::to_owned);
        definers.filter(|other| *other != name && top(other) == top(name)).collect()
    }

    /// The imports that are part of a circle, each as the two files' modules.
    fn circles(&self) -> Vec<[&str; 2]> {
        let imports: BTreeMap<&str, BTreeSet<&str>> =
            self.0.keys().map(|name| (name.as_str(), self.imported_by(name))).collect();
        let leads_back = |from: &str, to: &str| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
            while let Some(name) = open.pop() {
                if seen.insert(name) {
                    open.extend(imports.get(name).into_iter().flatten());
                }
            }
            seen.contains(to)
        };
        let all = imports.iter().flat_map(|(from, to)| to.iter().map(|to| [*from, *to]));
        all.filter(|[from, to]| leads_back(to, from)).collect()
    }
}

/// A path in a module as one from the crate's root.
fn absolute(module: &str, path: &str) -> String {
    let mut base: Vec<&str> = module.split("::").collect();
    let mut names = path.split("::").peekable();
    match names.peek() {
        Some(&"crate") => {
            base.clear();
            names.next();
        }
        Some(&"self") => {
            names.next();
        }
        _ => {
            while names.next_if_eq(&"super").is_some() {
                base.pop();
            }
        }
    }
    base.extend(names);
    base.join("::")
}

/// The paths of a source's `use` items, each with whether it is a re-export.
fn uses(source: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    for (at, _) in code(source).match_indices("use ") {
        let (before, item) = code(source).split_at(at);
        let line = before.lines().last().unwrap_or_default();
        let line = if before.ends_with('\n') { "" } else { line };
        if line.is_empty() || line.starts_with("pub") {
            let mut paths = Vec::new();
            flatten(item.trim_start_matches("use "), "", &mut paths);
            found.extend(paths.into_iter().map(|path| (path, !line.is_empty())));
        }
    }
    found
}

/// A source without its `pub use` items.
fn without_re_exports(source: &str) -> String {
    let mut kept = String::new();
    let mut is_re_export = false;
    for line in code(source).lines() {
        is_re_export |= line.starts_with("pub") && line.contains(" use ");
        if !is_re_export {
            kept.push_str(line);
            kept.push('\n');
        }
        is_re_export &= !line.ends_with(';');
    }
    kept
}

/// The names of the files that a source declares as its modules.
fn declared(source: &str) -> Vec<String> {
    let name = |line: &str| Some(line.strip_suffix(';')?.rsplit_once("mod ")?.1.to_owned());
    code(source).lines().filter_map(name).collect()
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let modules = Modules::of(sources());
    let mut circles = modules.circles();
    circles.retain(|[from, to]| !TOGETHER.contains(&[from, to]) && !TOGETHER.contains(&[to, from]));
    assert!(circles.is_empty(), "imports that lead back: {circles:#?}");
}

#[test]
fn circles_are_found_however_they_are_imported() {
    let circles = |sources: &[(&str, &str)]| {
        let sources = sources.iter().map(|(file, source)| (Path::new(file).to_owned(), (*source).to_owned()));
        Modules::of(sources).circles().concat().join(" ")
    };
    let (one, other) =
        (("a/one.rs", "use super::other::Other;"), ("a/other.rs", "fn f(_: crate::a::one::One) {}"));
    assert_eq!(circles(&[one, other]), "a::one a::other a::other a::one");
    assert_eq!(circles(&[one, ("a/other.rs", "// crate::a::one::One")]), "");
    // By way of a third, and of a folder's re-export.
    let folder = ("a/mod.rs", "mod one;\nmod other;\n\npub(crate) use one::{One, Two};\n");
    let third = ("a/third.rs", "use super::{One, unknown};");
    assert_eq!(
        circles(&[folder, one, third, ("a/other.rs", "use super::third;")]),
        "a::one a::other a::other a::third a::third a::one"
    );
    assert_eq!(circles(&[folder, one, third, ("a/other.rs", "use super::Unknown;")]), "");
    // A file and its submodule.
    assert_eq!(
        circles(&[("a/b.rs", "mod c;\nuse c::C;\n"), ("a/b/c.rs", "pub(in crate::a) use super::B;")]),
        "a::b a::b::c a::b::c a::b"
    );
}
