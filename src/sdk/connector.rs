//! The SDK's HTTP connector, which calls the engine instead of a network.

use std::{fmt, time::Duration};

use aws_smithy_async::rt::sleep::{AsyncSleep, SharedAsyncSleep};
use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
            SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::{body::SdkBody, byte_stream::ByteStream};

use super::virtual_time::VirtualTime;
use crate::{
    database::Database,
    engine::put_off,
    wire::{operation_of, request_id},
};

/// Answers the SDK's HTTP requests from a database, at once: the future is ready when it is returned.
///
/// The header `X-Amz-Target` selects the operation, of DynamoDB or of DynamoDB Streams. Where the database has several
/// [regions](crate::DatabaseBuilder::regions), the client's region selects one of them, if the request goes to the
/// service's endpoint of a region that the database has; otherwise it is for the region of the handle. Method, path, host, credentials
/// and signature are ignored. Answers have the status, the headers `content-type` and `x-amzn-requestid`, and the body
/// that the service would send.
///
/// The database's [faults](Database::faults) are met here too: a lost request or answer is a broken connection (an error
/// of kind I/O, which the SDK retries), and a delay is a sleep of the client. For faults that they do not have, wrap it in
/// a connector that returns an error for some requests and otherwise calls this one.
///
/// ```
/// use aws_smithy_runtime_api::client::{
///     http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn},
///     orchestrator::HttpRequest,
///     result::ConnectorError,
/// };
/// use hashrange::{Database, sdk::Connector};
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// /// A network whose first two requests do not arrive.
/// #[derive(Debug)]
/// struct Flaky(Connector, AtomicU32);
///
/// impl HttpConnector for Flaky {
///     fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
///         if self.1.fetch_add(1, Ordering::Relaxed) < 2 {
///             return HttpConnectorFuture::ready(Err(ConnectorError::timeout("no answer".into())));
///         }
///         self.0.call(request)
///     }
/// }
///
/// let db = Database::new();
/// let flaky = SharedHttpConnector::new(Flaky(Connector::new(&db), AtomicU32::new(0)));
/// let config = hashrange::sdk::config(&db).http_client(http_client_fn(move |_, _| flaky.clone())).build();
/// let client = aws_sdk_dynamodb::Client::from_conf(config);
/// # tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(async {
/// assert!(client.list_tables().send().await.is_ok()); // at the third attempt
/// # });
/// ```
#[derive(Clone)]
pub struct Connector {
    database: Database,
    /// How delays of answers are waited for.
    sleep: SharedAsyncSleep,
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector").field("database", &self.database).finish_non_exhaustive()
    }
}

impl Connector {
    /// A connector to this database. A delay of an answer moves the database's clock as a sleep of
    /// [`VirtualTime`](super::VirtualTime) does.
    pub fn new(database: &Database) -> Self {
        let sleep = SharedAsyncSleep::new(VirtualTime::of(database.clock()));
        Self { database: database.clone(), sleep }
    }

    /// The database of another region, if this one has it.
    fn in_region(&self, region: &str) -> Option<Database> {
        let is_other = self.database.region() != region && self.database.regions().names().nth(1).is_some();
        is_other.then(|| self.database.in_region(region).ok()).flatten()
    }

    fn answer(&self, request: &HttpRequest, body: &[u8]) -> Result<HttpResponse, ConnectorError> {
        let of_region = region(request).and_then(|region| self.in_region(region));
        let (database, target) = (of_region.as_ref().unwrap_or(&self.database), target(request));
        // No operation has an empty name, so an unknown target is answered like an unknown operation.
        let answer = database.wire(operation_of(target).unwrap_or_default(), body);
        if answer.is_lost() {
            return Err(ConnectorError::io("the connection was closed before an answer came".into()));
        }
        let status =
            StatusCode::try_from(answer.status).map_err(|error| ConnectorError::other(error.into(), None))?;
        let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
        let headers = response.headers_mut();
        headers.insert("content-type", "application/x-amz-json-1.0");
        headers.insert("x-amzn-requestid", request_id(self.database.engine.request_ids()));
        Ok(response)
    }
}

/// The region in the name of the service's endpoint: `dynamodb.eu-west-1.amazonaws.com`.
fn region(request: &HttpRequest) -> Option<&str> {
    let (_, behind) = request.uri().split_once("dynamodb.")?;
    behind.split('.').next()
}

/// The value of the header that names the operation. Scanning the few headers is faster than a look-up by hash.
fn target(request: &HttpRequest) -> &str {
    let mut headers = request.headers().iter();
    headers.find(|(name, _)| *name == "x-amz-target").map_or("", |(_, target)| target)
}

impl HttpConnector for Connector {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        if let Some(body) = request.body().bytes() {
            let (answer, delay) = put_off(|| self.answer(&request, body));
            if delay.is_zero() {
                return HttpConnectorFuture::ready(answer);
            }
            let sleep = self.sleep.clone();
            return HttpConnectorFuture::new(async move {
                sleep.sleep(delay).await;
                answer
            });
        }
        // The SDK's own requests have their bodies in memory, but an interceptor may have made this one a stream.
        let connector = self.clone();
        HttpConnectorFuture::new(async move {
            let body = ByteStream::new(request.take_body())
                .collect()
                .await
                .map_err(|error| ConnectorError::user(error.into()))?
                .into_bytes();
            let (answer, delay) = put_off(|| connector.answer(&request, &body));
            if delay > Duration::ZERO {
                connector.sleep.sleep(delay).await;
            }
            answer
        })
    }
}

/// Makes a connector with the client's sleep. The client itself has the timeouts of requests.
#[derive(Debug)]
struct EngineHttpClient {
    database: Database,
}

impl HttpClient for EngineHttpClient {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let connector = Connector::new(&self.database);
        let sleep = components.sleep_impl().unwrap_or_else(|| connector.sleep.clone());
        SharedHttpConnector::new(Connector { sleep, ..connector })
    }
}

pub(super) fn http_client(database: &Database) -> SharedHttpClient {
    SharedHttpClient::new(EngineHttpClient { database: database.clone() })
}
