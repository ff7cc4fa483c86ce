//! What the requests of imports and bulk operations have in common: their JSON, their client tokens.

use sha2::{Digest, Sha256};

use crate::{
    codec::{Reading, Structure, WriteJson, json::Json, read_structure},
    engine::{Engine, RequestHash, TransferRequest},
};

/// What a job keeps of its request.
pub(super) fn kept_request(
    engine: &Engine,
    input: &impl WriteJson,
    client_token: Option<&str>,
    table_id: String,
) -> TransferRequest {
    let client_token = client_token.map_or_else(|| engine.ids().uuid(), str::to_owned);
    TransferRequest { json: json(input).into(), client_token, table_id }
}

/// The request that a job keeps.
pub(super) fn read_request<I: Structure + Default>(kept: &TransferRequest) -> I {
    let text = std::str::from_utf8(&kept.json).unwrap_or_default();
    let read = read_structure(&mut Json::new(text), &mut Reading::default());
    debug_assert!(matches!(read, Ok(Some(_))), "what was written is read: {text}");
    read.ok().flatten().unwrap_or_default()
}

/// A request by its client token. Another request with the same token is another request.
pub(super) fn token<'t>(
    client_token: Option<&'t str>,
    input: &impl WriteJson,
) -> Option<(&'t str, RequestHash)> {
    client_token.map(|token| (token, Sha256::digest(json(input)).into()))
}

/// The JSON of a request.
pub(super) fn json(input: &impl WriteJson) -> Vec<u8> {
    let mut json = Vec::new();
    input.write_json(&mut json);
    json
}
