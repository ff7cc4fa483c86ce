//! The service's texts have one home, `src/texts/`: a text that has a parameter or occurs twice is nowhere else.

use std::path::PathBuf;

use super::{code, sources};

/// How the service's texts begin.
const BEGINNINGS: [&str; 15] = [
    "One or more parameter values",
    "Invalid ",
    "The provided ",
    "ExpressionAttribute",
    "Value at '",
    "Value '",
    "Supplied ",
    "Member must ",
    "Map keys must ",
    "Requested resource not found",
    "Incorrect ",
    "Unsupported ",
    "Unexpected ",
    "Transaction ",
    "The BETWEEN ",
];

/// The string literals of a source that begin so, up to its unit tests. Comments are left out.
fn literals<'s>(source: &'s str, beginning: &str) -> Vec<&'s str> {
    let code = code(source);
    let opened = format!("\"{beginning}");
    code.match_indices(&opened)
        .filter(|(start, _)| {
            let line = code.get(..*start).and_then(|before| before.lines().last()).unwrap_or_default();
            !line.trim_start().starts_with("//")
        })
        .filter_map(|(start, _)| {
            let literal = code.get(start + 1..)?;
            let end =
                literal.match_indices('"').find(|(end, _)| !literal.get(..*end).unwrap().ends_with('\\'))?;
            literal.get(..end.0)
        })
        .collect()
}

/// Whether a literal has a parameter, such as `{name}` or `{}`.
fn has_parameter(literal: &str) -> bool {
    literal.replace("{{", "").contains('{')
}

/// The texts outside their home, each with its file.
fn texts() -> Vec<(PathBuf, String)> {
    let mut texts = Vec::new();
    for (file, source) in sources() {
        if file.starts_with("texts") {
            continue;
        }
        for literal in BEGINNINGS.iter().flat_map(|beginning| literals(&source, beginning)) {
            texts.push((file.clone(), literal.to_owned()));
        }
    }
    texts
}

#[test]
fn a_text_with_a_parameter_is_made_in_its_home_alone() {
    let strays: Vec<_> = texts().into_iter().filter(|(_, text)| has_parameter(text)).collect();
    assert!(strays.is_empty(), "texts that belong to src/texts/: {strays:#?}");
}

#[test]
fn a_text_outside_its_home_occurs_once() {
    let mut texts = texts();
    texts.retain(|(_, text)| text.contains(' '));
    texts.sort_by(|(_, one), (_, two)| one.cmp(two));
    let strays: Vec<_> =
        texts.windows(2).filter(|pair| matches!(pair, [(_, one), (_, two)] if one == two)).collect();
    assert!(strays.is_empty(), "texts that belong to src/texts/: {strays:#?}");
}

#[test]
fn a_stray_text_is_seen() {
    let source = "// \"Invalid {comment}\"\nlet a = format!(\"Invalid {}: \\\"{what}\\\"\", b);\n\
                  const PLAIN: &str = \"Invalid NextToken\";\n\
                  #[cfg(test)]\nmod tests {\nconst TEXT: &str = \"Invalid {test}\";\n}\n";
    let found: Vec<_> =
        literals(source, "Invalid ").into_iter().map(|literal| (literal, has_parameter(literal))).collect();
    assert_eq!(found, [("Invalid {}: \\\"{what}\\\"", true), ("Invalid NextToken", false)]);
}
