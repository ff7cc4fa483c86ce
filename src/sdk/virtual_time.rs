//! Pauses that take no time.

use std::{
    future::poll_fn,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
    time::{Duration, SystemTime},
};

use aws_smithy_async::{
    rt::sleep::{AsyncSleep, Sleep},
    time::TimeSource,
};

/// How often a sleep gives way. Tokio gives up to 61 turns to spawned tasks before the task that its runtime was started
/// with has one again.
const TURNS: u32 = 128;

/// Sleep and clock of the SDK's clients: a sleep ends at once, and the clock has gone on by what was slept.
///
/// So a retry after a throttling error does what it does in production, backoff and all, and a waiter polls as often
/// as it would in the time it was given, yet neither waits. Each sleep lets the executor's other tasks have many turns.
///
/// A timeout passes only where something else in the client really waits, such as an interceptor or connector of
/// the program's own; then it passes at once. Where such a client is to wait for real, or a waiter for another
/// task that takes real time, set another sleep:
/// `hashrange::sdk::config(&db).sleep_impl(TokioSleep::new()).time_source(SystemTimeSource::new())`.
#[derive(Debug, Clone, Default)]
pub struct VirtualTime {
    /// Nanoseconds by which this clock is ahead of the machine's.
    slept_ns: Arc<AtomicU64>,
}

impl VirtualTime {
    /// A clock that is right. Its clones go with it.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long has been slept in all.
    pub fn slept(&self) -> Duration {
        Duration::from_nanos(self.slept_ns.load(Ordering::Relaxed))
    }

    fn advance(&self, duration: Duration) {
        let ns = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        let add = |slept: u64| Some(slept.saturating_add(ns));
        // The closure never refuses.
        let _ = self.slept_ns.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }
}

impl AsyncSleep for VirtualTime {
    fn sleep(&self, duration: Duration) -> Sleep {
        let time = self.clone();
        let mut turns = TURNS;
        Sleep::new(poll_fn(move |context| {
            if turns > 0 {
                turns -= 1;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            time.advance(duration);
            Poll::Ready(())
        }))
    }
}

impl TimeSource for VirtualTime {
    fn now(&self) -> SystemTime {
        let now = SystemTime::now();
        now.checked_add(self.slept()).unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::Future,
        pin::pin,
        task::{Context, Waker},
    };

    use super::*;

    #[test]
    fn a_sleep_gives_way_and_then_moves_the_clock() {
        let time = VirtualTime::new();
        let before = SystemTime::now();
        let mut sleep = pin!(time.sleep(Duration::from_secs(3600)));
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..TURNS {
            assert_eq!(sleep.as_mut().poll(&mut context), Poll::Pending);
            assert_eq!(time.slept(), Duration::ZERO);
        }
        assert_eq!(sleep.as_mut().poll(&mut context), Poll::Ready(()));
        assert_eq!(time.slept(), Duration::from_secs(3600));
        assert!(time.now() >= before + Duration::from_secs(3600));
        assert!(SystemTime::now() < before + Duration::from_secs(60));
    }

    #[test]
    fn the_clock_stops_where_it_can_go_no_further() {
        let time = VirtualTime::new();
        time.advance(Duration::MAX);
        time.advance(Duration::MAX);
        assert_eq!(time.slept(), Duration::from_nanos(u64::MAX));
        assert!(time.now() > SystemTime::now());
    }
}
