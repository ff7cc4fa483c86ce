//! Memory for requests whose bodies are not complete yet.
//!
//! A body claims memory as it arrives, not for its announced length: a client that sends nothing reserves nothing. So
//! the memory can be full of incomplete bodies that all wait for more. To avoid this deadlock, one body at a time may
//! grow to its full length beyond the limit. It completes, or times out, and releases its memory.

use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{connection_memory::ConnectionMemory, fault::Fault, limits::ServerLimits, pace::Pressure};

/// The bodies of one connection may hold this much together without a claim.
pub(super) const SMALL_BYTES: usize = 64 * 1024;
/// The unit in which memory is counted.
const UNIT_BYTES: usize = 1024;
/// The least that a body claims at a time, so that claims are few.
const STEP_BYTES: usize = 64 * 1024;

/// Memory for the bodies of all connections.
#[derive(Debug)]
pub(super) struct BodyMemory {
    units: Arc<Semaphore>,
    /// Held by the body that may grow to its full length.
    to_its_end: Arc<Semaphore>,
    patience: Duration,
    pub(super) pressure: Pressure,
}

impl BodyMemory {
    pub(super) fn new(limits: &ServerLimits) -> Self {
        let units =
            (limits.bodies_bytes.saturating_sub(limits.body_bytes) / UNIT_BYTES).min(Semaphore::MAX_PERMITS);
        Self {
            units: Arc::new(Semaphore::new(units)),
            to_its_end: Arc::new(Semaphore::new(1)),
            patience: limits.body_time,
            pressure: Pressure::default(),
        }
    }
}

/// The memory of one request whose body is incomplete, or complete and waiting.
#[derive(Debug)]
pub(super) struct Claim {
    memory: Arc<BodyMemory>,
    connection: Arc<ConnectionMemory>,
    /// The size in bytes of the request's head, which is kept as long as the body.
    head: usize,
    /// How much it takes of what the connection may hold without a claim.
    small: usize,
    units: Option<OwnedSemaphorePermit>,
    to_its_end: Option<OwnedSemaphorePermit>,
}

impl Claim {
    /// Claims memory for a head of this size, in bytes. It does not wait for room: the waiting request would hold its
    /// head anyway, and an HTTP/2 connection may send many.
    ///
    /// # Errors
    /// There is no room.
    pub(super) fn new(
        memory: &Arc<BodyMemory>,
        connection: &Arc<ConnectionMemory>,
        head: usize,
    ) -> Result<Self, Fault> {
        let (memory, connection) = (Arc::clone(memory), Arc::clone(connection));
        let mut claim = Self { memory, connection, head, small: 0, units: None, to_its_end: None };
        if claim.cover_at_once(head, head) { Ok(claim) } else { Err(Fault::busy()) }
    }

    fn covered(&self) -> usize {
        self.small + self.units.as_ref().map_or(0, |units| units.num_permits() * UNIT_BYTES)
    }

    /// Whether the client has to hurry: others wait for memory that this body holds, or the server stops.
    pub(super) fn is_pressed(&self) -> bool {
        self.memory.pressure.is_on(self.holds_shared())
    }

    /// Whether others may wait for memory that this body holds.
    pub(super) fn holds_shared(&self) -> bool {
        self.units.is_some() || self.to_its_end.is_some()
    }

    /// Covers `more` bytes if there is room. If they come from the shared memory, `step` bytes are claimed.
    fn cover_at_once(&mut self, more: usize, step: usize) -> bool {
        if self.units.is_none() && self.connection.hold_small(more, SMALL_BYTES) {
            self.small += more;
            return true;
        }
        let units = Arc::clone(&self.memory.units).try_acquire_many_owned(in_units(step));
        let is_covered = units.is_ok();
        units.into_iter().for_each(|units| self.add(units));
        is_covered
    }

    /// Waits until this many bytes of the body are covered in all; returns whether it had to wait.
    ///
    /// # Errors
    /// There was no memory in time.
    pub(super) async fn cover(&mut self, bytes: usize) -> Result<bool, Fault> {
        let more = (self.head + bytes).saturating_sub(self.covered());
        if more == 0 || self.to_its_end.is_some() {
            return Ok(false);
        }
        let step = more.max(STEP_BYTES);
        if self.cover_at_once(more, step) {
            return Ok(false);
        }
        let units = in_units(step);
        let waiting = self.memory.pressure.wait();
        let room = async {
            tokio::select! {
                biased;
                units = Arc::clone(&self.memory.units).acquire_many_owned(units) => (units.ok(), None),
                last = Arc::clone(&self.memory.to_its_end).acquire_owned() => (None, last.ok()),
            }
        };
        let (units, to_its_end) =
            tokio::time::timeout(self.memory.patience, room).await.map_err(|_| Fault::busy())?;
        drop(waiting);
        units.into_iter().for_each(|units| self.add(units));
        self.to_its_end = to_its_end;
        Ok(true)
    }

    fn add(&mut self, permit: OwnedSemaphorePermit) {
        match &mut self.units {
            Some(units) => units.merge(permit),
            None => self.units = Some(permit),
        }
    }
}

fn in_units(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT_BYTES)).unwrap_or(u32::MAX)
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.connection.release_small(self.small);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KB: usize = 1024;

    fn memory(bodies_bytes: usize) -> Arc<BodyMemory> {
        let body_time = Duration::from_millis(50);
        let limits =
            ServerLimits { bodies_bytes, body_bytes: 100 * KB, body_time, ..ServerLimits::default() };
        Arc::new(BodyMemory::new(&limits))
    }

    /// Runs a test whose paused clock advances by itself while all tasks wait.
    fn run(test: impl Future<Output = ()>) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.unwrap().block_on(test);
    }

    #[test]
    fn what_the_small_bodies_of_a_connection_hold_together_is_counted() {
        run(async {
            let (memory, connection) = (memory(1100 * KB), Arc::default());
            let mut claims = Vec::new();
            for _ in 0..4 {
                let mut claim = Claim::new(&memory, &connection, 0).unwrap();
                assert_eq!(claim.cover(20 * KB).await, Ok(false));
                claims.push(claim);
            }
            // Three bodies share the 64 KiB of the connection, and the fourth claims memory.
            assert_eq!(memory.units.available_permits(), 1000 - 64);
            drop(claims);
            assert_eq!(memory.units.available_permits(), 1000);
        });
    }

    #[test]
    fn one_body_at_a_time_grows_to_its_end_whatever_is_free() {
        run(async {
            let memory = memory(0);
            let claim = || Claim::new(&memory, &Arc::default(), 0).unwrap();
            let (mut first, mut second) = (claim(), claim());
            assert_eq!(first.cover(70 * KB).await, Ok(true));
            assert_eq!(first.cover(100 * KB).await, Ok(false));
            assert!(!first.is_pressed());
            assert_eq!(second.cover(60 * KB).await, Ok(false));
            let (covered, ()) = tokio::join!(second.cover(70 * KB), async {
                tokio::task::yield_now().await;
                assert!(first.is_pressed());
                drop(first);
            });
            assert_eq!(covered, Ok(true));
        });
    }

    #[test]
    fn heads_are_covered_with_their_bodies_and_at_once() {
        run(async {
            let (memory, connection) = (memory(0), Arc::default());
            let mut first = Claim::new(&memory, &connection, 30 * KB).unwrap();
            assert_eq!(first.cover(10 * KB).await, Ok(false));
            let second = Claim::new(&memory, &connection, 24 * KB).unwrap();
            assert_eq!(Claim::new(&memory, &connection, 1).unwrap_err(), Fault::busy());
            drop(second);
            assert_eq!(first.cover(34 * KB).await, Ok(false));
            assert!(!first.holds_shared());
        });
    }

    #[test]
    fn a_body_that_finds_no_room_in_time_is_refused() {
        run(async {
            let memory = memory(0);
            let mut first = Claim::new(&memory, &Arc::default(), 0).unwrap();
            first.cover(70 * KB).await.unwrap();
            let mut second = Claim::new(&memory, &Arc::default(), 0).unwrap();
            assert_eq!(second.cover(70 * KB).await, Err(Fault::busy()));
        });
    }
}
