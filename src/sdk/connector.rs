//! The SDK's HTTP connector, which calls the engine instead of a network.

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

use crate::{
    database::Database,
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
/// To inject faults, wrap it in a connector that returns an error for some requests and otherwise calls this one.
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
#[derive(Debug, Clone)]
pub struct Connector {
    database: Database,
}

impl Connector {
    /// A connector to this database.
    pub fn new(database: &Database) -> Self {
        Self { database: database.clone() }
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
            return HttpConnectorFuture::ready(self.answer(&request, body));
        }
        // The SDK's own requests have their bodies in memory, but an interceptor may have made this one a stream.
        let connector = self.clone();
        HttpConnectorFuture::new(async move {
            let body = ByteStream::new(request.take_body())
                .collect()
                .await
                .map_err(|error| ConnectorError::user(error.into()))?
                .into_bytes();
            connector.answer(&request, &body)
        })
    }
}

/// Returns the same connector for any timeouts, because none can expire.
#[derive(Debug)]
struct EngineHttpClient {
    connector: SharedHttpConnector,
}

impl HttpClient for EngineHttpClient {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        self.connector.clone()
    }
}

pub(super) fn http_client(database: &Database) -> SharedHttpClient {
    let connector = SharedHttpConnector::new(Connector::new(database));
    SharedHttpClient::new(EngineHttpClient { connector })
}
