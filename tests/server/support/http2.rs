//! HTTP/2 frames, right or wrong. (RFC 9113; RFC 7541 for the headers' form)

use std::{io::Read, net::SocketAddr};

use crate::client::{AUTHORIZATION, Client};

pub const DATA: u8 = 0;
pub const HEADERS: u8 = 1;
pub const SETTINGS: u8 = 4;
pub const PING: u8 = 6;
pub const GOAWAY: u8 = 7;
pub const WINDOW_UPDATE: u8 = 8;
pub const END_STREAM: u8 = 1;
pub const END_HEADERS: u8 = 4;

/// A frame as it came.
pub struct Frame {
    pub kind: u8,
    pub flags: u8,
    pub stream: u32,
    pub payload: Vec<u8>,
}

/// A connection whose preface is sent, with these settings and these frames behind them, all at once: until the first
/// request has come, the preface counts as the beginning of its head. (RFC 9113, 6.5.2)
pub fn connect(to: SocketAddr, settings: &[(u16, u32)], frames: &[u8]) -> Client {
    let mut client = Client::connect(to);
    let settings: Vec<u8> = settings
        .iter()
        .flat_map(|(id, value)| [&id.to_be_bytes()[..], &value.to_be_bytes()].concat())
        .collect();
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    client.write(&[&preface[..], &frame(SETTINGS, 0, 0, &settings), frames].concat());
    client
}

/// A request for an operation.
pub fn call(stream: u32, operation: &str, body: &str) -> Vec<u8> {
    [head(stream, operation), frame(DATA, END_STREAM, stream, body.as_bytes())].concat()
}

/// A request's head.
pub fn head(stream: u32, operation: &str) -> Vec<u8> {
    large_head(stream, operation, 0)
}

/// One that has so many headers of 200 bytes more.
pub fn large_head(stream: u32, operation: &str, headers: usize) -> Vec<u8> {
    let mut block = header_block(&format!("DynamoDB_20120810.{operation}"));
    for number in 0..headers {
        block.push(0);
        text(&mut block, &format!("x-{number:04}"));
        text(&mut block, &"x".repeat(190));
    }
    frame(HEADERS, END_HEADERS, stream, &block)
}

pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// The next frame, or nothing where the server hung up.
pub fn read(client: &mut Client) -> Option<Frame> {
    let mut head = [0; 9];
    client.0.read_exact(&mut head).ok()?;
    let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
    client.0.read_exact(&mut payload).ok()?;
    let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
    Some(Frame { kind: head[3], flags: head[4], stream, payload })
}

/// The next frame of a kind, or nothing where the server hung up.
pub fn read_kind(client: &mut Client, kind: u8) -> Option<Frame> {
    std::iter::from_fn(|| read(client)).find(|frame| frame.kind == kind)
}

/// Whether the server answers a ping, behind all that it has sent before.
pub fn is_there(client: &mut Client) -> bool {
    let asked = [7; 8];
    client.write(&frame(PING, 0, 0, &asked));
    std::iter::from_fn(|| read_kind(client, PING)).any(|frame| frame.payload == asked)
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
