//! The numbers of changes.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A change's number in the order of a table's changes. It is greater than the numbers of all earlier changes, and no
/// two changes of a table have the same number.
///
/// Its text has 21 digits, as in the service, so that texts sort like numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SequenceNumber(u64);

/// Added to a number to make its text, so that every text has 21 digits.
const BASE: u128 = 100_000_000_000_000_000_000;

impl SequenceNumber {
    /// The number of this position in the order.
    pub(crate) fn new(place: u64) -> Self {
        Self(place)
    }

    /// The position in the order.
    pub(crate) fn place(self) -> u64 {
        self.0
    }

    /// The number behind this one.
    pub(crate) fn next(self) -> Self {
        debug_assert!(self.0 < u64::MAX, "numbers are counted one by one");
        Self(self.0.saturating_add(1))
    }

    /// The number before this one; none before the first.
    pub(crate) fn previous(self) -> Option<Self> {
        self.0.checked_sub(1).map(Self)
    }

    /// Reads a number's text, which may begin with zeros. `None` if it is no number of a change.
    ///
    /// ```
    /// use hashrange::SequenceNumber;
    ///
    /// let number = SequenceNumber::parse("100000000000000000007").expect("21 digits");
    /// assert_eq!(number.to_string(), "100000000000000000007");
    /// assert_eq!(SequenceNumber::parse("7"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let value: u128 = text.parse().ok().filter(|_| is_number)?;
        value.checked_sub(BASE).and_then(|place| u64::try_from(place).ok()).map(Self)
    }
}

impl fmt::Display for SequenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", BASE + u128::from(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_21_digits_and_is_read_back() {
        for place in [0, 1, 499_659, u64::MAX - 1, u64::MAX] {
            let number = SequenceNumber(place);
            assert_eq!(number.to_string().len(), 21);
            assert_eq!(SequenceNumber::parse(&number.to_string()), Some(number));
            assert_eq!(SequenceNumber::parse(&format!("{:0>40}", number.to_string())), Some(number));
        }
    }

    #[test]
    fn nothing_else_is_a_number() {
        let too_large = "9".repeat(21);
        let beyond = "9".repeat(40);
        for text in ["", "1", "099999999999999999999", "+10000000000000000000", "x", &too_large, &beyond] {
            assert_eq!(SequenceNumber::parse(text), None, "{text}");
        }
    }
}
