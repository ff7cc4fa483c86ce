//! Requests to the paths below `/_hashrange/` of a hashrange server.

use std::sync::Arc;

use aws_credential_types::provider::ProvideCredentials;
use http::{Method, Request, header::AUTHORIZATION};

use super::{client::Client, connect::Connection, failure::no_credentials};
use crate::{
    error::{Error, Result},
    remote::WireResponse,
};

impl Connection {
    /// Asks a path below `/_hashrange/` with these parameters, as [`control`](Self::control) does.
    ///
    /// # Errors
    /// No answer came.
    pub(crate) async fn ask(
        &self,
        path: &str,
        parameters: &[(&str, &str)],
        token: Option<&str>,
    ) -> Result<WireResponse> {
        let query: Vec<String> = parameters.iter().map(|&(name, value)| parameter(name, value)).collect();
        self.control(Method::GET, &format!("/_hashrange/{path}?{}", query.join("&")), Vec::new(), token).await
    }

    /// Sends a request to a path with its query, once. With a token, that is sent in the place of a signature.
    ///
    /// # Errors
    /// No answer came.
    pub(crate) async fn control(
        &self,
        method: Method,
        path_and_query: &str,
        body: Vec<u8>,
        token: Option<&str>,
    ) -> Result<WireResponse> {
        let mut settings = self.settings().clone();
        settings.attempts = 1;
        let mut request = Request::builder().method(method);
        let client = match token {
            None => {
                request = request.uri(path_and_query);
                Client::new(self.address(), settings)
            }
            Some(token) => {
                // A signature says whose tables are meant; with a token, the query does.
                let whose =
                    [parameter("access-key", &self.access_key().await?), parameter("region", self.region())];
                let joint = if path_and_query.contains('?') { '&' } else { '?' };
                request = request
                    .uri(format!("{path_and_query}{joint}{}", whose.join("&")))
                    .header(AUTHORIZATION, format!("Bearer {token}"));
                Client::without_signatures(self.address(), settings)
            }
        };
        let request = request.body(body);
        let request =
            request.map_err(|error| Error::validation(format!("the request cannot be sent: {error}")))?;
        self.request(Arc::new(client), request).await
    }

    async fn access_key(&self) -> Result<String> {
        let credentials = self.settings().credentials.clone();
        let looked_for = self.in_background(async move { credentials.provide_credentials().await }).await?;
        looked_for.map(|found| found.access_key_id().to_owned()).map_err(|error| no_credentials(&error))
    }
}

/// A parameter of a query, with all but letters, digits and `-._~` as `%` and two hexadecimal digits.
fn parameter(name: &str, value: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    format!("{name}={}", value.bytes().map(encoded).collect::<String>())
}
