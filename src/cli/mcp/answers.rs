//! Answers of a bounded size.

use crate::{
    cli::target::Connection,
    operation::{Operation, WriteJson},
};

/// The most bytes of an answer: what an assistant reads, it keeps in its context.
const MOST_BYTES: usize = 64 * 1024;

/// The most characters of an error: it may repeat what was sent, and an endpoint's message has any length.
const ERROR_CHARACTERS: usize = 4_000;

/// An error, not longer than an assistant can use.
pub(super) fn cut(mut message: String) -> String {
    if let Some((end, _)) = message.char_indices().nth(ERROR_CHARACTERS) {
        message.truncate(end);
        message.push('…');
    }
    message
}

/// The answer, if it is not too large.
pub(super) fn bounded(answer: Vec<u8>) -> Result<String, String> {
    let bytes = answer.len();
    if bytes > MOST_BYTES {
        return Err(format!(
            "the answer has {bytes} bytes, and {MOST_BYTES} is the most: ask for less, where the tool takes a \
             ProjectionExpression, the attributes of a SELECT, or a Limit"
        ));
    }
    String::from_utf8(answer).map_err(|_| "the answer is no UTF-8".to_owned())
}

/// The answer to an operation that was carried out, whatever its size.
pub(super) fn written(answer: Vec<u8>) -> Result<String, String> {
    let bytes = answer.len();
    bounded(answer).or_else(|_| Ok(format!("It is done. The answer is left out: it has {bytes} bytes.")))
}

/// The answer to a request for so many items, or for fewer, so that it is not too large: the service's own cursor says
/// then where to go on.
pub(super) fn page<I: Operation + WriteJson>(
    connection: &mut Connection,
    mut limit: i32,
    input: impl Fn(i32) -> I,
) -> Result<String, String> {
    loop {
        let answer = connection.answer(&input(limit))?;
        if answer.len() <= MOST_BYTES || limit <= 1 {
            return bounded(answer);
        }
        limit /= 2;
    }
}
