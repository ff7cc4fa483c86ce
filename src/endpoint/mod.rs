//! Databases behind an endpoint, over HTTP: [`Database::connect`](crate::Database::connect). Credentials, signatures,
//! attempts, timeouts and connections are those of the AWS SDK's runtime.

mod address;
mod background;
mod bound;
mod client;
mod configuration;
mod connect;
#[cfg(feature = "cli")]
mod control;
mod failure;
mod settings;
mod tls;
mod token;

#[cfg(feature = "cli")]
pub(crate) use address::checked_address;
#[cfg(feature = "cli")]
pub(crate) use configuration::NO_REGION;
#[cfg(feature = "cli")]
pub(crate) use connect::Connection;
pub use settings::Endpoint;
