//! What a client may use of the server.

use std::time::Duration;

use super::pace::PRESSED_TIME;

/// The longest time that has an effect. A longer one could overflow when it is added to the current time.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// The largest body, in bytes.
const LARGEST_BODY: usize = 1024 * 1024 * 1024;

/// What a client may use of the server, in time, memory and connections.
///
/// Numbers out of range are replaced by the nearest allowed one. Times are at most a year, a body is at most 1 GiB, and
/// there is at least one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerLimits {
    /// Connections served at a time. 1,024 unless set. While more clients wait, or the system has no file descriptor
    /// left for them, connections that have had no request for 2 s are closed.
    pub connections: usize,
    /// The most bytes of a request's body, before and after it is decompressed. 16 MiB unless set, as in the service.
    pub body_bytes: usize,
    /// Memory for incomplete bodies with their requests' headers, of all requests together, in bytes. 256 MiB unless
    /// set, and at least one body of the largest size. Bodies claim it as they arrive. A body that gets none waits
    /// while others are completed. 64 KiB for each connection are not counted.
    pub bodies_bytes: usize,
    /// Memory for unsent answers, of all requests together, in bytes. 256 MiB unless set. While more is held, no
    /// operation begins. From three quarters on, no operation begins that may return many items. Clients that do not
    /// read are then soon disconnected. 64 KiB for each connection are not counted.
    pub answers_bytes: usize,
    /// From a request's first byte to the end of its headers. 10 s unless set.
    pub head_time: Duration,
    /// How long a client may send nothing of a body, and the time it has in addition to 1 s for every 16 KiB. 30 s
    /// unless set. While others wait for the memory that the body holds, it is 2 s, and 1 s for every MiB.
    pub body_time: Duration,
    /// How long a client may block an answer by not reading it, with the same rates. 30 s unless set.
    pub write_time: Duration,
    /// How long a connection may stay without a request. 180 s unless set: longer than the SDKs keep idle connections
    /// (60 s at most). So the client closes the connection, and no request is sent on a closed one.
    pub idle_time: Duration,
    /// How long requests in flight may take when the server stops. 5 s unless set: `docker stop` kills after 10 s, and
    /// the tables may have to be saved before that.
    pub stop_time: Duration,
}

impl ServerLimits {
    /// The limits, with numbers out of range replaced.
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

    /// The limits for connections without a request while other clients wait for a place.
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
