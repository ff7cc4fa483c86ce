//! AwsJson 1.0 without a socket: an operation's name and its JSON in, a status and a JSON body out.

mod dispatch;
mod response;

pub(crate) use dispatch::answer;
pub use response::WireResponse;
