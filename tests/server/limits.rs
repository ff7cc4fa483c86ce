//! Clients that send too much, too slowly, or not at all.

use std::{
    io::Read,
    thread::sleep,
    time::{Duration, Instant},
};

use hashrange::server::ServerLimits;

use crate::{
    client::{Client, call},
    running::{quick, start},
};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn a_body_has_a_largest_size() {
    let server = start(|server| server.limits(quick()));
    let largest = format!("{{}}{}", " ".repeat(quick().body_bytes - 2));
    assert_eq!(call("ListTables", largest.clone()).send(server.address).status, 200);
    let answer = call("ListTables", largest + " ").send(server.address);
    answer.refused(413, "RequestEntityTooLargeException");
    assert_eq!(answer.header("connection"), Some("close"));
}

#[test]
fn sixteen_mebibytes_are_taken_and_no_more() {
    let server = start(|server| server);
    let largest = format!("{{}}{}", " ".repeat(16 * 1024 * 1024 - 2));
    assert_eq!(call("ListTables", largest.clone()).send(server.address).status, 200);
    assert_eq!(call("ListTables", largest + " ").send(server.address).status, 413);
}

#[test]
fn a_body_whose_size_is_not_told_has_the_same_limit() {
    let server = start(|server| server.limits(quick()));
    let chunked = |size: usize| {
        let chunk = " ".repeat(1000);
        let mut body = "2\r\n{}\r\n".to_owned();
        for _ in 0..size / 1000 {
            body += &format!("3e8\r\n{chunk}\r\n");
        }
        call("ListTables", body + "0\r\n\r\n").with("Transfer-Encoding", "chunked").send(server.address)
    };
    assert_eq!(chunked(quick().body_bytes - 1000).status, 200);
    chunked(quick().body_bytes).refused(413, "RequestEntityTooLargeException");
}

#[test]
fn a_head_that_does_not_end_is_cut_off_however_it_trickles() {
    let server = start(|server| server.limits(quick()));
    let mut client = Client::connect(server.address);
    let began = Instant::now();
    client.write(b"POST / HTTP/1.1\r\n");
    while began.elapsed() < Duration::from_secs(5) && client.is_open(30) {
        client.write(b"a: b\r\n");
    }
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(140) && took < Duration::from_secs(2), "{took:?}");
}

#[test]
fn a_later_requests_head_has_the_same_time() {
    let server = start(|server| server.limits(quick()));
    let mut client = Client::connect(server.address);
    client.write(&call("ListTables", "{}").bytes());
    assert_eq!(client.answer().unwrap().status, 200);
    let began = Instant::now();
    client.write(b"POST / HTTP/1.1\r\n");
    assert!(!client.is_open(5000));
    assert!(began.elapsed() < Duration::from_millis(600), "{:?}", began.elapsed());
}

#[test]
fn connections_without_a_request_give_way_to_clients_that_wait() {
    let limits = ServerLimits { connections: 3, body_time: MINUTE, idle_time: MINUTE, ..quick() };
    let server = start(|server| server.limits(limits));
    let mut never = Client::connect(server.address);
    let mut answered = Client::connect(server.address);
    answered.write(&call("ListTables", "{}").bytes());
    assert_eq!(answered.answer().unwrap().status, 200);
    let mut busy = Client::connect(server.address);
    let request = call("ListTables", "{}");
    busy.write(&request.head());
    sleep(Duration::from_secs(3));
    // Nobody waits, and they have their time.
    assert!(never.is_open(50) && answered.is_open(50));
    let mut later = [(); 2].map(|()| Client::connect(server.address));
    for client in &mut later {
        client.write(&request.bytes());
        assert_eq!(client.answer().unwrap().status, 200);
    }
    assert!(!never.is_open(5000) && !answered.is_open(5000));
    // A request in flight keeps its place.
    busy.write(&request.body);
    assert_eq!(busy.answer().unwrap().status, 200);
}

#[test]
fn a_head_that_came_with_the_request_before_has_the_same_time() {
    let limits = ServerLimits { idle_time: Duration::from_secs(60), ..quick() };
    let server = start(|server| server.limits(limits));
    for later in ["", "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n"] {
        let mut client = Client::connect(server.address);
        let request = call("ListTables", "{}").bytes();
        client.write(&[&request.repeat(3), later.as_bytes()].concat());
        for _ in 0..3 {
            assert_eq!(client.answer().unwrap().status, 200);
        }
        assert_eq!(client.is_open(600), later.is_empty());
    }
}

#[test]
fn a_body_without_a_length_is_no_head_of_the_next_request() {
    let server =
        start(|server| server.limits(ServerLimits { idle_time: Duration::from_secs(60), ..quick() }));
    let mut client = Client::connect(server.address);
    for _ in 0..2 {
        let chunked = call("ListTables", "2\r\n{}\r\n0\r\n\r\n").with("Transfer-Encoding", "chunked");
        client.write(&chunked.bytes());
        assert_eq!(client.answer().unwrap().status, 200);
    }
    assert!(client.is_open(600));
}

#[test]
fn a_body_that_comes_steadily_may_take_longer_than_one_that_does_not_come() {
    let server = start(|server| server.limits(quick()));
    let mut client = Client::connect(server.address);
    let request = call("ListTables", format!("{{}}{}", " ".repeat(59_998)));
    client.write(&request.head());
    for piece in request.body.chunks(1000) {
        sleep(Duration::from_millis(15));
        client.write(piece);
    }
    assert_eq!(client.answer().unwrap().status, 200);
}

#[test]
fn a_body_that_does_not_end_is_cut_off_however_it_trickles() {
    let server = start(|server| server.limits(quick()));
    let mut client = Client::connect(server.address);
    client.write(&call("ListTables", " ".repeat(1000)).head());
    let began = Instant::now();
    for _ in 0..20 {
        client.write(b" ");
        sleep(Duration::from_millis(30));
    }
    assert!(began.elapsed() < Duration::from_secs(5));
    client.answer().unwrap().refused(408, "RequestTimeoutException");
}

#[test]
fn an_idle_connection_is_closed_in_the_end_but_not_before() {
    let server = start(|server| server.limits(quick()));
    let mut client = Client::connect(server.address);
    client.write(&call("ListTables", "{}").bytes());
    assert_eq!(client.answer().unwrap().status, 200);
    assert!(client.is_open(400));
    assert!(!client.is_open(5000));
}

#[test]
fn a_client_that_does_not_read_is_cut_off() {
    let server =
        start(|server| server.limits(ServerLimits { idle_time: Duration::from_secs(60), ..quick() }));
    let mut client = Client::connect(server.address);
    // Small requests with large answers, more than the sockets' buffers hold.
    let request = call("ListTables", "{}").with("Content-Type", "text/plain").bytes();
    client.0.set_write_timeout(Some(Duration::from_secs(5))).unwrap();
    let began = Instant::now();
    let mut sent = Ok(());
    while sent.is_ok() && began.elapsed() < Duration::from_secs(20) {
        sent = std::io::Write::write_all(&mut client.0, &request.repeat(100));
    }
    let error = sent.unwrap_err();
    assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "the server should have hung up");
}

#[test]
fn more_connections_than_there_are_places_wait() {
    let limits = ServerLimits { connections: 2, idle_time: Duration::from_secs(60), ..quick() };
    let server = start(|server| server.limits(limits));
    let request = call("ListTables", "{}").bytes();
    let mut clients: Vec<_> = (0..3).map(|_| Client::connect(server.address)).collect();
    for client in &mut clients {
        client.write(&request);
    }
    let mut third = clients.pop().unwrap();
    for client in &mut clients {
        assert_eq!(client.answer().unwrap().status, 200);
    }
    third.0.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    assert!(third.0.read(&mut [0]).is_err(), "answered without a place");
    drop(clients);
    third.0.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
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
