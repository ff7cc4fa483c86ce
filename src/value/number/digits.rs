//! The digits of a number.

use crate::limits::NUMBER_DIGITS;

/// Digits in each half of a significand: as many as a `u64` holds.
const HALF_DIGITS: usize = 19;
const HALF: u64 = 10_u64.pow(19);
/// One more than the largest significand.
pub(super) const END: u128 = 10_u128.pow(38);

const POWERS: [u128; 39] = {
    let mut powers = [1; 39];
    let mut exponent = 1;
    while exponent < powers.len() {
        #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
        {
            powers[exponent] = powers[exponent - 1] * 10;
        }
        exponent += 1;
    }
    powers
};

/// Ten to the power of `exponent`, which is at most 38.
pub(super) fn power_of_ten(exponent: usize) -> Option<u128> {
    POWERS.get(exponent).copied()
}

/// How many decimal digits a number has; zero has none.
pub(super) fn decimal_len(value: u128) -> usize {
    value.checked_ilog10().map_or(0, |log| log as usize + 1)
}

/// 38 decimal digits, left-aligned: the first is not 0 unless all are, and zeros fill the right. So two significands
/// compare like two integers, whatever the exponent's sign.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Significand {
    // 19 digits each, because printing halves of a u128 would take repeated divisions.
    high: u64,
    low: u64,
}

impl Significand {
    pub(super) const ZERO: Self = Self { high: 0, low: 0 };

    pub(super) const fn is_zero(&self) -> bool {
        self.high == 0
    }

    /// The digits of a whole number, and how many there were before zeros filled the right.
    pub(super) fn from_u64(value: u64) -> (Self, usize) {
        let digits = value.checked_ilog10().map_or(0, |log| log as usize + 1);
        let short = Self::from_digits(value, digits);
        let long = || Self { high: value / 10, low: value % 10 * (HALF / 10) };
        (short.unwrap_or_else(long), digits)
    }

    /// The digits of a whole number whose number of digits is known, if it is at most 19.
    pub(super) fn from_digits(value: u64, digits: usize) -> Option<Self> {
        let missing = HALF_DIGITS.checked_sub(digits)?;
        Some(Self { high: value.wrapping_mul(short_power(missing)), low: 0 })
    }

    /// The digits of a whole number below 10^38, and how many there were before zeros filled the right.
    pub(super) fn from_u128(value: u128) -> (Self, usize) {
        if let Ok(value) = u64::try_from(value) {
            return Self::from_u64(value);
        }
        let digits = decimal_len(value);
        let aligned = value.wrapping_mul(power_of_ten(NUMBER_DIGITS.saturating_sub(digits)).unwrap_or(0));
        (Self::from_aligned(aligned), digits)
    }

    /// The significand whose 38 digits are those of `aligned`, which is below 10^38.
    pub(super) fn from_aligned(aligned: u128) -> Self {
        let half = |digits: u128| u64::try_from(digits).unwrap_or(0);
        Self { high: half(aligned / u128::from(HALF)), low: half(aligned % u128::from(HALF)) }
    }

    /// The 38 digits as one integer.
    pub(super) const fn aligned(&self) -> u128 {
        self.high as u128 * HALF as u128 + self.low as u128
    }

    /// The first 19 digits, if all others are zeros.
    pub(super) fn short(&self) -> Option<u64> {
        (self.low == 0).then_some(self.high)
    }

    /// The significand with these first 19 digits and zeros after them; `None` if `high` has more digits.
    pub(super) fn from_short(high: u64) -> Option<Self> {
        (high < HALF).then_some(Self { high, low: 0 })
    }

    /// How many digits there are up to the last that is not 0.
    pub(super) fn len(&self) -> usize {
        match (self.high, self.low) {
            (0, _) => 0,
            (high, 0) => HALF_DIGITS - trailing_zeros(high),
            (_, low) => NUMBER_DIGITS - trailing_zeros(low),
        }
    }

    /// The 38 digits as ASCII, and how many there are up to the last that is not 0.
    pub(super) fn to_ascii(self) -> ([u8; NUMBER_DIGITS], usize) {
        let mut ascii = [b'0'; NUMBER_DIGITS];
        let (high, low) = ascii.split_at_mut(HALF_DIGITS);
        let len = self.len();
        if self.low != 0 {
            write_digits(self.high, high);
            write_digits(self.low, low);
        } else if let Some(digits) = high.get_mut(..len) {
            // Most numbers have few digits, so only those are computed.
            write_digits(self.high / short_power(HALF_DIGITS - len), digits);
        }
        (ascii, len)
    }
}

/// Writes the number's last digits.
fn write_digits(mut value: u64, out: &mut [u8]) {
    for place in out.iter_mut().rev() {
        *place = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

/// Ten to the power of `exponent`, which is at most 19.
fn short_power(exponent: usize) -> u64 {
    POWERS.get(exponent).map_or(1, |power| *power as u64)
}

fn trailing_zeros(mut value: u64) -> usize {
    // Zero would have endless trailing zeros.
    if value == 0 {
        return 0;
    }
    let mut zeros = 0;
    for count in [16, 8, 4, 2, 1] {
        let power = 10_u64.pow(count);
        if value.is_multiple_of(power) {
            value /= power;
            zeros += count;
        }
    }
    zeros as usize
}

/// Collects digits one by one, from the left.
#[derive(Debug, Default)]
pub(super) struct DigitReader {
    high: u64,
    low: u64,
    len: usize,
    inexact: bool,
}

impl DigitReader {
    /// Adds the next digit, 0 to 9. Leading zeros are ignored.
    pub(super) fn push(&mut self, digit: u8) {
        if self.len < HALF_DIGITS {
            self.high = self.high * 10 + u64::from(digit);
            self.len += usize::from(self.high != 0);
        } else if self.len < NUMBER_DIGITS {
            self.low = self.low * 10 + u64::from(digit);
            self.len += 1;
        } else {
            self.len += 1;
            self.inexact |= digit != 0;
        }
    }

    /// How many digits there are, from the first that is not 0.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The digits; `None` if there are more than 38 up to the last that is not 0.
    pub(super) fn finish(&self) -> Option<Significand> {
        if self.inexact {
            return None;
        }
        let (high, low) = match HALF_DIGITS.checked_sub(self.len) {
            Some(missing) => (self.high.wrapping_mul(short_power(missing)), 0),
            None => (self.high, self.low.wrapping_mul(short_power(NUMBER_DIGITS.saturating_sub(self.len)))),
        };
        Some(Significand { high, low })
    }
}

#[cfg(test)]
mod tests {
    use super::trailing_zeros;

    #[test]
    fn zeros_at_the_end_are_counted_however_many_they_are() {
        assert_eq!(trailing_zeros(0), 0);
        for zeros in 0..=19 {
            for digits in [1_u64, 7, 12, 105] {
                let value = digits.checked_mul(10_u64.pow(zeros));
                assert_eq!(value.map(trailing_zeros), value.map(|_| zeros as usize), "{digits}E{zeros}");
            }
        }
    }
}
