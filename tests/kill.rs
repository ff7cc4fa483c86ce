//! A server that keeps its database on disk is killed under load, again and again. Clients keep their own record of what
//! was acknowledged. `KILLS` is how often it is killed, 3 unless set.

#![cfg(all(feature = "cli", feature = "disk", unix))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "what cannot fail in a test shows where it does, and a long run says what it has done"
)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tempfile::TempDir;

const CLIENTS: usize = 4;
const KEYS: usize = 10;

/// A running server, which is killed when this is dropped.
struct Served {
    process: Child,
    address: String,
}

impl Served {
    fn start(directory: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_hashrange"))
            .args(["serve", "--port", "0", "--quiet", "--data"])
            .arg(directory)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("ready http://").unwrap().to_owned();
        Self { process, address }
    }

    /// `kill -9`.
    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A connection that is kept open.
struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(address: &str) -> Option<Self> {
        let stream = TcpStream::connect(address).ok()?;
        stream.set_nodelay(true).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
        Some(Self(BufReader::new(stream)))
    }

    /// The answer; `None` if the server is gone.
    fn call(&mut self, operation: &str, body: &Value) -> Option<(u16, Value)> {
        let body = body.to_string();
        let head = format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: DynamoDB_20120810.{operation}\r\n\
             Content-Type: application/x-amz-json-1.0\r\nContent-Length: {}\r\nX-Amz-Date: 20260101T000000Z\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, \
             SignedHeaders=host, Signature=0\r\n\r\n{body}",
            body.len()
        );
        self.0.get_mut().write_all(head.as_bytes()).ok()?;
        let (mut status, mut length) = (None, 0);
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(rest) = line.strip_prefix("http/1.1 ") {
                status = rest.get(..3)?.parse().ok();
            }
            if let Some(rest) = line.strip_prefix("content-length:") {
                length = rest.trim().parse().ok()?;
            }
        }
        let mut answer = vec![0; length];
        self.0.read_exact(&mut answer).ok()?;
        Some((status?, serde_json::from_slice(&answer).ok()?))
    }
}

/// What one client knows of its keys: of each what was acknowledged last, and what may be there in its place, because
/// nobody has answered.
#[derive(Clone)]
struct Record {
    client: usize,
    next: u64,
    acknowledged: [u64; KEYS],
    in_flight: Vec<(Vec<usize>, u64)>,
    writes: u64,
}

impl Record {
    fn key(&self, key: usize) -> String {
        format!("client {} key {key}", self.client)
    }

    fn item(&self, key: usize, n: u64) -> Value {
        // Some are large, so that the journal is soon long enough for a checkpoint, and kills meet that too.
        let length = if n.is_multiple_of(8) { n * 7_919 % 200_000 } else { n % 700 };
        json!({"id": {"S": self.key(key)}, "n": {"N": n.to_string()}, "text": {"S": "x".repeat(length as usize)}})
    }

    /// Writes until the server is gone, and counts for all clients what is acknowledged.
    fn write(&mut self, address: &str, acknowledged: &AtomicU64) {
        let Some(mut client) = Client::connect(address) else { return };
        loop {
            self.next += 1;
            let n = self.next;
            let key = n as usize * 7 % KEYS;
            let (keys, operation, body) = if n.is_multiple_of(4) {
                let keys: Vec<usize> = (0..3).map(|more| (key + more) % KEYS).collect();
                let puts =
                    keys.iter().map(|key| json!({"Put": {"TableName": "items", "Item": self.item(*key, n)}}));
                let body = json!({"TransactItems": puts.collect::<Vec<_>>()});
                (keys, "TransactWriteItems", body)
            } else {
                (vec![key], "PutItem", json!({"TableName": "items", "Item": self.item(key, n)}))
            };
            match client.call(operation, &body) {
                Some((200, _)) => {
                    keys.iter().for_each(|key| self.acknowledged[*key] = n);
                    self.writes += 1;
                    acknowledged.fetch_add(1, Ordering::Relaxed);
                }
                Some((status, answer)) => panic!("{status}: {answer}"),
                None => {
                    self.in_flight = vec![(keys, n)];
                    return;
                }
            }
        }
    }

    /// Compares with what is there; what was in flight is there whole or not at all.
    fn check(&mut self, client: &mut Client) {
        let mut found = [0; KEYS];
        for (key, found) in found.iter_mut().enumerate() {
            let get =
                json!({"TableName": "items", "Key": {"id": {"S": self.key(key)}}, "ConsistentRead": true});
            let (status, answer) = client.call("GetItem", &get).unwrap();
            assert_eq!(status, 200, "{answer}");
            *found = answer["Item"]["n"]["N"].as_str().map_or(0, |n| n.parse().unwrap());
        }
        let mut allowed = vec![self.acknowledged];
        for (keys, n) in self.in_flight.drain(..) {
            let mut with = self.acknowledged;
            keys.iter().for_each(|key| with[*key] = n);
            allowed.push(with);
        }
        assert!(allowed.contains(&found), "found {found:?}, and not one of {allowed:?}");
        self.acknowledged = found;
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let kills: usize = std::env::var("KILLS").map_or(3, |kills| kills.parse().unwrap());
    let directory = TempDir::new().unwrap();
    let new = |client| Record { client, next: 0, acknowledged: [0; KEYS], in_flight: Vec::new(), writes: 0 };
    let mut records: Vec<Record> = (0..CLIENTS).map(new).collect();
    let served = Served::start(directory.path());
    let create = json!({
        "TableName": "items", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    });
    let mut client = Client::connect(&served.address).unwrap();
    let (status, created) = client.call("CreateTable", &create).unwrap();
    assert_eq!(status, 200, "{created}");
    let mut served = Some(served);
    let begin = Instant::now();
    for kill in 0..kills {
        if kills >= 100 && kill > 0 && kill.is_multiple_of(50) {
            let writes: u64 = records.iter().map(|record| record.writes).sum();
            eprintln!(
                "{kill} kills, {writes} acknowledged writes, none lost, {} s",
                begin.elapsed().as_secs()
            );
        }
        let running = served.take().unwrap_or_else(|| Served::start(directory.path()));
        let mut client = Client::connect(&running.address).unwrap();
        records.iter_mut().for_each(|record| record.check(&mut client));
        let address = running.address.clone();
        let acknowledged = AtomicU64::new(0);
        thread::scope(|scope| {
            for record in &mut records {
                let (address, acknowledged) = (&address, &acknowledged);
                scope.spawn(move || record.write(address, acknowledged));
            }
            // After so many writes, however slow the disk is, and a moment of its own.
            let (begin, writes) = (Instant::now(), kill as u64 * 37 % 40);
            while acknowledged.load(Ordering::Relaxed) < writes && begin.elapsed() < Duration::from_secs(20) {
                thread::sleep(Duration::from_micros(500));
            }
            thread::sleep(Duration::from_micros(kill as u64 * 7_919 % 5_000));
            running.kill();
        });
    }
    let last = Served::start(directory.path());
    let mut client = Client::connect(&last.address).unwrap();
    records.iter_mut().for_each(|record| record.check(&mut client));
    let writes: u64 = records.iter().map(|record| record.writes).sum();
    assert!(writes > kills as u64, "{writes} writes");
    eprintln!("{kills} kills, {writes} acknowledged writes, none lost");
}
