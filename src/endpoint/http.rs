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
    orchestrator::operation::Operation,
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

use crate::{
    error::{Error, Result},
    remote::WireResponse,
    wire::{Exception, target_of},
};

/// Named in `User-Agent`.
const USER_AGENT: &str = concat!("hashrange/", env!("CARGO_PKG_VERSION"));

/// A request as it is sent.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) operation: String,
    pub(super) body: Vec<u8>,
}

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
pub(super) struct Client(Operation<Sent, WireResponse, Refusal>);

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
    /// A client of this address.
    pub(super) fn new(address: &str, settings: ClientSettings) -> Self {
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
            .with_connection_poisoning()
            .runtime_plugin(signatures(settings.region, settings.credentials))
            .serializer(serialize)
            .deserializer(deserialize)
            .build();
        Self(operation)
    }

    /// Sends a request.
    ///
    /// # Errors
    /// No answer came, or the request could not be signed.
    pub(super) async fn send(&self, sent: Sent) -> Result<WireResponse> {
        match self.0.invoke(sent).await {
            Ok(answer) => Ok(answer),
            Err(SdkError::ServiceError(refused)) => Ok(refused.into_err().answer),
            Err(error) => Err(failure(error)),
        }
    }
}

/// The error of a request without an answer.
fn failure(error: SdkError<Refusal, HttpResponse>) -> Error {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        message += &format!(": {error}");
        cause = error.source();
    }
    match error {
        // It was not sent: there are no credentials, say.
        SdkError::ConstructionFailure(_) => {
            Error::Refused { code: "RequestNotSent".to_owned(), message, status: 0 }
        }
        _ => Error::NoAnswer(message),
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

fn serialize(sent: Sent) -> Result<HttpRequest, BoxError> {
    let request = http::Request::post("/")
        .header("user-agent", USER_AGENT)
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", target_of(&sent.operation));
    Ok(HttpRequest::try_from(request.body(SdkBody::from(sent.body))?)?)
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
