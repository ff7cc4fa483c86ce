//! AwsJson 1.0 without a socket: an operation's name and its JSON in, a status and a JSON body out.

mod dispatch;
mod exception;
#[cfg(any(feature = "sdk", feature = "server"))]
mod request_id;
mod response;
#[cfg(any(feature = "sdk", feature = "server"))]
mod target;
#[cfg(test)]
mod work;

pub(crate) use dispatch::answer;
#[cfg(feature = "server")]
pub(crate) use dispatch::describe_endpoints;
#[cfg(any(feature = "cli", feature = "server"))]
pub(crate) use exception::Exception;
#[cfg(any(feature = "sdk", feature = "server"))]
pub(crate) use request_id::request_id;
pub use response::WireResponse;
#[cfg(any(feature = "sdk", feature = "server"))]
pub(crate) use target::operation_of;
#[cfg(feature = "cli")]
pub(crate) use target::target_of;
