//! The work that a request makes, counted in steps: a byte or token read, a part noted, a value looked at, a
//! comparison.
//!
//! Only the crate's own tests count. Their law is that steps grow no faster than the request, whatever is in it
//! (`wire/work`); times would depend on the machine. A loop over something that a request can make long takes a step
//! for each turn.

#[cfg(test)]
thread_local! {
    static TAKEN: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Counts so many steps.
#[inline(always)]
pub(crate) fn take(steps: usize) {
    #[cfg(test)]
    TAKEN.set(TAKEN.get().saturating_add(steps));
    #[cfg(not(test))]
    let _ = steps;
}

/// The same, for a number that takes time to tell.
#[inline(always)]
pub(crate) fn take_of(steps: impl FnOnce() -> usize) {
    #[cfg(test)]
    take(steps());
    #[cfg(not(test))]
    let _ = steps;
}

/// How many steps this takes.
#[cfg(test)]
pub(crate) fn of<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let before = TAKEN.get();
    let done = work();
    (TAKEN.get() - before, done)
}
