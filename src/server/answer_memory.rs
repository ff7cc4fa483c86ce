//! Memory for answers that clients have not read yet.
//!
//! The size of an answer is unknown until it is made, so nothing is claimed in advance. An operation begins while there
//! is room, and its answer is counted when it is made. So the memory held is at most the limit plus one answer for each
//! thread. A part of the limit is reserved for operations that return at most one item: they continue while clients
//! that do not read large answers hold the rest.

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

/// The answers of one connection may take this much without counting against the shared limit.
const SMALL_BYTES: usize = 64 * 1024;
/// While a connection has more unsent bytes than this, none of its operations begins.
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
    /// An operation that may return many items begins only if no more than this is held.
    limit_of_many: usize,
    held: AtomicUsize,
    /// Notified when there is room again, on one connection or in the shared limit.
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

    /// Waits until an operation of this connection may begin. The caller must begin it at once, because no room is
    /// reserved. `holds` is whether the request's body holds memory that others may wait for.
    pub(super) async fn room(&self, connection: &ConnectionMemory, items: Items, holds: bool) {
        loop {
            let mut room = pin!(self.room.notified());
            room.as_mut().enable();
            if self.has_room(connection, items) {
                return;
            }
            // Other clients have to hurry only if the shared memory is full, not if this connection's own answers block
            // it.
            let _waiting = self.is_full(items).then(|| self.pressure.wait());
            let _holding = holds.then(|| connection.waits.wait());
            room.await;
        }
    }
}

/// An answer that is not sent completely. All of its memory is held until its last byte is sent.
#[derive(Debug)]
pub(super) struct Unsent {
    memory: Arc<AnswerMemory>,
    connection: Arc<ConnectionMemory>,
    bytes: usize,
    /// Whether it counts against the shared limit.
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

    /// Records that bytes were written.
    pub(super) fn sent(&self, bytes: usize) {
        self.pace.lock().moved(bytes, Instant::now());
    }

    /// Whether the client takes longer to read the answer than it may.
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
