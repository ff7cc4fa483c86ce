//! Signature Version 4 over HTTP; its rules one by one are tested beside the code.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::{
    client::{Call, call},
    running::start,
};

const SIGNED_HEADERS: &str = "host;x-amz-date;x-amz-target";

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(text).finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Signs a request as the user guide says, now.
fn signed(request: Call, access_key: &str, secret_key: &str) -> Call {
    let now = Timestamp::now();
    let (day, stamp) = (now.strftime("%Y%m%d").to_string(), now.strftime("%Y%m%dT%H%M%SZ").to_string());
    let payload = hex(&Sha256::digest(&request.body));
    let target =
        request.headers.iter().find(|(name, _)| name == "X-Amz-Target").map_or("", |(_, value)| value);
    let (method, path) = (&request.method, &request.path);
    let canonical = format!(
        "{method}\n{path}\n\nhost:127.0.0.1\nx-amz-date:{stamp}\nx-amz-target:{target}\n\n{SIGNED_HEADERS}\n{payload}"
    );
    let scope = format!("{day}/us-east-1/dynamodb/aws4_request");
    let text = format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}", hex(&Sha256::digest(&canonical)));
    let mut key = hmac(format!("AWS4{secret_key}").as_bytes(), &day);
    for part in ["us-east-1", "dynamodb", "aws4_request"] {
        key = hmac(&key, part);
    }
    let signature = hex(&hmac(&key, &text));
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders={SIGNED_HEADERS}, Signature={signature}"
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
    let another =
        signed(request.clone(), "me", "secret").with("X-Amz-Target", "DynamoDB_20120810.DescribeLimits");
    another.send(server.address).refused(400, "InvalidSignatureException");
    let mut changed = signed(request.clone(), "me", "secret");
    changed.body = b"{ }".to_vec();
    changed.send(server.address).refused(400, "InvalidSignatureException");
    request.send(server.address).refused(400, "InvalidSignatureException");
}

#[test]
fn the_query_of_a_presigned_request_says_whose_it_is() {
    let server = start(|server| server);
    let request = call("ListTables", "{}").without("Authorization").without("X-Amz-Date");
    let query = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=me%2F20261122%2Fus-east-1%2Fdynamodb%2Faws4_request\
                 &X-Amz-Date=20261122T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-amz-target&X-Amz-Signature=0";
    let presigned = request.clone().path(query);
    assert_eq!(presigned.send(server.address).status, 200);
    let lacking = request.path("/?X-Amz-Algorithm=AWS4-HMAC-SHA256");
    let text = lacking.send(server.address).refused(400, "IncompleteSignatureException");
    assert!(text.contains("must include 'X-Amz-Credential'."), "{text}");
    let twice = call("ListTables", "{}").path(query).send(server.address);
    twice.refused(400, "InvalidSignatureException");

    let server = start(|server| server.credentials("me", "secret"));
    presigned.send(server.address).refused(400, "InvalidSignatureException");
}

#[test]
fn control_requests_are_signed_with_the_servers_credentials_or_with_those_of_their_fork() {
    let server = start(|server| server.credentials("me", "secret").control(true));
    let to = server.address;
    let control = |method: &str, path: &str| call("", "").method(method).path(&format!("/_hashrange/{path}"));
    let forbidden = |request: Call| assert_eq!(request.send(to).status, 403);
    forbidden(control("POST", "fork").without("Authorization"));
    forbidden(control("POST", "fork").with("Authorization", "Bearer secret"));
    signed(control("POST", "fork"), "me", "guess").send(to).refused(400, "InvalidSignatureException");
    control("POST", "fork").send(to).refused(400, "InvalidSignatureException");

    let made = |access_key: &str, secret: &str| {
        let answer = signed(control("POST", "fork"), access_key, secret).send(to);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let fork: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        let text = |member: &str| fork[member].as_str().unwrap().to_owned();
        (text("access_key"), text("secret_key"))
    };
    let ((key, secret), (other, _)) = (made("me", "secret"), made("me", "secret"));
    // The fork's own signature serves the API and its own control.
    assert_eq!(signed(call("ListTables", "{}"), &key, &secret).send(to).status, 200);
    signed(call("ListTables", "{}"), &key, "secret").send(to).refused(400, "InvalidSignatureException");
    assert_eq!(signed(control("POST", "reset"), &key, &secret).send(to).status, 200);
    forbidden(signed(control("DELETE", &format!("fork/{other}")), &key, &secret));
    let (again, _) = made(&key, &secret);
    assert_eq!(signed(control("DELETE", &format!("fork/{again}")), "me", "secret").send(to).status, 200);
    assert_eq!(signed(control("DELETE", &format!("fork/{key}")), &key, &secret).send(to).status, 200);
    signed(control("POST", "reset"), &key, &secret).send(to).refused(400, "UnrecognizedClientException");
}

#[test]
fn a_control_token_does_instead_of_a_signature() {
    let server = start(|server| server.credentials("me", "secret").control(true).control_token("t0ken"));
    let clock = call("", "").method("GET").path("/_hashrange/clock");
    let with = |value: &str| clock.clone().with("Authorization", value).send(server.address).status;
    assert_eq!((with("Bearer t0ken"), with("Bearer token")), (200, 403));
    assert_eq!(signed(clock.clone(), "me", "secret").send(server.address).status, 200);
}
