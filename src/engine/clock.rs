//! The clock of a database, and the work scheduled on it.

use std::{
    fmt,
    sync::{Arc, Weak},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use jiff::Timestamp;

use super::due::Due;
use crate::{
    error::{Error, Result},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

/// A database's clock: the system's, or a manual one that stays at its time until it is moved.
///
/// A database uses its clock for all times: when tables were created, when items expire, how long client request tokens
/// are kept, and with the feature `sdk` the sleeps of the AWS SDK. A clone is the same clock, so several databases and
/// the test that moves it can share a manual one. A [fork](crate::Database::fork) has the clock of its database. A
/// loaded database has the clock that its [builder](crate::DatabaseBuilder::load) was given, or the system's.
///
/// ```
/// use hashrange::{Clock, Database, ScalarAttributeType::S, item};
/// use std::time::{Duration, UNIX_EPOCH};
///
/// let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
/// let db = Database::builder().clock(clock.clone()).build();
/// let users = db.create_table("users").partition_key("id", S).run()?;
/// assert_eq!(users.describe().creation_date_time, Some(1_700_000_000.0));
///
/// // A token is kept for ten minutes: then the same one may come with another transaction.
/// let put = |id: &str| db.transaction().put(&users, item! { "id": id }).token("one").run();
/// put("haeri05")?;
/// assert!(put("minji01").is_err());
/// clock.advance(Duration::from_secs(601))?;
/// put("minji01")?;
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Clone)]
pub struct Clock(Arc<Inner>);

/// A weak reference to a clock.
pub(super) struct WeakClock(Weak<Inner>);

impl WeakClock {
    /// The clock, if it still exists.
    pub(super) fn upgrade(&self) -> Option<Clock> {
        self.0.upgrade().map(Clock)
    }
}

struct Inner {
    time: Time,
    due: Due,
    /// Whether sleeps leave a manual clock where it is.
    stands_in_sleeps: AtomicBool,
}

/// Times are durations since the start of 1970.
enum Time {
    System,
    Manual(Mutex<Duration>),
}

impl Clock {
    /// The system's clock. It cannot be moved.
    pub fn system() -> Self {
        Self::of(Time::System)
    }

    /// A clock that shows `start` until it is moved. A time before 1970 counts as the start of 1970, and a time after
    /// the year 9999 as the end of that year.
    pub fn manual(start: SystemTime) -> Self {
        Self::of(Time::Manual(Mutex::new(since_1970(start).min(latest()))))
    }

    fn of(time: Time) -> Self {
        Self(Arc::new(Inner { time, due: Due::default(), stands_in_sleeps: AtomicBool::new(false) }))
    }

    /// Whether this is a manual clock, which can be moved.
    pub fn is_manual(&self) -> bool {
        matches!(self.0.time, Time::Manual(_))
    }

    /// Sets whether sleeps move a manual clock: those of the AWS SDK between retries (see `sdk::VirtualTime`) and
    /// [delays](crate::faults::FaultAnswer::Delayed) of answers. They do unless they are told otherwise. If they do not,
    /// they still end at once; only the test moves the clock, and each of the SDK's clients counts its sleeps for itself.
    ///
    /// ```
    /// use hashrange::{Clock, Database, ScalarAttributeType::S};
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// let clock = Clock::manual(UNIX_EPOCH);
    /// let db = Database::builder().clock(clock.clone()).build();
    /// let users = db.create_table("users").partition_key("id", S).run()?;
    /// db.faults().on("GetItem").delay(Duration::from_secs(2))?;
    /// users.get("haeri05").run()?;
    /// assert_eq!(clock.now(), UNIX_EPOCH + Duration::from_secs(2));
    ///
    /// clock.set_moved_by_sleeps(false);
    /// users.get("haeri05").run()?;
    /// assert_eq!(clock.now(), UNIX_EPOCH + Duration::from_secs(2));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn set_moved_by_sleeps(&self, moved: bool) {
        self.0.stands_in_sleeps.store(!moved, Ordering::Relaxed);
    }

    /// Whether sleeps [move](Self::set_moved_by_sleeps) the clock: never the system's.
    pub fn is_moved_by_sleeps(&self) -> bool {
        self.is_manual() && !self.0.stands_in_sleeps.load(Ordering::Relaxed)
    }

    /// The current time.
    pub fn now(&self) -> SystemTime {
        // Both kinds of clock show times that `SystemTime` can represent, so the sum does not overflow.
        UNIX_EPOCH.checked_add(self.since_1970()).unwrap_or(UNIX_EPOCH)
    }

    /// Moves a manual clock forward. Work scheduled within that time ([`after`](Self::after)) runs before this method
    /// returns, in time order. While work runs, the clock shows the time for which it was scheduled.
    ///
    /// # Errors
    /// [`Error::Validation`] if this is the system's clock, or the new time would be after the year 9999. The clock is
    /// not moved then.
    pub fn advance(&self, by: Duration) -> Result<()> {
        self.move_to(|now| now.checked_add(by).filter(|target| *target <= latest()))
    }

    /// Sets a manual clock to this time, as [`advance`](Self::advance) does.
    ///
    /// # Errors
    /// [`Error::Validation`] if this is the system's clock, or if `time` is before the clock's time or after the year
    /// 9999. The clock is not moved then.
    pub fn set(&self, time: SystemTime) -> Result<()> {
        let target = since_1970(time);
        self.move_to(|now| (now..=latest()).contains(&target).then_some(target))
    }

    fn move_to(&self, target: impl FnOnce(Duration) -> Option<Duration>) -> Result<()> {
        let Time::Manual(time) = &self.0.time else {
            return Err(Error::validation(
                "The system's clock cannot be moved: give the database a manual one",
            ));
        };
        // Another thread may be moving the clock; `target` is computed from the time at which that thread leaves it.
        let _turn = self.0.due.turn();
        let now = *time.lock();
        let target = target(now).ok_or_else(|| {
            Error::validation("A clock goes forward only, and no further than the year 9999")
        })?;
        // The work itself may move the clock.
        let forward = |to: Duration| {
            let mut now = time.lock();
            *now = to.max(*now);
        };
        while let Some((moment, work)) = self.0.due.take(target) {
            forward(moment);
            work();
        }
        forward(target);
        debug_assert!(*time.lock() >= target, "the clock is where it was to go");
        Ok(())
    }

    /// Schedules work for the time after this delay. With a manual clock, the call that moves the clock past that time
    /// runs the work. With the system's clock, the next operation after that time on one of its databases runs it
    /// first.
    ///
    /// Work runs in time order; work for the same time runs in the order in which it was scheduled. It may use the
    /// database, move the clock and schedule more work. A database that the work holds is not dropped before the work
    /// has run.
    ///
    /// ```
    /// use hashrange::{Clock, Database, ScalarAttributeType::S};
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// let clock = Clock::manual(UNIX_EPOCH);
    /// let db = Database::builder().clock(clock.clone()).build();
    /// let other = db.clone();
    /// clock.after(Duration::from_secs(30), move || {
    ///     other.create_table("users").partition_key("id", S).run().expect("a new table");
    /// });
    /// clock.advance(Duration::from_secs(29))?;
    /// assert!(db.table("users").is_err());
    /// clock.advance(Duration::from_secs(1))?;
    /// assert_eq!(db.table("users")?.describe().creation_date_time, Some(30.0));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn after(&self, delay: Duration, work: impl FnOnce() + Send + 'static) {
        self.0.due.add(self.since_1970().saturating_add(delay), Box::new(work));
    }

    /// Schedules work for a moment, in milliseconds since 1970, as [`after`](Self::after) does.
    pub(super) fn at(&self, moment_ms: u64, work: impl FnOnce() + Send + 'static) {
        self.0.due.add(Duration::from_millis(moment_ms), Box::new(work));
    }

    /// A weak reference, for scheduled work, which the clock itself holds.
    pub(super) fn downgrade(&self) -> WeakClock {
        WeakClock(Arc::downgrade(&self.0))
    }

    /// Runs the work that is due. Without scheduled work, this is one atomic load.
    #[inline]
    pub(crate) fn look(&self) {
        if self.0.due.has_work() {
            self.do_due();
        }
    }

    #[cold]
    #[inline(never)]
    fn do_due(&self) {
        let now = self.since_1970();
        if !self.0.due.is_due(now) {
            return;
        }
        // One thread at a time runs all due work. The work itself may call this function, which then has no effect.
        let Some(_turn) = self.0.due.try_turn() else { return };
        while let Some((_, work)) = self.0.due.take(now) {
            work();
        }
    }

    /// Milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> u64 {
        u64::try_from(self.since_1970().as_millis()).unwrap_or(u64::MAX)
    }

    /// Microseconds since 1970.
    pub(crate) fn now_us(&self) -> u64 {
        u64::try_from(self.since_1970().as_micros()).unwrap_or(u64::MAX)
    }

    /// Seconds since 1970, with milliseconds as decimals, as in the service's answers.
    pub(crate) fn now_seconds(&self) -> f64 {
        self.now_ms() as f64 / 1000.0
    }

    /// The time in the form of stream labels: `2015-05-11T21:21:33.291`, UTC.
    pub(crate) fn now_label(&self) -> String {
        time_label(self.now_ms())
    }

    fn since_1970(&self) -> Duration {
        match &self.0.time {
            Time::System => since_1970(SystemTime::now()),
            Time::Manual(time) => *time.lock(),
        }
    }
}

/// The system's clock.
impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_manual() { "manual" } else { "system" };
        write!(f, "Clock({kind}, {})", self.now_label())
    }
}

fn since_1970(time: SystemTime) -> Duration {
    time.duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// The latest time that can be formatted as a date.
fn latest() -> Duration {
    Timestamp::MAX.as_duration().unsigned_abs()
}

/// Milliseconds since 1970 as a date and time: `2015-05-11T21:21:33.291`, UTC.
pub(crate) fn time_label(ms: u64) -> String {
    let time = i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    time.unwrap_or(Timestamp::MAX).strftime("%Y-%m-%dT%H:%M:%S%.3f").to_string()
}

#[cfg(test)]
mod tests {
    use std::{panic::AssertUnwindSafe, sync::mpsc::channel};

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn seconds(clock: &Clock) -> u64 {
        clock.since_1970().as_secs()
    }

    #[test]
    fn a_label_is_the_time_to_the_millisecond() {
        assert_eq!(time_label(0), "1970-01-01T00:00:00.000");
        assert_eq!(time_label(951_782_400_000), "2000-02-29T00:00:00.000");
        assert_eq!(time_label(1_431_379_293_291), "2015-05-11T21:21:33.291");
        assert_eq!(time_label(4_107_542_399_999), "2100-02-28T23:59:59.999");
        assert_eq!(time_label(4_107_542_400_000), "2100-03-01T00:00:00.000");
    }

    #[test]
    fn a_manual_clock_goes_forward_only_and_to_the_last_date() {
        let clock = Clock::manual(UNIX_EPOCH + 10 * SECOND);
        clock.advance(SECOND).unwrap();
        assert_eq!(clock.now(), UNIX_EPOCH + 11 * SECOND);
        clock.set(UNIX_EPOCH + 11 * SECOND).unwrap();
        assert!(clock.set(UNIX_EPOCH + 10 * SECOND).is_err());
        assert!(clock.advance(Duration::MAX).is_err());
        assert!(clock.advance(latest()).is_err());
        assert_eq!(seconds(&clock), 11);
        assert_eq!(seconds(&Clock::manual(UNIX_EPOCH - SECOND)), 0);
        assert_eq!(time_label(u64::MAX), Clock::manual(UNIX_EPOCH + latest() + SECOND).now_label());
    }

    #[test]
    fn the_system_s_clock_is_not_moved() {
        assert!(Clock::system().advance(SECOND).is_err());
        assert!(Clock::system().set(SystemTime::now() + SECOND).is_err());
    }

    #[test]
    fn work_is_done_in_order_each_at_its_own_time() {
        let clock = Clock::manual(UNIX_EPOCH);
        let (tell, told) = channel();
        for (name, delay) in [("late", 9), ("b", 5), ("a", 2), ("c", 5), ("never", 11)] {
            let (clock_then, tell) = (clock.clone(), tell.clone());
            clock.after(delay * SECOND, move || tell.send((name, seconds(&clock_then))).unwrap());
        }
        clock.advance(10 * SECOND).unwrap();
        assert_eq!(told.try_iter().collect::<Vec<_>>(), [("a", 2), ("b", 5), ("c", 5), ("late", 9)]);
        assert_eq!(seconds(&clock), 10);
    }

    #[test]
    fn work_may_ask_for_more_and_move_the_clock() {
        let clock = Clock::manual(UNIX_EPOCH);
        let (tell, told) = channel();
        let at = |name: &'static str, clock: &Clock| {
            let (clock, tell) = (clock.clone(), tell.clone());
            move || tell.send((name, seconds(&clock))).unwrap()
        };
        let (moved, more, moving) = (at("moved", &clock), at("more", &clock), clock.clone());
        clock.after(4 * SECOND, at("four", &clock));
        clock.after(SECOND, move || {
            moving.after(2 * SECOND, more);
            moving.advance(SECOND).unwrap();
            moved();
        });
        clock.advance(5 * SECOND).unwrap();
        assert_eq!(told.try_iter().collect::<Vec<_>>(), [("moved", 2), ("more", 3), ("four", 4)]);
        assert_eq!(seconds(&clock), 5);
    }

    #[test]
    fn what_the_system_s_clock_has_passed_is_done_by_whoever_looks() {
        let clock = Clock::system();
        let (tell, told) = channel();
        let again = clock.clone();
        clock.after(Duration::ZERO, move || {
            // Running work calls it too, as an operation in the work does.
            again.look();
            tell.send(()).unwrap();
        });
        clock.after(3600 * SECOND, || panic!("it is not due"));
        assert!(told.try_recv().is_err());
        clock.look();
        assert_eq!(told.try_iter().count(), 1);
    }

    #[test]
    fn work_that_panics_leaves_a_clock_that_goes_on() {
        let clock = Clock::manual(UNIX_EPOCH);
        clock.after(SECOND, || panic!("as a test's assertion does"));
        let moved = std::panic::catch_unwind(AssertUnwindSafe(|| clock.advance(2 * SECOND)));
        assert!(moved.is_err());
        let other = clock.clone();
        std::thread::spawn(move || other.advance(2 * SECOND)).join().unwrap().unwrap();
        assert_eq!(seconds(&clock), 3);
    }
}
