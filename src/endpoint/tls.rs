//! HTTP with TLS, through the proxies that the environment names.

use std::{collections::HashMap, time::Duration};

use aws_smithy_http_client::{
    Connector,
    proxy::ProxyConfig,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::http::{SharedHttpClient, SharedHttpConnector, http_client_fn};

use crate::sync::Mutex;

/// The timeouts of a connector: for a connection, and for an answer.
type Times = (Option<Duration>, Option<Duration>);

/// A client whose connections trust the certificates of the system, and go through `HTTPS_PROXY` and its like but for what
/// `NO_PROXY` has. Connections are kept with the connector of their timeouts.
pub(super) fn client() -> SharedHttpClient {
    let connectors: Mutex<HashMap<Times, SharedHttpConnector>> = Mutex::new(HashMap::new());
    http_client_fn(move |settings, components| {
        let times = (settings.connect_timeout(), settings.read_timeout());
        let mut connectors = connectors.lock();
        let connector = connectors.entry(times).or_insert_with(|| {
            let mut connector = Connector::builder()
                .proxy_config(ProxyConfig::from_env())
                .connector_settings(settings.clone())
                .tls_provider(Provider::Rustls(CryptoMode::Ring));
            connector.set_sleep_impl(components.sleep_impl());
            SharedHttpConnector::new(connector.build())
        });
        connector.clone()
    })
}
