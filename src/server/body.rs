//! A request's body, read within its limits.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    task::Poll,
};

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{fault::Fault, limits::ServerLimits};

/// Bodies up to here are not counted: with one for each connection they stay below 64 MiB.
const SMALL_BYTES: usize = 64 * 1024;
/// The unit in which memory for larger bodies is counted.
const UNIT_BYTES: usize = 1024;
/// So many times the limit is read and thrown away of a body that is too large: a client that writes its whole
/// body before it reads would not see the refusal if the connection were closed at once.
const DRAINED_LIMITS: usize = 4;

/// A body, and the claim on memory that it keeps while it is used.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) bytes: Bytes,
    _memory: Option<OwnedSemaphorePermit>,
}

/// Memory for bodies.
#[derive(Debug)]
pub(super) struct BodyMemory {
    units: Arc<Semaphore>,
    total: usize,
}

impl BodyMemory {
    pub(super) fn new(limits: &ServerLimits) -> Self {
        // A single body of the largest size must fit, compressed and not.
        let wanted = limits.bodies_bytes.max(limits.body_bytes.saturating_mul(2)) / UNIT_BYTES + 2;
        let total = wanted.min(Semaphore::MAX_PERMITS).min(u32::MAX as usize);
        Self { units: Arc::new(Semaphore::new(total)), total }
    }

    /// Waits until so much is free. It is claimed at once for the whole body, so that no two bodies can wait for
    /// each other's halves.
    async fn claim(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        if bytes <= SMALL_BYTES {
            return None;
        }
        let units = (bytes / UNIT_BYTES + 1).min(self.total);
        Arc::clone(&self.units).acquire_many_owned(u32::try_from(units).ok()?).await.ok()
    }
}

/// Reads a body to its end.
pub(super) async fn receive(
    body: Incoming,
    compressed: bool,
    limits: &ServerLimits,
    memory: &BodyMemory,
) -> Result<Received, Fault> {
    if body.is_end_stream() {
        return Ok(Received { bytes: Bytes::new(), _memory: None });
    }
    let mut reading = pin!(read(body, compressed, limits.body_bytes, memory));
    // Most bodies are there with their heads: no timer is set for them.
    let at_once = poll_fn(|cx| Poll::Ready(reading.as_mut().poll(cx))).await;
    if let Poll::Ready(received) = at_once {
        return received;
    }
    tokio::time::timeout(limits.body_time, reading).await.unwrap_or_else(|_| Err(Fault::too_slow()))
}

async fn read(
    mut body: Incoming,
    compressed: bool,
    limit_bytes: usize,
    memory: &BodyMemory,
) -> Result<Received, Fault> {
    let announced = body.size_hint().upper().map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
    if announced.is_some_and(|bytes| bytes > limit_bytes) {
        return Err(refuse(body, limit_bytes).await);
    }
    let at_most = announced.unwrap_or(limit_bytes);
    let claimed = if compressed { at_most.saturating_add(limit_bytes) } else { at_most };
    let permit = memory.claim(claimed).await;

    let mut first = Bytes::new();
    let mut rest = Vec::new();
    while let Some(data) = data(&mut body).await? {
        if first.is_empty() {
            // Most bodies come in one piece, and are used where they lie.
            first = data;
        } else {
            if rest.is_empty() {
                rest.reserve(announced.unwrap_or(first.len() * 2));
                rest.extend_from_slice(&first);
            }
            rest.extend_from_slice(&data);
        }
        if first.len().max(rest.len()) > limit_bytes {
            drop(rest);
            return Err(refuse(body, limit_bytes).await);
        }
        if body.is_end_stream() {
            break;
        }
    }
    let bytes = if rest.is_empty() { first } else { Bytes::from(rest) };
    Ok(Received { bytes, _memory: permit })
}

/// The next piece; trailers are passed over.
async fn data(body: &mut Incoming) -> Result<Option<Bytes>, Fault> {
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(|_| Fault::cut_off())?.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

async fn refuse(mut body: Incoming, limit_bytes: usize) -> Fault {
    let mut left = limit_bytes.saturating_mul(DRAINED_LIMITS);
    while let Ok(Some(data)) = data(&mut body).await {
        left = match left.checked_sub(data.len()) {
            Some(left) => left,
            None => break,
        };
    }
    Fault::too_large(limit_bytes)
}
