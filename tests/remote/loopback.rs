//! Transports to a database of the same process.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use hashrange::{
    Database, Result, WireResponse,
    remote::{Sending, Transport},
};

/// Carries requests to a database, as the protocol has them.
#[derive(Debug, Clone)]
pub struct Loopback(pub Database);

impl Transport for Loopback {
    fn send(&self, operation: &str, body: Vec<u8>) -> Sending {
        let answer = self.0.wire(operation, &body);
        Box::pin(async { Ok(answer) })
    }
}

/// The same, where each answer comes some milliseconds later, from another thread. It notes the operations.
#[derive(Debug, Clone)]
pub struct Late {
    pub db: Database,
    pub asked: Arc<Mutex<Vec<String>>>,
}

impl Late {
    pub fn to(db: &Database) -> Self {
        Self { db: db.clone(), asked: Arc::default() }
    }
}

impl Transport for Late {
    fn send(&self, operation: &str, body: Vec<u8>) -> Sending {
        self.asked.lock().unwrap().push(operation.to_owned());
        Box::pin(Answer { db: self.db.clone(), operation: operation.to_owned(), body, state: Arc::default() })
    }
}

struct Answer {
    db: Database,
    operation: String,
    body: Vec<u8>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    begun: bool,
    answer: Option<WireResponse>,
    waker: Option<Waker>,
}

impl Future for Answer {
    type Output = Result<WireResponse>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.state.lock().unwrap();
        if let Some(answer) = state.answer.take() {
            return Poll::Ready(Ok(answer));
        }
        state.waker = Some(context.waker().clone());
        if !std::mem::replace(&mut state.begun, true) {
            let (db, operation, body) = (self.db.clone(), self.operation.clone(), self.body.clone());
            let state = Arc::clone(&self.state);
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(3));
                let answer = db.wire(&operation, &body);
                let mut state = state.lock().unwrap();
                state.answer = Some(answer);
                state.waker.take().unwrap().wake();
            });
        }
        Poll::Pending
    }
}
