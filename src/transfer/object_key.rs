//! Keys of objects as paths inside a folder, the same on every system.

use super::bucket_error::BucketError;

/// Length of a key. (Amazon S3 user guide: Naming Amazon S3 objects)
pub(super) const KEY_BYTES: usize = 1024;
/// Length of a part of a key between slashes: the longest file name of common file systems.
const PART_BYTES: usize = 255;

/// How the names of files begin and end that are being written. They are no objects.
pub(super) const TEMPORARY: (&str, &str) = (".hashrange-", ".tmp");

/// Names that stand for devices in Windows, with any extension.
const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];
const NUMBERED_DEVICES: [&str; 2] = ["COM", "LPT"];

/// The parts of a key: names of folders, and the file's name at the end.
///
/// # Errors
/// The key does not stay inside a folder on every system, or is no file's name.
pub(super) fn parts(key: &str) -> Result<Vec<&str>, BucketError> {
    let refuse = |why: &str| Err(BucketError::AccessDenied(format!("the key {} {why}", shown(key))));
    if key.len() > KEY_BYTES {
        return refuse("is longer than 1,024 bytes");
    }
    let parts: Vec<&str> = key.split('/').collect();
    for part in &parts {
        match part_fault(part) {
            Some(why) => return refuse(why),
            None => continue,
        }
    }
    Ok(parts)
}

/// A key in a message, shortened: it comes from a request.
fn shown(key: &str) -> String {
    let short: String = key.chars().take(100).collect();
    let more = if short.len() < key.len() { ".." } else { "" };
    format!("{short:?}{more}")
}

/// Why a part of a key cannot be the name of a file or folder.
pub(super) fn part_fault(part: &str) -> Option<&'static str> {
    let is_separator = |character: char| matches!(character, '\\' | ':') || character.is_control();
    Some(match part {
        "" => "has an empty part",
        "." | ".." => "has a part that names a folder above it",
        _ if part.len() > PART_BYTES => "has a part longer than 255 bytes",
        _ if part.contains(is_separator) => "has a character that is not allowed in file names",
        _ if part.ends_with(['.', ' ']) => "has a part that ends with a dot or a space",
        _ if is_device(part) => "has a part that names a device",
        _ if is_temporary(part) => "has a part that names an unfinished file",
        _ => return None,
    })
}

/// Whether this is the name of a file that is being written.
pub(super) fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1)
}

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end();
    let numbered = |name: &&str| {
        let rest = stem.get(..name.len()).filter(|begin| begin.eq_ignore_ascii_case(name));
        rest.and_then(|_| stem.get(name.len()..)).is_some_and(|end| matches!(end.as_bytes(), [b'0'..=b'9']))
    };
    DEVICES.iter().any(|name| stem.eq_ignore_ascii_case(name)) || NUMBERED_DEVICES.iter().any(numbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_path_inside_the_folder() {
        assert_eq!(
            parts("AWSDynamoDB/01-a/data/x.json.gz").unwrap(),
            ["AWSDynamoDB", "01-a", "data", "x.json.gz"]
        );
        for key in ["a", "...a", ".hidden", "컨테이너", "console", "com", "com10", "lpt1a"] {
            assert!(parts(key).is_ok(), "{key}");
        }
    }

    #[test]
    fn no_other_key_is_taken() {
        let long = "x".repeat(256);
        let longer = "x/".repeat(600);
        for key in [
            "",
            "/",
            "/etc/passwd",
            "a//b",
            "a/",
            "..",
            "../a",
            "a/../b",
            "a/..",
            ".",
            "a/./b",
            "a\0b",
            "a\nb",
            "a\\b",
            "C:",
            "C:/a",
            "a:b",
            "CON",
            "con.txt",
            "a/NUL",
            "aux.tar.gz",
            "COM1",
            "lpt9.txt",
            "a.",
            "a ",
            "con .txt",
            ".hashrange-1-2.tmp",
            &long,
            &longer,
        ] {
            assert!(matches!(parts(key), Err(BucketError::AccessDenied(_))), "{key:?}");
        }
    }

    #[test]
    fn the_message_quotes_a_part_of_a_long_key() {
        let error = parts(&"x".repeat(100_000)).unwrap_err().to_string();
        assert!(error.len() < 200, "{error}");
    }
}
