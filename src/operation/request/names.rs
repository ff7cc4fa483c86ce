//! Names of tables and indexes, and the ARNs that stand for them.

use super::found::Found;
use crate::{codec::Constraint, limits::TABLE_ARN_CHARACTERS};

/// Notes what is wrong with a table's name: its length, its letters. An ARN stands wherever a name does.
pub(crate) fn check_table_name(found: &mut Found, member: &str, name: &str) {
    if name.is_empty() {
        // A name that was left out altogether is noted already.
        if !found.violations().iter().any(|violation| violation.member == member) {
            found.violation(member, Some(String::new()), Constraint::MinLength(1), true);
        }
        return;
    }
    if is_arn(name) {
        if name.len() > TABLE_ARN_CHARACTERS {
            found.violation(member, Some(name.to_owned()), Constraint::MaxLength(TABLE_ARN_CHARACTERS), true);
        }
        return;
    }
    check_name(found, member, name);
}

/// Whether a text is a table's name or ARN.
pub(crate) fn is_table_name(name: &str) -> bool {
    let mut found = Found::default();
    check_table_name(&mut found, "tableName", name);
    found.violations().is_empty()
}

/// Notes what is wrong with the name of a table or an index: 3 to 255 letters, digits, `_`, `-`, `.`.
pub(crate) fn check_name(found: &mut Found, member: &str, name: &str) {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let is_plain = !name.is_empty() && name.bytes().all(allowed);
    let length = if is_plain { name.len() } else { name.chars().count() };
    let mut violation =
        |constraint: Constraint| found.violation(member, Some(name.to_owned()), constraint, false);
    if !is_plain {
        violation(Constraint::Pattern("[a-zA-Z0-9_.-]+"));
    }
    if length < 3 {
        violation(Constraint::MinLength(3));
    }
    if length > 255 {
        violation(Constraint::MaxLength(255));
    }
}

/// Whether what a request calls a table is an ARN and not a name.
pub(crate) fn is_arn(name: &str) -> bool {
    name.starts_with("arn:")
}

/// The name in a table's ARN, or the name itself.
pub(crate) fn bare_table_name(name: &str) -> &str {
    match name.strip_prefix("arn:").and_then(|arn| arn.split_once(":table/")) {
        Some((_, rest)) => rest.split('/').next().unwrap_or(rest),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of an index that has this name.
    fn refused(name: &str) -> String {
        let mut found = Found::default();
        check_name(&mut found, "indexName", name);
        found.check(&[]).unwrap_err().message().into_owned()
    }

    #[test]
    fn an_empty_name_is_too_short_and_matches_no_pattern() {
        assert_eq!(
            refused(""),
            "2 validation errors detected: Value '' at 'indexName' failed to satisfy constraint: Member must satisfy \
             regular expression pattern: [a-zA-Z0-9_.-]+; Value '' at 'indexName' failed to satisfy constraint: Member \
             must have length greater than or equal to 3"
        );
    }

    #[test]
    fn the_length_of_a_name_is_told_in_characters() {
        let (short, long) = ("é".repeat(2), "é".repeat(200));
        assert!(refused(&short).ends_with("Member must have length greater than or equal to 3"));
        assert!(refused(&long).starts_with("1 validation error detected: "));
    }
}
