//! The ways to put the engine under a client, and what a client needs to run: nothing.

use std::{
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    thread,
};

use aws_sdk_dynamodb::{
    Client, Config,
    config::{BehaviorVersion, Builder, Credentials, Region},
};
use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn},
    orchestrator::HttpRequest,
};
use aws_smithy_types::body::SdkBody;
use hashrange::{
    Database,
    sdk::{self, Connector, VirtualTime},
};

use crate::support::{Item, client, create, like, likes, put, s};

/// What a future gives that is ready when it is first asked.
fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits"),
    }
}

#[test]
fn no_executor_is_needed_and_nothing_waits() {
    at_once(async {
        let client = likes().await;
        put(&client, "likes", [like("haeri05", 1)]).await;
        assert_eq!(client.scan().table_name("likes").send().await.unwrap().items(), [like("haeri05", 1)]);
        client.get_item().table_name("missing").send().await.unwrap_err();
    });
}

#[test]
fn many_databases_are_used_in_parallel_and_apart() {
    thread::scope(|scope| {
        for test in 0..16 {
            scope.spawn(move || {
                at_once(async {
                    let client = client();
                    create(&client, "users", "id", None).await;
                    let item = Item::from([
                        ("id".to_owned(), s("haeri05")),
                        ("test".to_owned(), s(test.to_string())),
                    ]);
                    for _ in 0..5 {
                        put(&client, "users", [item.clone()]).await;
                        let scan = client.scan().table_name("users").send().await.unwrap();
                        assert_eq!(scan.items(), std::slice::from_ref(&item));
                    }
                });
            });
        }
    });
}

#[test]
fn tasks_of_one_database_see_each_other_s_writes() {
    let db = Database::new();
    at_once(create(&sdk::client(&db), "counters", "id", None));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let client = sdk::client(&db);
                for _ in 0..50 {
                    let add = client
                        .update_item()
                        .table_name("counters")
                        .key("id", s("likes"))
                        .update_expression("ADD amount :one")
                        .expression_attribute_values(":one", crate::support::n(1));
                    at_once(add.send()).unwrap();
                }
            });
        }
    });
    let got =
        at_once(sdk::client(&db).get_item().table_name("counters").key("id", s("likes")).send()).unwrap();
    assert_eq!(got.item.unwrap()["amount"], crate::support::n(200));
}

/// Keeps the headers of what it passes on.
#[derive(Debug)]
struct Recorder {
    engine: Connector,
    seen: Arc<Mutex<Vec<(String, String)>>>,
}

impl HttpConnector for Recorder {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let headers = request.headers().iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.seen.lock().unwrap().extend(headers);
        self.engine.call(request)
    }
}

/// The header's value in the request that a client of this configuration sends.
fn header(db: &Database, config: Builder, name: &str) -> Option<String> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let recorder = SharedHttpConnector::new(Recorder { engine: Connector::new(db), seen: Arc::clone(&seen) });
    let client = Client::from_conf(config.http_client(http_client_fn(move |_, _| recorder.clone())).build());
    at_once(client.list_tables().send()).unwrap();
    let seen = seen.lock().unwrap();
    seen.iter().find(|(header, _)| header == name).map(|(_, value)| value.clone())
}

#[test]
fn requests_are_signed_where_there_are_credentials() {
    let db = Database::new();
    assert_eq!(header(&db, sdk::config(&db), "authorization"), None);
    let config = sdk::config(&db).credentials_provider(Credentials::new("KEY", "secret", None, None, "test"));
    let signature = header(&db, config, "authorization").unwrap();
    assert!(signature.starts_with("AWS4-HMAC-SHA256 Credential=KEY/"), "{signature}");
    assert!(signature.contains("/us-east-1/dynamodb/aws4_request"), "{signature}");
}

#[test]
fn the_region_is_the_database_s() {
    let db = Database::builder().region("ap-northeast-2").build();
    assert_eq!(
        header(&db, sdk::config(&db), "x-amz-target").as_deref(),
        Some("DynamoDB_20120810.ListTables")
    );
    assert_eq!(sdk::client(&db).config().region().map(Region::as_ref), Some("ap-northeast-2"));
    assert_eq!(
        sdk::streams_client(&db).config().region().map(|region| region.as_ref()),
        Some("ap-northeast-2")
    );
}

#[test]
fn the_connector_serves_a_configuration_of_the_program_s_own() {
    let db = Database::new();
    let config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("eu-central-1"))
        .endpoint_url("http://localhost:8000")
        .credentials_provider(Credentials::new("any", "thing", None, None, "test"))
        .sleep_impl(VirtualTime::new())
        .http_client(sdk::http_client(&db))
        .build();
    let own = Client::from_conf(config);
    at_once(create(&own, "likes", "user_id", Some("timestamp")));
    at_once(put(&own, "likes", [like("haeri05", 1)]));
    assert_eq!(db.table("likes").unwrap().item_count(), 1);
}

#[test]
fn a_request_without_body_or_target_is_answered_or_fails_in_order() {
    let connector = Connector::new(&Database::new());
    let answer = at_once(connector.call(HttpRequest::new(SdkBody::from("{}")))).unwrap();
    assert_eq!(answer.status().as_u16(), 400);
    assert!(
        std::str::from_utf8(answer.body().bytes().unwrap()).unwrap().contains("UnknownOperationException")
    );

    let list = |body: SdkBody| {
        let mut list = HttpRequest::new(body);
        list.headers_mut().insert("x-amz-target", "DynamoDB_20120810.ListTables");
        at_once(connector.call(list)).unwrap()
    };
    let answer = list(SdkBody::from("{}"));
    assert_eq!(answer.headers().get("content-type"), Some("application/x-amz-json-1.0"));
    assert_eq!(answer.body().bytes(), Some(br#"{"TableNames":[]}"#.as_slice()));
    // An empty body is no JSON.
    let answer = list(SdkBody::empty());
    assert_eq!(answer.status().as_u16(), 400);
    let text = std::str::from_utf8(answer.body().bytes().unwrap()).unwrap();
    assert!(text.contains("SerializationException"), "{text}");

    let gone = at_once(connector.call(HttpRequest::new(SdkBody::taken()))).unwrap_err();
    assert!(gone.is_user(), "{gone:?}");
}

#[test]
fn an_operation_is_known_as_one_of_its_service_alone() {
    let connector = Connector::new(&Database::new());
    let answer = |target: &'static str| {
        let mut request = HttpRequest::new(SdkBody::from("{}"));
        request.headers_mut().insert("x-amz-target", target);
        at_once(connector.call(request)).unwrap()
    };
    for known in ["DynamoDB_20120810.ListTables", "DynamoDBStreams_20120810.ListStreams"] {
        assert_eq!(answer(known).status().as_u16(), 200, "{known}");
    }
    for unknown in [
        "DynamoDBStreams_20120810.ListTables",
        "DynamoDB_20120810.ListStreams",
        "DynamoDB_20111205.ListTables",
        "ListTables",
    ] {
        let refused = answer(unknown);
        assert_eq!(refused.status().as_u16(), 400, "{unknown}");
        let text = std::str::from_utf8(refused.body().bytes().unwrap()).unwrap();
        assert!(text.contains("UnknownOperationException"), "{unknown}: {text}");
    }
}
