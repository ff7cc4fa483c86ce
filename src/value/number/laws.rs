//! Numbers tested against an arbitrary-precision library.

use std::{str::FromStr, sync::LazyLock};

use bigdecimal::BigDecimal;
use proptest::prelude::*;
use regex::Regex;

use super::{Number, NumberError};

static WELL_FORMED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,18})?$").unwrap());

/// Numbers of all lengths and magnitudes. Most exponents are small, so that the digits of two numbers overlap.
fn number_text() -> impl Strategy<Value = String> {
    let exponent = prop_oneof![3 => -40_i32..40, 1 => -130_i32..=125];
    let digits = prop_oneof!["[0-9]{1,38}", "[1-9]0{0,37}", "9{1,38}", "[1-9]0{0,30}[0-9]{1,4}"];
    (any::<bool>(), digits, exponent).prop_map(|(negative, digits, exponent)| {
        format!("{}{digits}E{exponent}", if negative { "-" } else { "" })
    })
}

fn number() -> impl Strategy<Value = Number> {
    number_text().prop_filter_map("out of range", |text| text.parse().ok())
}

fn exact(number: &Number) -> BigDecimal {
    BigDecimal::from_str(&number.to_string()).unwrap()
}

/// The library's result for a value, by DynamoDB's rules.
fn stored(value: &BigDecimal) -> Result<BigDecimal, NumberError> {
    let value = value.normalized();
    let (digits, scale) = value.as_bigint_and_exponent();
    let len = digits.magnitude().to_string().len() as i64;
    let exponent = len - 1 - scale;
    if exponent > 125 {
        return Err(NumberError::Overflow);
    }
    if exponent < -130 {
        return Err(NumberError::Underflow);
    }
    if len > 38 { Err(NumberError::TooManyDigits) } else { Ok(value) }
}

fn key(number: &Number) -> Vec<u8> {
    let mut bytes = Vec::new();
    number.encode_key(&mut bytes);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_text_is_read_as_the_library_reads_it(text in number_text()) {
        let expected = BigDecimal::from_str(&text).unwrap();
        match text.parse::<Number>() {
            Ok(number) => prop_assert_eq!(exact(&number), expected),
            Err(error) if expected == 0 => prop_assert_ne!(error, NumberError::TooManyDigits),
            Err(error) => prop_assert_eq!(Err(error), stored(&expected)),
        }
    }

    #[test]
    fn the_printed_text_is_read_as_the_same_number(number in number()) {
        let text = number.to_string();
        prop_assert_eq!(text.parse::<Number>(), Ok(number));
        prop_assert!(!text.contains(['e', 'E', '+']));
        let mut written = Vec::new();
        number.write_to(&mut written);
        prop_assert_eq!(written, text.into_bytes());
    }

    #[test]
    fn any_text_is_read_or_refused(text in r"[-+.eE0-9 ]{0,60}|\PC{0,20}") {
        let ours = text.parse::<Number>();
        if let Err(NumberError::NotANumber(echo)) = &ours {
            prop_assert_eq!(echo, &text);
        }
        if WELL_FORMED.is_match(&text) {
            prop_assert!(!matches!(ours, Err(NumberError::NotANumber(_))), "{text}");
        }
    }

    #[test]
    fn sums_and_differences_are_the_librarys(a in number(), b in number()) {
        for (ours, theirs) in [
            (a.checked_add(&b), exact(&a) + exact(&b)),
            (a.checked_sub(&b), exact(&a) - exact(&b)),
        ] {
            let ours = ours.map(|number| exact(&number));
            if theirs == 0 {
                prop_assert_eq!(ours, Ok(theirs));
            } else {
                prop_assert_eq!(ours, stored(&theirs), "{} and {}", a, b);
            }
        }
    }

    #[test]
    fn close_numbers_are_subtracted_exactly(a in number(), step in -3_i64..=3) {
        let nudge = Number::from(step);
        if let Ok(b) = a.checked_add(&nudge) {
            prop_assert_eq!(b.checked_sub(&a), Ok(nudge));
        }
    }

    #[test]
    fn values_and_key_bytes_are_in_the_librarys_order(a in number(), b in number()) {
        let order = exact(&a).cmp(&exact(&b));
        prop_assert_eq!(a.cmp(&b), order);
        prop_assert_eq!(a == b, order.is_eq());
        prop_assert_eq!(key(&a).cmp(&key(&b)), order);
        prop_assert!(a == b || !key(&a).starts_with(&key(&b)));
    }

    #[test]
    fn key_bytes_give_the_number_back(number in number(), rest in prop::collection::vec(any::<u8>(), 0..4)) {
        let mut bytes = key(&number);
        prop_assert!(bytes.len() <= 21);
        bytes.extend_from_slice(&rest);
        prop_assert_eq!(Number::decode_key(&bytes), Some((number, &rest[..])));
    }

    #[test]
    fn any_bytes_are_a_key_or_none(bytes in prop::collection::vec(any::<u8>(), 0..30)) {
        let _ = Number::decode_key(&bytes);
    }

    #[test]
    fn the_size_is_that_of_the_text(number in number()) {
        let text = number.to_string();
        let (negative, magnitude) = match text.strip_prefix('-') {
            Some(magnitude) => (1, magnitude),
            None => (0, text.as_str()),
        };
        let (whole, fraction) = magnitude.split_once('.').unwrap_or((magnitude, ""));
        let whole = whole.trim_start_matches('0');
        let (whole, fraction) = match (whole, fraction) {
            (whole, "") => (whole.trim_end_matches('0'), ""),
            ("", fraction) => ("", fraction.trim_start_matches('0')),
            both => both,
        };
        prop_assert_eq!(number.size_bytes(), 1 + whole.len().div_ceil(2) + fraction.len().div_ceil(2) + negative);
    }

    #[test]
    fn integers_and_floats_are_kept(wide in any::<i128>(), long in any::<i64>(), float in any::<f64>()) {
        prop_assert_eq!(Number::from(long).to_i64(), Some(long));
        match Number::try_from(wide) {
            Ok(number) => prop_assert_eq!(number.to_i128(), Some(wide)),
            Err(error) => {
                prop_assert_eq!(error, NumberError::TooManyDigits);
                prop_assert!(wide.unsigned_abs() > 10_u128.pow(38));
            }
        }
        if let Ok(number) = Number::try_from(float) {
            prop_assert_eq!(number.to_f64(), float);
        }
    }
}

proptest! {
    #[test]
    fn a_float_is_the_one_nearest_to_the_number(digits in "-?[0-9]{1,20}", point in 0_usize..20, power in -30_i32..30) {
        let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |digits| ("-", digits));
        let (whole, rest) = digits.split_at(point.min(digits.len()));
        let number: Number = format!("{sign}0{whole}.0{rest}E{power}").parse().unwrap();
        prop_assert_eq!(number.to_f32(), number.to_string().parse::<f32>().unwrap());
    }
}

#[test]
fn a_number_between_two_floats_is_rounded_once() {
    // 1 + 2^-24 is halfway between two floats. A slightly larger number is nearer to the greater one, but an `f64`
    // may not distinguish the two.
    for text in
        ["1.000000059604644775390625", "1.0000000596046447754", "0.10000000149011612", "16777217", "16777219"]
    {
        let number: Number = text.parse().unwrap();
        assert_eq!(number.to_f32(), text.parse::<f32>().unwrap(), "{text}");
    }
}
