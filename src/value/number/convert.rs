//! Conversions between [`Number`](super::Number) and Rust's number types.

use super::{
    Number, NumberError,
    digits::{END, Significand, power_of_ten},
};
use crate::limits::NUMBER_DIGITS;

impl Number {
    /// The number as an `i64`, if it is one.
    ///
    /// ```
    /// assert_eq!(hashrange::Number::from(89_000).to_i64(), Some(89_000));
    /// ```
    pub fn to_i64(&self) -> Option<i64> {
        let magnitude = self.whole_u64()?;
        if self.negative { 0_i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() }
    }

    /// The number as a `u64`, if it is one.
    pub fn to_u64(&self) -> Option<u64> {
        if self.negative { None } else { self.whole_u64() }
    }

    /// The number as an `i128`, if it is one.
    pub fn to_i128(&self) -> Option<i128> {
        let magnitude = self.whole()?;
        if self.negative { 0_i128.checked_sub_unsigned(magnitude) } else { i128::try_from(magnitude).ok() }
    }

    /// The number as a `u128`, if it is one.
    pub fn to_u128(&self) -> Option<u128> {
        if self.negative { None } else { self.whole() }
    }

    /// The `f64` nearest to the number; never infinite.
    ///
    /// ```
    /// let third: hashrange::Number = "0.33333333333333333333".parse()?;
    /// assert_eq!(third.to_f64(), 1.0 / 3.0);
    /// # Ok::<(), hashrange::NumberError>(())
    /// ```
    pub fn to_f64(&self) -> f64 {
        self.to_text().as_str().parse().unwrap_or(f64::NAN)
    }

    /// The `f32` nearest to the number; infinite if the number is larger than every finite `f32`.
    ///
    /// ```
    /// let tenth: hashrange::Number = "0.1".parse()?;
    /// assert_eq!(tenth.to_f32(), 0.1);
    /// # Ok::<(), hashrange::NumberError>(())
    /// ```
    pub fn to_f32(&self) -> f32 {
        // A double halfway between two singles may be the result of rounding, so its number can be on either side.
        const REST: u64 = (1 << 29) - 1;
        const MIDDLE: u64 = 1 << 28;
        match self.short_f64().filter(|double| double.to_bits() & REST != MIDDLE) {
            Some(double) => double as f32,
            None => self.to_text().as_str().parse().unwrap_or(f32::NAN),
        }
    }

    /// The nearest `f64` of a number of few digits near 1, as most numbers are: two whole numbers that fit 53 bits are
    /// multiplied or divided, and rounded once.
    fn short_f64(&self) -> Option<f64> {
        const SPARE: u64 = 10_000;
        let digits = self.significand.short().filter(|digits| digits.is_multiple_of(SPARE))?;
        let whole = (digits / SPARE) as f64;
        let power = i32::from(self.exponent) - 14;
        let scale = power_of_ten(power.unsigned_abs() as usize).filter(|_| power.abs() <= 22)? as f64;
        let magnitude = if power < 0 { whole / scale } else { whole * scale };
        Some(if self.negative { -magnitude } else { magnitude })
    }

    /// The magnitude, if it is whole and fits 64 bits.
    pub(super) fn whole_u64(&self) -> Option<u64> {
        let Some(short) = self.significand.short() else {
            return u64::try_from(self.whole()?).ok();
        };
        match usize::try_from(self.exponent) {
            Ok(exponent @ 0..=18) => {
                let unit = u64::try_from(power_of_ten(18 - exponent)?).ok()?;
                short.is_multiple_of(unit).then(|| short / unit)
            }
            Ok(19) => short.checked_mul(10),
            _ => None,
        }
    }

    /// The magnitude, if it is whole and fits 128 bits.
    fn whole(&self) -> Option<u128> {
        let exponent = usize::try_from(self.exponent).ok()?;
        let aligned = self.significand.aligned();
        match (NUMBER_DIGITS - 1).checked_sub(exponent) {
            Some(places) => {
                let unit = power_of_ten(places)?;
                aligned.is_multiple_of(unit).then(|| aligned / unit)
            }
            None => aligned.checked_mul(power_of_ten(exponent + 1 - NUMBER_DIGITS)?),
        }
    }

    fn from_magnitude(negative: bool, magnitude: u64) -> Self {
        let (significand, digits) = Significand::from_u64(magnitude);
        let exponent = i16::try_from(digits).unwrap_or(0);
        if exponent == 0 { Self::ZERO } else { Self { significand, exponent: exponent - 1, negative } }
    }

    fn from_wide_magnitude(negative: bool, magnitude: u128) -> Result<Self, NumberError> {
        // Above 10^38 a 39th digit is allowed only if it is a zero.
        let (magnitude, dropped) = match magnitude {
            _ if magnitude < END => (magnitude, 0),
            _ if magnitude.is_multiple_of(10) => (magnitude / 10, 1),
            _ => return Err(NumberError::TooManyDigits),
        };
        let (significand, digits) = Significand::from_u128(magnitude);
        let exponent = i64::try_from(digits).unwrap_or(0).max(1) - 1 + dropped;
        Self::in_range(negative, significand, exponent)
    }
}

macro_rules! from_signed {
    ($($type:ty)*) => {$(
        impl From<$type> for Number {
            fn from(number: $type) -> Self {
                Self::from_magnitude(number < 0, number.unsigned_abs() as u64)
            }
        }
    )*};
}

macro_rules! from_unsigned {
    ($($type:ty)*) => {$(
        impl From<$type> for Number {
            fn from(number: $type) -> Self {
                Self::from_magnitude(false, number as u64)
            }
        }
    )*};
}

from_signed! { i8 i16 i32 i64 isize }
from_unsigned! { u8 u16 u32 u64 usize }

impl TryFrom<i128> for Number {
    type Error = NumberError;

    /// Fails with [`NumberError::TooManyDigits`] for a number that needs more than 38 digits.
    fn try_from(number: i128) -> Result<Self, NumberError> {
        Self::from_wide_magnitude(number < 0, number.unsigned_abs())
    }
}

impl TryFrom<u128> for Number {
    type Error = NumberError;

    /// Fails with [`NumberError::TooManyDigits`] for a number that needs more than 38 digits.
    fn try_from(number: u128) -> Result<Self, NumberError> {
        Self::from_wide_magnitude(false, number)
    }
}

impl TryFrom<f64> for Number {
    type Error = NumberError;

    /// The shortest decimal that reads as this `f64`, as `{}` prints it. Infinities and NaN are no numbers, and very
    /// large and very small ones are out of range.
    fn try_from(number: f64) -> Result<Self, NumberError> {
        format!("{number:e}").parse()
    }
}

impl TryFrom<f32> for Number {
    type Error = NumberError;

    /// The shortest decimal that reads as this `f32`, as `{}` prints it; otherwise as for `f64`.
    fn try_from(number: f32) -> Result<Self, NumberError> {
        format!("{number:e}").parse()
    }
}

impl TryFrom<&str> for Number {
    type Error = NumberError;

    fn try_from(text: &str) -> Result<Self, NumberError> {
        text.parse()
    }
}

macro_rules! try_from_number {
    ($($type:ty: $convert:ident)*) => {$(
        impl TryFrom<Number> for $type {
            type Error = NumberError;

            /// Fails with [`NumberError::NotANumber`] for a number that this type does not hold exactly.
            fn try_from(number: Number) -> Result<Self, NumberError> {
                let converted = number.$convert().and_then(|whole| Self::try_from(whole).ok());
                converted.ok_or_else(|| NumberError::NotANumber(number.to_string()))
            }
        }
    )*};
}

try_from_number! {
    i8: to_i64 i16: to_i64 i32: to_i64 i64: to_i64 isize: to_i64 i128: to_i128
    u8: to_u64 u16: to_u64 u32: to_u64 u64: to_u64 usize: to_u64 u128: to_u128
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_go_there_and_back() {
        for number in [0, 1, -1, 9, 10, -89_000, 1_000_000_007, i64::MAX, i64::MIN, 9_999_999_999_999_999] {
            assert_eq!(Number::from(number).to_string(), number.to_string());
            assert_eq!(Number::from(number).to_i64(), Some(number));
            assert_eq!(Number::from(number).to_i128(), Some(number.into()));
        }
        for number in [0, 9_999_999_999_999_999_999, 10_000_000_000_000_000_000, u64::MAX] {
            assert_eq!(Number::from(number).to_string(), number.to_string());
            assert_eq!(Number::from(number).to_u64(), Some(number));
        }
    }

    #[test]
    fn wide_integers_have_up_to_38_digits() {
        for number in [0, -1, END as i128 - 1, 1 - END as i128, END as i128, i128::from(u64::MAX) + 1] {
            let made = Number::try_from(number).unwrap();
            assert_eq!(made.to_string(), number.to_string());
            assert_eq!(made.to_i128(), Some(number));
        }
        assert_eq!(Number::try_from(i128::MAX), Err(NumberError::TooManyDigits));
        assert_eq!(Number::try_from(3 * END).unwrap().to_u128(), Some(3 * END));
        assert_eq!(Number::try_from(u128::MAX), Err(NumberError::TooManyDigits));
    }

    #[test]
    fn only_what_fits_becomes_an_integer() {
        let number = |text: &str| text.parse::<Number>().unwrap();
        assert_eq!(number("1.5").to_i64(), None);
        assert_eq!(number("0.5").to_i128(), None);
        assert_eq!(number("-1").to_u64(), None);
        assert_eq!(number("1E100").to_u128(), None);
        assert_eq!(number("9223372036854775808").to_i64(), None);
        assert_eq!(number("-9223372036854775808").to_i64(), Some(i64::MIN));
        assert_eq!(number("18446744073709551616").to_u64(), None);
        assert_eq!(number("20000000000000000000").to_u64(), None);
        assert_eq!(u8::try_from(number("255")), Ok(255));
        assert_eq!(u8::try_from(number("256")), Err(NumberError::NotANumber("256".to_owned())));
    }

    #[test]
    fn floats_are_taken_as_they_are_printed() {
        assert_eq!(Number::try_from(0.1).unwrap().to_string(), "0.1");
        assert_eq!(Number::try_from(-1.5e10).unwrap().to_string(), "-15000000000");
        assert_eq!(Number::try_from(0.1_f32).unwrap().to_string(), "0.1");
        assert_eq!(Number::try_from(-0.0), Ok(Number::ZERO));
        assert_eq!(Number::try_from(f64::NAN), Err(NumberError::NotANumber("NaN".to_owned())));
        assert_eq!(Number::try_from(f64::INFINITY), Err(NumberError::NotANumber("inf".to_owned())));
        assert_eq!(Number::try_from(1e300), Err(NumberError::Overflow));
        assert_eq!(Number::try_from(1e-300), Err(NumberError::Underflow));
    }
}
