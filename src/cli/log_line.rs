//! The text of a request's line in the log.

use jiff::Timestamp;

use crate::server::Served;

/// The most characters of a message that are shown; it may quote a request of 16 MB.
const MESSAGE_CHARACTERS: usize = 1000;

/// A line such as `2026-11-22T16:00:00.123Z GetItem users 400 53B 112B 85us ResourceNotFoundException: Requested
/// resource not found`.
pub(super) fn log_line(now: Timestamp, served: &Served<'_>) -> String {
    let Served { operation, tables, status, request_bytes, answer_bytes, took, error, message, .. } = served;
    let tables = if tables.is_empty() { "-".to_owned() } else { tables.join(",") };
    let mut line = format!(
        "{} {operation} {} {status} {request_bytes}B {answer_bytes}B {}us",
        now.strftime("%Y-%m-%dT%H:%M:%S%.3fZ"),
        tables.escape_debug(),
        took.as_micros()
    );
    if !error.is_empty() {
        line += &format!(" {error}");
    }
    if !message.is_empty() {
        // Messages can quote what a client sent, so control characters are replaced.
        let shown = message.chars().map(|character| if character.is_control() { ' ' } else { character });
        line += ": ";
        line.extend(shown.take(MESSAGE_CHARACTERS));
        if message.chars().nth(MESSAGE_CHARACTERS).is_some() {
            line.push('…');
        }
    }
    line
}
