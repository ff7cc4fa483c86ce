//! Due work while several threads move the clock.

use std::{
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use super::*;

#[test]
fn what_is_due_is_done_once_and_in_order_while_several_threads_move_the_clock() {
    const SECOND: Duration = Duration::from_secs(1);
    explore(|| {
        let clock = Clock::manual(UNIX_EPOCH);
        let done = Arc::new(Mutex::new(Vec::new()));
        for second in 1..=3 {
            let (then, done) = (clock.clone(), Arc::clone(&done));
            clock.after(second * SECOND, move || {
                assert_eq!(then.now(), UNIX_EPOCH + second * SECOND, "the clock shows the work's own time");
                done.lock().push(second);
            });
        }
        let mover = || -> Box<dyn FnOnce() + Send> {
            let clock = clock.clone();
            Box::new(move || clock.advance(SECOND).unwrap())
        };
        let looker = clock.clone();
        together([mover(), mover(), Box::new(move || looker.look())]);
        assert_eq!(*done.lock(), [1, 2]);
        assert_eq!(clock.now(), UNIX_EPOCH + 2 * SECOND);
    });
}
