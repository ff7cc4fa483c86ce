//! The engine behind HTTP: AwsJson 1.0 over HTTP/1.1 and HTTP/2 without TLS, for the SDK of every language.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! use hashrange::server::Server;
//!
//! let server = Server::builder().address("127.0.0.1:0").shared(true).bind().await?;
//! let running = server.spawn();
//! println!("export AWS_ENDPOINT_URL_DYNAMODB={}", running.url());
//! running.stop().await?;
//! # Ok::<(), std::io::Error>(())
//! # })?;
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! **Whose tables.** As in the service, and in DynamoDB Local, each access key and region has tables of its own,
//! so a program that mixes up two regions fails here as it does there, and tests that run side by side get
//! databases of their own by taking access keys of their own. [`ServerBuilder::shared`] makes one of all.
//!
//! **Who may call.** Any credentials are taken unless [`ServerBuilder::credentials`] names the right ones; then
//! every request's Signature Version 4 is verified. Web pages may not call: see
//! [`ServerBuilder::allow_origin`] and [`ServerBuilder::allow_host`].

mod access;
mod activity;
mod answer;
mod answer_body;
mod answer_memory;
mod authorization;
mod body;
mod body_memory;
mod builder;
mod connection;
mod databases;
mod encoding;
mod fault;
mod handle;
mod head;
mod last_caller;
mod limits;
mod pace;
mod serve;
mod signature;
mod target;
mod turn;
mod watched;

pub use answer::Served;
pub use builder::ServerBuilder;
pub use handle::ServerHandle;
pub use limits::ServerLimits;
pub use serve::Server;
