//! Faults over HTTP: what becomes of the connection, and of other clients.

use std::{
    thread,
    time::{Duration, Instant},
};

use hashrange::{Clock, Database, ScalarAttributeType::S};

use crate::{
    client::{Call, Client, call},
    running::{SOON, start},
};

const PUT: &str = r#"{"TableName":"users","Item":{"id":{"S":"a"}}}"#;

fn users() -> Database {
    let db = Database::new();
    db.create_table("users").partition_key("id", S).run().unwrap();
    db
}

fn put() -> Call {
    call("PutItem", PUT)
}

#[test]
fn a_connection_is_closed_without_an_answer_when_one_is_lost() {
    let db = users();
    let server = start(|server| server.database(db.clone()));
    let items = || db.table("users").unwrap().item_count();
    db.faults().on("PutItem").nth(1).lose_request().unwrap();
    db.faults().on("PutItem").nth(2).lose_answer().unwrap();
    for (items_then, lost) in [(0, "the request"), (1, "the answer")] {
        let mut client = Client::connect(server.address);
        client.write(&put().bytes());
        assert!(client.answer().is_none(), "{lost} is lost");
        assert_eq!(items(), items_then, "{lost} is lost");
    }
    assert_eq!(put().send(server.address).status, 200);
}

#[test]
fn exceptions_have_their_status_and_the_checksum_of_their_body() {
    let db = users();
    let server = start(|server| server.database(db.clone()));
    for (name, status) in [
        ("InternalServerError", 500),
        ("ServiceUnavailable", 503),
        ("ProvisionedThroughputExceededException", 400),
    ] {
        let fault = db.faults().on("PutItem").exception(name).unwrap();
        let answer = put().send(server.address);
        answer.refused(status, name);
        let checksum = crc32fast::hash(answer.text().as_bytes()).to_string();
        assert_eq!(answer.header("x-amz-crc32"), Some(checksum.as_str()));
        fault.remove();
    }
}

#[test]
fn a_delayed_answer_holds_up_no_other_client() {
    let db = users();
    let server = start(|server| server.database(db.clone()));
    const DELAY: Duration = Duration::from_secs(2);
    db.faults().on("PutItem").delay(DELAY).unwrap();
    let address = server.address;
    let began = Instant::now();
    let delayed = thread::spawn(move || (put().send(address).status, began.elapsed()));
    // The server has one thread, and answers this while the put waits.
    let mut others = 0;
    while !delayed.is_finished() {
        assert_eq!(call("ListTables", "{}").send(address).status, 200);
        others += 1;
        assert!(began.elapsed() < SOON);
    }
    let (status, took) = delayed.join().unwrap();
    assert_eq!(status, 200);
    assert!(took >= DELAY, "{took:?}");
    assert!(others > 1, "others were answered meanwhile");
}

#[test]
fn a_delay_by_a_manual_clock_takes_no_time() {
    let clock = Clock::manual(std::time::UNIX_EPOCH);
    let db = Database::builder().clock(clock.clone()).build();
    db.create_table("users").partition_key("id", S).run().unwrap();
    let server = start(|server| server.database(db.clone()));
    db.faults().on("PutItem").delay(Duration::from_secs(3600)).unwrap();
    assert_eq!(put().send(server.address).status, 200);
    assert_eq!(clock.now(), std::time::UNIX_EPOCH + Duration::from_secs(3600));
}
