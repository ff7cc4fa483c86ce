//! Numbers of up to 38 significant digits.

mod arithmetic;
mod convert;
mod digits;
mod key_bytes;
#[cfg(test)]
mod laws;
mod text;

use std::{cmp::Ordering, fmt};

use digits::Significand;

use crate::{
    limits::{NUMBER_MAX_EXPONENT, NUMBER_MIN_EXPONENT},
    texts,
};

/// A DynamoDB number: a decimal of up to 38 significant digits that is zero or has a magnitude from `1E-130` to
/// `9.9999999999999999999999999999999999999E+125`. Numbers compare by value, however they were written.
///
/// It is [parsed](std::str::FromStr) from any text that DynamoDB accepts, displayed as DynamoDB prints it, and
/// converted from Rust's integers and floats. Sums and differences are exact or an error, never rounded.
///
/// ```
/// use hashrange::{Number, NumberError};
///
/// let price: Number = "1.50E3".parse()?;
/// assert_eq!(price, Number::from(1500));
/// assert_eq!(price.to_string(), "1500");
/// assert_eq!(price.checked_sub(&"0.05".parse()?)?.to_string(), "1499.95");
/// assert_eq!("1E126".parse::<Number>(), Err(NumberError::Overflow));
/// # Ok::<(), NumberError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    // The decimal point is after the first digit. Zero has no digits, exponent 0 and no sign, so that equality is by
    // field.
    significand: Significand,
    exponent: i16,
    negative: bool,
}

/// Why a text is no number that DynamoDB stores; the error's text is the service's message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The text is not a decimal number.
    #[error("{}", texts::value::not_a_number(.0))]
    NotANumber(String),
    /// The magnitude is above `9.9999999999999999999999999999999999999E+125`.
    #[error("{}", texts::value::OVERFLOW)]
    Overflow,
    /// The magnitude is below `1E-130`.
    #[error("{}", texts::value::UNDERFLOW)]
    Underflow,
    /// The number has more than 38 significant digits.
    #[error("{}", texts::value::TOO_MANY_DIGITS)]
    TooManyDigits,
}

impl Number {
    /// Zero.
    pub const ZERO: Self = Self { significand: Significand::ZERO, exponent: 0, negative: false };

    /// Whether this is zero.
    pub const fn is_zero(&self) -> bool {
        self.significand.is_zero()
    }

    /// Whether this is below zero.
    pub const fn is_negative(&self) -> bool {
        self.negative
    }

    /// The number's part of an item's size, in bytes: one, plus one for each two significant digits before the point
    /// and each two after it, plus one for a minus sign. (Measured; the developer guide's "DynamoDB item sizes and
    /// formats" says "approximately".)
    #[inline(never)]
    pub fn size_bytes(&self) -> usize {
        if self.is_zero() {
            return 1;
        }
        let digits = self.significand.len();
        let whole = usize::try_from(self.exponent + 1).unwrap_or(0).min(digits);
        1 + whole.div_ceil(2) + (digits - whole).div_ceil(2) + usize::from(self.negative)
    }

    /// The number whose first digit has this exponent, if it is in range.
    fn in_range(negative: bool, significand: Significand, exponent: i64) -> Result<Self, NumberError> {
        if exponent > i64::from(NUMBER_MAX_EXPONENT) {
            return Err(NumberError::Overflow);
        }
        if exponent < i64::from(NUMBER_MIN_EXPONENT) {
            return Err(NumberError::Underflow);
        }
        if significand.is_zero() {
            return Ok(Self::ZERO);
        }
        let exponent = i16::try_from(exponent).map_err(|_| NumberError::Overflow)?;
        Ok(Self { significand, exponent, negative })
    }
}

impl Default for Number {
    fn default() -> Self {
        Self::ZERO
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| i8::from(!number.is_zero()) - 2 * i8::from(number.negative);
        sign(self).cmp(&sign(other)).then_with(|| {
            let by_magnitude = (self.exponent, self.significand).cmp(&(other.exponent, other.significand));
            if self.negative { by_magnitude.reverse() } else { by_magnitude }
        })
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn an_attribute_value_stays_small() {
        assert_eq!(size_of::<Number>(), 24);
        assert_eq!(size_of::<crate::value::attribute_value::AttributeValue>(), 32);
    }

    #[test]
    fn the_order_is_that_of_the_values() {
        let ascending = [
            "-9.9999999999999999999999999999999999999E+125",
            "-1E125",
            "-100.5",
            "-100",
            "-2",
            "-1.5",
            "-0.01",
            "-1E-130",
            "0",
            "1E-130",
            "0.009",
            "0.01",
            "1.5",
            "2",
            "10",
            "12345678901234567890123456789012345677",
            "12345678901234567890123456789012345678",
            "1E125",
        ];
        for pair in ascending.windows(2) {
            assert!(number(pair[0]) < number(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn a_number_costs_its_digits_on_each_side_of_the_point() {
        for (text, bytes) in [
            ("0", 1),
            ("-0", 1),
            ("1", 2),
            ("12", 2),
            ("123", 3),
            ("12345678901234567890123456789012345678", 20),
            ("0042", 2),
            ("100", 2),
            ("1010", 3),
            ("0.0000001", 2),
            ("1E125", 2),
            ("1.5", 3),
            ("1.200", 3),
            ("1.234", 4),
            ("123456", 4),
            ("3.14159", 5),
            ("100.5", 4),
            ("0.15", 2),
            ("-42", 3),
        ] {
            assert_eq!(number(text).size_bytes(), bytes, "{text}");
        }
    }
}
