//! Names of tables and indexes, and ARNs in their place.

use super::found::Found;
use crate::{
    codec::{Constraint, Place},
    limits::TABLE_ARN_CHARACTERS,
};

/// Notes what is wrong with a table's name: its length, its characters. An ARN is accepted wherever a name is.
pub(crate) fn check_table_name(found: &mut Found, place: impl Into<Place>, name: &str) {
    match table_name_fault(name) {
        None => {}
        Some(NameFault::Empty) => {
            let place = place.into();
            // A missing name is noted already.
            if !found.has_violation_at(&place) {
                found.violation(place, Some(String::new()), Constraint::MinLength(1), true);
            }
        }
        Some(NameFault::LongArn) => {
            found.violation(place, Some(name.to_owned()), Constraint::MaxLength(TABLE_ARN_CHARACTERS), true);
        }
        Some(NameFault::Name) => note_name(found, &place.into(), name),
    }
}

/// Whether a text is a table's name or ARN.
pub(crate) fn is_table_name(name: &str) -> bool {
    table_name_fault(name).is_none()
}

/// Why a text is no table's name or ARN.
enum NameFault {
    Empty,
    LongArn,
    Name,
}

fn table_name_fault(name: &str) -> Option<NameFault> {
    if name.is_empty() {
        Some(NameFault::Empty)
    } else if is_arn(name) {
        (name.len() > TABLE_ARN_CHARACTERS).then_some(NameFault::LongArn)
    } else {
        (!is_name(name)).then_some(NameFault::Name)
    }
}

/// Notes what is wrong with the name of a table or an index: 3 to 255 letters, digits, `_`, `-`, `.`.
pub(crate) fn check_name(found: &mut Found, place: impl Into<Place>, name: &str) {
    if !is_name(name) {
        note_name(found, &place.into(), name);
    }
}

/// Whether a text is the name of a table or an index.
pub(crate) fn is_name(name: &str) -> bool {
    is_plain(name) && (3..=255).contains(&name.len())
}

fn is_plain(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    !name.is_empty() && name.bytes().all(allowed)
}

#[cold]
fn note_name(found: &mut Found, place: &Place, name: &str) {
    let length = name.chars().count();
    let mut violation =
        |constraint: Constraint| found.violation(place, Some(name.to_owned()), constraint, false);
    if !is_plain(name) {
        violation(Constraint::Pattern("[a-zA-Z0-9_.-]+"));
    }
    if length < 3 {
        violation(Constraint::MinLength(3));
    }
    if length > 255 {
        violation(Constraint::MaxLength(255));
    }
}

/// Whether a table's name in a request is an ARN.
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
    use crate::codec::structure;

    structure! {
        pub struct Named {
            index_name: String = "IndexName",
        }
    }

    /// The error message for an index with this name.
    fn refused(name: &str) -> String {
        let mut found = Found::default();
        check_name(&mut found, Named::MEMBERS.index_name, name);
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
