//! What the engine adds to the SDK's own cost: the same client on the engine and on a connector that answers a fixed
//! body, which is what the SDK itself needs to build the request and to read the answer.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench stops where something fails"
)]

mod support;

use std::hint::black_box;

use aws_sdk_dynamodb::{
    Client,
    config::{Builder, Credentials},
    types::AttributeValue,
};
use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn},
        orchestrator::{HttpRequest, HttpResponse},
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use criterion::{Criterion, criterion_group, criterion_main};
use hashrange::{AttributeValue as Value, Database, Item, sdk};
use serde_json::json;
use support::{ITEMS, PARTITION_KEYS, in_turn, item_of, key, table};

/// Answers whatever is asked with the same body.
#[derive(Debug)]
struct Fixed(&'static [u8]);

impl HttpConnector for Fixed {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let status = StatusCode::try_from(200).unwrap();
        let mut response = HttpResponse::new(status, SdkBody::from(self.0));
        response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
        response
            .headers_mut()
            .insert("x-amzn-requestid", "0K7S4Q5PQ7L2CSN8O8VTQ6S3BVVV4KQNSO5AEMVJF66Q9ASUAAJG");
        HttpConnectorFuture::ready(Ok(response))
    }
}

fn fixed(config: Builder, body: Vec<u8>) -> Client {
    let connector = SharedHttpConnector::new(Fixed(Vec::leak(body)));
    Client::from_conf(config.http_client(http_client_fn(move |_, _| connector.clone())).build())
}

fn values(item: &Item) -> Vec<(String, AttributeValue)> {
    let value = |value: &Value| match value {
        Value::S(text) => AttributeValue::S(text.to_string()),
        Value::N(number) => AttributeValue::N(number.to_string()),
        other => unreachable!("no {other:?} in the items of the benches"),
    };
    item.iter().map(|(name, found)| (name.to_string(), value(found))).collect()
}

/// As `sdk::config` makes it: requests are not signed.
fn unsigned(db: &Database) -> Builder {
    sdk::config(db)
}

/// As a program makes it: requests are signed.
fn signed(db: &Database) -> Builder {
    sdk::config(db).credentials_provider(Credentials::new("any", "thing", None, None, "bench"))
}

fn clients(c: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (db, _table) = table(ITEMS, PARTITION_KEYS);
    let keys: Vec<_> = (0..ITEMS).map(|n| key(n, PARTITION_KEYS)).collect();
    let items: Vec<_> = keys.iter().map(|key| values(&item_of(key))).collect();
    let mut next = in_turn();
    let (user_id, timestamp) = &keys[0];
    let get =
        json!({"TableName": "likes", "Key": {"user_id": {"S": user_id}, "timestamp": {"S": timestamp}}});
    let got = db.wire("GetItem", get.to_string().as_bytes());
    assert!(got.body.len() > 400);

    for (name, config) in [("sdk", unsigned as fn(&Database) -> Builder), ("sdk, signed", signed)] {
        let engine = Client::from_conf(config(&db).build());
        let mut group = c.benchmark_group(name);
        for (name, client) in
            [("get, fixed answer", fixed(config(&db), got.body.clone())), ("get", engine.clone())]
        {
            group.bench_function(name, |b| {
                b.iter(|| {
                    let (user_id, timestamp) = &keys[next()];
                    let answer = client
                        .get_item()
                        .table_name("likes")
                        .key("user_id", AttributeValue::S(user_id.clone()))
                        .key("timestamp", AttributeValue::S(timestamp.clone()))
                        .send();
                    black_box(runtime.block_on(answer).unwrap().item.unwrap())
                });
            });
        }
        for (name, client) in [("put, fixed answer", fixed(config(&db), b"{}".to_vec())), ("put", engine)] {
            group.bench_function(name, |b| {
                b.iter(|| {
                    let item = items[next()].iter().cloned().collect();
                    runtime
                        .block_on(client.put_item().table_name("likes").set_item(Some(item)).send())
                        .unwrap()
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, clients);
criterion_main!(benches);
