//! `AttributesToGet`, the forerunner of `ProjectionExpression`.

use std::collections::HashSet;

use super::super::{found::Found, wording::Wording};
use crate::{
    codec::{Constraint, Place},
    error::Result,
    limits::ATTRIBUTE_NAME_BYTES,
    texts,
};

/// Notes an empty list or a name that is too long, at the list's place in the request.
pub(crate) fn note_attributes_to_get(
    found: &mut Found,
    place: impl Into<Place>,
    attributes: Option<&[String]>,
) {
    let Some(attributes) = attributes else { return };
    let place = place.into();
    if attributes.is_empty() {
        found.violation(&place, Some("[]".to_owned()), Constraint::MinLength(1), true);
    }
    if attributes.iter().any(|name| name.len() > ATTRIBUTE_NAME_BYTES) {
        let echo = format!("[{}]", texts::listed::listed(", ", attributes));
        found.violation(place, Some(echo), Constraint::Elements(texts::value::NAME_CONSTRAINTS), false);
    }
}

/// Refuses an empty attribute name, then a duplicate.
pub(crate) fn check_attributes_to_get(wording: Wording, attributes: &[String]) -> Result<()> {
    if attributes.iter().any(String::is_empty) {
        return Err(wording.empty_name());
    }
    let mut seen = HashSet::with_capacity(attributes.len());
    match attributes.iter().find(|name| !seen.insert(name.as_str())) {
        None => Ok(()),
        Some(name) => Err(wording.refuse(texts::legacy::duplicate_attribute(name))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::structure;

    structure! {
        pub struct KeysAndAttributes {
            attributes_to_get: Option<Vec<String>> = "AttributesToGet",
        }
    }

    fn names<const COUNT: usize>(names: [&str; COUNT]) -> Vec<String> {
        names.map(str::to_owned).into()
    }

    #[test]
    fn the_first_name_that_comes_again_is_told() {
        assert!(check_attributes_to_get(Wording::Bare, &names(["a", "A", "a.b"])).is_ok());
        assert_eq!(
            check_attributes_to_get(Wording::Bare, &names(["a", "a", ""])).unwrap_err().message(),
            "Empty attribute name"
        );
        assert_eq!(
            check_attributes_to_get(Wording::Bare, &names(["a", "b", "c", "b", "a"])).unwrap_err().message(),
            "One or more parameter values were invalid: Duplicate value in attribute name: b"
        );
    }

    #[test]
    fn a_list_has_at_least_one_name() {
        let mut found = Found::default();
        note_attributes_to_get(&mut found, KeysAndAttributes::MEMBERS.attributes_to_get, None);
        note_attributes_to_get(&mut found, KeysAndAttributes::MEMBERS.attributes_to_get, Some(&names(["a"])));
        assert!(found.check(&[]).is_ok());
        note_attributes_to_get(&mut found, KeysAndAttributes::MEMBERS.attributes_to_get, Some(&[]));
        assert_eq!(
            found.check(&[]).unwrap_err().message().into_owned(),
            "1 validation error detected: Value at 'AttributesToGet' failed to satisfy constraint: Member must have \
             length greater than or equal to 1"
        );
    }
}
