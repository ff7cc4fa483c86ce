//! Async requests to an endpoint do not hold the thread.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use futures_core::Stream;
use hashrange::{
    Database, Index, Result,
    ScalarAttributeType::{N, S},
    Table, UpdateExpression, item,
};

use crate::loopback::Late;

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

fn orders() -> (Late, Table) {
    let there = Database::new();
    let orders =
        there.create_table("orders").partition_key("customer", S).sort_key("number", N).run().unwrap();
    orders.put_all((1..=25).map(|number| item! { "customer": "minji01", "number": number })).unwrap();
    let late = Late::to(&there);
    let orders = Database::connect_through(late.clone()).table("orders").unwrap();
    (late, orders)
}

/// Polls it once: it must not be ready, nor wait on the thread.
fn begins<F: Future>(future: Pin<&mut F>) {
    assert!(future.poll(&mut Context::from_waker(Waker::noop())).is_pending());
}

#[test]
fn each_async_request_is_pending_until_its_answer_comes() {
    let (_, orders) = orders();
    let db = Database::connect_through(Late::to(&Database::new()));
    macro_rules! each {
        ($($request:expr),* $(,)?) => {$({
            let mut request = pin!($request);
            begins(request.as_mut());
            block_on(request).unwrap();
        })*};
    }
    let key = ("minji01", 1);
    each! {
        orders.put(item! { "customer": "a", "number": 1 }).run_async(),
        orders.put(item! { "customer": "a", "number": 1 }).replaced_async(),
        orders.update(key).set("n", 1).run_async(),
        orders.update(key).set("n", 2).updated_async(),
        orders.delete(key).deleted_async(),
        orders.get(key).run_async(),
        orders.query("minji01").run_async(),
        orders.query("minji01").first_async(),
        orders.query("minji01").limit(3).count_async(),
        orders.query("minji01").exists_async(),
        orders.query("minji01").page_async(),
        orders.scan().run_async(),
        orders.scan().limit(2).count_async(),
        db.create_table("users").partition_key("id", S).run_async(),
        db.table_async("users"),
    }
    let users = block_on(db.table_async("users")).unwrap();
    each! {
        users.update_settings().create_index(Index::new("late").partition_key("x", S)).run_async(),
        db.batch_write().put(&users, item! { "id": "a" }).run_async(),
        db.batch_get().get(&users, "a").run_async(),
        db.statement("SELECT * FROM users").run_async(),
        db.transaction().update(&users, "a", UpdateExpression::new().set("n", 1)).run_async(),
        db.transaction_read().get(&users, "a").run_async(),
        users.enable_point_in_time_recovery().run_async(),
        users.restore("copy").run_async(),
    }
}

#[test]
fn a_stream_reads_page_after_page() {
    let (late, orders) = orders();
    late.asked.lock().unwrap().clear();
    let numbers: Vec<i64> = block_on(async {
        let mut stream = pin!(orders.query("minji01").limit(10).stream());
        let mut numbers = Vec::new();
        while let Some(item) = poll_fn(|context| stream.as_mut().poll_next(context)).await {
            numbers.push(item?.n("number").unwrap().to_i64().unwrap());
        }
        Ok::<_, hashrange::Error>(numbers)
    })
    .unwrap();
    assert_eq!(numbers, (1..=25).collect::<Vec<_>>());
    assert_eq!(*late.asked.lock().unwrap(), ["Query"; 3]);
}

#[test]
fn requests_of_one_thread_are_under_way_together() {
    let (_, orders) = orders();
    let began = std::time::Instant::now();
    let read: Vec<Result<_>> = block_on(async {
        let mut reads: Vec<_> = (1..=100).map(|n| Box::pin(orders.get(("minji01", n)).run_async())).collect();
        let mut done = Vec::new();
        poll_fn(|context| {
            reads.retain_mut(|read| match read.as_mut().poll(context) {
                Poll::Ready(result) => {
                    done.push(result);
                    false
                }
                Poll::Pending => true,
            });
            if reads.is_empty() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        done
    });
    assert_eq!(read.iter().filter(|read| read.as_ref().unwrap().is_some()).count(), 25);
    // One after the other they take 300 ms at least.
    assert!(began.elapsed() < std::time::Duration::from_millis(250), "{:?}", began.elapsed());
}

#[test]
fn futures_can_be_sent_to_another_thread() {
    fn sent<F: Future + Send>(_: F) {}
    let (_, orders) = orders();
    sent(orders.put(item! { "customer": "a", "number": 1 }).run_async());
    sent(orders.query("minji01").run_async());
    sent(orders.scan().run_async());
}
