//! What a client may take of the server.

use std::time::Duration;

use super::pace::PRESSED_TIME;

/// The longest time that counts: longer ones could not be added to the time that it is.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// The largest body, in bytes: room for it is made when its length is announced.
const LARGEST_BODY: usize = 1024 * 1024 * 1024;

/// What a client may take of the server, in time, memory and connections.
///
/// Numbers out of bounds count as the next within: times are at most a year, a body at most 1 GiB, and there is at
/// least one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerLimits {
    /// Connections served at a time. 1,024 unless set. While more wait, or the system has no file descriptor left for
    /// them, those that have had no request for 2 s are closed.
    pub connections: usize,
    /// Size of a request's body, in bytes, before and after it is decompressed. 16 MiB, as in the service.
    pub body_bytes: usize,
    /// Memory for the bodies that are not complete yet, with their requests' headers, of all requests together, in
    /// bytes. 256 MiB unless set, and one body of the largest size at least. They claim it as they come; what finds no
    /// room waits while others are read to their ends. 64 KiB for each connection are not counted.
    pub bodies_bytes: usize,
    /// Memory for answers that are not sent yet, of all requests together, in bytes. 256 MiB unless set. While more
    /// waits, no operation begins, none that may answer with many items from three quarters on, and clients that do not
    /// read are soon cut off. 64 KiB for each connection are not counted.
    pub answers_bytes: usize,
    /// From a request's first byte to the end of its headers. 10 s unless set.
    pub head_time: Duration,
    /// How long a body may stay away, and what time it has besides 1 s for every 16 KiB. 30 s unless set. While others
    /// wait for the memory that it holds, it is 2 s and 1 s for every MiB.
    pub body_time: Duration,
    /// How long a client may keep an answer from being sent by not reading it, in the same way. 30 s unless set.
    pub write_time: Duration,
    /// How long a connection may stay without a request. 180 s unless set: longer than the SDKs keep idle
    /// connections (60 s at most), so that it is the client who closes, and no request meets a closed door.
    pub idle_time: Duration,
    /// How long requests in flight may take when the server stops. 5 s unless set: `docker stop` kills after 10 s, and
    /// by then the tables may have to be saved.
    pub stop_time: Duration,
}

impl ServerLimits {
    /// The limits as they count.
    pub(super) fn bounded(self) -> Self {
        Self {
            connections: self.connections.max(1),
            body_bytes: self.body_bytes.min(LARGEST_BODY),
            head_time: self.head_time.min(LONGEST),
            body_time: self.body_time.min(LONGEST),
            write_time: self.write_time.min(LONGEST),
            idle_time: self.idle_time.min(LONGEST),
            stop_time: self.stop_time.min(LONGEST),
            ..self
        }
    }

    /// The limits of connections without a request while others wait for their places.
    pub(super) fn pressed(self) -> Self {
        let head_time = self.head_time.min(PRESSED_TIME);
        Self { head_time, idle_time: self.idle_time.min(PRESSED_TIME), ..self }
    }
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            connections: 1024,
            body_bytes: 16 * 1024 * 1024,
            bodies_bytes: 256 * 1024 * 1024,
            answers_bytes: 256 * 1024 * 1024,
            head_time: Duration::from_secs(10),
            body_time: Duration::from_secs(30),
            write_time: Duration::from_secs(30),
            idle_time: Duration::from_secs(180),
            stop_time: Duration::from_secs(5),
        }
    }
}
