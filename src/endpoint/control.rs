//! Requests to the paths below `/_hashrange/` of a hashrange server.

use std::sync::Arc;

use aws_credential_types::provider::ProvideCredentials;
use http::{Method, Request};

use super::{client::Client, connect::Connection, failure::no_credentials};
use crate::{
    error::{Error, Result},
    remote::WireResponse,
};

impl Connection {
    /// Asks a path below `/_hashrange/` with these parameters. With a token, that is sent in the place of a signature.
    ///
    /// # Errors
    /// No answer came.
    pub(crate) async fn ask(
        &self,
        path: &str,
        parameters: &[(&str, &str)],
        token: Option<&str>,
    ) -> Result<WireResponse> {
        let mut query: Vec<String> = parameters.iter().map(|&(name, value)| parameter(name, value)).collect();
        if token.is_some() {
            // A signature says whose tables are meant; with a token, the query does.
            query.push(parameter("access-key", &self.access_key().await?));
            query.push(parameter("region", self.region()));
        }
        let uri = format!("/_hashrange/{path}?{}", query.join("&"));
        let mut request = Request::builder().method(Method::GET).uri(uri);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request.body(Vec::new());
        let request =
            request.map_err(|error| Error::validation(format!("The request cannot be sent: {error}")))?;
        let client = match token {
            None => self.client(),
            Some(_) => Arc::new(Client::without_signatures(self.address(), self.settings().clone())),
        };
        self.request(client, request).await
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
