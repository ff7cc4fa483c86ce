//! Exact addition and subtraction.

use std::ops::Neg;

use super::{
    Number, NumberError,
    digits::{END, Significand, decimal_len, power_of_ten},
};
use crate::limits::NUMBER_DIGITS;

impl Number {
    /// The sum, exactly.
    ///
    /// # Errors
    /// [`Overflow`](NumberError::Overflow) and [`Underflow`](NumberError::Underflow) if the sum is out of range;
    /// [`TooManyDigits`](NumberError::TooManyDigits) if it has more than 38 significant digits: "exceeding this results
    /// in an exception" (developer guide, Data types, Number).
    ///
    /// ```
    /// use hashrange::Number;
    ///
    /// let sum = Number::from(2900).checked_add(&"0.5".parse()?)?;
    /// assert_eq!(sum.to_string(), "2900.5");
    /// # Ok::<(), hashrange::NumberError>(())
    /// ```
    pub fn checked_add(&self, other: &Self) -> Result<Self, NumberError> {
        if other.is_zero() {
            return Ok(*self);
        }
        if self.is_zero() {
            return Ok(*other);
        }
        let (large, small) = if (self.exponent, self.significand) >= (other.exponent, other.significand) {
            (self, other)
        } else {
            (other, self)
        };
        let shift = usize::try_from(large.exponent - small.exponent).unwrap_or(usize::MAX);
        if large.negative == small.negative { large.plus(small, shift) } else { large.minus(small, shift) }
    }

    /// The difference, exactly.
    ///
    /// # Errors
    /// Those of [`checked_add`](Self::checked_add).
    pub fn checked_sub(&self, other: &Self) -> Result<Self, NumberError> {
        self.checked_add(&-*other)
    }

    /// The sum with a number of the same sign that is not larger; `shift` is the difference of the exponents.
    fn plus(&self, small: &Self, shift: usize) -> Result<Self, NumberError> {
        if let Some(significand) = self.short_sum(small, shift) {
            return Ok(Self { significand, ..*self });
        }
        // A digit of the smaller number beyond the 38th is a digit of the sum too.
        let power = power_of_ten(shift).ok_or(NumberError::TooManyDigits)?;
        let addend = small.significand.aligned();
        let is_whole = addend.is_multiple_of(power);
        let sum = self.significand.aligned() + addend / power;
        let (fits, number) = if sum < END {
            (is_whole, Self { significand: Significand::from_aligned(sum), ..*self })
        } else {
            let exponent = i64::from(self.exponent) + 1;
            // A sum that is out of range is reported before one with too many digits, as in parsing.
            let carried = Self::in_range(self.negative, Significand::from_aligned(sum / 10), exponent)?;
            (is_whole && sum.is_multiple_of(10), carried)
        };
        if fits { Ok(number) } else { Err(NumberError::TooManyDigits) }
    }

    /// The sum's digits, if 19 are enough and none is carried over.
    fn short_sum(&self, small: &Self, shift: usize) -> Option<Significand> {
        let (augend, addend) = (self.significand.short()?, small.significand.short()?);
        let power = u64::try_from(power_of_ten(shift)?).ok()?;
        if !addend.is_multiple_of(power) {
            return None;
        }
        Significand::from_short(augend.checked_add(addend / power)?)
    }

    /// The difference from a number of the other sign whose magnitude is not larger; `shift` is the difference of the
    /// exponents.
    fn minus(&self, small: &Self, shift: usize) -> Result<Self, NumberError> {
        let power = power_of_ten(shift).ok_or(NumberError::TooManyDigits)?;
        let subtrahend = small.significand.aligned();
        let fallen_off = subtrahend % power;
        let borrowed = u128::from(fallen_off != 0);
        let whole = self.significand.aligned() - subtrahend / power - borrowed;
        // The part of the smaller number after the 38th digit, in units of 1/power.
        let fraction = if fallen_off == 0 { 0 } else { power - fallen_off };
        if whole == 0 && fraction == 0 {
            return Ok(Self::ZERO);
        }
        let room = NUMBER_DIGITS - decimal_len(whole);
        let (aligned, inexact) = match shift.checked_sub(room) {
            // Leading digits cancelled, so all digits of the fraction fit.
            None | Some(0) => (whole * ten(room) + fraction * ten(room - shift), false),
            Some(excess) => (whole * ten(room) + fraction / ten(excess), fraction % ten(excess) != 0),
        };
        // If `whole` is 0, the first digit comes from the fraction.
        let cancelled = NUMBER_DIGITS - decimal_len(aligned);
        let significand = Significand::from_aligned(aligned * ten(cancelled));
        let exponent = i64::from(self.exponent) - room as i64 - cancelled as i64;
        let difference = Self::in_range(self.negative, significand, exponent)?;
        if inexact { Err(NumberError::TooManyDigits) } else { Ok(difference) }
    }
}

fn ten(exponent: usize) -> u128 {
    power_of_ten(exponent).unwrap_or(0)
}

impl Neg for Number {
    type Output = Self;

    fn neg(self) -> Self {
        Self { negative: !self.negative && !self.is_zero(), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(a: &str, b: &str) -> Result<String, NumberError> {
        let (a, b): (Number, Number) = (a.parse().unwrap(), b.parse().unwrap());
        let sum = a.checked_add(&b);
        assert_eq!(sum, b.checked_add(&a));
        assert_eq!(sum, a.checked_sub(&-b));
        sum.map(|sum| sum.to_string())
    }

    #[test]
    fn sums_are_exact() {
        for (a, b, expected) in [
            ("1", "1", "2"),
            ("89000", "1", "89001"),
            ("999", "1", "1000"),
            ("0.1", "0.2", "0.3"),
            ("5", "-5", "0"),
            ("0", "-5", "-5"),
            ("1", "-1.5", "-0.5"),
            ("9999999999999999999", "1", "10000000000000000000"),
            ("12345678901234567890", "1", "12345678901234567891"),
            ("99999999999999999999999999999999999999", "1", "100000000000000000000000000000000000000"),
            ("10000000000000000000000000000000000000", "-0.1", "9999999999999999999999999999999999999.9"),
            ("1", "-0.99999999999999999999999999999999999999", "0.00000000000000000000000000000000000001"),
            ("100000000000000000000", "-1", "99999999999999999999"),
            ("1E20", "-1E-17", "99999999999999999999.99999999999999999"),
        ] {
            assert_eq!(sum(a, b).as_deref(), Ok(expected), "{a} + {b}");
        }
    }

    #[test]
    fn a_sum_of_more_than_38_digits_is_refused() {
        for (a, b) in [
            ("1E38", "1"),
            ("1E38", "-0.1"),
            ("1E37", "-0.01"),
            ("99999999999999999999999999999999999999", "0.1"),
            ("99999999999999999999999999999999999999", "2"),
            ("1E125", "1E-130"),
            ("1E125", "-1E-130"),
        ] {
            assert_eq!(sum(a, b), Err(NumberError::TooManyDigits), "{a} + {b}");
        }
    }

    #[test]
    fn sums_out_of_range_are_overflow_and_underflow() {
        assert_eq!(sum("9.9e125", "9.9e125"), Err(NumberError::Overflow));
        assert_eq!(sum("-9.9e125", "-1e125"), Err(NumberError::Overflow));
        assert_eq!(sum("9.9999999999999999999999999999999999999E+125", "1E+125"), Err(NumberError::Overflow));
        assert_eq!(sum("1.5e-130", "-1.4e-130"), Err(NumberError::Underflow));
        // The number of digits is checked after the range.
        assert_eq!(
            sum("9.9999999999999999999999e125", "1.0000000000000000000000001e103"),
            Err(NumberError::Overflow)
        );
    }
}
