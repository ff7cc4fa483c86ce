//! Literals as values in [`item!`](crate::item!): a literal's text has all its digits, an `f64` does not.

use super::attribute_value::AttributeValue;
use crate::limits::{NUMBER_DIGITS, NUMBER_MAX_EXPONENT, NUMBER_MIN_EXPONENT};

/// A type of literal that can be an attribute value.
pub trait Literal {
    /// The value of the literal with this text.
    fn value(self, text: &'static str) -> AttributeValue;
}

macro_rules! known_by_their_values {
    ($($type:ty)*) => {$(
        impl Literal for $type {
            #[inline]
            fn value(self, _: &'static str) -> AttributeValue {
                self.into()
            }
        }
    )*};
}

known_by_their_values! { &str char bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

impl<const N: usize> Literal for &[u8; N] {
    #[inline]
    fn value(self, _: &'static str) -> AttributeValue {
        self.into()
    }
}

macro_rules! known_by_their_texts {
    ($($type:ty)*) => {$(
        impl Literal for $type {
            fn value(self, text: &'static str) -> AttributeValue {
                let digits = text.replace('_', "");
                let digits = digits.strip_suffix(stringify!($type)).unwrap_or(&digits);
                let number = digits.parse();
                debug_assert!(number.is_ok(), "{text} was looked at when it was compiled");
                AttributeValue::N(number.unwrap_or_default())
            }
        }
    )*};
}

known_by_their_texts! { f32 f64 }

/// Whether DynamoDB stores the literal with this text: a literal that is no float, or an unsigned float in the range
/// and precision of a [`Number`](super::number::Number). Macros call this at compile time.
pub const fn is_storable(text: &str) -> bool {
    let mut rest = text.as_bytes();
    if let [b'0', b'x' | b'o' | b'b', ..] = rest {
        return true;
    }
    let mut is_float = false;
    let mut exponent = 0;
    // Digits after the point; digits from the first that is not 0; of those, the digits up to the last that is not 0.
    let (mut fraction, mut seen, mut significant) = (0_i32, 0_i32, 0_i32);
    // The exponent of the first digit that is not 0, or for zero of the last digit.
    let mut magnitude = 0_i32;
    while let [byte, after @ ..] = rest {
        match *byte {
            b'_' => {}
            b'.' => is_float = true,
            b'0'..=b'9' => {
                if is_float {
                    fraction += 1;
                }
                if seen > 0 || *byte != b'0' {
                    seen += 1;
                }
                if *byte != b'0' {
                    significant = seen;
                }
                if seen <= 1 {
                    magnitude = -fraction;
                } else if !is_float {
                    magnitude += 1;
                }
            }
            b'e' | b'E' => {
                is_float = true;
                exponent = written_exponent(after);
                break;
            }
            b'f' => {
                is_float = true;
                break;
            }
            // Another suffix, or no number at all.
            _ => break,
        }
        rest = after;
    }
    let magnitude = magnitude + exponent;
    let is_in_range = NUMBER_MIN_EXPONENT <= magnitude && magnitude <= NUMBER_MAX_EXPONENT;
    !is_float || (is_in_range && significant <= NUMBER_DIGITS as i32)
}

/// The exponent at the end of a literal, limited to the range of a number's exponent.
const fn written_exponent(text: &[u8]) -> i32 {
    let (sign, mut rest) = match text {
        [b'-', rest @ ..] => (-1, rest),
        [b'+', rest @ ..] => (1, rest),
        rest => (1, rest),
    };
    let mut exponent = 0;
    while let [byte, after @ ..] = rest {
        match *byte {
            b'_' => {}
            b'0'..=b'9' if exponent < 100_000 => exponent = exponent * 10 + (*byte - b'0') as i32,
            b'0'..=b'9' => {}
            _ => break,
        }
        rest = after;
    }
    sign * exponent
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::number::Number;

    #[test]
    fn what_is_no_float_is_left_to_its_type() {
        for text in
            ["\"1e999\"", "true", "'9'", "b\"1\"", "0x1e999", "7", "7usize", "1_000i64", "r#\"2.5e999\"#"]
        {
            assert!(is_storable(text), "{text}");
        }
    }

    #[test]
    fn suffixes_and_underscores_are_no_digits() {
        assert_eq!(4.5_f32.value("4.5_f32"), AttributeValue::N("4.5".parse().unwrap()));
        assert_eq!(1_000.25_f64.value("1_000.25f64"), AttributeValue::N("1000.25".parse().unwrap()));
        assert!(is_storable("1e1_2_5f64") && !is_storable("1e1_2_6f64"));
        assert!(is_storable("1f64"));
    }

    proptest! {
        #[test]
        fn a_float_is_storable_where_its_text_is_a_number(
            text in "(0{0,3}[0-9]{1,45}|0)\\.(0{0,140}[0-9]{0,45})?(e-?[0-9]{1,3})?|[0-9]{1,120}e-?[0-9]{1,7}|0e-?1[23][0-9]"
        ) {
            prop_assert_eq!(is_storable(&text), text.parse::<Number>().is_ok());
        }
    }
}
