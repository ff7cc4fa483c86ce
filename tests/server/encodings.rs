//! Compressed bodies.

use std::io::{Read, Write};

use flate2::{Compression, read, write};

use crate::{client::call, running::start};

const CREATE: &str = r#"{"TableName": "likes", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "BillingMode": "PAY_PER_REQUEST"}"#;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = write::GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn requests_may_be_compressed() {
    let server = start(|server| server);
    let answer = call("CreateTable", gzip(CREATE)).with("Content-Encoding", "gzip").send(server.address);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mut encoder = write::ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(br#"{"TableName": "likes"}"#).unwrap();
    let deflated = encoder.finish().unwrap();
    let answer = call("DescribeTable", deflated).with("Content-Encoding", "deflate").send(server.address);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[test]
fn what_cannot_be_decoded_is_an_internal_failure_whoever_asks() {
    let server = start(|server| server);
    for (encoding, body) in [("gzip", "{}"), ("deflate", "{}"), ("br", "{}"), ("x-gzip", "{}"), ("gzip", "")]
    {
        let request = call("ListTables", body).with("Content-Encoding", encoding);
        request.clone().send(server.address).refused(500, "InternalFailure");
        request.without("Authorization").send(server.address).refused(500, "InternalFailure");
    }
}

#[test]
fn what_lies_behind_a_gzip_stream_is_not_looked_at() {
    let server = start(|server| server);
    let body = [gzip("{}"), b"junk".to_vec()].concat();
    let answer = call("ListTables", body).with("Content-Encoding", "gzip").send(server.address);
    assert_eq!((answer.status, answer.text().as_str()), (200, r#"{"TableNames":[]}"#));
}

#[test]
fn large_answers_are_compressed_for_those_who_ask_and_the_checksum_is_of_what_is_sent() {
    let server = start(|server| server);
    call("CreateTable", CREATE).send(server.address);
    let item = format!(
        r#"{{"TableName": "likes", "Item": {{"id": {{"S": "a"}}, "text": {{"S": "{}"}}}}}}"#,
        "x".repeat(5000)
    );
    assert_eq!(call("PutItem", item).send(server.address).status, 200);
    let get = call("GetItem", r#"{"TableName": "likes", "Key": {"id": {"S": "a"}}}"#);

    let plain = get.send(server.address);
    assert_eq!(plain.header("content-encoding"), None);
    let packed = get.clone().with("Accept-Encoding", "gzip, deflate").send(server.address);
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(packed.header("x-amz-crc32"), Some(crc32fast::hash(&packed.body).to_string().as_str()));
    let mut unpacked = Vec::new();
    read::GzDecoder::new(packed.body.as_slice()).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);

    let two = get.clone().with("Accept-Encoding", "identity").and("Accept-Encoding", "gzip");
    assert_eq!(two.send(server.address).header("content-encoding"), None, "the first header counts");

    let packed = get.with("Accept-Encoding", "deflate, gzip").send(server.address);
    assert_eq!(packed.header("content-encoding"), Some("deflate"));
    let mut unpacked = Vec::new();
    read::ZlibDecoder::new(packed.body.as_slice()).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
}

#[test]
fn answers_below_4_kb_are_sent_as_they_are() {
    let server = start(|server| server);
    call("CreateTable", CREATE).send(server.address);
    let sent = |length: usize| {
        let id = "x".repeat(length - r#"{"Item":{"id":{"S":"a"},"text":{"S":""}}}"#.len());
        let item =
            format!(r#"{{"TableName": "likes", "Item": {{"id": {{"S": "a"}}, "text": {{"S": "{id}"}}}}}}"#);
        assert_eq!(call("PutItem", item).send(server.address).status, 200);
        let get = call("GetItem", r#"{"TableName": "likes", "Key": {"id": {"S": "a"}}}"#);
        assert_eq!(get.send(server.address).body.len(), length);
        get.with("Accept-Encoding", "gzip").send(server.address).header("content-encoding").map(str::to_owned)
    };
    assert_eq!(sent(4095), None);
    assert_eq!(sent(4096).as_deref(), Some("gzip"));
}
