//! The paths by which a source names what is elsewhere.

use super::code;

/// The paths of a source that begin with this root, as `crate` or `std`, comments left out. A group is as many paths as
/// it has members, over however many lines it goes.
pub fn paths(source: &str, root: &str) -> Vec<String> {
    let code: Vec<&str> = code(source).lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let root = format!("{root}::");
    let mut paths = Vec::new();
    let mut rest = code.as_str();
    while let Some(at) = rest.find(&root) {
        let (before, tree) = rest.split_at(at);
        rest = if before.ends_with(|c: char| c == '$' || c == '_' || c == ':' || c.is_alphanumeric()) {
            tree.split_at(root.len()).1
        } else {
            flatten(tree, "", &mut paths)
        };
    }
    paths
}

/// Reads `a::{b, c::d}` into `a::b` and `a::c::d`, behind this prefix, and gives what follows.
pub fn flatten<'a>(tree: &'a str, prefix: &str, paths: &mut Vec<String>) -> &'a str {
    let tree = tree.trim_start();
    let end = tree.find(|c: char| !c.is_alphanumeric() && !"_:*".contains(c)).unwrap_or(tree.len());
    let (name, mut rest) = tree.split_at(end);
    let path = format!("{prefix}{name}");
    if !name.ends_with("::") || !rest.starts_with('{') {
        paths.extend((!name.is_empty()).then_some(path));
        return rest;
    }
    while let Some(member) = rest.strip_prefix(['{', ',']) {
        rest = flatten(member, &path, paths);
        // What may be here is `as` and another name.
        rest = rest.find([',', '}']).map_or("", |at| rest.split_at(at).1);
    }
    rest.strip_prefix('}').unwrap_or(rest)
}

#[test]
fn groups_of_imports_are_read() {
    let source =
        "use crate::{\n    a::{b, c},\n    d::e,\n    f,\n};\n// crate::g\ncrate::h::i();\n$crate::j::k();\n";
    let wanted = ["crate::a::b", "crate::a::c", "crate::d::e", "crate::f", "crate::h::i"];
    assert_eq!(paths(source, "crate"), wanted);
    assert_eq!(paths("use super::{a, super::b};", "super"), ["super::a", "super::super::b"]);
}
