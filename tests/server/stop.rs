//! The end of a server.

use std::time::{Duration, Instant};

use hashrange::server::ServerLimits;

use crate::{
    client::{Client, call},
    http2_frames,
    running::{SHORT, SOON, in_time, patient, start},
};

/// While a server stops, a body may stay away for 2 s.
const BODY_TIME: Duration = Duration::from_millis(1500);
/// And an HTTP/2 client may send requests for half a second more.
const CLOSING_TIME: Duration = Duration::from_millis(400);

#[test]
fn requests_in_flight_are_answered_and_idle_connections_closed() {
    let request = call("ListTables", "{}");
    let answered = in_time(BODY_TIME, || {
        let mut server = start(|server| server.limits(patient()));
        let mut idle = Client::connect(server.address);
        idle.write(&request.bytes());
        assert_eq!(idle.answer().unwrap().status, 200);
        let began = Instant::now();
        let mut busy = Client::begin(server.address, &request);
        server.stop();
        assert!(idle.is_closed());
        busy.write(&request.body);
        let took = began.elapsed();
        let answered = busy.answer().map(|answer| answer.status);
        server.wait();
        assert!(std::net::TcpStream::connect(server.address).is_err());
        (took, answered)
    });
    assert_eq!(answered, Some(200));
}

#[test]
fn requests_that_do_not_end_are_cut_off() {
    let answer = in_time(BODY_TIME, || {
        let mut server = start(|server| server.limits(ServerLimits { stop_time: SHORT, ..patient() }));
        let mut stuck = Client::begin(server.address, &call("ListTables", "{}"));
        let began = Instant::now();
        server.stop();
        server.wait();
        let took = began.elapsed();
        assert!(took >= SHORT, "{took:?}");
        (took, stuck.answer())
    });
    assert!(answer.is_none(), "{answer:?}");
}

#[test]
fn an_http2_client_that_does_not_answer_the_closing_ping_does_not_put_the_end_off() {
    let mut server = start(|server| server.limits(patient()));
    let mut deaf = http2_frames::connect(server.address, &[], &http2_frames::call(1, "ListTables", "{}"));
    http2_frames::read_kind(&mut deaf, http2_frames::DATA).unwrap();
    let began = Instant::now();
    server.stop();
    server.wait();
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
}

#[test]
fn an_http2_request_that_crosses_the_end_is_answered() {
    let answered = in_time(CLOSING_TIME, || {
        let mut server = start(|server| server.limits(patient()));
        let mut client =
            http2_frames::connect(server.address, &[], &http2_frames::call(1, "ListTables", "{}"));
        http2_frames::read_kind(&mut client, http2_frames::DATA).unwrap();
        let began = Instant::now();
        server.stop();
        http2_frames::read_kind(&mut client, http2_frames::GOAWAY).unwrap();
        client.write(&http2_frames::call(3, "ListTables", "{}"));
        let took = began.elapsed();
        let mut data = std::iter::from_fn(|| http2_frames::read_kind(&mut client, http2_frames::DATA));
        let answered = data.any(|frame| frame.stream == 3);
        drop(client);
        server.wait();
        (took, answered)
    });
    assert!(answered);
}
