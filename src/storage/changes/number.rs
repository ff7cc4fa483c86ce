//! The numbers that an engine gives changes.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::sequence::SequenceNumber;

/// A change's position in the order of a table's changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct ChangeNumber(u64);

/// Added to a position to make its sequence number, so that the text of each has 21 digits.
const BASE: u128 = 100_000_000_000_000_000_000;

impl ChangeNumber {
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

    /// The number that a sequence number tells; `None` if no engine gives it.
    pub(crate) fn of(sequence: SequenceNumber) -> Option<Self> {
        sequence.value().checked_sub(BASE).and_then(|place| u64::try_from(place).ok()).map(Self)
    }

    /// As a client sees it.
    pub(crate) fn sequence(self) -> SequenceNumber {
        SequenceNumber::new(BASE + u128::from(self.0))
    }
}

impl fmt::Display for ChangeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sequence().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_number_has_21_digits_and_is_read_back() {
        for place in [0, 1, 499_659, u64::MAX - 1, u64::MAX] {
            let number = ChangeNumber(place);
            assert_eq!(number.sequence().to_string().len(), 21);
            assert_eq!(ChangeNumber::of(number.sequence()), Some(number));
        }
    }

    #[test]
    fn other_sequence_numbers_are_none_of_an_engine() {
        for text in ["099999999999999999999", &"9".repeat(21), &"9".repeat(38)] {
            let sequence = SequenceNumber::parse(text).unwrap();
            assert_eq!(ChangeNumber::of(sequence), None, "{text}");
        }
    }
}
