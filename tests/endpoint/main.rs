//! A database behind an endpoint, over HTTP: the server of this crate.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it says")]

use std::{
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use hashrange::{
    Database, Endpoint, Error,
    ScalarAttributeType::{N, S},
    UpdateExpression, attr, item,
    operation::{OperationType, StreamViewType},
    server::{Server, ServerBuilder, ServerHandle},
};
use tokio::runtime::{Builder, Runtime};

mod comparing;
mod copying;
mod following;
mod going_on;
mod users;

/// A running server; it ends with its runtime.
struct Running {
    url: String,
    db: Database,
    served: Arc<AtomicUsize>,
    _handle: ServerHandle,
    _runtime: Runtime,
}

fn serve(settings: impl FnOnce(ServerBuilder) -> ServerBuilder) -> Running {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (db, served) = (Database::new(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&served);
    let server = Server::builder().address("127.0.0.1:0").database(db.clone()).log(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
    });
    let server = runtime.block_on(settings(server).bind()).unwrap();
    let url = format!("http://{}", server.local_addr());
    let inside = runtime.enter();
    let handle = server.spawn();
    drop(inside);
    Running { url, db, served, _handle: handle, _runtime: runtime }
}

fn endpoint(running: &Running) -> Endpoint {
    Endpoint::url(&running.url).region("us-east-1").credentials("key", "secret")
}

#[test]
fn a_program_runs_over_http() {
    let server = serve(|server| server);
    let db = Database::connect(endpoint(&server)).unwrap();
    let orders = db.create_table("orders").partition_key("customer", S).sort_key("number", N).run().unwrap();
    orders
        .put_all((0..300).map(|number| item! { "customer": "minji01", "number": number, "text": "주문" }))
        .unwrap();
    assert_eq!(orders.query("minji01").limit(70).run().unwrap().len(), 300);
    let closed = orders.update(("minji01", 7)).set("status", "closed").condition(attr("status").not_exists());
    closed.clone().run().unwrap();
    assert!(closed.run().unwrap_err().is_condition_failed());
    assert_eq!(orders.scan().parallel(4).count(), 300);
    assert_eq!(db.statement("SELECT * FROM orders WHERE customer = 'minji01'").count().unwrap(), 300);
    assert_eq!(server.db.table("orders").unwrap().item_count(), 300);
    assert_eq!(db.region(), "us-east-1");
}

#[test]
fn requests_are_signed_with_the_credentials_that_are_given() {
    let server = serve(|server| server.credentials("key", "secret"));
    let db = Database::connect(endpoint(&server)).unwrap();
    assert!(db.table_names().is_empty());
    db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run().unwrap();
    let users = db.table("users").unwrap();
    assert!(!users.shards().unwrap().is_empty()); // an operation of the streams
    let wrong = Database::connect(endpoint(&server).credentials("key", "another")).unwrap();
    let refused = wrong.table("users").unwrap_err();
    assert!(refused.to_string().starts_with("InvalidSignatureException: "), "{refused:?}");
}

#[test]
fn changes_are_read_while_others_write() {
    let server = serve(|server| server);
    let db = Database::connect(endpoint(&server)).unwrap();
    let users =
        db.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage).run().unwrap();
    let mut changes = users.changes().from_now().wait(Duration::from_secs(30)).run().unwrap();
    let there = server.db.table("users").unwrap();
    let writer = thread::spawn(move || {
        for number in 0..40 {
            there.put(item! { "id": format!("user{}", number % 8), "n": number }).run().unwrap();
        }
        there.delete("user0").run().unwrap();
    });
    let mut of_user0 = Vec::new();
    while of_user0.last() != Some(&OperationType::Remove) {
        let change = changes.next().unwrap().unwrap();
        if change.key == item! { "id": "user0" } {
            of_user0.push(change.event_name);
        }
    }
    writer.join().unwrap();
    assert_eq!(of_user0.len(), 6);
}

#[test]
fn what_may_succeed_later_is_tried_again() {
    let server = serve(|server| server);
    let users = server.db.create_table("users").partition_key("id", S).run().unwrap();
    let there = Database::connect(endpoint(&server)).unwrap().table("users").unwrap();
    for (exception, error) in [
        ("InternalServerError", 500),
        ("ProvisionedThroughputExceededException", 400),
        ("ThrottlingException", 400),
    ] {
        server.db.faults().on("PutItem").times(2).exception(exception).unwrap();
        there.put(item! { "id": exception, "status": error }).run().unwrap();
    }
    server.db.faults().on("PutItem").times(1).lose_answer().unwrap();
    there.put(item! { "id": "lost" }).run().unwrap();
    assert_eq!(users.item_count(), 4);

    // The second attempt at a transaction whose answer was lost does nothing a second time.
    server.db.faults().on("TransactWriteItems").times(1).lose_answer().unwrap();
    let db = Database::connect(endpoint(&server)).unwrap();
    db.transaction()
        .update(&db.table("users").unwrap(), "lost", UpdateExpression::new().add("n", 1))
        .run()
        .unwrap();
    assert_eq!(users.get("lost").run().unwrap().unwrap().n("n"), Some(&1.into()));

    let always = server.db.faults().on("GetItem").exception("ThrottlingException").unwrap();
    let twice = Database::connect(endpoint(&server).attempts(2)).unwrap().table("users").unwrap();
    assert!(twice.get("lost").run().unwrap_err().is_throttled());
    assert_eq!(always.hits(), 2);
    // What is wrong stays wrong.
    let before = server.served.load(Ordering::Relaxed);
    assert!(there.put(item! { "nothing": 1 }).run().unwrap_err().is_validation());
    assert_eq!(server.served.load(Ordering::Relaxed) - before, 1);
}

#[test]
fn an_endpoint_that_is_not_there_or_does_not_answer_is_told() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = Database::connect(Endpoint::url(format!("http://{free}")).attempts(1)).unwrap();
    let error = nobody.table("users").unwrap_err();
    assert!(error.is_no_answer() && error.to_string().ends_with(": nothing listens there"), "{error}");

    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let slow = Endpoint::url(url).attempts(1).timeout(Duration::from_millis(50));
    let began = Instant::now();
    let error = Database::connect(slow).unwrap().table("users").unwrap_err();
    assert!(error.is_no_answer() && error.to_string().ends_with("did not answer within 50ms"), "{error}");
    assert!(began.elapsed() < Duration::from_secs(5));

    let half = Endpoint::url("http://localhost:1").session_token("token");
    assert!(Database::connect(half).unwrap_err().is_validation());
    for wrong in ["localhost:8000", "ftp://localhost", "http://"] {
        assert!(matches!(Database::connect(wrong).unwrap_err(), Error::Validation(_)), "{wrong}");
    }
}

#[test]
fn a_server_of_something_else_is_told() {
    use std::io::{Read, Write};
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().take(1) {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let page = "<html>Not here</html>";
            write!(stream, "HTTP/1.1 404 Not Found\r\ncontent-length: {}\r\n\r\n{page}", page.len()).unwrap();
        }
    });
    let error = Database::connect(Endpoint::url(url).attempts(1)).unwrap().table("users").unwrap_err();
    assert_eq!(error.code(), "Refused");
    assert!(error.to_string().contains("404") && error.to_string().contains("<html>Not here"), "{error}");
}

#[test]
fn it_works_inside_of_any_runtime_and_is_dropped_there() {
    let server = serve(|server| server);
    server.db.create_table("users").partition_key("id", S).run().unwrap();
    let runtime = Builder::new_current_thread().build().unwrap(); // without timers and sockets of its own
    runtime.block_on(async {
        let db = Database::connect(endpoint(&server)).unwrap();
        let users = db.table_async("users").await.unwrap();
        users.put(item! { "id": "a" }).run_async().await.unwrap();
        users.put(item! { "id": "b" }).run().unwrap(); // holds the thread
        assert_eq!(users.scan().count_async().await.unwrap(), 2);
    });
}

#[test]
fn a_request_that_is_dropped_is_aborted() {
    let server = serve(|server| server);
    let users = server.db.create_table("users").partition_key("id", S).run().unwrap();
    let there = Database::connect(endpoint(&server)).unwrap().table("users").unwrap();
    let _slow = server.db.faults().on("PutItem").delay(Duration::from_secs(60)).unwrap();
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let began = Instant::now();
    runtime.block_on(async {
        let put = there.put(item! { "id": "a" }).run_async();
        assert!(tokio::time::timeout(Duration::from_millis(100), put).await.is_err());
    });
    assert!(there.get("a").run().is_ok());
    assert!(began.elapsed() < Duration::from_secs(10));
    drop(users);
}
