//! The API's constraints on buckets, prefixes and client tokens.

use crate::{
    codec::{Constraint, Place},
    engine::S3SseAlgorithm,
    error::{Error, Result},
    limits::{BUCKET_CHARACTERS, KMS_KEY_CHARACTERS, PREFIX_CHARACTERS},
    operation::{definition::constraints::TableConstraints, request::found::Found},
    texts,
    transfer::{BUCKET_NAME_PATTERN, is_bucket_name},
};

const OWNER: &str = "[0-9]{12}";
const TOKEN: &str = r"^[^\$]+$";

/// Notes a client token that has a dollar sign, or nothing.
pub(super) fn check_token(found: &mut Found, place: &Place, token: Option<&str>) {
    check_pattern(found, place, token, TOKEN, |token| !token.is_empty() && !token.contains('$'));
}

/// Notes what is wrong with the account that owns a bucket.
pub(super) fn check_owner(found: &mut Found, place: &Place, owner: Option<&str>) {
    check_pattern(found, place, owner, OWNER, |owner| {
        owner.len() == 12 && owner.bytes().all(|byte| byte.is_ascii_digit())
    });
}

/// Notes what is wrong with the name of a bucket.
pub(super) fn check_bucket(found: &mut Found, place: &Place, bucket: Option<&str>) {
    let missing = found.has_violation_at(place);
    let bucket = bucket.filter(|_| !missing);
    check_pattern(found, place, bucket, BUCKET_NAME_PATTERN, is_bucket_name);
    TableConstraints::new(found).length(place, bucket.unwrap_or_default(), 0, BUCKET_CHARACTERS);
}

/// Notes a prefix that is too long.
pub(super) fn check_prefix(found: &mut Found, place: &Place, prefix: Option<&str>) {
    TableConstraints::new(found).length(place, prefix.unwrap_or_default(), 0, PREFIX_CHARACTERS);
}

/// Notes the id of a key of AWS KMS that is empty or too long.
pub(super) fn check_key(found: &mut Found, place: &Place, key: Option<&str>) {
    if let Some(key) = key {
        TableConstraints::new(found).length(place, key, 1, KMS_KEY_CHARACTERS);
    }
}

/// Refuses a key of AWS KMS where another one encrypts.
pub(super) fn check_encryption(algorithm: Option<S3SseAlgorithm>, key: Option<&str>) -> Result<()> {
    match key.is_some() && algorithm != Some(S3SseAlgorithm::Kms) {
        true => Err(Error::validation(texts::transfer::KEY_WITHOUT_KMS)),
        false => Ok(()),
    }
}

/// Notes a text that does not have its pattern.
pub(super) fn check_pattern(
    found: &mut Found,
    place: &Place,
    text: Option<&str>,
    pattern: &'static str,
    has_it: impl Fn(&str) -> bool,
) {
    if let Some(text) = text.filter(|text| !has_it(text)) {
        found.violation(place, Some(text.to_owned()), Constraint::Pattern(pattern), false);
    }
}
