//! Tokens of pages of a list whose form is `([0-9a-f]{16})+`: the key of the last job, in hexadecimal digits.

use crate::engine::JobKey;

/// Bytes of a group of digits.
const GROUP: usize = 8;

/// The token of the page behind a job, of at least this many digits.
pub(super) fn page_token((table, id): &JobKey, least_digits: usize) -> String {
    let mut bytes = format!("{table}/{id}").into_bytes();
    // Names and ids have no zero bytes.
    bytes.resize(bytes.len().max(least_digits / 2).next_multiple_of(GROUP), 0);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The job that a token stands for.
pub(super) fn read_page_token(token: &str) -> Option<JobKey> {
    let (pairs, []) = token.as_bytes().as_chunks::<2>() else { return None };
    let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
    let bytes: Vec<u8> = pairs.iter().map(byte).collect::<Option<_>>()?;
    let text = String::from_utf8(bytes).ok()?;
    let (table, id) = text.trim_end_matches('\0').split_once('/')?;
    Some((table.to_owned(), id.to_owned()))
}

/// Whether a token has the form of one.
pub(super) fn is_page_token(token: &str) -> bool {
    !token.is_empty()
        && token.len().is_multiple_of(2 * GROUP)
        && token.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_the_apis_form_and_leads_to_its_job() {
        for (table, id) in
            [("abc", "01695353076000-a1b2c3d4"), (&*"x".repeat(255), "01695353076000-a1b2c3d4")]
        {
            let key = (table.to_owned(), id.to_owned());
            for least in [1, 112] {
                let token = page_token(&key, least);
                assert!(is_page_token(&token) && (least..=1024).contains(&token.len()), "{token}");
                assert_eq!(read_page_token(&token), Some(key.clone()));
            }
        }
        for other in ["", "0", "zz", "00", "ff00", "é0"] {
            assert_eq!(read_page_token(other), None, "{other}");
        }
    }
}
