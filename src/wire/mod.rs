//! AwsJson 1.0 without a socket: an operation's name and its JSON in, a status and a JSON body out.

mod dispatch;
#[cfg(feature = "sdk")]
mod request_id;
mod response;

pub(crate) use dispatch::answer;
#[cfg(feature = "sdk")]
pub(crate) use request_id::request_id;
pub use response::WireResponse;
