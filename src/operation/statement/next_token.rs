//! `NextToken`: where a SELECT continues, opaque to its caller.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::{
    codec::dynamodb_json::{Checked, write_attribute_value, write_item},
    error::{Error, Result},
    texts,
    value::{AttributeValue, Item},
};

/// How many bytes of a SHA-256 identify a statement.
const FINGERPRINT_BYTES: usize = 16;

/// A place in what a SELECT reads.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Position {
    /// The index of the range; a SELECT reads its ranges one after the other.
    pub(super) range: usize,
    /// The key to start after.
    pub(super) key: Item,
}

/// A statement with its parameters, which a token must have been made for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'r> {
    pub(super) text: &'r str,
    pub(super) parameters: &'r [AttributeValue],
}

impl Origin<'_> {
    /// The token to continue behind a position.
    pub(super) fn token(self, position: &Position) -> String {
        debug_assert!(u32::try_from(position.range).is_ok(), "a statement has fewer ranges");
        let mut bytes = self.fingerprint();
        bytes.extend_from_slice(&u32::try_from(position.range).unwrap_or(u32::MAX).to_be_bytes());
        write_item(&position.key, &mut bytes);
        STANDARD.encode(bytes)
    }

    /// The position in a token.
    ///
    /// # Errors
    /// The text is no token, or was made for another statement or other parameters.
    pub(super) fn position(self, token: &str) -> Result<Position> {
        let bytes = STANDARD.decode(token).map_err(|_| invalid())?;
        let (fingerprint, rest) = bytes.split_at_checked(FINGERPRINT_BYTES).ok_or_else(invalid)?;
        let (range, key) = rest.split_first_chunk::<4>().ok_or_else(invalid)?;
        if fingerprint != self.fingerprint() {
            return Err(Error::validation("NextToken does not match request"));
        }
        let range = usize::try_from(u32::from_be_bytes(*range)).map_err(|_| invalid())?;
        let key = std::str::from_utf8(key).map_err(|_| invalid())?;
        let key = Checked::<Item>::from_text(key).map_err(|_| invalid())?;
        match key.faults {
            None => Ok(Position { range, key: key.value }),
            Some(_) => Err(invalid()),
        }
    }

    fn fingerprint(self) -> Vec<u8> {
        let mut text = self.text.as_bytes().to_vec();
        for parameter in self.parameters {
            // No text contains this byte, so it separates the parts unambiguously.
            text.push(0xFF);
            write_attribute_value(parameter, &mut text);
        }
        let mut hash = Sha256::digest(text).to_vec();
        hash.truncate(FINGERPRINT_BYTES);
        hash
    }
}

/// The refusal of an invalid token.
pub(super) fn invalid() -> Error {
    Error::validation(texts::request::INVALID_NEXT_TOKEN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item;

    const ORIGIN: Origin<'static> = Origin { text: "SELECT * FROM t", parameters: &[] };

    #[test]
    fn a_token_tells_its_position_to_its_own_statement() {
        let position = Position { range: 7, key: item! { "pk": "a", "sk": 5 } };
        let token = ORIGIN.token(&position);
        assert_eq!(ORIGIN.position(&token), Ok(position));
        let other = Origin { text: "SELECT a FROM t", parameters: &[] };
        assert_eq!(other.position(&token), Err(Error::validation("NextToken does not match request")));
        let parameters = [AttributeValue::from(1)];
        other
            .position(
                &Origin { parameters: &parameters, ..other }.token(&Position { range: 0, key: Item::new() }),
            )
            .unwrap_err();
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let token = ORIGIN.token(&Position { range: 0, key: item! { "pk": "a" } });
        let bytes = STANDARD.decode(&token).unwrap();
        for length in 0..bytes.len() {
            ORIGIN.position(&STANDARD.encode(&bytes[..length])).unwrap_err();
        }
        for text in ["", "x", "====", "a token"] {
            assert_eq!(ORIGIN.position(text), Err(invalid()), "{text}");
        }
    }
}
