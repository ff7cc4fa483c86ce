//! Members of the API's structures are named by the constants that `structure!` makes, which the compiler checks.

use std::collections::BTreeSet;

use super::{code, sources};

/// Files whose JSON is no structure of the API: exceptions, policies, records for Kinesis, examples with a policy
/// and with files.
const OTHER_DEFINITIONS: [&str; 5] = [
    "wire/exception.rs",
    "operation/authorization/element.rs",
    "operation/kinesis/record.rs",
    "database/table_examples.rs",
    "database/import_examples.rs",
];

/// The layers that know the API's structures. What is below them cannot name a constant of theirs; a unit test holds
/// its names to the members.
const LAYERS: [&str; 7] = ["operation", "wire", "database", "snapshot", "sdk", "server", "cli"];

/// A source without its structures and comments, and the names of their members.
fn split(source: &str) -> (String, BTreeSet<String>) {
    let (mut rest, mut members, mut is_structure) = (String::new(), BTreeSet::new(), false);
    for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
        is_structure |= line.starts_with("structure! {");
        match is_structure {
            true => members.extend(line.rsplit_once("= ").and_then(|(_, name)| literals(name).pop())),
            false => rest.push_str(&format!("{line}\n")),
        }
        is_structure &= line != "}";
    }
    (rest, members)
}

/// The literals in a line that are plain words.
fn literals(line: &str) -> Vec<String> {
    let words = line.split('"').skip(1).step_by(2);
    words.filter(|word| word.chars().all(char::is_alphanumeric)).map(str::to_owned).collect()
}

#[test]
fn members_are_named_by_constants() {
    let sources: Vec<_> = sources().into_iter().map(|(file, source)| (file, split(code(&source)))).collect();
    let members: BTreeSet<&String> = sources.iter().flat_map(|(_, (_, members))| members).collect();
    assert!(members.len() > 100, "the structures were not found: {members:?}");
    // Words that are also something else.
    let others = ["Key", "Table", "Select", "dynamodb", "type"];
    let mut wrong = Vec::new();
    for (file, (rest, _)) in &sources {
        let is_above = file.iter().next().is_some_and(|top| LAYERS.iter().any(|layer| top == *layer));
        if !is_above || OTHER_DEFINITIONS.iter().any(|other| file.ends_with(other)) {
            continue;
        }
        let named = rest.lines().flat_map(literals).filter(|word| members.contains(word));
        wrong.extend(named.filter(|word| !others.contains(&word.as_str())).map(|word| (file, word)));
    }
    assert!(wrong.is_empty(), "members that are named by strings: {wrong:?}");
}

#[test]
fn structures_are_told_from_code() {
    let source = "structure! {\n    pub struct One {\n        a: String = \"TableName\",\n    }\n}\n// \"Note\"\nf(\"Limit\");\n";
    assert_eq!(split(source), ("f(\"Limit\");\n".to_owned(), BTreeSet::from(["TableName".to_owned()])));
    assert_eq!(literals("f(\"Limit\", \"a b\", \"Key\")"), ["Limit", "Key"]);
}
