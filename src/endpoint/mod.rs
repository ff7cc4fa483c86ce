//! Databases behind an endpoint, over HTTP: [`Database::connect`](crate::Database::connect). Credentials, signatures,
//! attempts, timeouts and connections are those of the AWS SDK's runtime.

mod address;
mod background;
mod connect;
mod http;
mod settings;
mod token;

pub use settings::Endpoint;
