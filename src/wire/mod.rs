//! AwsJson 1.0 without a socket: an operation's name and its JSON in, a status and a JSON body out.

mod ask;
mod dispatch;
mod exception;
mod refusal;
#[cfg(any(feature = "sdk", feature = "server"))]
mod request_id;
mod response;
#[cfg(any(feature = "sdk", feature = "server", feature = "remote"))]
mod target;
#[cfg(test)]
mod work;

#[cfg(feature = "remote")]
pub(crate) use ask::accepted;
pub(crate) use ask::ask;
#[cfg(feature = "cli")]
pub(crate) use ask::read_output;
pub(crate) use dispatch::answer;
#[cfg(feature = "server")]
pub(crate) use dispatch::describe_endpoints;
#[cfg(any(feature = "cli", feature = "remote", feature = "server"))]
pub(crate) use exception::Exception;
#[cfg(any(feature = "sdk", feature = "server"))]
pub(crate) use request_id::request_id;
#[cfg(feature = "remote")]
pub(crate) use target::is_of_streams;
#[cfg(any(feature = "sdk", feature = "server"))]
pub(crate) use target::operation_of;
#[cfg(any(feature = "cli", feature = "remote"))]
pub(crate) use target::target_of;
