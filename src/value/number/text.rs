//! Parsing and writing numbers as decimal text.

use std::{fmt, str::FromStr};

use super::{Number, NumberError, digits::DigitReader, digits::Significand};
use crate::limits::NUMBER_DIGITS;

/// A number of digits that always fits a `u64`.
const SHORT_DIGITS: usize = 18;

impl FromStr for Number {
    type Err = NumberError;

    /// Reads a number as PutItem does: an optional sign, digits with an optional point anywhere, an optional exponent.
    /// An exponent that does not fit 64 bits is [`NotANumber`](NumberError::NotANumber). A zero has its exponent's
    /// magnitude (`0E-131` underflows). The range is checked before the precision.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        if let Some(number) = short_integer(text.as_bytes()) {
            return Ok(number);
        }
        let parts = Parts::read(text.as_bytes()).ok_or_else(|| NumberError::NotANumber(text.to_owned()))?;
        let magnitude = parts.first_digit_exponent.saturating_add(parts.exponent);
        // The range is checked before the precision, so a placeholder replaces digits that are too many.
        let number =
            Self::in_range(parts.negative, parts.significand.unwrap_or(Significand::ZERO), magnitude)?;
        if parts.significand.is_none() { Err(NumberError::TooManyDigits) } else { Ok(number) }
    }
}

fn short_integer(text: &[u8]) -> Option<Number> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    // Without leading zeros, every digit of the text counts.
    if digits.len() > SHORT_DIGITS || !matches!(digits, [b'1'..=b'9', ..]) {
        return None;
    }
    let mut value = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value * 10 + u64::from(digit - b'0');
    }
    let significand = Significand::from_digits(value, digits.len())?;
    Some(Number { significand, exponent: digits.len() as i16 - 1, negative })
}

/// The parts of a number's text.
struct Parts {
    negative: bool,
    /// `None` if there are more than 38.
    significand: Option<Significand>,
    /// The exponent of the first digit that is not 0, or for zero of the last digit, without the written exponent.
    first_digit_exponent: i64,
    /// The written exponent.
    exponent: i64,
}

impl Parts {
    /// `None` if the text is no number.
    fn read(text: &[u8]) -> Option<Self> {
        let (negative, text) = sign(text);
        let mut digits = DigitReader::default();
        let (mut whole, mut fraction) = (0_i64, 0_i64);
        let mut in_fraction = false;
        let mut rest = text;
        let mut exponent = 0;
        while let [byte, after @ ..] = rest {
            match byte {
                b'0'..=b'9' if in_fraction => fraction += 1,
                b'0'..=b'9' => whole += 1,
                b'.' if !in_fraction => in_fraction = true,
                b'e' | b'E' => {
                    exponent = read_exponent(after)?;
                    break;
                }
                _ => return None,
            }
            if byte.is_ascii_digit() {
                digits.push(byte - b'0');
            }
            rest = after;
        }
        if whole + fraction == 0 {
            return None;
        }
        let len = i64::try_from(digits.len()).ok()?.max(1);
        Some(Self {
            negative,
            significand: digits.finish(),
            first_digit_exponent: len - 1 - fraction,
            exponent,
        })
    }
}

fn sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    }
}

/// An exponent that fits 64 bits.
fn read_exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = sign(text);
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_i64, |value, byte| {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        let value = value.checked_mul(10)?;
        if negative { value.checked_sub(digit) } else { value.checked_add(digit) }
    })
}

impl Number {
    /// Appends the number's text as DynamoDB prints it: plain digits, a point if needed, never an exponent.
    ///
    /// ```
    /// let mut text = Vec::new();
    /// hashrange::Number::from(-42).write_to(&mut text);
    /// assert_eq!(text, b"-42");
    /// ```
    pub fn write_to(&self, out: &mut Vec<u8>) {
        // Most numbers are whole and small.
        match self.whole_u64() {
            Some(value) => write_whole(self.negative, value, out),
            None => self.write_parts(|part| out.extend_from_slice(part)),
        }
    }

    /// The number's text as DynamoDB prints it, without allocating.
    pub(crate) fn to_text(self) -> NumberText {
        let mut text = NumberText { bytes: [0; NumberText::CAPACITY], len: 0 };
        self.write_parts(|part| text.push(part));
        text
    }

    /// Digits before the point, or a zero; then digits after it, if there are any.
    fn write_parts(&self, mut write: impl FnMut(&[u8])) {
        const ZEROS: [u8; 130] = [b'0'; 130];
        let (ascii, len) = self.significand.to_ascii();
        let digits = ascii.get(..len).unwrap_or_default();
        let zeros = |count: usize| ZEROS.get(..count).unwrap_or_default();
        if self.negative {
            write(b"-");
        }
        match usize::try_from(self.exponent) {
            _ if digits.is_empty() => write(b"0"),
            Ok(exponent) => match digits.split_at_checked(exponent + 1) {
                None => {
                    write(digits);
                    write(zeros(exponent + 1 - digits.len()));
                }
                Some((whole, [])) => write(whole),
                Some((whole, fraction)) => {
                    write(whole);
                    write(b".");
                    write(fraction);
                }
            },
            Err(_) => {
                write(b"0.");
                write(zeros(usize::from(self.exponent.unsigned_abs()) - 1));
                write(digits);
            }
        }
    }
}

fn write_whole(negative: bool, mut value: u64, out: &mut Vec<u8>) {
    // The digits of the largest number, and a sign.
    let mut text = [b'-'; 21];
    let mut start = text.len();
    for place in text.iter_mut().rev() {
        *place = b'0' + (value % 10) as u8;
        value /= 10;
        start -= 1;
        if value == 0 {
            break;
        }
    }
    start -= usize::from(negative);
    out.extend_from_slice(text.get(start..).unwrap_or_default());
}

/// A number's text, on the stack.
#[derive(Clone)]
pub(crate) struct NumberText {
    bytes: [u8; NumberText::CAPACITY],
    len: usize,
}

impl NumberText {
    /// `-0.`, the zeros of `E-130`, and all digits.
    const CAPACITY: usize = 3 + 129 + NUMBER_DIGITS;

    fn push(&mut self, part: &[u8]) {
        let end = self.len + part.len();
        if let Some(place) = self.bytes.get_mut(self.len..end) {
            place.copy_from_slice(part);
            self.len = end;
        }
    }

    /// The text, which is ASCII.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl fmt::Display for Number {
    /// The number as DynamoDB prints it; width, alignment and sign work as for integers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut magnitude = *self;
        magnitude.negative = false;
        f.pad_integral(!self.negative, "", magnitude.to_text().as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Result<String, NumberError> {
        text.parse::<Number>().map(|number| number.to_string())
    }

    #[test]
    fn whole_numbers_of_up_to_twenty_digits_are_written_with_their_sign() {
        for text in
            ["0", "7", "-7", "-100", "18446744073709551615", "-18446744073709551615", "-18446744073709551616"]
        {
            let mut written = Vec::new();
            text.parse::<Number>().unwrap().write_to(&mut written);
            assert_eq!(String::from_utf8(written).unwrap(), text);
        }
    }

    #[test]
    fn all_spellings_of_a_number_are_printed_alike() {
        for (written, printed) in [
            ("+1.5", "1.5"),
            ("+0", "0"),
            ("-0", "0"),
            ("-0.000", "0"),
            ("0e125", "0"),
            ("0e-130", "0"),
            ("+1e2", "100"),
            ("1.5E+3", "1500"),
            ("+.5", "0.5"),
            ("5.", "5"),
            ("1.e5", "100000"),
            ("00042", "42"),
            ("+1e-2", "0.01"),
            ("1.23E10", "12300000000"),
            ("1.500", "1.5"),
            ("1E-3", "0.001"),
            ("-.25", "-0.25"),
            ("0042.1200", "42.12"),
            ("1e0000000000000000000000000002", "100"),
            ("999999999999999999", "999999999999999999"),
            ("9999999999999999999", "9999999999999999999"),
            ("12345678901234567890", "12345678901234567890"),
            ("0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001"),
            ("00012345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
            ("1234567890123456789012345678901234567800", "1234567890123456789012345678901234567800"),
            ("1234567890123456789.0123456789012345678", "1234567890123456789.0123456789012345678"),
            ("1000000000000000000.0000000000000000001", "1000000000000000000.0000000000000000001"),
        ] {
            assert_eq!(canonical(written).as_deref(), Ok(printed), "{written}");
        }
    }

    #[test]
    fn the_ends_of_the_range_are_printed_without_exponent() {
        assert_eq!(canonical("1E125"), Ok(format!("1{}", "0".repeat(125))));
        assert_eq!(canonical("-1E-130"), Ok(format!("-0.{}1", "0".repeat(129))));
        let nines = "9".repeat(38);
        assert_eq!(
            canonical("9.9999999999999999999999999999999999999E+125"),
            Ok(format!("{nines}{}", "0".repeat(88)))
        );
        assert_eq!(
            canonical("-9.9999999999999999999999999999999999999E-130"),
            Ok(format!("-0.{}{nines}", "0".repeat(129)))
        );
    }

    #[test]
    fn what_is_no_number_is_told_with_its_text() {
        for text in [
            "", "+", "-", ".", "-.", "+e2", "e2", ".e2", "+1+2", "1+2", "+1.2.3", "1.2.3", "1..2", "++5",
            "-+5", "1e", "1e+", "1e5.0", "1e5e5", "0x5", "NaN", "Infinity", "1_000", " 5", "5 ", "1 5",
            "12a", "１",
        ] {
            assert_eq!(canonical(text), Err(NumberError::NotANumber(text.to_owned())));
        }
        assert_eq!(
            "abc".parse::<Number>().map_err(|error| error.to_string()),
            Err("The parameter cannot be converted to a numeric value: abc".to_owned())
        );
    }

    #[test]
    fn magnitudes_out_of_range_are_overflow_and_underflow_at_any_exponent_of_64_bits() {
        for text in [
            "1E126",
            "-1E+126",
            "10E125",
            "0e126",
            "1e2147483647",
            "1e2147483648",
            "1e99999999999",
            "1e9223372036854775807",
            "99e9223372036854775807",
        ] {
            assert_eq!(canonical(text), Err(NumberError::Overflow), "{text}");
        }
        for text in
            ["1E-131", "0.1e-130", "0e-131", "1e-2147483648", "1e-99999999999", "0.1e-9223372036854775808"]
        {
            assert_eq!(canonical(text), Err(NumberError::Underflow), "{text}");
        }
        for text in ["1e9223372036854775808", "0e9223372036854775808", "1e-9223372036854775809"] {
            assert_eq!(canonical(text), Err(NumberError::NotANumber(text.to_owned())));
        }
    }

    #[test]
    fn a_long_text_may_make_up_for_its_exponent() {
        assert_eq!(canonical(&format!("1{}e-1000", "0".repeat(1000))).as_deref(), Ok("1"));
        assert_eq!(canonical(&format!("0.{}1e1001", "0".repeat(1000))).as_deref(), Ok("1"));
    }

    #[test]
    fn more_than_38_digits_are_refused_unless_they_are_zeros_at_the_end() {
        for text in [
            "123456789012345678901234567890123456789",
            "1.00000000000000000000000000000000000001",
            "-1234567890123456789012345678901234567890",
        ] {
            assert_eq!(canonical(text), Err(NumberError::TooManyDigits), "{text}");
        }
        assert_eq!(canonical(&format!("1.5{}", "0".repeat(100))).as_deref(), Ok("1.5"));
    }

    #[test]
    fn formatting_takes_a_width() {
        assert_eq!(
            format!("[{:>6}] [{:<4}] [{:+}]", Number::from(-42), Number::from(7), Number::from(7)),
            "[   -42] [7   ] [+7]"
        );
    }
}
