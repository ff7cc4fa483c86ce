//! The end of a server.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    client::{Client, call},
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
