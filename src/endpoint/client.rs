//! Requests over HTTP, by the runtime of the AWS SDK for Rust: signatures, attempts, timeouts, connections.

use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_runtime::{
    auth::{
        SigV4OperationSigningConfig,
        sigv4::{SCHEME_ID, SigV4AuthScheme},
    },
    retries::classifiers::AwsErrorCodeClassifier,
};
use aws_smithy_async::{rt::sleep::TokioSleep, time::SystemTimeSource};
use aws_smithy_runtime::client::{
    identity::IdentityCache,
    orchestrator::operation::{Operation, OperationBuilder},
    retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier},
};
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        auth::{
            AuthSchemeOptionResolverParams, SharedAuthScheme, static_resolver::StaticAuthSchemeOptionResolver,
        },
        http::SharedHttpClient,
        orchestrator::{HttpRequest, HttpResponse, OrchestratorError},
        result::SdkError,
        runtime_components::RuntimeComponentsBuilder,
        runtime_plugin::StaticRuntimePlugin,
    },
};
use aws_smithy_types::{
    body::SdkBody,
    config_bag::Layer,
    error::metadata::{ErrorMetadata, ProvideErrorMetadata},
    retry::RetryConfig,
    timeout::TimeoutConfig,
};
use aws_types::{SigningName, region::SigningRegion};
use http::{HeaderValue, Request, header::USER_AGENT};

use super::{bound::Bounded, failure::failure};
use crate::{error::Result, remote::WireResponse, wire::Exception};

/// Named in `User-Agent`.
const PROGRAM: &str = concat!("hashrange/", env!("CARGO_PKG_VERSION"));

/// An answer with another status than 200.
#[derive(Debug, thiserror::Error)]
#[error("status {}", answer.status)]
struct Refusal {
    answer: WireResponse,
    exception: ErrorMetadata,
}

impl ProvideErrorMetadata for Refusal {
    fn meta(&self) -> &ErrorMetadata {
        &self.exception
    }
}

/// How requests to one address are sent.
#[derive(Debug)]
pub(super) struct Client {
    address: String,
    timeout: Duration,
    operation: Operation<Request<Vec<u8>>, WireResponse, Refusal>,
}

/// What clients of one endpoint have in common.
#[derive(Debug, Clone)]
pub(super) struct ClientSettings {
    pub(super) http: SharedHttpClient,
    pub(super) region: String,
    pub(super) credentials: SharedCredentialsProvider,
    pub(super) attempts: u32,
    pub(super) connect_timeout: Duration,
    pub(super) timeout: Duration,
}

impl Client {
    /// A client of this address, which signs requests.
    pub(super) fn new(address: &str, settings: ClientSettings) -> Self {
        let signatures = signatures(settings.region.clone(), settings.credentials.clone());
        Self::of(address, settings, |operation| operation.runtime_plugin(signatures))
    }

    /// A client of this address, which sends requests as they are.
    #[cfg(feature = "cli")]
    pub(super) fn without_signatures(address: &str, settings: ClientSettings) -> Self {
        Self::of(address, settings, OperationBuilder::no_auth)
    }

    fn of(
        address: &str,
        settings: ClientSettings,
        with_auth: impl FnOnce(OperationBuilder) -> OperationBuilder,
    ) -> Self {
        let retries = RetryConfig::standard()
            .with_max_attempts(settings.attempts)
            .with_initial_backoff(Duration::from_millis(50));
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(settings.connect_timeout)
            .operation_attempt_timeout(settings.timeout)
            .build();
        let operation = Operation::builder()
            .service_name("dynamodb")
            .operation_name("request")
            .http_client(settings.http)
            .endpoint_url(address)
            .standard_retry(&retries)
            .retry_classifier(TransientErrorClassifier::<Refusal>::new())
            .retry_classifier(HttpStatusCodeClassifier::default())
            .retry_classifier(AwsErrorCodeClassifier::<Refusal>::new())
            .timeout_config(timeouts)
            .sleep_impl(TokioSleep::new())
            .time_source(SystemTimeSource::new())
            .interceptor(Bounded)
            .with_connection_poisoning();
        let operation = with_auth(operation).serializer(serialize).deserializer(deserialize).build();
        Self { address: address.to_owned(), timeout: settings.timeout, operation }
    }

    /// Sends a request, whose URI is a path.
    ///
    /// # Errors
    /// No answer came, or the request could not be signed.
    pub(super) async fn send(&self, request: Request<Vec<u8>>) -> Result<WireResponse> {
        match self.operation.invoke(request).await {
            Ok(answer) => Ok(answer),
            Err(SdkError::ServiceError(refused)) => Ok(refused.into_err().answer),
            Err(error) => Err(failure(&self.address, self.timeout, &error)),
        }
    }
}

fn signatures(region: String, credentials: SharedCredentialsProvider) -> StaticRuntimePlugin {
    let mut layer = Layer::new("hashrange");
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    layer.store_put(SigV4OperationSigningConfig {
        region: Some(SigningRegion::from(aws_types::region::Region::new(region))),
        name: Some(SigningName::from_static("dynamodb")),
        ..SigV4OperationSigningConfig::default()
    });
    let components = RuntimeComponentsBuilder::new("hashrange")
        .with_auth_scheme(SharedAuthScheme::new(SigV4AuthScheme::new()))
        .with_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID])))
        .with_identity_cache(Some(IdentityCache::lazy().build()))
        .with_identity_resolver(SCHEME_ID, credentials);
    StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(components)
}

fn serialize(request: Request<Vec<u8>>) -> Result<HttpRequest, BoxError> {
    let mut request = request.map(SdkBody::from);
    request.headers_mut().insert(USER_AGENT, HeaderValue::from_static(PROGRAM));
    Ok(HttpRequest::try_from(request)?)
}

#[expect(clippy::result_large_err, reason = "the runtime takes such a function")]
fn deserialize(response: &HttpResponse) -> Result<WireResponse, OrchestratorError<Refusal>> {
    let body = response.body().bytes().unwrap_or_default().to_vec();
    let answer = WireResponse { status: response.status().as_u16(), body };
    if answer.status == 200 {
        return Ok(answer);
    }
    let Exception { name, message } = Exception::in_body(&answer.body);
    let exception = ErrorMetadata::builder().code(name).message(message).build();
    Err(OrchestratorError::operation(Refusal { answer, exception }))
}
