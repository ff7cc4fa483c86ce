//! Signature Version 4 over HTTP; its rules one by one are tested beside the code.

use std::time::SystemTime;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::{
    client::{Call, call},
    running::start,
};

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(text).finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Signs a request as the user guide says, now.
fn signed(request: Call, access_key: &str, secret_key: &str) -> Call {
    let now = OffsetDateTime::from(SystemTime::now());
    let (date, clock) = (now.date(), now.time());
    let day = format!("{:04}{:02}{:02}", date.year(), u8::from(date.month()), date.day());
    let stamp = format!("{day}T{:02}{:02}{:02}Z", clock.hour(), clock.minute(), clock.second());
    let payload = hex(&Sha256::digest(&request.body));
    let canonical = format!("POST\n/\n\nhost:127.0.0.1\nx-amz-date:{stamp}\n\nhost;x-amz-date\n{payload}");
    let scope = format!("{day}/us-east-1/dynamodb/aws4_request");
    let text = format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}", hex(&Sha256::digest(&canonical)));
    let mut key = hmac(format!("AWS4{secret_key}").as_bytes(), &day);
    for part in ["us-east-1", "dynamodb", "aws4_request"] {
        key = hmac(&key, part);
    }
    let signature = hex(&hmac(&key, &text));
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders=host;x-amz-date, Signature={signature}"
    );
    request.with("X-Amz-Date", &stamp).with("Authorization", &authorization)
}

#[test]
fn with_credentials_set_only_their_signatures_are_taken() {
    let server = start(|server| server.credentials("me", "secret"));
    let request = call("ListTables", "{}");
    assert_eq!(signed(request.clone(), "me", "secret").send(server.address).status, 200);
    signed(request.clone(), "me", "guess").send(server.address).refused(400, "InvalidSignatureException");
    signed(request.clone(), "you", "secret").send(server.address).refused(400, "UnrecognizedClientException");
    let mut changed = signed(request.clone(), "me", "secret");
    changed.body = b"{ }".to_vec();
    changed.send(server.address).refused(400, "InvalidSignatureException");
    request.send(server.address).refused(400, "InvalidSignatureException");
}
