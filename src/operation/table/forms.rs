//! The forms of values in files: ids, labels, times.

/// The last moment of the year 9999, in seconds since 1970.
const LAST_SECOND: f64 = 253_402_300_799.999;

/// Whether a text has a form, in which `x` stands for a hexadecimal digit, `0` for a decimal one, and other characters
/// for themselves.
pub(crate) fn has_form(text: &str, form: &str) -> bool {
    let fits = |(byte, form): (u8, u8)| match form {
        b'x' => byte.is_ascii_hexdigit(),
        b'0' => byte.is_ascii_digit(),
        _ => byte == form,
    };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(fits)
}

/// Checks a time, in seconds since 1970.
pub(crate) fn check_time(seconds: Option<f64>) -> Result<(), String> {
    match seconds.filter(|seconds| !(0.0..=LAST_SECOND).contains(seconds)) {
        Some(seconds) => Err(format!("{seconds} is no time between the years 1970 and 9999")),
        None => Ok(()),
    }
}
