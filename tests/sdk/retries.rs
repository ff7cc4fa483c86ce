//! Retries and timeouts: as in production, without waiting.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::{
    Client,
    config::{retry::RetryConfig, timeout::TimeoutConfig},
    error::{ProvideErrorMetadata, SdkError},
};
use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn},
        orchestrator::{HttpRequest, HttpResponse},
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use hashrange::{
    Database,
    sdk::{self, Connector, VirtualTime},
};

/// A service whose first answers are a fault.
#[derive(Debug)]
struct Faulty {
    engine: Connector,
    faults: u32,
    fault: (u16, &'static str),
    calls: Arc<AtomicU32>,
}

impl HttpConnector for Faulty {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        if self.calls.fetch_add(1, Ordering::SeqCst) >= self.faults {
            return self.engine.call(request);
        }
        let status = StatusCode::try_from(self.fault.0).unwrap();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(self.fault.1))))
    }
}

const THROTTLED: (u16, &str) = (
    400,
    r#"{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"too fast"}"#,
);
const BROKEN: (u16, &str) =
    (500, r#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"broken"}"#);

/// A client, what counts its requests, and its time.
fn faulty(fault: (u16, &'static str), faults: u32, attempts: u32) -> (Client, Arc<AtomicU32>, VirtualTime) {
    let db = Database::new();
    let (calls, time) = (Arc::new(AtomicU32::new(0)), VirtualTime::new());
    let engine = Connector::new(&db);
    let connector = SharedHttpConnector::new(Faulty { engine, faults, fault, calls: Arc::clone(&calls) });
    let config = sdk::config(&db)
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .sleep_impl(time.clone())
        .time_source(time.clone())
        .retry_config(RetryConfig::standard().with_max_attempts(attempts));
    (Client::from_conf(config.build()), calls, time)
}

#[tokio::test]
async fn a_throttled_request_is_tried_again_after_a_pause_that_takes_no_time() {
    for fault in [THROTTLED, BROKEN] {
        let started = Instant::now();
        let (client, calls, time) = faulty(fault, 9, 10);
        client.list_tables().send().await.unwrap();
        assert_eq!(calls.load(Ordering::SeqCst), 10);
        // Nine pauses, each up to the double of the one before, at random: a minute on the average.
        assert!(time.slept() > Duration::from_secs(1), "{:?}", time.slept());
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    }
}

#[tokio::test]
async fn the_last_attempt_s_error_is_the_answer() {
    let (client, calls, _) = faulty(THROTTLED, u32::MAX, 3);
    let get = client.describe_table().table_name("likes").send().await.unwrap_err();
    assert_eq!(get.code(), Some("ProvisionedThroughputExceededException"));
    assert_eq!(calls.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn an_exception_of_the_caller_s_making_is_not_tried_again() {
    let (client, calls, _) = faulty(THROTTLED, 0, 3);
    assert!(client.describe_table().table_name("likes").send().await.is_err());
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn one_client_s_retries_do_not_use_up_another_s() {
    let (hasty, hasty_calls, _) = faulty(THROTTLED, u32::MAX, 3);
    // The SDK has 500 tokens for a service, and a retry costs 5 or more.
    for _ in 0..110 {
        assert!(hasty.list_tables().send().await.is_err());
    }
    assert!(hasty_calls.load(Ordering::SeqCst) < 330, "the tokens never ended");
    let (client, calls, _) = faulty(THROTTLED, 2, 3);
    client.list_tables().send().await.unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), 3);
}

/// A service that never answers.
#[derive(Debug)]
struct Silent;

impl HttpConnector for Silent {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(std::future::pending())
    }
}

#[tokio::test]
async fn a_timeout_passes_at_once_where_no_answer_comes() {
    let db = Database::new();
    let silent = SharedHttpConnector::new(Silent);
    let config = sdk::config(&db)
        .http_client(http_client_fn(move |_, _| silent.clone()))
        .timeout_config(TimeoutConfig::builder().operation_timeout(Duration::from_secs(3600)).build());
    let started = Instant::now();
    let passed = Client::from_conf(config.build()).list_tables().send().await.unwrap_err();
    assert!(matches!(passed, SdkError::TimeoutError(_)), "{passed:?}");
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[tokio::test]
async fn no_timeout_passes_where_the_engine_answers() {
    let db = Database::new();
    let shortest = Duration::from_nanos(1);
    let timeouts = TimeoutConfig::builder()
        .operation_timeout(shortest)
        .operation_attempt_timeout(shortest)
        .read_timeout(shortest)
        .connect_timeout(shortest);
    let client = Client::from_conf(sdk::config(&db).timeout_config(timeouts.build()).build());
    client.list_tables().send().await.unwrap();
}
