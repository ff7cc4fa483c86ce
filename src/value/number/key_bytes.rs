//! Numbers as key bytes, whose bytewise order is the numeric order.

use super::{Number, digits::DigitReader};
use crate::limits::NUMBER_MIN_EXPONENT;

/// The first two bytes of zero. Positive numbers count up from it by their exponents, negative numbers down.
const ZERO: i32 = 0x8000;

impl Number {
    /// Appends bytes whose order is the numeric order; no number's bytes are a prefix of another's. There are at most
    /// 21 of them, and three for a number of one or two digits.
    pub(crate) fn encode_key(&self, out: &mut Vec<u8>) {
        // Sign and exponent, then two digits to a byte, whose lowest bit says whether more follow. Below zero all bits
        // are inverted.
        let distance = i32::from(self.exponent) - NUMBER_MIN_EXPONENT + 1;
        let head = match (self.is_zero(), self.negative) {
            (true, _) => ZERO,
            (_, false) => ZERO + distance,
            (_, true) => ZERO - distance,
        };
        out.extend_from_slice(&u16::try_from(head).unwrap_or(0).to_be_bytes());
        let (ascii, len) = self.significand.to_ascii();
        let mut pairs = ascii.get(..len.next_multiple_of(2)).unwrap_or_default();
        while let [first, second, more @ ..] = pairs {
            let pair = (first - b'0') * 10 + (second - b'0');
            let byte = pair << 1 | u8::from(!more.is_empty());
            out.push(if self.negative { !byte } else { byte });
            pairs = more;
        }
    }

    /// The number at the start of these bytes, which [`encode_key`](Self::encode_key) wrote, and the bytes after it;
    /// `None` if there is no number.
    pub(crate) fn decode_key(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (head, mut rest) = bytes.split_first_chunk()?;
        let distance = i32::from(u16::from_be_bytes(*head)) - ZERO;
        if distance == 0 {
            return Some((Self::ZERO, rest));
        }
        let negative = distance < 0;
        let mut digits = DigitReader::default();
        loop {
            let (byte, after) = rest.split_first()?;
            let byte = if negative { !byte } else { *byte };
            let pair = byte >> 1;
            digits.push(pair / 10);
            digits.push(pair % 10);
            rest = after;
            if byte & 1 == 0 {
                break;
            }
        }
        let exponent = distance.abs() - 1 + NUMBER_MIN_EXPONENT;
        let number = Self::in_range(negative, digits.finish()?, exponent.into()).ok()?;
        Some((number, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        text.parse::<Number>().unwrap().encode_key(&mut bytes);
        bytes
    }

    #[test]
    fn keys_are_in_the_order_of_the_numbers_and_give_them_back() {
        assert!(key("-10") < key("-9") && key("-9") < key("0") && key("9") < key("10"));
        assert_eq!(Number::decode_key(&key("-10")), Some((Number::from(-10), &[][..])));
    }

    #[test]
    fn keys_are_short() {
        for (text, bytes) in
            [("0", 2), ("7", 3), ("-1E125", 3), ("123", 4), ("12345678901234567890123456789012345678", 21)]
        {
            assert_eq!(key(text).len(), bytes, "{text}");
        }
    }

    #[test]
    fn bytes_that_are_no_key_are_no_number() {
        for bytes in [&[][..], &[0x80], &[0x81, 0x00], &[0x80, 0x83, 3], &[0xff, 0xff, 2], &[0, 0, 2]] {
            assert_eq!(Number::decode_key(bytes), None, "{bytes:?}");
        }
    }
}
