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
    running::{Running, quick, start},
};

const MINUTE: Duration = Duration::from_secs(60);

/// One body more than 64 KiB for each connection finds room at a time.
fn narrow() -> ServerLimits {
    ServerLimits { bodies_bytes: 0, body_time: MINUTE, ..quick() }
}

/// One of the largest size.
fn large() -> Call {
    call("ListTables", format!("{{}}{}", " ".repeat(quick().body_bytes - 2)))
}

fn begun(server: &Running, request: &Call, bytes: usize) -> Client {
    let mut client = Client::connect(server.address);
    client.write(&request.head());
    client.write(&request.body[..bytes]);
    client
}

#[test]
fn bodies_that_are_announced_and_do_not_come_hold_nobody_up() {
    let server = start(|server| server.limits(narrow()));
    let request = large();
    let _slow: Vec<_> = (0..17).map(|_| begun(&server, &request, 1000)).collect();
    sleep(Duration::from_millis(50));
    let began = Instant::now();
    assert_eq!(request.send(server.address).status, 200);
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}

#[test]
fn bodies_that_wait_for_each_others_halves_are_all_read_in_the_end() {
    let server = start(|server| server.limits(narrow()));
    let request = large();
    let mut clients: Vec<_> = (0..5).map(|_| begun(&server, &request, 90_000)).collect();
    sleep(Duration::from_millis(50));
    for client in &mut clients {
        client.write(&request.body[90_000..]);
    }
    for client in &mut clients {
        assert_eq!(client.answer().unwrap().status, 200);
    }
}

#[test]
fn a_body_that_stops_coming_is_given_up_soon_where_others_wait_for_its_memory() {
    let server = start(|server| server.limits(narrow()));
    let request = large();
    let mut stuck = begun(&server, &request, 90_000);
    sleep(Duration::from_millis(50));
    let began = Instant::now();
    let mut good = begun(&server, &request, 90_000);
    sleep(Duration::from_millis(50));
    good.write(&request.body[90_000..]);
    assert_eq!(good.answer().unwrap().status, 200);
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    stuck.answer().unwrap().refused(408, "RequestTimeoutException");
}

#[test]
fn heads_that_wait_for_their_bodies_are_counted_with_them() {
    let server = start(|server| server.limits(narrow()));
    let mut greedy = http2_frames::connect(server.address, &[]);
    // Of ten kilobytes each, and six find room.
    for stream in 0..8 {
        greedy.write(&http2_frames::large_head(2 * stream + 1, "ListTables", 50));
    }
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

/// Waits until nothing more is carried out.
fn settled(carried_out: &AtomicUsize) -> usize {
    let mut before = usize::MAX;
    loop {
        let now = carried_out.load(Ordering::Relaxed);
        if now == before {
            return now;
        }
        before = now;
        sleep(Duration::from_millis(400));
    }
}

const SCAN: &str = r#"{"TableName":"large"}"#;
const ITEM_MISSING: &str = r#"{"TableName":"large","Key":{"id":{"S":"none"}}}"#;
/// SETTINGS_INITIAL_WINDOW_SIZE.
const WINDOW: u16 = 4;

fn patient(answers_bytes: usize) -> ServerLimits {
    let ServerLimits { head_time, stop_time, .. } = quick();
    ServerLimits { answers_bytes, head_time, stop_time, ..ServerLimits::default() }
}

#[test]
fn an_http2_client_that_does_not_read_has_few_answers_made_for_it() {
    let (server, carried_out) = megabytes(patient(ServerLimits::default().answers_bytes));
    let mut deaf = http2_frames::connect(server.address, &[(WINDOW, 0)]);
    for stream in 0..100 {
        deaf.write(&http2_frames::call(2 * stream + 1, "Scan", SCAN));
    }
    assert_eq!(settled(&carried_out), 2);
    // Others are not concerned.
    let began = Instant::now();
    assert_eq!(call("GetItem", ITEM_MISSING).send(server.address).status, 200);
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}

#[test]
fn an_http2_client_that_reads_late_is_not_hurried_where_nobody_waits() {
    let (server, carried_out) = megabytes(patient(ServerLimits::default().answers_bytes));
    let mut late = http2_frames::connect(server.address, &[(WINDOW, 0)]);
    // Together their bodies hold more than a connection may without a claim.
    let scan = format!("{SCAN}{}", " ".repeat(4000));
    for stream in 0..40 {
        late.write(&http2_frames::call(2 * stream + 1, "Scan", &scan));
        // The connection's window is 64 KiB, until the server makes it larger.
        sleep(Duration::from_millis(if stream % 10 == 0 { 100 } else { 0 }));
    }
    settled(&carried_out);
    sleep(Duration::from_secs(3));
    while http2_frames::read(&mut late).unwrap().kind != http2_frames::HEADERS {}
    late.write(&http2_frames::frame(http2_frames::PING, 0, 0, &[7; 8]));
    while http2_frames::read(&mut late).expect("the connection is there").payload != [7; 8] {}
}

#[test]
fn an_http2_client_that_does_not_read_is_cut_off_also_where_it_sends_pings() {
    let (server, _) = megabytes(quick());
    let mut deaf = http2_frames::connect(server.address, &[(WINDOW, 0)]);
    deaf.write(&http2_frames::call(1, "Scan", SCAN));
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(5) && deaf.is_open(10) {
        deaf.write(&http2_frames::frame(http2_frames::PING, 0, 0, &[0; 8]));
    }
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}

#[test]
fn what_answers_with_one_item_goes_on_while_answers_of_many_are_not_read() {
    let (server, carried_out) = megabytes(patient(4_000_000));
    let mut deaf: Vec<_> = (0..10).map(|_| http2_frames::connect(server.address, &[(WINDOW, 0)])).collect();
    for client in &mut deaf {
        client.write(&http2_frames::call(1, "Scan", SCAN));
    }
    while carried_out.load(Ordering::Relaxed) < 3 {
        sleep(Duration::from_millis(10));
    }
    let began = Instant::now();
    assert_eq!(call("GetItem", ITEM_MISSING).send(server.address).status, 200);
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(carried_out.load(Ordering::Relaxed), 4);
}

#[test]
fn answers_that_are_not_read_are_given_up_soon_where_there_is_no_room_for_others() {
    let (server, carried_out) = megabytes(patient(4_000_000));
    let mut deaf: Vec<_> = (0..10).map(|_| http2_frames::connect(server.address, &[(WINDOW, 0)])).collect();
    for client in &mut deaf {
        client.write(&http2_frames::call(1, "Scan", SCAN));
    }
    sleep(Duration::from_millis(300));
    assert!(carried_out.load(Ordering::Relaxed) <= 4);
    let began = Instant::now();
    assert_eq!(call("Scan", SCAN).send(server.address).status, 200);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[test]
fn large_answers_over_http1_are_counted_until_they_are_read() {
    let (server, carried_out) = megabytes(patient(0));
    // More than the sockets' buffers hold, so the last ones wait in the server.
    let mut deaf = Client::connect(server.address);
    deaf.write(&call("Scan", SCAN).bytes().repeat(40));
    let done = settled(&carried_out);
    assert!(done < 40, "{done}");
    let began = Instant::now();
    assert_eq!(call("GetItem", ITEM_MISSING).send(server.address).status, 200);
    let took = began.elapsed();
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn a_large_answer_arrives_whole() {
    let (server, _) = megabytes(quick());
    let answer = call("Scan", SCAN).send(server.address);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("x-amz-crc32"), Some(&*crc32fast::hash(&answer.body).to_string()));
    assert!(answer.text().starts_with(r#"{"#) && answer.body.len() > 1_000_000);
}
