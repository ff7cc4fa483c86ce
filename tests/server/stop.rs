//! The end of a server.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    client::{Client, call},
    http2_frames,
    running::{quick, start},
};

#[test]
fn requests_in_flight_are_answered_and_idle_connections_closed() {
    let mut server = start(|server| server);
    let mut idle = Client::connect(server.address);
    idle.write(&call("ListTables", "{}").bytes());
    assert_eq!(idle.answer().unwrap().status, 200);
    let mut busy = Client::connect(server.address);
    let request = call("ListTables", "{}");
    busy.write(&request.head());
    sleep(Duration::from_millis(50));

    server.stop();
    assert!(!idle.is_open(5000));
    busy.write(&request.body);
    assert_eq!(busy.answer().unwrap().status, 200);
    server.wait();
    assert!(std::net::TcpStream::connect(server.address).is_err());
}

#[test]
fn requests_that_do_not_end_are_cut_off() {
    let limits = hashrange::server::ServerLimits { body_time: Duration::from_secs(60), ..quick() };
    let mut server = start(|server| server.limits(limits));
    let mut stuck = Client::connect(server.address);
    stuck.write(&call("ListTables", "{}").head());
    sleep(Duration::from_millis(50));
    let began = Instant::now();
    server.stop();
    server.wait();
    assert!(began.elapsed() >= Duration::from_millis(450), "{:?}", began.elapsed());
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert!(stuck.answer().is_none());
}

#[test]
fn an_http2_client_that_does_not_answer_the_closing_ping_does_not_put_the_end_off() {
    let mut server = start(|server| server);
    let mut deaf = http2_frames::connect(server.address, &[]);
    deaf.write(&http2_frames::call(1, "ListTables", "{}"));
    while http2_frames::read(&mut deaf).unwrap().kind != http2_frames::DATA {}
    let began = Instant::now();
    server.stop();
    server.wait();
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
}

#[test]
fn an_http2_request_that_crosses_the_end_is_answered() {
    let mut server = start(|server| server);
    let mut client = http2_frames::connect(server.address, &[]);
    client.write(&http2_frames::call(1, "ListTables", "{}"));
    while http2_frames::read(&mut client).unwrap().kind != http2_frames::DATA {}
    server.stop();
    sleep(Duration::from_millis(50));
    client.write(&http2_frames::call(3, "ListTables", "{}"));
    let answered = std::iter::from_fn(|| http2_frames::read(&mut client))
        .any(|frame| frame.kind == http2_frames::DATA && frame.stream == 3);
    assert!(answered);
    server.wait();
}
