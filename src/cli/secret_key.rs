//! Reads the files of `--secret-key` and `--control-token`.

use std::path::Path;

/// The secret in a file: one line of text. Anything else in the file, such as the byte order mark that some editors
/// write, would make every signature wrong.
pub(super) fn secret_key(file: &Path) -> Result<String, String> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| format!("cannot read the secret in {}: {error}", file.display()))?;
    let secret = text.trim_ascii();
    let is_unfit = |character: &char| character.is_control() || *character == '\u{feff}';
    let unfit = match secret.chars().find(is_unfit) {
        None if secret.is_empty() => "is empty".to_owned(),
        None => return Ok(secret.to_owned()),
        Some('\n' | '\r') => "has several lines".to_owned(),
        Some('\u{feff}') => "begins with a byte order mark (U+FEFF): save it without one".to_owned(),
        Some(other) => format!("has the character U+{:04X}", u32::from(other)),
    };
    Err(format!("{} {unfit}: it must hold the secret and nothing else", file.display()))
}
