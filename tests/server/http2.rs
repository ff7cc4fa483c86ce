//! HTTP/2 without TLS, by prior knowledge. (RFC 9113; RFC 7541 for the headers' form)

use std::io::{Read, Write};

use crate::{
    client::{AUTHORIZATION, Client},
    running::start,
};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

fn text(out: &mut Vec<u8>, text: &str) {
    match text.len().checked_sub(127) {
        None => out.push(u8::try_from(text.len()).unwrap()),
        Some(rest) => out.extend([127, u8::try_from(rest).expect("a short header")]),
    }
    out.extend(text.as_bytes());
}

/// Every header as a literal that is not indexed.
fn header_block(target: &str) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in [
        (":method", "POST"),
        (":scheme", "http"),
        (":path", "/"),
        (":authority", "localhost:8000"),
        ("content-type", "application/x-amz-json-1.0"),
        ("x-amz-target", target),
        ("x-amz-date", "20261122T000000Z"),
        ("authorization", AUTHORIZATION),
    ] {
        block.push(0);
        text(&mut block, name);
        text(&mut block, value);
    }
    block
}

#[test]
fn http2_is_understood_on_the_same_port() {
    let server = start(|server| server);
    let mut client = Client::connect(server.address);
    let mut sent = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    sent.extend(frame(SETTINGS, 0, 0, &[]));
    for (stream, target) in [(1, "DynamoDB_20120810.ListTables"), (3, "DynamoDB_20120810.Nothing")] {
        sent.extend(frame(HEADERS, END_HEADERS, stream, &header_block(target)));
        sent.extend(frame(DATA, END_STREAM, stream, b"{}"));
    }
    client.0.write_all(&sent).unwrap();

    let mut bodies = [Vec::new(), Vec::new()];
    let mut ended = 0;
    while ended < 2 {
        let mut head = [0; 9];
        client.0.read_exact(&mut head).unwrap();
        let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
        client.0.read_exact(&mut payload).unwrap();
        if head[3] == DATA {
            bodies[usize::from(head[8] / 2)].extend(payload);
        }
        if head[3] <= HEADERS && head[4] & END_STREAM != 0 {
            ended += 1;
        }
    }
    assert_eq!(bodies[0], br#"{"TableNames":[]}"#);
    assert_eq!(bodies[1], br#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#);
}
