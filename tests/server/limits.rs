//! Clients that send too much, too slowly, or not at all.

use std::{
    io::Read,
    thread::sleep,
    time::{Duration, Instant},
};

use hashrange::server::ServerLimits;

use crate::{
    client::{Client, call},
    running::{SHORT, SOON, in_time, patient, start, watchful},
};

#[test]
fn a_body_has_a_largest_size() {
    let server = start(|server| server.limits(patient()));
    let largest = format!("{{}}{}", " ".repeat(patient().body_bytes - 2));
    assert_eq!(call("ListTables", largest.clone()).send(server.address).status, 200);
    let answer = call("ListTables", largest + " ").send(server.address);
    answer.refused(413, "RequestEntityTooLargeException");
    assert_eq!(answer.header("connection"), Some("close"));
}

#[test]
fn sixteen_mebibytes_are_taken_and_no_more() {
    let body_bytes = ServerLimits::default().body_bytes;
    let server = start(|server| server.limits(ServerLimits { body_bytes, ..patient() }));
    let largest = format!("{{}}{}", " ".repeat(16 * 1024 * 1024 - 2));
    assert_eq!(call("ListTables", largest.clone()).send(server.address).status, 200);
    assert_eq!(call("ListTables", largest + " ").send(server.address).status, 413);
}

#[test]
fn a_body_whose_size_is_not_told_has_the_same_limit() {
    let server = start(|server| server.limits(patient()));
    let chunked = |size: usize| {
        let chunk = " ".repeat(1000);
        let mut body = "2\r\n{}\r\n".to_owned();
        for _ in 0..size / 1000 {
            body += &format!("3e8\r\n{chunk}\r\n");
        }
        call("ListTables", body + "0\r\n\r\n").with("Transfer-Encoding", "chunked").send(server.address)
    };
    assert_eq!(chunked(patient().body_bytes - 1000).status, 200);
    chunked(patient().body_bytes).refused(413, "RequestEntityTooLargeException");
}

#[test]
fn a_head_that_does_not_end_is_cut_off_however_it_trickles() {
    let server = start(|server| server.limits(ServerLimits { head_time: SHORT, ..patient() }));
    let began = Instant::now();
    let mut client = Client::connect(server.address);
    client.write(b"POST / HTTP/1.1\r\n");
    while began.elapsed() < SOON && client.is_open(SHORT / 8) {
        client.write(b"a: b\r\n");
    }
    let took = began.elapsed();
    assert!(took >= SHORT && took < SOON, "{took:?}");
}

#[test]
fn a_later_requests_head_has_the_same_time() {
    let server = start(|server| server.limits(ServerLimits { head_time: SHORT, ..patient() }));
    let mut client = Client::connect(server.address);
    client.write(&call("ListTables", "{}").bytes());
    assert_eq!(client.answer().unwrap().status, 200);
    client.write(b"POST / HTTP/1.1\r\n");
    assert!(client.is_closed());
}

#[test]
fn connections_without_a_request_give_way_to_clients_that_wait() {
    let server = start(|server| server.limits(ServerLimits { connections: 3, ..watchful() }));
    let mut never = Client::connect(server.address);
    let mut answered = Client::connect(server.address);
    answered.write(&call("ListTables", "{}").bytes());
    assert_eq!(answered.answer().unwrap().status, 200);
    let request = call("ListTables", "{}");
    let mut busy = vec![Client::begin(server.address, &request)];
    sleep(Duration::from_secs(3));
    // Nobody waits, and they have their time.
    assert!(never.is_open(SHORT) && answered.is_open(SHORT));
    busy.extend([(); 2].map(|()| Client::begin(server.address, &request)));
    assert!(never.is_closed() && answered.is_closed());
    // Requests in flight keep their places.
    for mut client in busy {
        client.write(&request.body);
        assert_eq!(client.answer().unwrap().status, 200);
    }
}

#[test]
fn a_head_that_came_with_the_request_before_has_the_same_time() {
    let server = start(|server| server.limits(ServerLimits { head_time: SHORT, ..patient() }));
    let answered = |later: &str| {
        let mut client = Client::connect(server.address);
        let request = call("ListTables", "{}").bytes();
        client.write(&[&request.repeat(3), later.as_bytes()].concat());
        for _ in 0..3 {
            assert_eq!(client.answer().unwrap().status, 200);
        }
        client
    };
    assert!(answered("").is_open(3 * SHORT));
    assert!(answered("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n").is_closed());
}

#[test]
fn a_body_without_a_length_is_no_head_of_the_next_request() {
    let server = start(|server| server.limits(ServerLimits { head_time: SHORT, ..patient() }));
    let mut client = Client::connect(server.address);
    for _ in 0..2 {
        let chunked = call("ListTables", "2\r\n{}\r\n0\r\n\r\n").with("Transfer-Encoding", "chunked");
        client.write(&chunked.bytes());
        assert_eq!(client.answer().unwrap().status, 200);
    }
    assert!(client.is_open(3 * SHORT));
}

#[test]
fn a_body_that_does_not_end_is_cut_off_however_it_trickles() {
    let server = start(|server| server.limits(ServerLimits { body_time: SHORT, ..patient() }));
    let began = Instant::now();
    let mut client = Client::begin(server.address, &call("ListTables", " ".repeat(100_000)));
    client.wait_at_most(SHORT / 8);
    while began.elapsed() < SOON && client.0.peek(&mut [0]).is_err() {
        client.write(b" ");
    }
    assert!(began.elapsed() >= SHORT, "{:?}", began.elapsed());
    client.wait_at_most(SOON);
    client.answer().unwrap().refused(408, "RequestTimeoutException");
}

#[test]
fn an_idle_connection_is_closed_in_the_end_but_not_before() {
    let idle_time = 4 * SHORT;
    let server = start(|server| server.limits(ServerLimits { idle_time, ..patient() }));
    let (answered, open) = in_time(idle_time, || {
        let began = Instant::now();
        let mut client = Client::connect(server.address);
        client.write(&call("ListTables", "{}").bytes());
        let answered = client.answer().map(|answer| answer.status);
        let took = began.elapsed();
        assert!(client.is_closed());
        (took, (answered, began.elapsed()))
    });
    assert_eq!(answered, Some(200));
    assert!(open >= idle_time, "{open:?}");
}

#[test]
fn a_client_that_does_not_read_is_cut_off() {
    let server = start(|server| server.limits(ServerLimits { write_time: SHORT, ..patient() }));
    let mut client = Client::connect(server.address);
    // Small requests with large answers, more than the sockets' buffers hold.
    let request = call("ListTables", "{}").with("Content-Type", "text/plain").bytes();
    client.0.set_write_timeout(Some(SOON)).unwrap();
    let began = Instant::now();
    let mut sent = Ok(());
    while sent.is_ok() && began.elapsed() < 4 * SOON {
        sent = std::io::Write::write_all(&mut client.0, &request.repeat(100));
    }
    let error = sent.unwrap_err();
    assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "the server should have hung up");
}

#[test]
fn more_connections_than_there_are_places_wait() {
    let server = start(|server| server.limits(ServerLimits { connections: 2, ..patient() }));
    let request = call("ListTables", "{}");
    let busy = [(); 2].map(|()| Client::begin(server.address, &request));
    let mut third = Client::connect(server.address);
    third.write(&request.bytes());
    third.wait_at_most(SHORT);
    assert!(third.0.read(&mut [0]).is_err(), "answered without a place");
    third.wait_at_most(SOON);
    drop(busy);
    assert_eq!(third.answer().unwrap().status, 200);
}

#[test]
fn limits_may_be_as_large_as_their_types() {
    let limits = ServerLimits {
        connections: usize::MAX,
        body_bytes: usize::MAX,
        bodies_bytes: usize::MAX,
        answers_bytes: usize::MAX,
        head_time: Duration::MAX,
        body_time: Duration::MAX,
        write_time: Duration::MAX,
        idle_time: Duration::MAX,
        stop_time: Duration::MAX,
    };
    let mut server = start(|server| server.limits(limits));
    let mut client = Client::connect(server.address);
    let request = call("ListTables", format!("{{}}{}", " ".repeat(100_000)));
    client.write(&request.head());
    sleep(Duration::from_millis(50));
    client.write(&request.body);
    assert_eq!(client.answer().unwrap().status, 200);
    drop(client);
    server.stop();
    server.wait();
}
