//! Requests per second over HTTP, compared with a bare server on the same library that reads the same requests and
//! answers fixed bytes of the same size. It prints each figure with its limit, and fails if one is not met. The load
//! generator is `wrk` (one thread, eight connections), in its own process.
//!
//! `cargo bench --features server --bench http`; without `wrk` it prints a message and measures nothing.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, missing_docs)]

use std::{convert::Infallible, net::SocketAddr, process::Command};

use bytes::Bytes;
use hashrange::{Database, ScalarAttributeType::S, server::Server};
use http_body_util::{BodyExt, Full};
use hyper::{Request, Response, body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use tokio::{net::TcpListener, runtime::Runtime};

/// The smallest share of the bare server's requests per second, in percent.
const LIMIT_PERCENT: f64 = 70.0;
/// Additional tolerance for a machine whose processors are shared, in percent.
const ROOM_PERCENT: f64 = 20.0;
const ROUNDS: usize = 9;
const ITEMS: usize = 10_000;
const SECONDS: &str = "1s";

/// The request's body for each operation, as a Lua expression over the key `k`.
const GET: &str = r#"'{"TableName":"bench","Key":{"pk":{"S":"key-'..k..'"}}}'"#;
const PUT: &str = r#"'{"TableName":"bench","Item":{"pk":{"S":"key-'..k..'"},"text":{"S":"'..text..'"}}}'"#;

fn main() {
    if Command::new("wrk").arg("-v").output().is_err() {
        println!("http: wrk is not installed (apt-get install wrk); nothing measured");
        return;
    }
    let smoke = std::env::args().any(|argument| argument == "--test");
    let rounds = if smoke { 1 } else { ROUNDS };
    let served = served();
    let get_bytes = r#"{"Item":{"pk":{"S":"key-1234"},"text":{"S":""}}}"#.len() + 380;
    let chosen: Vec<_> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let mut met = true;
    for (operation, body, answer_bytes, keys) in [
        ("GetItem", GET, get_bytes, 1),
        ("GetItem", GET, get_bytes, ITEMS),
        ("PutItem", PUT, 2, 1),
        ("PutItem", PUT, 2, ITEMS),
    ] {
        if !chosen.is_empty() && !chosen.iter().any(|chosen| chosen == operation) {
            continue;
        }
        let bare = bare(answer_bytes);
        let script = script(operation, body, keys);
        // Alternating, so that both run under the same conditions.
        let rates: Vec<_> = (0..rounds).map(|_| (rate(bare, &script), rate(served, &script))).collect();
        let best = |of: fn(&(f64, f64)) -> f64| rates.iter().map(of).fold(0.0, f64::max);
        let mut ratios: Vec<_> = rates.iter().map(|(bare, served)| served / bare * 100.0).collect();
        ratios.sort_by(f64::total_cmp);
        let ratio = *ratios.get(ratios.len() / 2).unwrap();
        met &= ratio >= LIMIT_PERCENT - ROOM_PERCENT;
        println!(
            "http/{operation}, {}: {:.0} requests/s, bare server {:.0} requests/s, median ratio {ratio:.0} % (at least {LIMIT_PERCENT} %)",
            if keys == 1 { "one item".to_owned() } else { format!("{keys} items in no order") },
            best(|rate| rate.1),
            best(|rate| rate.0),
        );
    }
    assert!(smoke || met, "a limit is not met");
}

fn served() -> SocketAddr {
    let database = Database::new();
    let table = database.create_table("bench").partition_key("pk", S).run().unwrap();
    for key in 0..ITEMS {
        table.put(hashrange::item! { "pk": format!("key-{key}"), "text": "x".repeat(380) }).run().unwrap();
    }
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::Builder::new()
        .name("served".to_owned())
        .spawn(move || {
            runtime().block_on(async {
                let server =
                    Server::builder().address("127.0.0.1:0").database(database).bind().await.unwrap();
                tell.send(server.local_addr()).unwrap();
                tokio::spawn(server.serve(std::future::pending())).await.unwrap().unwrap();
            });
        })
        .unwrap();
    told.recv().unwrap()
}

fn bare(answer_bytes: usize) -> SocketAddr {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::Builder::new()
        .name("bare".to_owned())
        .spawn(move || {
            runtime().block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let accepting = async move {
                    loop {
                        let (stream, _) = listener.accept().await.unwrap();
                        stream.set_nodelay(true).unwrap();
                        let fixed = Bytes::from(vec![b'x'; answer_bytes]);
                        let service = service_fn(move |request| fixed_answer(request, fixed.clone()));
                        tokio::spawn(async move {
                            let http = auto::Builder::new(TokioExecutor::new());
                            let _ = http.serve_connection(TokioIo::new(stream), service).await;
                        });
                    }
                };
                tokio::spawn(accepting).await.unwrap()
            });
        })
        .unwrap();
    told.recv().unwrap()
}

async fn fixed_answer(request: Request<Incoming>, fixed: Bytes) -> Result<Response<Full<Bytes>>, Infallible> {
    let read = request.into_body().collect().await.map(|body| body.to_bytes().len());
    std::hint::black_box(read.unwrap_or(0));
    Ok(Response::builder()
        .header("content-type", "application/x-amz-json-1.0")
        .body(Full::new(fixed))
        .unwrap())
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// A script for wrk, in its own file. Its requests use this many items. A single item stays in the processor's caches,
/// as the bare server's answer always does; with many items, each comes from memory.
fn script(operation: &str, body: &str, keys: usize) -> String {
    let name = format!("hashrange-http-{}-{operation}-{keys}.lua", std::process::id());
    let path = std::env::temp_dir().join(name);
    let text = format!(
        r#"
local headers = {{
    ["Content-Type"] = "application/x-amz-json-1.0",
    ["X-Amz-Target"] = "DynamoDB_20120810.{operation}",
    ["X-Amz-Date"] = "20261122T000000Z",
    ["Authorization"] = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/dynamodb/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=" .. string.rep("0", 64),
}}
local text = string.rep("x", 380)
local made = {{}}
local at = 0
-- Made beforehand, so that the load costs little.
function init()
    for i = 1, 2000 do
        local k = (i * 7919) % {keys}
        made[i] = wrk.format("POST", "/", headers, {body})
    end
end
function request()
    at = at % 2000 + 1
    return made[at]
end
"#
    );
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn rate(address: SocketAddr, script: &str) -> f64 {
    let output = Command::new("wrk")
        .args(["-t1", "-c8", "-d", SECONDS, "-s", script, &format!("http://{address}/")])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("Non-2xx"), "{text}");
    let rate = text.lines().find_map(|line| line.strip_prefix("Requests/sec:")).unwrap();
    rate.trim().parse().unwrap()
}
