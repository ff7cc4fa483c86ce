//! Memory for answers that clients have not read yet.
//!
//! How large an answer is shows when it is made, so it is not claimed before: an operation begins while there is room,
//! and what its answer takes is counted then. So no more is held than the limit and one answer for each thread. A part
//! of the limit is for operations that answer with one item at most: they go on while clients that do not read large
//! answers hold the rest.

use std::{pin::pin, sync::Arc};

use tokio::{sync::Notify, time::Instant};

use super::{
    body_memory::BodyMemory,
    connection_memory::ConnectionMemory,
    limits::ServerLimits,
    pace::{Pace, Pressure},
};
use crate::{
    operation::may_answer_with_many_items,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// What a connection's answers may take that are not counted for all.
const SMALL_BYTES: usize = 64 * 1024;
/// While more than this waits on a connection, no operation of its begins.
const CONNECTION_BYTES: usize = 1024 * 1024;

/// How many items an operation may answer with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Items {
    OneAtMost,
    Many,
}

impl Items {
    pub(super) fn of(operation: &str) -> Self {
        if may_answer_with_many_items(operation) { Self::Many } else { Self::OneAtMost }
    }
}

/// Memory for the answers of all connections.
#[derive(Debug)]
pub(super) struct AnswerMemory {
    limit: usize,
    /// What may be held when an operation with many items begins.
    limit_of_many: usize,
    held: AtomicUsize,
    /// Notified when there is room again, on one connection or for all.
    room: Notify,
    pub(super) pressure: Pressure,
    bodies: Arc<BodyMemory>,
}

impl AnswerMemory {
    pub(super) fn new(limits: &ServerLimits, bodies: Arc<BodyMemory>) -> Self {
        Self {
            limit: limits.answers_bytes,
            limit_of_many: limits.answers_bytes / 4 * 3,
            held: AtomicUsize::new(0),
            room: Notify::new(),
            pressure: Pressure::default(),
            bodies,
        }
    }

    /// Whether an operation of this connection may begin.
    pub(super) fn has_room(&self, connection: &ConnectionMemory, items: Items) -> bool {
        connection.answers() <= CONNECTION_BYTES && !self.is_full(items)
    }

    fn is_full(&self, items: Items) -> bool {
        let limit = match items {
            Items::OneAtMost => self.limit,
            Items::Many => self.limit_of_many,
        };
        self.held.load(Ordering::Relaxed) > limit
    }

    /// Waits until one may. It has to begin at once then, because nothing is kept for it. `holds` tells whether others
    /// may wait for memory that its body holds.
    pub(super) async fn room(&self, connection: &ConnectionMemory, items: Items, holds: bool) {
        loop {
            let mut room = pin!(self.room.notified());
            room.as_mut().enable();
            if self.has_room(connection, items) {
                return;
            }
            // For what waits on its own connection no other client has to hurry.
            let _waiting = self.is_full(items).then(|| self.pressure.wait());
            let _holding = holds.then(|| connection.waits.wait());
            room.await;
        }
    }
}

/// An answer of which a part waits to be sent. As long as one byte does, all of its memory is held.
#[derive(Debug)]
pub(super) struct Unsent {
    memory: Arc<AnswerMemory>,
    connection: Arc<ConnectionMemory>,
    bytes: usize,
    /// Whether it is counted for all.
    is_shared: bool,
    pace: Mutex<Pace>,
}

impl Unsent {
    pub(super) fn new(
        bytes: usize,
        memory: &Arc<AnswerMemory>,
        connection: &Arc<ConnectionMemory>,
        limits: &ServerLimits,
    ) -> Arc<Self> {
        let is_shared = connection.hold_answer(bytes) > SMALL_BYTES;
        if is_shared {
            memory.held.fetch_add(bytes, Ordering::Relaxed);
        }
        Arc::new(Self {
            memory: Arc::clone(memory),
            connection: Arc::clone(connection),
            bytes,
            is_shared,
            pace: Mutex::new(Pace::new(Instant::now(), limits.write_time)),
        })
    }

    /// So much of it is written.
    pub(super) fn sent(&self, bytes: usize) {
        self.pace.lock().moved(bytes, Instant::now());
    }

    /// Whether its client has had its time.
    pub(super) fn is_stuck(&self, now: Instant) -> bool {
        let AnswerMemory { pressure, bodies, .. } = &*self.memory;
        let keeps_bodies = self.connection.waits.is_on(true);
        let is_pressed = pressure.is_on(self.is_shared) || bodies.pressure.is_on(keeps_bodies);
        self.pace.lock().is_over(now, is_pressed)
    }
}

impl Drop for Unsent {
    fn drop(&mut self) {
        let AnswerMemory { limit, limit_of_many, held, room, .. } = &*self.memory;
        let had = self.connection.release_answer(self.bytes);
        let mut has_room = had > CONNECTION_BYTES && had - self.bytes <= CONNECTION_BYTES;
        if self.is_shared {
            let had = held.fetch_sub(self.bytes, Ordering::Relaxed);
            has_room |=
                [limit, limit_of_many].iter().any(|limit| had > **limit && had - self.bytes <= **limit);
        }
        if has_room {
            room.notify_waiters();
        }
    }
}
