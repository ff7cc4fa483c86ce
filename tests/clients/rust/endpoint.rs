//! What the clients are of: the server that `AWS_ENDPOINT_URL_DYNAMODB` names.

use std::{
    process,
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use aws_config::SdkConfig;
use aws_sdk_dynamodb::{
    Client,
    config::{
        Builder, Credentials, StalledStreamProtectionConfig, retry::RetryConfig, timeout::TimeoutConfig,
    },
};
use aws_smithy_http_client::Builder as HttpClientBuilder;

/// The configuration as every program has it: from the environment.
static ENVIRONMENT: LazyLock<SdkConfig> = LazyLock::new(|| {
    // A test that runs already cannot block on another future, hence the thread.
    let load = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(aws_config::from_env().http_client(HttpClientBuilder::new().build_http()).load())
    };
    thread::spawn(load).join().unwrap()
});

/// A client with an access key of its own, and so with tables of its own.
pub fn client() -> Client {
    static CLIENTS: AtomicUsize = AtomicUsize::new(0);
    let number = CLIENTS.fetch_add(1, Ordering::Relaxed);
    Client::from_conf(config(&format!("rust{}x{number}", process::id())).build())
}

/// The configuration of a client with this access key.
pub fn config(access_key: &str) -> Builder {
    Builder::from(&*ENVIRONMENT)
        .credentials_provider(Credentials::new(access_key, "secret", None, None, "tests"))
        // Connections live on a test's runtime, so that clients cannot share them.
        .http_client(HttpClientBuilder::new().build_http())
        // What a client hides by trying again would go unseen.
        .retry_config(RetryConfig::disabled())
        // A pause of the machine is no fault.
        .timeout_config(TimeoutConfig::builder().connect_timeout(Duration::from_secs(60)).build())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
}
