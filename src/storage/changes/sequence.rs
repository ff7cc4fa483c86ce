//! The numbers of changes, as clients see them.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A change's number in the order of a shard's changes. It is greater than the numbers of the shard's earlier changes, and
/// no two changes of a table have the same number. In a database of this process it is so for all changes of a table, from
/// shard to shard.
///
/// Its text has 21 to 39 digits, as in the service, so that texts of one length sort like numbers. In serde's formats it is
/// that text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SequenceNumber(u128);

/// How many digits a text has at least. (API reference: GetShardIterator)
const LEAST_DIGITS: usize = 21;

impl SequenceNumber {
    pub(super) fn new(value: u128) -> Self {
        Self(value)
    }

    pub(super) fn value(self) -> u128 {
        self.0
    }

    /// Reads a number's text, which may begin with zeros. `None` if it is no number of a change: it has fewer than 21
    /// digits, or more than fit into 128 bits.
    ///
    /// ```
    /// use hashrange::SequenceNumber;
    ///
    /// let number = SequenceNumber::parse("4421584500000000017450439091").expect("28 digits");
    /// assert_eq!(number.to_string(), "4421584500000000017450439091");
    /// assert_eq!(SequenceNumber::parse("7"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let is_number = text.len() >= LEAST_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| is_number).map(Self)
    }
}

impl fmt::Display for SequenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0LEAST_DIGITS$}", self.0)
    }
}

impl Serialize for SequenceNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SequenceNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom(format_args!("no sequence number: {text:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_back() {
        for text in ["000000000000000000007", "111649800000000036091462", &u128::MAX.to_string()] {
            let number = SequenceNumber::parse(text).unwrap();
            assert_eq!(number.to_string(), text);
            assert_eq!(SequenceNumber::parse(&format!("{text:0>40}")), Some(number));
            let json = serde_json::to_string(&number).unwrap();
            assert_eq!(json, format!("{text:?}"));
            assert_eq!(serde_json::from_str::<SequenceNumber>(&json).unwrap(), number);
        }
    }

    #[test]
    fn nothing_else_is_a_number() {
        for text in ["", "1", "+10000000000000000000000", "x", &"9".repeat(40), &"0".repeat(20)] {
            assert_eq!(SequenceNumber::parse(text), None, "{text}");
        }
        assert!(serde_json::from_str::<SequenceNumber>("\"7\"").is_err());
    }
}
