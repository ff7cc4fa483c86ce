//! The record of the facts: which cases the last release had, and what changed since.
//!
//! `facts.txt` has a line for each case of the last release, with a hash of its steps. A case that was changed or removed
//! since then is a fact about DynamoDB that is known better now, or an answer of ours that was wrong: `BEHAVIOUR.md` tells
//! users of it under "Unreleased". New cases need no line. `CONFORMANCE_RECORD=write`, which `.ci/release` sets, makes the
//! record anew.

use std::{
    collections::BTreeMap,
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::runner::case_files;

/// The name under which the tables and the setup of a file are recorded.
const SETUP: &str = "(setup)";

/// Hashes by topic (the file's path) and the case's name.
type Facts = BTreeMap<String, BTreeMap<String, String>>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
}

/// JSON with the members of objects in order, so that it is the same however they were written.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<_, _> = members.iter().collect();
            out.push('{');
            for (name, member) in members {
                write!(out, "{name:?}:").unwrap();
                canonical(member, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(values) => {
            out.push('[');
            for value in values {
                canonical(value, out);
                out.push(',');
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn hash(values: &[&Value]) -> String {
    let mut text = String::new();
    values.iter().for_each(|value| canonical(value, &mut text));
    Sha256::digest(text).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// The facts that the cases hold now.
fn held() -> Facts {
    let cases = folder().join("cases");
    let topic =
        |path: &Path| path.strip_prefix(&cases).unwrap().with_extension("").to_str().unwrap().to_owned();
    let of_file = |path: PathBuf| {
        let file: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let mut facts = BTreeMap::from([(SETUP.to_owned(), hash(&[&file["tables"], &file["setup"]]))]);
        for case in file["cases"].as_array().unwrap() {
            let name = case["name"].as_str().unwrap();
            assert!(!name.contains('\n'), "{name}");
            let earlier = facts.insert(name.to_owned(), hash(&[&case["steps"]]));
            assert_eq!(earlier, None, "{}: two cases have the name {name}", path.display());
        }
        (topic(&path), facts)
    };
    case_files(&folder()).into_iter().map(of_file).collect()
}

fn written(facts: &Facts) -> String {
    let mut text = String::new();
    for (topic, cases) in facts {
        writeln!(text, "== {topic}").unwrap();
        cases.iter().for_each(|(name, hash)| writeln!(text, "{hash} {name}").unwrap());
    }
    text
}

fn read(text: &str) -> Facts {
    let mut facts = Facts::new();
    let mut topic = String::new();
    for line in text.lines() {
        match line.strip_prefix("== ") {
            Some(name) => topic = name.to_owned(),
            None => {
                let (hash, name) = line.split_once(' ').unwrap();
                facts.entry(topic.clone()).or_default().insert(name.to_owned(), hash.to_owned());
            }
        }
    }
    facts
}

/// The facts of a record that do not hold any more: topics with the names of cases.
fn changed<'a>(before: &'a Facts, now: &Facts) -> Vec<(&'a str, &'a str)> {
    let cases =
        before.iter().flat_map(|(topic, cases)| cases.iter().map(move |(name, hash)| (topic, name, hash)));
    let holds = |topic: &str, name: &str| now.get(topic).and_then(|cases| cases.get(name));
    let changed = cases.filter(|(topic, name, hash)| holds(topic, name) != Some(*hash));
    changed.map(|(topic, name, _)| (topic.as_str(), name.as_str())).collect()
}

/// What `BEHAVIOUR.md` tells of changes since the last release.
fn unreleased(page: &str) -> &str {
    let (_, rest) = page.split_once("\n## Unreleased\n").expect("a section for what is not released");
    rest.split("\n## ").next().unwrap()
}

#[test]
fn facts_that_changed_since_the_last_release_are_told() {
    let path = folder().join("facts.txt");
    let now = held();
    if env::var("CONFORMANCE_RECORD").is_ok_and(|value| value == "write") {
        fs::write(&path, written(&now)).unwrap();
    }
    let before = read(&fs::read_to_string(&path).unwrap());
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("BEHAVIOUR.md")).unwrap();
    let told = unreleased(&page);
    let line = |(topic, name): (&str, &str)| format!("- `{topic}`: {name}");
    let untold: Vec<String> =
        changed(&before, &now).into_iter().map(line).filter(|line| !told.contains(line)).collect();
    assert!(
        untold.is_empty(),
        "these facts changed since the last release: tell in BEHAVIOUR.md, under Unreleased, what was answered and what is \
         answered now\n{}",
        untold.join("\n")
    );
    let topics = told.split("\n- `").skip(1).filter_map(|entry| entry.split('`').next());
    for topic in topics {
        assert!(
            before.contains_key(topic) || now.contains_key(topic),
            "BEHAVIOUR.md names {topic}, which is no topic"
        );
    }
}

#[test]
fn a_case_that_is_changed_or_removed_is_noticed_and_one_that_is_written_otherwise_is_not() {
    let facts = |text: &str| read(text);
    let before = facts("== a\n11111111 one\n22222222 two\n== b\n33333333 three\n");
    assert_eq!(changed(&before, &before), []);
    let now = facts("== a\n11111111 one\n2222222f two\n44444444 new\n");
    assert_eq!(changed(&before, &now), [("a", "two"), ("b", "three")]);
    assert_eq!(read(&written(&before)), before);
    let hash_of = |text: &str| hash(&[&serde_json::from_str(text).unwrap()]);
    assert_eq!(hash_of(r#"[{"a": 1, "b": [1.0]}]"#), hash_of(r#"[ {"b":[1.0],"a":1} ]"#));
    assert_ne!(hash_of(r#"{"a": 1}"#), hash_of(r#"{"a": "1"}"#));
}
