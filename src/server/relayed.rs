//! Requests that are sent on to an endpoint, and their answers.

use std::sync::Arc;

use bytes::Bytes;
use hyper::{Method, StatusCode, header::HeaderValue, http::request::Parts};

use super::{
    activity::Activity, answer::Shared, body::RequestBody, control::is_control, fault::Fault, head::Head,
    relay::Relay, reply::Reply,
};
use crate::remote::WireResponse;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

impl Shared {
    /// Sends a request on to the endpoint: an operation, or one for a path below `/_hashrange/`.
    pub(super) async fn relayed(
        &self,
        relay: &Relay,
        head: &Head<'_>,
        body: impl RequestBody,
        connection: &Arc<Activity>,
    ) -> Result<Reply, Fault> {
        let Parts { method, uri, .. } = head.parts;
        let is_operation = uri.path() == "/" && *method == Method::POST;
        let is_control =
            is_control(uri.path()) && matches!(*method, Method::GET | Method::POST | Method::DELETE);
        if !is_operation && !is_control {
            return Err(Fault::not_the_protocol());
        }
        head.check_not_embedded()?;
        relay.check_token(head)?;
        let operation =
            is_operation.then(|| head.operation().ok_or_else(Fault::unknown_operation)).transpose()?;
        let content_type = match operation {
            Some(_) => head.content_type().ok_or_else(Fault::not_the_protocol)?,
            None => JSON,
        };
        // Before there is room for an answer is looked for: so at most these answers are in memory beside those that wait to
        // be sent.
        let _turn = relay.turns.acquire().await.map_err(|_| Fault::internal())?;
        // What was received is counted until the answer is there.
        let (received, decoded) = self.receive_decoded(head, body, connection).await?;
        let sending = match operation {
            Some(operation) => relay.upstream.operation(operation, decoded.to_vec()),
            None => {
                let path = uri.path_and_query().map_or(uri.path(), |path| path.as_str());
                let sending = relay.upstream.control(method.clone(), path, decoded.to_vec());
                sending.ok_or_else(Fault::not_the_protocol)?
            }
        };
        let WireResponse { status, body } = match sending.await {
            Ok(answer) => answer,
            Err(error) => {
                let fault = Fault::exception("EndpointException", &relay.upstream.told(&error));
                return Err(fault.with_status(StatusCode::BAD_GATEWAY));
            }
        };
        let status = StatusCode::from_u16(status).ok().filter(|status| !status.is_informational());
        let status = status.unwrap_or(StatusCode::BAD_GATEWAY);
        let reply = Reply::new(status, Some(content_type), Bytes::from(body));
        Ok(Reply { request_bytes: received.bytes.len(), ..reply })
    }
}
