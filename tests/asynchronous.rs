//! Requests in async code: ready at once, and late without holding the thread.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is not as it says")]

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
    time::{Duration, Instant, UNIX_EPOCH},
};

use futures_core::Stream;
use hashrange::{
    Clock, Database, Error, Item,
    ScalarAttributeType::{N, S},
    Table, item,
};

fn orders(db: &Database) -> Table {
    let orders = db.create_table("orders").partition_key("customer", S).sort_key("number", N).run().unwrap();
    orders.put_all((1..=5).map(|number| item! { "customer": "minji01", "number": number })).unwrap();
    orders
}

/// What a future returns that is ready at once.
fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it is not ready"),
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

async fn all<T: Stream>(stream: T) -> Vec<T::Item> {
    let mut stream = pin!(stream);
    let mut items = Vec::new();
    while let Some(item) = poll_fn(|context| stream.as_mut().poll_next(context)).await {
        items.push(item);
    }
    items
}

#[test]
fn every_request_is_ready_at_once() {
    let db = Database::new();
    let users = at_once(db.create_table("users").partition_key("id", S).run_async()).unwrap();
    at_once(users.put(item! { "id": "a", "n": 1 }).run_async()).unwrap();
    let updated =
        at_once(users.update("a").expression("ADD n :one").value(":one", 1).updated_async()).unwrap();
    assert_eq!(updated.n("n"), Some(&2.into()));
    assert!(at_once(users.get("a").run_async()).unwrap().is_some());
    assert_eq!(at_once(users.query("a").run_async()).unwrap().len(), 1);
    assert_eq!(at_once(users.scan().count_async()).unwrap(), 1);
    at_once(db.transaction().delete(&users, "a").run_async()).unwrap();
    assert_eq!(at_once(db.transaction_read().get(&users, "a").run_async()).unwrap(), [None]);
    let refused = at_once(users.delete("a").if_exists().run_async()).unwrap_err();
    assert!(refused.is_condition_failed());
}

#[test]
fn items_are_a_stream_over_all_pages() {
    let db = Database::new();
    let orders = orders(&db);
    let numbers = at_once(all(orders.query("minji01").limit(2).stream()));
    assert_eq!(numbers.len(), 5);
    #[derive(serde::Deserialize)]
    struct Order {
        number: u32,
    }
    let typed = at_once(all(orders.scan().typed::<Order>().stream()));
    assert_eq!(typed.into_iter().map(|order| order.unwrap().number).sum::<u32>(), 15);
    assert_eq!(at_once(all(orders.scan().take(3).stream())).len(), 3);
}

#[test]
fn a_delay_holds_the_task_and_not_the_thread() {
    const DELAY: Duration = Duration::from_millis(300);
    let db = Database::new();
    let orders = orders(&db);
    let _rule = db.faults().on(["GetItem", "Query"]).delay(DELAY).unwrap();
    block_on(async {
        let began = Instant::now();
        let mut late: Pin<Box<dyn Future<Output = Result<Option<_>, Error>>>> =
            Box::pin(orders.get(("minji01", 1)).run_async());
        // The thread is free while the answer is late.
        let first = poll_fn(|context| Poll::Ready(late.as_mut().poll(context))).await;
        assert!(first.is_pending());
        assert!(late.await.unwrap().is_some());
        assert!(began.elapsed() >= DELAY);

        let began = Instant::now();
        let items: Vec<Result<std::sync::Arc<Item>, Error>> =
            all(orders.query("minji01").limit(3).stream()).await;
        assert_eq!(items.len(), 5);
        assert!(began.elapsed() >= 2 * DELAY, "each page is late");
    });
}

#[test]
fn a_delay_moves_a_manual_clock() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock.clone()).build();
    let orders = orders(&db);
    let before = clock.now();
    let _rule = db.faults().on("GetItem").delay(Duration::from_secs(60)).unwrap();
    assert!(at_once(orders.get(("minji01", 1)).run_async()).unwrap().is_some());
    assert_eq!(clock.now(), before + Duration::from_secs(60));
}
