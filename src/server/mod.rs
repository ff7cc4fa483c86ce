//! The engine over HTTP: AwsJson 1.0 over HTTP/1.1 and HTTP/2 without TLS, for the SDK of every language.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! use hashrange::server::Server;
//!
//! let server = Server::builder().address("127.0.0.1:0").bind().await?;
//! let running = server.spawn();
//! println!("export AWS_ENDPOINT_URL_DYNAMODB={}", running.url());
//! running.stop().await?;
//! # Ok::<(), std::io::Error>(())
//! # })?;
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! **Separate tables.** All access keys and regions share one set of tables, because an account has many keys.
//! [`ServerBuilder::separate`] gives each access key, each region or both tables of their own, so that tests that run
//! side by side do not see each other's.
//!
//! **Access.** Any credentials are accepted unless [`ServerBuilder::credentials`] sets the right ones; then the
//! Signature Version 4 of every request is verified. Web pages may not call unless they are allowed: see
//! [`ServerBuilder::allow_origin`] and [`ServerBuilder::allow_host`].
//!
//! **In your own listener.** [`ServerBuilder::service`] makes a service of the crate `tower`, for axum, hyper and others.
//!
//! **Metrics.** [`ServerBuilder::metrics`] serves `/metrics` in the text format of Prometheus.
//!
//! **Console.** `ServerBuilder::console` (feature `console`) serves pages for people at `/console`.

mod access;
mod activity;
mod amz_date;
mod answer;
mod answer_body;
mod answer_memory;
mod authorization;
mod bind;
mod body;
mod body_memory;
mod builder;
mod callers;
mod carried_out;
mod connection;
mod connection_memory;
#[cfg(feature = "console")]
mod console;
mod control;
mod cors;
mod databases;
mod encoding;
mod fault;
mod handle;
mod head;
mod limits;
mod log;
mod notice;
mod pace;
mod places;
mod presigned;
mod received;
#[cfg(feature = "cli")]
pub(crate) mod relay;
#[cfg(feature = "cli")]
mod relayed;
mod reply;
mod request_tables;
mod separate;
mod serve;
mod service;
mod signature;
mod source;
mod turn;
mod watched;

pub use builder::ServerBuilder;
#[cfg(feature = "cli")]
pub(crate) use console::random_token;
pub use handle::ServerHandle;
pub use limits::ServerLimits;
pub use log::Served;
pub use notice::Notice;
pub use separate::SeparateBy;
pub use serve::Server;
pub use service::{HttpService, ServiceBody};
