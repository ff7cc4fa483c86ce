//! The activity of one connection.

use std::{
    net::IpAddr,
    sync::{Arc, Weak},
    time::Duration,
};

use hyper::{Version, body::Body};
use tokio::time::Instant;

use super::{answer_memory::Unsent, connection_memory::ConnectionMemory, head::Head, limits::ServerLimits};
use crate::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering},
};

/// What a connection last did, and the memory it holds. The service reports requests, the stream reports bytes. The
/// stream's timer looks up the time of these events later, so a request never reads the clock.
#[derive(Debug)]
pub(super) struct Activity {
    /// The client's address, if it is known.
    pub(super) peer: Option<IpAddr>,
    /// Whether a client that does not read its answers is disconnected. Another listener's are not, so nothing may wait
    /// for them without end.
    pub(super) is_watched: bool,
    opened: Instant,
    /// When a head was last complete or an answer last ready, in ms since the connection was opened.
    request_ms: AtomicU64,
    /// When the first byte of a request's head arrived, in ms since the connection was opened, plus one; 0 if none has
    /// arrived.
    head_ms: AtomicU64,
    /// Flags for events whose time is not looked up yet: [`ANSWERED`], [`BEGAN`].
    news: AtomicU8,
    /// Requests between their head and their answer.
    in_flight: AtomicUsize,
    /// Whether the connection is HTTP/2, where control frames are bytes that belong to no request.
    http2: AtomicBool,
    /// Bytes read, and how many of them belonged to requests, up to an error of [`SLACK_BYTES`].
    read: AtomicU64,
    taken: AtomicU64,
    /// Whether writes block because the client does not read.
    is_blocked: AtomicBool,
    pub(super) memory: Arc<ConnectionMemory>,
    /// The unsent answers of an HTTP/2 connection, whose streams block one by one.
    unsent: Mutex<Vec<Weak<Unsent>>>,
}

/// A request's head was complete, or its answer was ready.
const ANSWERED: u8 = 1;
/// The first bytes of a head arrived.
const BEGAN: u8 = 2;
/// A head's size is computed from its parts, without optional spaces. If fewer bytes than this are left over, they
/// count as such spaces. More bytes count as the next request, because no request has a shorter first line.
const SLACK_BYTES: u64 = 14;

/// A request between its head and its answer.
#[derive(Debug)]
pub(super) struct InFlight(Arc<Activity>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.answered();
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Activity {
    /// That of a connection of the server's own.
    pub(super) fn new(peer: Option<IpAddr>) -> Arc<Self> {
        Self::of(peer, true)
    }

    /// That of one request, whose connection is another listener's.
    pub(super) fn of_request(peer: Option<IpAddr>) -> Arc<Self> {
        Self::of(peer, false)
    }

    fn of(peer: Option<IpAddr>, is_watched: bool) -> Arc<Self> {
        Arc::new(Self {
            peer,
            is_watched,
            opened: Instant::now(),
            request_ms: AtomicU64::new(0),
            head_ms: AtomicU64::new(0),
            news: AtomicU8::new(0),
            in_flight: AtomicUsize::new(0),
            http2: AtomicBool::new(false),
            read: AtomicU64::new(0),
            taken: AtomicU64::new(0),
            is_blocked: AtomicBool::new(false),
            memory: Arc::default(),
            unsent: Mutex::new(Vec::new()),
        })
    }

    /// Records that a request's head is complete.
    pub(super) fn begin(self: Arc<Self>, head: &Head<'_>, body: &impl Body) -> InFlight {
        self.requested();
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        if head.parts.version == Version::HTTP_2 {
            self.http2.store(true, Ordering::Relaxed);
        } else {
            // Without a `Content-Length`, all bytes until the answer count as the body.
            let taken = body.size_hint().exact().map(|body| body + head.sent_bytes());
            let before = self.taken.load(Ordering::Relaxed);
            self.taken.store(taken.map_or(u64::MAX, |taken| before + taken), Ordering::Relaxed);
        }
        InFlight(self)
    }

    fn requested(&self) {
        self.head_ms.store(0, Ordering::Relaxed);
        self.news.store(ANSWERED, Ordering::Relaxed);
    }

    fn answered(&self) {
        self.requested();
        let (read, taken) = (self.read.load(Ordering::Relaxed), self.taken.load(Ordering::Relaxed));
        if self.is_http2() {
            return;
        }
        if read.saturating_sub(taken) >= SLACK_BYTES {
            // The bytes of the next request arrived together with this one.
            self.news.fetch_or(BEGAN, Ordering::Relaxed);
        } else if read > taken || taken == u64::MAX {
            self.taken.store(read, Ordering::Relaxed);
        }
    }

    pub(super) fn is_http2(&self) -> bool {
        self.http2.load(Ordering::Relaxed)
    }

    fn is_in_request(&self) -> bool {
        self.in_flight.load(Ordering::Relaxed) > 0
    }

    /// Whether there is a request to answer, or an answer to send.
    pub(super) fn is_busy(&self) -> bool {
        self.is_in_request() || self.memory.answers() > 0 || self.is_blocked.load(Ordering::Relaxed)
    }

    /// Records that bytes were read.
    pub(super) fn bytes(&self, bytes: usize) {
        if self.is_http2() {
            return;
        }
        self.read.fetch_add(u64::try_from(bytes).unwrap_or(u64::MAX), Ordering::Relaxed);
        if self.head_ms.load(Ordering::Relaxed) == 0 && !self.is_in_request() {
            self.news.fetch_or(BEGAN, Ordering::Relaxed);
        }
    }

    /// Records whether writes block; they do until everything is sent.
    pub(super) fn set_blocked(&self, is_blocked: bool) {
        self.is_blocked.store(is_blocked, Ordering::Relaxed);
    }

    /// When the connection times out if nothing happens until then. A request's body and its answer have timeouts of
    /// their own.
    pub(super) fn deadline(&self, now: Instant, limits: &ServerLimits) -> Instant {
        let now_ms = u64::try_from((now - self.opened).as_millis()).unwrap_or(u64::MAX - 1);
        let news = self.news.swap(0, Ordering::Relaxed);
        if news & ANSWERED != 0 {
            self.request_ms.store(now_ms, Ordering::Relaxed);
        }
        if news & BEGAN != 0 {
            self.head_ms.store(now_ms + 1, Ordering::Relaxed);
        }
        if self.is_in_request() {
            return now + limits.idle_time;
        }
        let idle = Duration::from_millis(self.request_ms.load(Ordering::Relaxed)) + limits.idle_time;
        let since_opened = match self.head_ms.load(Ordering::Relaxed) {
            0 => idle,
            head => idle.min(Duration::from_millis(head - 1) + limits.head_time),
        };
        self.opened + since_opened
    }

    /// Adds an answer to those that are checked for being stuck. On HTTP/1.1 the stream itself checks that.
    pub(super) fn watch(&self, answer: &Arc<Unsent>) {
        if self.is_http2() {
            let mut unsent = self.unsent.lock();
            // Entries of sent answers are dropped before the list grows.
            if unsent.len() == unsent.capacity() {
                unsent.retain(|answer| answer.strong_count() > 0);
                let room = unsent.len() + 8;
                unsent.reserve(room);
            }
            unsent.push(Arc::downgrade(answer));
        }
    }

    /// Whether an answer waits longer than the client may take to read it.
    pub(super) fn has_stuck_answer(&self, now: Instant) -> bool {
        self.memory.answers() > 0
            && self.unsent.lock().iter().filter_map(Weak::upgrade).any(|answer| answer.is_stuck(now))
    }
}
