//! The server as a service, mounted in a listener of somebody else's.

use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, body::Body, extract::Request, middleware::map_request, routing::get};
use bytes::Bytes;
use hashrange::{
    Database,
    ScalarAttributeType::S,
    item,
    server::{HttpService, Server, ServerBuilder, ServerLimits},
};
use http_body_util::{BodyExt, Limited};
use hyper::{
    body::{Frame, SizeHint},
    header::{AUTHORIZATION, CONTENT_TYPE, HOST},
};
use tower_service::Service;

use crate::{
    client::{self, Client, call},
    http2_frames,
};

const PUT: &str = r#"{"TableName": "likes", "Item": {"id": {"S": "haeri05"}}}"#;
const GET: &str = r#"{"TableName": "likes", "Key": {"id": {"S": "haeri05"}}}"#;

fn likes() -> Database {
    let db = Database::new();
    db.create_table("likes").partition_key("id", S).run().unwrap();
    db
}

fn service(db: &Database, settings: impl FnOnce(ServerBuilder) -> ServerBuilder) -> HttpService {
    settings(Server::builder().database(db.clone())).service().unwrap()
}

/// Serves an app on a thread that ends with the tests.
fn serve(app: Router) -> SocketAddr {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    told.recv().unwrap()
}

#[test]
fn it_answers_at_the_root_beside_the_listeners_own_paths() {
    let db = likes();
    let app = Router::new()
        .route("/health", get(|| async { "well" }))
        .fallback_service(service(&db, |server| server));
    let to = serve(app);
    assert_eq!(call("PutItem", PUT).send(to).status, 200);
    assert_eq!(*db.table("likes").unwrap().get("haeri05").run().unwrap().unwrap(), item! { "id": "haeri05" });
    let answer = call("GetItem", GET).send(to);
    assert_eq!(answer.text(), r#"{"Item":{"id":{"S":"haeri05"}}}"#);
    assert!(answer.header("x-amz-crc32").is_some() && answer.header("x-amzn-requestid").is_some());
    assert_eq!(call("", "").method("GET").path("/health").send(to).text(), "well");
    assert_eq!(call("", "").method("GET").path("/other").send(to).status, 404);
    call("Nothing", "{}").send(to).refused(400, "UnknownOperationException");
}

#[test]
fn it_answers_over_http2_and_below_a_path() {
    let db = likes();
    let app = Router::new().nest_service("/dynamodb", service(&db, |server| server));
    let to = serve(app.fallback_service(service(&db, |server| server)));
    assert_eq!(call("PutItem", PUT).path("/dynamodb/").send(to).status, 200);
    let mut client = http2_frames::connect(to, &[], &http2_frames::call(1, "GetItem", GET));
    let data = http2_frames::read_kind(&mut client, http2_frames::DATA).unwrap();
    assert_eq!(data.payload, br#"{"Item":{"id":{"S":"haeri05"}}}"#);
}

#[test]
fn web_pages_and_foreign_names_are_refused_as_by_the_server_itself() {
    let to = serve(Router::new().fallback_service(service(&likes(), |server| server.allow_host("db.test"))));
    assert_eq!(call("GetItem", GET).with("Host", "evil.example").send(to).status, 403);
    assert_eq!(call("GetItem", GET).with("Origin", "https://evil.example").send(to).status, 403);
    assert_eq!(call("GetItem", GET).with("Host", "db.test").send(to).status, 200);
}

#[test]
fn bodies_are_limited_by_the_server_and_by_the_listener() {
    let limits = ServerLimits { body_bytes: 2000, ..ServerLimits::default() };
    let db = likes();
    let to = serve(Router::new().fallback_service(service(&db, |server| server.limits(limits))));
    let padded = |bytes: usize| call("PutItem", format!("{PUT}{}", " ".repeat(bytes - PUT.len())));
    assert_eq!(padded(2000).send(to).status, 200);
    let text = padded(2001).send(to).refused(413, "RequestEntityTooLargeException");
    assert!(text.contains("2000 bytes"), "{text}");

    let limit = |request: Request| async { request.map(|body| Body::new(Limited::new(body, 1000))) };
    let to = serve(Router::new().fallback_service(service(&db, |server| server)).layer(map_request(limit)));
    assert_eq!(padded(1000).send(to).status, 200);
    let text = padded(1001).send(to).refused(413, "RequestEntityTooLargeException");
    assert!(text.contains("this listener"), "{text}");
}

#[test]
fn an_answer_that_a_fault_loses_never_comes() {
    let db = likes();
    let to = serve(Router::new().fallback_service(service(&db, |server| server)));
    db.faults().on("PutItem").times(1).lose_answer().unwrap();
    let mut client = Client::connect(to);
    client.write(&call("PutItem", PUT).bytes());
    assert!(client.answer().is_none(), "the connection is closed");
    assert!(db.table("likes").unwrap().get("haeri05").run().unwrap().is_some(), "it was carried out");
    assert_eq!(call("PutItem", PUT).send(to).status, 200);
}

/// A body that has arrived up to here, and ends or does not.
struct Sent {
    bytes: Option<Bytes>,
    ends: bool,
}

impl hyper::body::Body for Sent {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.bytes.take() {
            Some(bytes) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            None if self.ends => Poll::Ready(None),
            None => Poll::Pending,
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

fn request(body: Sent) -> hyper::Request<Sent> {
    let request =
        hyper::Request::post("/").header(HOST, "localhost").header(AUTHORIZATION, client::AUTHORIZATION);
    let request =
        request.header(CONTENT_TYPE, "application/x-amz-json-1.0").header("X-Amz-Date", "20261122T000000Z");
    request.header("X-Amz-Target", "DynamoDB_20120810.PutItem").body(body).unwrap()
}

#[test]
fn a_request_that_is_dropped_is_not_carried_out_and_frees_its_memory() {
    let db = likes();
    let body = Bytes::from(format!("{PUT}{}", " ".repeat(100_000)));
    let limits = ServerLimits {
        body_bytes: 200_000,
        bodies_bytes: 200_000, // one body of more than 64 KiB at a time
        body_time: Duration::from_secs(3600),
        ..ServerLimits::default()
    };
    let mut service = service(&db, |server| server.limits(limits));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut first = service.call(request(Sent { bytes: Some(body.clone()), ends: false }));
        let mut second = service.call(request(Sent { bytes: Some(body), ends: true }));
        let soon = Duration::from_millis(50);
        assert!(tokio::time::timeout(soon, &mut first).await.is_err(), "its body has not ended");
        assert!(tokio::time::timeout(soon, &mut second).await.is_err(), "it waits for memory");
        drop(first);
        assert!(db.table("likes").unwrap().get("haeri05").run().unwrap().is_none());
        let answer = second.await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "{}");
    });
}

#[test]
fn policies_see_the_address_among_the_requests_extensions() {
    let db = Database::builder().enforce_policies(true).build();
    let likes = db.create_table("likes").partition_key("id", S).run().unwrap();
    let denied = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*",
        "Action": "dynamodb:PutItem", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}}"#;
    likes.put_resource_policy(denied).run().unwrap();
    let mut service = service(&db, |server| server);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for (address, status) in [("10.0.0.7:1", 400), ("192.0.2.7:1", 200)] {
            let mut request = request(Sent { bytes: Some(Bytes::from_static(PUT.as_bytes())), ends: true });
            request.extensions_mut().insert(address.parse::<SocketAddr>().unwrap());
            assert_eq!(service.call(request).await.unwrap().status(), status, "{address}");
        }
    });
}
