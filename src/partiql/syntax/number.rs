//! Numbers written into a statement.

use crate::{
    codec::dynamodb_json::{FaultWording, ValueFault},
    partiql::error::PartiqlError,
    value::Number,
};

/// Whether a literal can be read: as a decimal whose scale, the digits after the point less the exponent, fits
/// in 32 bits.
pub(crate) fn is_decimal(text: &str) -> bool {
    scale(text).is_some()
}

fn scale(text: &str) -> Option<i32> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    // The exponent alone must fit in 32 bits, too.
    let exponent: i32 = exponent.parse().ok()?;
    let places = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    i32::try_from(i64::try_from(places).ok()? - i64::from(exponent)).ok()
}

/// The number of a literal.
///
/// # Errors
/// A number that cannot be stored; the error has the text of the service's older layer.
pub(crate) fn stored(text: &str) -> Result<Number, PartiqlError> {
    text.parse().map_err(|error| {
        PartiqlError::new(ValueFault::Number(error, text.to_owned()).message(FaultWording::Older))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_beyond_32_bits_cannot_be_read() {
        for text in ["1e99999999999", "1e2147483648", "1e-2147483648", "1.5e-2147483647"] {
            assert!(!is_decimal(text), "{text}");
        }
        for text in ["1e-2147483647", "1.5e-2147483646", "1e2147483647", ".5", "2."] {
            assert!(is_decimal(text), "{text}");
        }
    }

    #[test]
    fn a_magnitude_beyond_32_bits_wraps_around() {
        assert!(stored("1e2147483647").unwrap_err().message().starts_with("Number underflow."));
        assert!(stored("1e2147483646").unwrap_err().message().starts_with("Number overflow."));
    }
}
