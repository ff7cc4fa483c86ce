//! The engine's share of the cost of an SDK call. The same client runs on the engine and on a connector that answers
//! with a fixed body; the latter is the SDK's own cost of building requests and reading responses. Prints each figure
//! with its limit, and fails if one is exceeded. `cargo bench --features sdk --bench sdk`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench stops where something fails"
)]

mod support;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

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
use hashrange::{AttributeValue as Value, Database, Item, sdk};
use serde_json::json;
use support::{ITEMS, PARTITION_KEYS, in_turn, item_of, key, table};

/// Answers every request with the same body.
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

/// The configuration of `sdk::config`: requests are not signed.
fn unsigned(db: &Database) -> Builder {
    sdk::config(db)
}

/// The configuration of a program: requests are signed.
fn signed(db: &Database) -> Builder {
    sdk::config(db).credentials_provider(Credentials::new("any", "thing", None, None, "bench"))
}

/// Consecutive calls of one client before the other client's calls.
const CALLS: u32 = 50;
const ROUNDS: usize = 201;

/// Times of one call, for the fixed answer and the engine. The clients alternate, so that both run under the same
/// conditions.
fn in_turns(rounds: usize, mut fixed: impl FnMut(), mut engine: impl FnMut()) -> Vec<(Duration, Duration)> {
    let time = |call: &mut dyn FnMut()| {
        let began = Instant::now();
        (0..CALLS).for_each(|_| call());
        began.elapsed() / CALLS
    };
    (0..rounds).map(|_| (time(&mut fixed), time(&mut engine))).collect()
}

/// How much the engine may add, in percent.
const LIMIT_PERCENT: f64 = 20.0;
/// Additional tolerance for a machine whose processors are shared, in percent.
const ROOM_PERCENT: f64 = 20.0;

/// Prints the medians, and returns whether the engine stays within its limit and the tolerance.
fn tell(name: &str, times: &[(Duration, Duration)]) -> bool {
    let middle = |of: &dyn Fn(&(Duration, Duration)) -> f64| {
        let mut all: Vec<f64> = times.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let us = |time: Duration| time.as_secs_f64() * 1e6;
    let added = middle(&|(fixed, engine)| (us(*engine) / us(*fixed) - 1.0) * 100.0);
    println!(
        "{name}: {:.1} us, fixed answer {:.1} us, median {added:+.1} % (at most {LIMIT_PERCENT} %)",
        middle(&|(_, engine)| us(*engine)),
        middle(&|(fixed, _)| us(*fixed)),
    );
    added <= LIMIT_PERCENT + ROOM_PERCENT
}

fn main() {
    let smoke = std::env::args().any(|argument| argument == "--test");
    let rounds = if smoke { 1 } else { ROUNDS };
    let mut within = true;
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (db, _table) = table(ITEMS, PARTITION_KEYS);
    let keys: Vec<_> = (0..ITEMS).map(|n| key(n, PARTITION_KEYS)).collect();
    let items: Vec<_> = keys.iter().map(|key| values(&item_of(key))).collect();
    let (user_id, timestamp) = &keys[0];
    let get =
        json!({"TableName": "likes", "Key": {"user_id": {"S": user_id}, "timestamp": {"S": timestamp}}});
    let got = db.wire("GetItem", get.to_string().as_bytes());
    assert!(got.body.len() > 400);

    for (name, config) in [("sdk", unsigned as fn(&Database) -> Builder), ("sdk, signed", signed)] {
        let engine = Client::from_conf(config(&db).build());
        let get = |client: Client| {
            let (mut next, keys, runtime) = (in_turn(), &keys, &runtime);
            move || {
                let (user_id, timestamp) = &keys[next()];
                let answer = client
                    .get_item()
                    .table_name("likes")
                    .key("user_id", AttributeValue::S(user_id.clone()))
                    .key("timestamp", AttributeValue::S(timestamp.clone()))
                    .send();
                black_box(runtime.block_on(answer).unwrap().item.unwrap());
            }
        };
        let put = |client: Client| {
            let (mut next, items, runtime) = (in_turn(), &items, &runtime);
            move || {
                let item = items[next()].iter().cloned().collect();
                let answer = client.put_item().table_name("likes").set_item(Some(item)).send();
                black_box(runtime.block_on(answer).unwrap());
            }
        };
        let times = in_turns(rounds, get(fixed(config(&db), got.body.clone())), get(engine.clone()));
        within &= tell(&format!("{name}/get"), &times);
        let times = in_turns(rounds, put(fixed(config(&db), b"{}".to_vec())), put(engine));
        within &= tell(&format!("{name}/put"), &times);
    }
    assert!(smoke || within, "a limit is exceeded");
}
