//! The order of requests and answers on one thread.

use std::{future::poll_fn, task::Poll};

/// Yields once, so that other ready tasks run first.
///
/// Requests that arrived together are all executed before the first answer is written. Waking the client's process
/// costs more than writing, and this way one wake-up serves all answers.
pub(super) async fn others_first() {
    let mut gave_way = false;
    poll_fn(|context| {
        if gave_way {
            return Poll::Ready(());
        }
        gave_way = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn all_that_came_together_is_carried_out_before_the_first_answer_goes_out() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let done = Arc::new(Mutex::new(Vec::new()));
        let request = |n: u8, done: Arc<Mutex<Vec<_>>>| async move {
            done.lock().unwrap().push(("carried out", n));
            others_first().await;
            done.lock().unwrap().push(("answered", n));
        };
        runtime.block_on(async {
            let tasks = [1, 2].map(|n| tokio::spawn(request(n, Arc::clone(&done))));
            for task in tasks {
                task.await.unwrap();
            }
        });
        let done = done.lock().unwrap().clone();
        assert_eq!(done, [("carried out", 1), ("carried out", 2), ("answered", 1), ("answered", 2)]);
    }
}
