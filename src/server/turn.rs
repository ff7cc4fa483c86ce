//! Whose turn it is among requests that came together.

use std::{future::poll_fn, task::Poll};

/// Lets the tasks that are ready go first, once.
///
/// Answers that are ready go out after the requests that came with theirs were carried out too, one behind the other:
/// the first wakes the client's process, which costs more than the rest of the writing, and it is still awake when the
/// others arrive.
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
