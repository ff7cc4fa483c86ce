//! Requests without an answer: what is said of them.

use std::{error, fmt, io, iter, time::Duration};

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::result::SdkError;

use crate::{error::Error, texts};

type Cause = dyn error::Error + 'static;

/// The error of a request to this address that got no answer.
pub(super) fn failure<E, R>(address: &str, timeout: Duration, error: &SdkError<E, R>) -> Error
where
    E: error::Error + 'static,
    R: fmt::Debug,
{
    let Some(cause) = error::Error::source(error) else {
        return Error::NoAnswer(format!("no answer from {address}: {error}"));
    };
    if let Some(of_credentials) = causes(cause).find_map(|cause| cause.downcast_ref()) {
        return no_credentials(of_credentials);
    }
    match error {
        SdkError::ConstructionFailure(_) => not_sent(last(cause)),
        SdkError::TimeoutError(_) => Error::NoAnswer(format!("{address} did not answer within {timeout:?}")),
        SdkError::DispatchFailure(_) => {
            Error::NoAnswer(format!("cannot reach {address}: {}", not_reached(cause)))
        }
        _ => Error::NoAnswer(format!("cannot read the answer of {address}: {}", last(cause))),
    }
}

fn not_reached(cause: &Cause) -> String {
    let is_refused = |cause: &Cause| {
        let io = cause.downcast_ref::<io::Error>();
        io.is_some_and(|io| io.kind() == io::ErrorKind::ConnectionRefused)
    };
    if causes(cause).any(is_refused) {
        return texts::fault::NOTHING_LISTENS.to_owned();
    }
    // The cause of a timeout does not tell the time, the error before it does.
    let timeout = causes(cause).map(ToString::to_string).find(|text| text.contains("timeout occurred"));
    timeout.unwrap_or_else(|| last(cause))
}

/// The error of a request for which there are no credentials.
pub(super) fn no_credentials(error: &CredentialsError) -> Error {
    not_sent(match error {
        CredentialsError::CredentialsNotLoaded(_) => {
            "no credentials are found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile that has \
             some (AWS_PROFILE)"
                .to_owned()
        }
        error => format!("cannot get the credentials: {}", last(error)),
    })
}

fn not_sent(message: String) -> Error {
    Error::Refused { code: "RequestNotSent".to_owned(), message, status: 0 }
}

/// The first cause, without the words of the libraries in between.
fn last(error: &Cause) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

/// An error and what caused it.
fn causes(error: &Cause) -> impl Iterator<Item = &Cause> {
    iter::successors(Some(error), |&error| error.source())
}
