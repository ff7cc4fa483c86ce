//! Connections to endpoints.

use std::{fmt, future::Future, sync::Arc};

use super::{
    Endpoint,
    background::Background,
    client::{Client, ClientSettings},
    configuration::Configuration,
    token::with_token,
};
use crate::{
    database::Database,
    error::{Error, Result},
    remote::{Sending, Transport, WireResponse},
    wire::{is_of_streams, target_of},
};

impl Database {
    /// The database behind an endpoint that speaks DynamoDB's protocol: Amazon DynamoDB, ScyllaDB Alternator, another
    /// hashrange. Nothing is sent before the first request. What is the same there, and what an endpoint cannot do, is
    /// told at [`connect_through`](Self::connect_through).
    ///
    /// Requests run on a thread of their own, so that it needs no runtime, and works inside of any. Connections are kept
    /// and used again. It is closed with the last handle.
    ///
    /// ```no_run
    /// use hashrange::{Database, Endpoint, item};
    ///
    /// let db = Database::connect(Endpoint::aws())?; // or "http://localhost:8000"
    /// let users = db.table("users")?;
    /// users.put(item! { "id": "haeri05", "age": 39 }).run()?;
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// An address that is none, a region that is not to be found, or a thread that cannot be started:
    /// [`Error::Validation`] and [`Error::NoAnswer`]. Credentials are looked for by the first request, which fails with
    /// [`Error::Refused`] if there are none.
    pub fn connect(endpoint: impl Into<Endpoint>) -> Result<Self> {
        Connection::new(endpoint.into()).map(|connection| connection.database())
    }
}

/// A connection to an endpoint.
#[derive(Clone)]
pub(crate) struct Connection(Arc<Inner>);

struct Inner {
    address: String,
    background: Background,
    settings: ClientSettings,
    dynamodb: Arc<Client>,
    streams: Arc<Client>,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("endpoint", &self.address())
            .field("region", &self.region())
            .finish()
    }
}

impl Connection {
    /// A connection, which nothing is sent through yet.
    ///
    /// # Errors
    /// As those of [`Database::connect`].
    pub(crate) fn new(endpoint: Endpoint) -> Result<Self> {
        let no_thread = |error| Error::NoAnswer(format!("no thread can be started: {error}"));
        let background = Background::new().map_err(no_thread)?;
        let (attempts, connect_timeout, timeout) =
            (endpoint.attempts, endpoint.connect_timeout, endpoint.timeout);
        let configured = background.spawn(async move { Configuration::of(&endpoint).await });
        let configured = crate::database::wait(configured);
        let configured =
            configured.ok_or_else(|| Error::NoAnswer("the configuration cannot be read".to_owned()))??;
        let Configuration { addresses, region, credentials, http } = configured;
        let settings = ClientSettings { http, region, credentials, attempts, connect_timeout, timeout };
        let streams = Arc::new(Client::new(&addresses.streams, settings.clone()));
        let dynamodb = Arc::new(Client::new(&addresses.dynamodb, settings.clone()));
        Ok(Self(Arc::new(Inner { address: addresses.dynamodb, background, settings, dynamodb, streams })))
    }

    /// The database behind the endpoint.
    pub(crate) fn database(&self) -> Database {
        Database::behind(Database::builder().region(self.region()).build(), self.clone())
    }

    /// Where requests are sent, as a URL.
    pub(crate) fn address(&self) -> &str {
        &self.0.address
    }

    /// The region for which requests are signed.
    pub(crate) fn region(&self) -> &str {
        &self.0.settings.region
    }

    /// How requests are sent.
    #[cfg(feature = "cli")]
    pub(super) fn settings(&self) -> &ClientSettings {
        &self.0.settings
    }

    /// Sends a request, which is aborted if the future is dropped.
    pub(super) async fn request(
        &self,
        client: Arc<Client>,
        request: http::Request<Vec<u8>>,
    ) -> Result<WireResponse> {
        self.in_background(async move { client.send(request).await }).await?
    }

    /// Runs work on the connection's thread. It is aborted if the future is dropped.
    pub(super) async fn in_background<R: Send + 'static>(
        &self,
        work: impl Future<Output = R> + Send + 'static,
    ) -> Result<R> {
        self.0.background.spawn(work).await.ok_or_else(Error::no_answer)
    }
}

impl Transport for Connection {
    fn send(&self, operation: &str, body: Vec<u8>) -> Sending {
        let connection = self.clone();
        let client = if is_of_streams(operation) { &self.0.streams } else { &self.0.dynamodb };
        let client = Arc::clone(client);
        let request = http::Request::post("/")
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", target_of(operation))
            .body(with_token(operation, body));
        Box::pin(async move {
            let request =
                request.map_err(|error| Error::validation(format!("The operation has no name: {error}")))?;
            connection.request(client, request).await
        })
    }
}
