//! Clients that would have the server keep much for them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread::sleep,
    time::{Duration, Instant},
};

use hashrange::{Database, ScalarAttributeType::S, item, server::ServerLimits};

use crate::{
    client::{Call, Client, call},
    http2_frames,
    running::{Running, SHORT, SOON, in_time, patient, start, wait_until, watchful},
};

/// A client may hold up what others wait for by 2 s. A play that takes less has met nobody who was given up.
const HOLD_UP: Duration = Duration::from_millis(1500);

/// One body more than 64 KiB for each connection finds room at a time.
fn narrow() -> ServerLimits {
    ServerLimits { bodies_bytes: 0, ..patient() }
}

/// One of the largest size.
fn large() -> Call {
    call("ListTables", format!("{{}}{}", " ".repeat(patient().body_bytes - 2)))
}

fn begun(server: &Running, request: &Call, bytes: usize) -> Client {
    let mut client = Client::begin(server.address, request);
    client.write(&request.body[..bytes]);
    client
}

#[test]
fn bodies_that_are_announced_and_do_not_come_hold_nobody_up() {
    let server = start(|server| server.limits(narrow()));
    let request = large();
    let _slow: Vec<_> = (0..17).map(|_| begun(&server, &request, 1000)).collect();
    assert_eq!(request.send(server.address).status, 200);
}

#[test]
fn bodies_that_wait_for_each_others_halves_are_all_read_in_the_end() {
    let request = large();
    let answered = in_time(HOLD_UP, || {
        let server = start(|server| server.limits(narrow()));
        let began = Instant::now();
        let mut clients: Vec<_> = (0..5).map(|_| begun(&server, &request, 90_000)).collect();
        sleep(Duration::from_millis(50));
        for client in &mut clients {
            client.write(&request.body[90_000..]);
        }
        let took = began.elapsed();
        (
            took,
            clients.iter_mut().map(|client| client.answer().map(|answer| answer.status)).collect::<Vec<_>>(),
        )
    });
    assert_eq!(answered, [Some(200); 5]);
}

#[test]
fn a_body_that_stops_coming_is_given_up_soon_where_others_wait_for_its_memory() {
    let request = large();
    // The later client may be the first whose body is read.
    let given_up = (0..20).any(|_| {
        let server = start(|server| server.limits(narrow()));
        let mut stuck = begun(&server, &request, 90_000);
        sleep(Duration::from_millis(50));
        let mut good = begun(&server, &request, 90_000);
        sleep(Duration::from_millis(50));
        good.write(&request.body[90_000..]);
        assert_eq!(good.answer().unwrap().status, 200);
        stuck.wait_at_most(SHORT);
        let is_answered = stuck.0.peek(&mut [0]).is_ok();
        if is_answered {
            stuck.answer().unwrap().refused(408, "RequestTimeoutException");
        }
        is_answered
    });
    assert!(given_up);
}

#[test]
fn heads_that_wait_for_their_bodies_are_counted_with_them() {
    let server = start(|server| server.limits(narrow()));
    // Of ten kilobytes each, and six find room.
    let heads: Vec<_> =
        (0..8).map(|stream| http2_frames::large_head(2 * stream + 1, "ListTables", 50)).collect();
    let mut greedy = http2_frames::connect(server.address, &[], &heads.concat());
    let mut refused = Vec::new();
    while refused.len() < 2 {
        let frame = http2_frames::read(&mut greedy).unwrap();
        if frame.kind == http2_frames::DATA && !frame.payload.is_empty() {
            let body = String::from_utf8(frame.payload).unwrap();
            assert!(body.contains("ServiceUnavailableException"), "{body}");
            refused.push(frame.stream);
        }
    }
    assert_eq!(refused, [13, 15]);
    greedy.write(&http2_frames::frame(http2_frames::DATA, http2_frames::END_STREAM, 1, b"{}"));
    let answered = loop {
        let frame = http2_frames::read(&mut greedy).unwrap();
        if frame.kind == http2_frames::DATA && !frame.payload.is_empty() {
            break frame;
        }
    };
    assert_eq!((answered.stream, answered.payload), (1, br#"{"TableNames":[]}"#.to_vec()));
}

/// A server with a table whose Scan is answered by a megabyte, and how many requests it has carried out.
fn megabytes(limits: ServerLimits) -> (Running, Arc<AtomicUsize>) {
    let database = Database::new();
    let table = database.create_table("large").partition_key("id", S).run().unwrap();
    for id in 0..3 {
        table.put(item! { "id": format!("{id}"), "text": "x".repeat(340_000) }).run().unwrap();
    }
    let carried_out = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&carried_out);
    let server = start(|server| {
        server.database(database).limits(limits).log(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
        })
    });
    (server, carried_out)
}

/// Asserts that so many requests are carried out, and no more.
#[track_caller]
fn assert_carried_out(carried_out: &AtomicUsize, count: usize) {
    wait_until("requests", || carried_out.load(Ordering::Relaxed) >= count);
    sleep(2 * SHORT);
    assert_eq!(carried_out.load(Ordering::Relaxed), count);
}

const SCAN: &str = r#"{"TableName":"large"}"#;
const ITEM_MISSING: &str = r#"{"TableName":"large","Key":{"id":{"S":"none"}}}"#;
/// SETTINGS_INITIAL_WINDOW_SIZE.
const WINDOW: u16 = 4;

/// A client that asks for megabytes and reads none.
fn deaf(server: &Running) -> Client {
    http2_frames::connect(server.address, &[(WINDOW, 0)], &http2_frames::call(1, "Scan", SCAN))
}

#[test]
fn an_http2_client_that_does_not_read_has_few_answers_made_for_it() {
    let (server, carried_out) = megabytes(watchful());
    let mut deaf = deaf(&server);
    for stream in 1..100 {
        deaf.write(&http2_frames::call(2 * stream + 1, "Scan", SCAN));
    }
    assert_carried_out(&carried_out, 2);
    // Others are not concerned: who waits for no memory has nobody hurried.
    assert_eq!(call("GetItem", ITEM_MISSING).send(server.address).status, 200);
    assert!(http2_frames::is_there(&mut deaf));
}

#[test]
fn an_http2_client_that_reads_late_is_not_hurried_where_nobody_waits() {
    let (server, carried_out) = megabytes(watchful());
    // Together their bodies hold more than a connection may without a claim.
    let scan = format!("{SCAN}{}", " ".repeat(4000));
    let mut late =
        http2_frames::connect(server.address, &[(WINDOW, 0)], &http2_frames::call(1, "Scan", &scan));
    // The connection's window is 64 KiB, until the server makes it larger.
    while http2_frames::read_kind(&mut late, http2_frames::WINDOW_UPDATE).unwrap().stream != 0 {}
    for stream in 1..40 {
        late.write(&http2_frames::call(2 * stream + 1, "Scan", &scan));
    }
    assert_carried_out(&carried_out, 2);
    sleep(Duration::from_secs(3));
    assert!(http2_frames::is_there(&mut late));
}

#[test]
fn an_http2_client_that_does_not_read_is_cut_off_also_where_it_sends_pings() {
    let (server, _) = megabytes(ServerLimits { write_time: SHORT, ..watchful() });
    let mut deaf = deaf(&server);
    let began = Instant::now();
    while began.elapsed() < SOON && deaf.is_open(Duration::from_millis(10)) {
        deaf.write(&http2_frames::frame(http2_frames::PING, 0, 0, &[0; 8]));
    }
    assert!(began.elapsed() < SOON);
}

#[test]
fn what_answers_with_one_item_goes_on_while_answers_of_many_are_not_read() {
    let carried_out = in_time(HOLD_UP, || {
        let (server, carried_out) = megabytes(ServerLimits { answers_bytes: 4_000_000, ..watchful() });
        let began = Instant::now();
        let _deaf: Vec<_> = (0..10).map(|_| deaf(&server)).collect();
        wait_until("three scans", || carried_out.load(Ordering::Relaxed) >= 3);
        assert_eq!(call("GetItem", ITEM_MISSING).send(server.address).status, 200);
        let count = carried_out.load(Ordering::Relaxed);
        (began.elapsed(), count)
    });
    assert_eq!(carried_out, 4);
}

#[test]
fn answers_that_are_not_read_are_given_up_soon_where_there_is_no_room_for_others() {
    let (server, carried_out) = megabytes(ServerLimits { answers_bytes: 4_000_000, ..watchful() });
    let _deaf: Vec<_> = (0..5).map(|_| deaf(&server)).collect();
    wait_until("three scans", || carried_out.load(Ordering::Relaxed) >= 3);
    let mut client = Client::connect(server.address);
    client.wait_at_most(SOON);
    client.write(&call("Scan", SCAN).bytes());
    assert_eq!(client.answer().unwrap().status, 200);
}

#[test]
fn large_answers_over_http1_are_counted_until_they_are_read() {
    let (server, carried_out) = megabytes(ServerLimits { answers_bytes: 0, ..patient() });
    // More than the sockets' buffers hold, so the last ones wait in the server.
    let mut deaf = Client::connect(server.address);
    deaf.write(&call("Scan", SCAN).bytes().repeat(40));
    let mut before = 0;
    wait_until("the sockets are full", || carried_out.load(Ordering::Relaxed) > 0);
    loop {
        let done = carried_out.load(Ordering::Relaxed);
        if done == before {
            break;
        }
        before = done;
        sleep(2 * SHORT);
    }
    assert!(before < 40, "{before}");
    assert_eq!(call("GetItem", ITEM_MISSING).send(server.address).status, 200);
}

#[test]
fn a_large_answer_arrives_whole() {
    let (server, _) = megabytes(patient());
    let answer = call("Scan", SCAN).send(server.address);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("x-amz-crc32"), Some(&*crc32fast::hash(&answer.body).to_string()));
    assert!(answer.text().starts_with(r#"{"#) && answer.body.len() > 1_000_000);
}
