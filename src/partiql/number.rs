//! Numbers as PartiQL reads them: literals of a statement and parameters of a request.
//!
//! The service reads them as decimals whose scale (digits after the point less the exponent) is a signed
//! 32-bit integer, and works out their magnitude in 32 bits, where it wraps around.

use crate::{
    limits::NUMBER_MIN_EXPONENT,
    value::{Number, NumberError},
};

/// The number that a parameter's text stands for.
///
/// # Errors
/// [`NumberError`], whose texts are the service's for parameters: text that is no decimal or whose exponent
/// does not fit, magnitudes and precisions that DynamoDB does not store.
pub fn parameter_number(text: &str) -> Result<Number, NumberError> {
    match scale(text) {
        Some(_) => stored(text),
        None => Err(NumberError::NotANumber(text.to_owned())),
    }
}

/// Whether a literal's scale fits.
pub(super) fn is_decimal(text: &str) -> bool {
    scale(text).is_some()
}

/// The number of a decimal whose scale fits.
pub(super) fn stored(text: &str) -> Result<Number, NumberError> {
    let significant = significant_digits(text);
    if significant > 0 {
        // The digits that count are few; what matters here is where the sum leaves 32 bits.
        let digits = i32::try_from(significant).unwrap_or(i32::MAX);
        let scale = scale(text).unwrap_or_default();
        if i64::from(digits) - i64::from(scale) > i64::from(i32::MAX)
            && digits.wrapping_sub(scale) < NUMBER_MIN_EXPONENT
        {
            return Err(NumberError::Underflow);
        }
    }
    text.parse()
}

/// Digits after the point less the exponent, if the text is a decimal and that fits in 32 bits.
fn scale(text: &str) -> Option<i32> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(place) => (text.get(..place)?, text.get(place + 1..)?),
        None => (text, "0"),
    };
    let exponent: i64 = exponent.parse().ok()?;
    i32::try_from(exponent).ok()?;
    let unsigned = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let all_digits = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
    if !all_digits || whole.len() + fraction.len() == 0 {
        return None;
    }
    i32::try_from(i64::try_from(fraction.len()).ok()? - exponent).ok()
}

/// How many digits there are from the first one that is not zero, up to the exponent.
fn significant_digits(text: &str) -> usize {
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    mantissa.bytes().filter(u8::is_ascii_digit).skip_while(|byte| *byte == b'0').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_beyond_32_bits_is_no_number() {
        for text in
            ["1e99999999999", "-1e99999999999", "1e-99999999999", "1e2147483648", "1e-2147483648", "abc"]
        {
            assert_eq!(
                parameter_number(text).unwrap_err().to_string(),
                format!("The parameter cannot be converted to a numeric value: {text}")
            );
        }
        assert!(!is_decimal("1.5e-2147483647"));
        assert!(is_decimal("1e-2147483647"));
    }

    #[test]
    fn a_magnitude_that_wraps_around_underflows() {
        assert_eq!(parameter_number("1e2147483647"), Err(NumberError::Underflow));
    }
}
