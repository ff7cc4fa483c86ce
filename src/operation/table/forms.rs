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

/// The form of a table's id.
const TABLE_ID: &str = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

/// Checks the id of a table.
pub(crate) fn check_table_id(id: &str) -> Result<(), String> {
    match has_form(id, TABLE_ID) {
        true => Ok(()),
        false => Err(format!("'{id}' is not the id of a table")),
    }
}

/// Whether a text is the id of a backup or a job of this time, in milliseconds since 1970.
pub(crate) fn is_dated_id(id: &str, at_ms: u64) -> bool {
    id.strip_prefix(&format!("{at_ms:014}-")).is_some_and(|suffix| has_form(suffix, "xxxxxxxx"))
}

/// Checks a time, in seconds since 1970.
pub(crate) fn check_time(seconds: Option<f64>) -> Result<(), String> {
    match seconds.filter(|seconds| !(0.0..=LAST_SECOND).contains(seconds)) {
        Some(seconds) => Err(format!("{seconds} is no time between the years 1970 and 9999")),
        None => Ok(()),
    }
}
