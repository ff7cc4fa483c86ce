//! The SDK's clock and sleep: a sleep returns at once and moves the clock.

use std::{
    collections::BTreeSet,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::{Duration, SystemTime},
};

use aws_smithy_async::{
    rt::sleep::{AsyncSleep, Sleep},
    time::TimeSource,
};

use crate::{
    engine::Clock,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

/// How often a sleep yields. Tokio polls up to 61 spawned tasks before it polls the task of `block_on` again.
const TURNS: u32 = 128;

/// Sleep and clock of the SDK's clients: a sleep returns at once and moves the clock forward by its length.
///
/// So a retry after a throttling error does the same as in production, including backoff, and a waiter polls as often
/// as in its given time, but neither waits. Each sleep yields many times to the executor's other tasks.
///
/// If the database has a [manual clock](Clock::manual), its clients use that clock. A sleep then moves the clock to the
/// end of the sleep, which runs the work scheduled until then; [`Clock::set_moved_by_sleeps`] has it stand instead, and
/// each client's own time runs ahead of it. Sleeps at the same time overlap, and end in the order of their ends.
///
/// A timeout expires if the answer is [delayed](crate::faults::FaultAnswer::Delayed) for longer, or if something else in
/// the client really waits, such as an interceptor or connector of the program; then it expires at once. If such a client
/// should really wait, or a waiter should wait for a task that takes real time, set another sleep:
/// `hashrange::sdk::config(&db).sleep_impl(TokioSleep::new()).time_source(SystemTimeSource::new())`.
#[derive(Debug, Clone, Default)]
pub struct VirtualTime {
    clock: Clock,
    /// Nanoseconds slept, by which this clock is ahead of the system's.
    slept_ns: Arc<AtomicU64>,
    pending: Arc<Mutex<Pending>>,
}

/// The sleeps that were polled and have not ended.
#[derive(Debug, Default)]
struct Pending {
    /// By their ends, and then by their numbers.
    ends: BTreeSet<(SystemTime, u64)>,
    next: u64,
}

impl VirtualTime {
    /// A clock that starts at the system's time. Its clones share it.
    pub fn new() -> Self {
        Self::default()
    }

    /// The clock of a database's clients. A sleep moves a manual clock; with the system's clock, this clock runs ahead
    /// of it.
    ///
    /// ```
    /// use hashrange::{Clock, Database, sdk::VirtualTime};
    /// use std::time::UNIX_EPOCH;
    ///
    /// let db = Database::builder().clock(Clock::manual(UNIX_EPOCH)).build();
    /// // What `hashrange::sdk::config(&db)` sets; other configurations can be given it.
    /// let time = VirtualTime::of(db.clock());
    /// # let _ = time;
    /// ```
    pub fn of(clock: &Clock) -> Self {
        Self { clock: clock.clone(), ..Self::default() }
    }

    /// The sum of all sleeps.
    pub fn slept(&self) -> Duration {
        Duration::from_nanos(self.slept_ns.load(Ordering::Relaxed))
    }

    /// Ends a sleep of this length at this time.
    fn end_sleep(&self, duration: Duration, end: SystemTime) {
        let ns = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        let add = |slept: u64| Some(slept.saturating_add(ns));
        // The closure never returns `None`, so this does not fail.
        let _ = self.slept_ns.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
        if self.clock.is_moved_by_sleeps() {
            // This fails if the clock is already past that time, or cannot represent it.
            let _ = self.clock.set(end);
        }
    }
}

/// A sleep: it yields many times, and ends after those that end earlier.
struct Sleeping {
    time: VirtualTime,
    duration: Duration,
    end: SystemTime,
    /// How often it still yields.
    turns: u32,
    /// How often it yields at most to sleeps that end earlier. Whoever began one may not poll it.
    turns_of_others: u32,
    number: Option<u64>,
}

impl Future for Sleeping {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let end = self.end;
        let number = match self.number {
            Some(number) => number,
            None => {
                let number = self.time.pending.lock().add(end);
                *self.number.insert(number)
            }
        };
        let is_first = || self.time.pending.lock().ends.first() == Some(&(end, number));
        if self.turns > 0 {
            self.turns -= 1;
        } else if self.turns_of_others > 0 && !is_first() {
            self.turns_of_others -= 1;
        } else {
            // Others go on although whoever began this one has not dropped it yet.
            self.time.pending.lock().ends.remove(&(end, number));
            self.time.end_sleep(self.duration, end);
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Drop for Sleeping {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.time.pending.lock().ends.remove(&(self.end, number));
        }
    }
}

impl Pending {
    fn add(&mut self, end: SystemTime) -> u64 {
        self.next += 1;
        self.ends.insert((end, self.next));
        self.next
    }
}

impl AsyncSleep for VirtualTime {
    fn sleep(&self, duration: Duration) -> Sleep {
        let now = self.now();
        Sleep::new(Sleeping {
            time: self.clone(),
            duration,
            end: now.checked_add(duration).unwrap_or(now),
            turns: TURNS,
            turns_of_others: TURNS,
            number: None,
        })
    }
}

impl TimeSource for VirtualTime {
    fn now(&self) -> SystemTime {
        let now = self.clock.now();
        match self.clock.is_moved_by_sleeps() {
            true => now,
            false => now.checked_add(self.slept()).unwrap_or(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::Future,
        pin::{Pin, pin},
        task::{Context, Waker},
        time::UNIX_EPOCH,
    };

    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    /// Polls a sleep to its end; returns how often it yielded.
    fn turns(mut sleep: Pin<&mut Sleep>) -> u32 {
        let mut context = Context::from_waker(Waker::noop());
        let pending = |_: &u32| sleep.as_mut().poll(&mut context).is_pending();
        (0..).take_while(pending).count() as u32
    }

    #[test]
    fn a_sleep_gives_way_and_then_moves_the_clock() {
        let time = VirtualTime::new();
        let before = SystemTime::now();
        let sleep = pin!(time.sleep(HOUR));
        assert_eq!(time.slept(), Duration::ZERO);
        assert_eq!(turns(sleep), TURNS);
        assert_eq!(time.slept(), HOUR);
        assert!(time.now() >= before + HOUR);
        assert!(SystemTime::now() < before + Duration::from_secs(60));
    }

    #[test]
    fn sleeps_move_a_manual_clock_and_share_the_time_that_they_have_in_common() {
        let clock = Clock::manual(UNIX_EPOCH);
        let (one, other) = (VirtualTime::of(&clock), VirtualTime::of(&clock));
        let (long, short) = (pin!(one.sleep(2 * HOUR)), pin!(other.sleep(HOUR)));
        turns(short);
        assert_eq!(clock.now(), UNIX_EPOCH + HOUR);
        turns(long);
        assert_eq!(clock.now(), UNIX_EPOCH + 2 * HOUR);
        assert_eq!((one.now(), one.slept(), other.slept()), (clock.now(), 2 * HOUR, HOUR));
    }

    #[test]
    fn a_clock_that_is_told_to_stand_stands_and_the_client_s_time_goes_on() {
        let clock = Clock::manual(UNIX_EPOCH);
        clock.set_moved_by_sleeps(false);
        let time = VirtualTime::of(&clock);
        turns(pin!(time.sleep(HOUR)));
        assert_eq!((clock.now(), time.now()), (UNIX_EPOCH, UNIX_EPOCH + HOUR));
    }

    #[test]
    fn sleeps_end_in_the_order_of_their_ends() {
        let time = VirtualTime::new();
        let (mut long, mut short) = (pin!(time.sleep(2 * HOUR)), pin!(time.sleep(HOUR)));
        let mut context = Context::from_waker(Waker::noop());
        while short.as_mut().poll(&mut context).is_pending() {
            assert!(long.as_mut().poll(&mut context).is_pending());
        }
        assert_eq!(turns(long), 0);
        assert!(time.pending.lock().ends.is_empty());
    }

    #[test]
    fn a_sleep_that_nobody_polls_holds_up_no_other() {
        let time = VirtualTime::new();
        let (mut short, long) = (pin!(time.sleep(HOUR)), pin!(time.sleep(2 * HOUR)));
        assert!(short.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!(turns(long), 2 * TURNS);
    }

    #[test]
    fn the_clock_stops_where_it_can_go_no_further() {
        let time = VirtualTime::new();
        for _ in 0..2 {
            turns(pin!(time.sleep(Duration::MAX)));
        }
        assert_eq!(time.slept(), Duration::from_nanos(u64::MAX));
        assert!(time.now() > SystemTime::now());
        let clock = Clock::manual(UNIX_EPOCH);
        turns(pin!(VirtualTime::of(&clock).sleep(Duration::MAX)));
        assert_eq!(clock.now(), UNIX_EPOCH);
    }
}
