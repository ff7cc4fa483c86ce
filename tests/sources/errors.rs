use std::collections::BTreeMap;

use super::{code, sources};

/// The error types of the results in a source: what comes second in `Result<T, E>`, where it is a name.
fn of_results(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, start) in source.match_indices("Result<") {
        let (_, arguments) = source.split_at(at + start.len());
        let mut depth = 0_usize;
        let mut second = None;
        let mut before = ' ';
        for (at, letter) in arguments.char_indices() {
            match letter {
                '<' | '(' | '[' | '{' => depth += 1,
                '>' if before == '-' || before == '=' => {}
                '>' if depth == 0 => {
                    names.extend(
                        second.and_then(|start| arguments.get(start..at)).map(|name| name.trim().to_owned()),
                    );
                    break;
                }
                '>' | ')' | ']' | '}' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => second = second.or(Some(at + 1)),
                _ => {}
            }
            before = letter;
        }
    }
    names.retain(|name| !name.is_empty());
    names
        .iter()
        .map(|name| name.rsplit("= ").next().unwrap_or(name).trim_end_matches(',').to_owned())
        .collect()
}

/// The structs and enums of a source, and whether `thiserror` makes them errors.
fn types(source: &str) -> Vec<(String, bool)> {
    let mut types = Vec::new();
    let mut is_error = false;
    for line in source.lines().map(str::trim) {
        let words: Vec<&str> = line.split_whitespace().filter(|word| !word.starts_with("pub")).collect();
        if line.starts_with("#[derive") {
            is_error = line.contains("thiserror::Error");
        } else if let ["struct" | "enum", name, ..] = words.as_slice() {
            let name = name.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
            types.push((name.to_owned(), std::mem::take(&mut is_error)));
        }
    }
    types
}

#[test]
fn what_a_result_fails_with_is_an_error() {
    let sources = sources();
    let mut failures: BTreeMap<String, String> = BTreeMap::new();
    for (file, source) in &sources {
        let found = of_results(code(source)).into_iter();
        failures.extend(found.map(|name| (name, file.display().to_string())));
    }
    assert!(failures.contains_key("KeyFault"), "no results were found: {failures:?}");
    // Two types are what an operation on values gives back: they are not named here.
    let values = ["AttributeValue", "Item"];
    let wrong: Vec<_> = sources
        .iter()
        .flat_map(|(_, source)| types(code(source)))
        .filter(|(name, is_error)| {
            !is_error && failures.contains_key(name) && !values.contains(&name.as_str())
        })
        .collect();
    assert!(wrong.is_empty(), "types that results fail with and that are no errors: {wrong:?}");
}

#[test]
fn results_and_types_are_read() {
    let source = "
#[derive(Debug, thiserror::Error)]
#[error(\"no\")]
pub(super) struct One;
#[derive(Debug)]
enum Two<'a> { Plain(&'a str) }
fn f(g: impl Fn(&str) -> Result<Vec<(u8, u8)>, One>) -> Result<(), Two<'_>>;
type Result<T, E = Three> = std::result::Result<T, E>;
";
    assert_eq!(of_results(source), ["One", "Two<'_>", "Three", "E"]);
    assert_eq!(types(source), [("One".to_owned(), true), ("Two".to_owned(), false)]);
}
