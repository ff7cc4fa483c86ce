//! Spans of operations.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it says")]

use std::{
    collections::BTreeMap,
    fmt::{self, Debug},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use hashrange::{Database, Index, ScalarAttributeType::S, item};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber::with_default,
};

type Fields = BTreeMap<String, String>;

/// Keeps the fields of the spans of this crate, in the order in which they begin.
#[derive(Default, Clone)]
struct Spans(Arc<(AtomicU64, Mutex<BTreeMap<u64, Fields>>)>);

struct Fill<'f>(&'f mut Fields);

impl Visit for Fill<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "hashrange"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = self.0.0.fetch_add(1, Ordering::Relaxed) + 1;
        let mut fields = Fields::new();
        span.record(&mut Fill(&mut fields));
        self.0.1.lock().unwrap().insert(id, fields);
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        values.record(&mut Fill(self.0.1.lock().unwrap().get_mut(&span.into_u64()).unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

impl fmt::Display for Spans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.1.lock().unwrap().values().try_for_each(|fields| writeln!(f, "{fields:?}"))
    }
}

fn spans(run: impl FnOnce(&Database)) -> Vec<Fields> {
    let spans = Spans::default();
    with_default(spans.clone(), || run(&Database::new()));
    assert!(!spans.to_string().is_empty());
    spans.0.1.lock().unwrap().values().cloned().collect()
}

#[test]
fn a_span_tells_what_an_operation_was_and_came_to() {
    let all = spans(|db| {
        let users = db.create_table("users").partition_key("id", S).run().unwrap();
        users.put(item! { "id": "haeri05", "city": "서울" }).run().unwrap();
        users.put(item! { "id": "haeri05" }).if_absent().run().unwrap_err();
        users.query("haeri05").consistent().run().unwrap();
        users.get("haeri05").run().unwrap();
        let by_city = Index::new("by_city").partition_key("city", S);
        users.update_settings().create_index(by_city).run().unwrap();
        users.index("by_city").query("서울").run().unwrap();
    });
    let operations: Vec<&str> = all.iter().map(|span| span["operation"].as_str()).collect();
    assert_eq!(operations, ["CreateTable", "PutItem", "PutItem", "Query", "GetItem", "UpdateTable", "Query"]);
    assert!(all.iter().all(|span| span["table"] == "users"));
    assert_eq!((all[1]["write_units"].as_str(), all[1].get("error")), ("1.0", None));
    assert_eq!(all[2]["error"], "ConditionalCheckFailedException");
    assert_eq!((all[3]["read_units"].as_str(), all[3]["items"].as_str()), ("1.0", "1"));
    assert_eq!((all[4]["read_units"].as_str(), all[4].get("items")), ("0.5", None), "it returns no list");
    assert_eq!((all[6]["index"].as_str(), all[6]["items"].as_str()), ("by_city", "1"));
    assert!(all.iter().take(6).all(|span| !span.contains_key("index")));
}

#[test]
fn no_value_is_told_unless_it_is_asked_for() {
    let run = |values: bool| {
        spans(move |db| {
            let users = db.create_table("users").partition_key("id", S).run().unwrap();
            db.set_traced_values(values);
            users.put(item! { "id": "secret", "city": "hidden" }).run().unwrap();
            users.get("secret").run().unwrap();
            users.put(item! { "id": "secret" }).if_absent().run().unwrap_err();
        })
    };
    let silent = run(false);
    assert!(!silent.iter().any(|span| format!("{span:?}").contains("secret")), "{silent:?}");
    let told = run(true);
    assert!(told[1]["keys"].contains("secret") && told[2]["keys"].contains("secret"));
    assert!(!format!("{told:?}").contains("hidden"), "{told:?}");
}
