//! A request to an endpoint as a structure, and its answer as another.

use super::refusal::refusal;
use crate::{
    codec::{
        Reading,
        json::{self, Json, JsonError},
        read_structure,
    },
    error::{Error, Result},
    operation::{Operation, Structure, WriteJson},
    remote::{Remote, WireResponse},
};

/// Sends a request and reads its answer.
///
/// # Errors
/// The exception that the endpoint answers, or that no answer came.
pub(crate) async fn ask<I: Operation + WriteJson>(remote: &Remote, input: &I) -> Result<I::Output> {
    let mut body = Vec::new();
    input.write_json(&mut body);
    let answer = accepted(remote.send(I::OPERATION, body).await?)?;
    read_output(&answer)
        .map_err(|error| Error::NoAnswer(format!("cannot read the answer to {}: {error}", I::OPERATION)))
}

/// The body of an answer that is no refusal.
///
/// # Errors
/// The exception in the answer, or that none came.
pub(crate) fn accepted(answer: WireResponse) -> Result<Vec<u8>> {
    let WireResponse { status, body } = answer;
    match status {
        200 => Ok(body),
        0 => Err(Error::no_answer()),
        _ => Err(refusal(status, &body)),
    }
}

/// Parses an operation's output. Missing and unknown members are ignored, because an endpoint may be of another release.
pub(crate) fn read_output<O: Structure>(answer: &[u8]) -> Result<O, String> {
    if answer.is_empty() {
        // An output without members has no JSON.
        return if O::ALL_MEMBERS.is_empty() { Ok(O::default()) } else { Err("it is empty".to_owned()) };
    }
    let text = std::str::from_utf8(answer).map_err(|error| error.to_string())?;
    let mut json = Json::new(text);
    let read = read_structure(&mut json, &mut Reading::default()).and_then(|output| {
        json::end(&mut json)?;
        Ok(output.unwrap_or_default())
    });
    read.map_err(JsonError::into_message)
}
