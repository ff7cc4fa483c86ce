//! How far a copy or a comparison is, on a terminal.

use std::{
    collections::BTreeMap,
    io::{IsTerminal, stderr},
    time::{Duration, Instant},
};

use indicatif::ProgressBar;

use super::{output::complain, progress};
use crate::copy::{CopyPhase, CopyProgress};

/// Between two lines that tell how far a copy is behind its source, where no terminal shows it.
const LINE_EVERY: Duration = Duration::from_secs(10);
/// What is behind by less has caught up: requests take their time.
const CAUGHT_UP: Duration = Duration::from_secs(1);

/// The last line about a copy that follows its source.
struct Line {
    at: Instant,
    is_caught_up: bool,
    changes: u64,
}

/// Progress bars of one table and phase after the other. Where they cannot be seen, a line is told now and then of a copy
/// that follows its source, for whoever waits until it has caught up.
pub(super) struct Bars {
    shown: Option<(String, CopyPhase, ProgressBar)>,
    /// How many changes of each table were applied, and how late: they are followed together.
    followed: BTreeMap<String, (u64, Option<Duration>)>,
    line: Option<Line>,
    is_terminal: bool,
    is_closed: bool,
}

impl Bars {
    pub(super) fn new() -> Self {
        Self {
            shown: None,
            followed: BTreeMap::new(),
            line: None,
            is_terminal: stderr().is_terminal(),
            is_closed: false,
        }
    }

    /// Shows how far it is, unless they are closed.
    pub(super) fn show(&mut self, progress: &CopyProgress<'_>) {
        if self.is_closed {
            return;
        }
        let (mut shown, mut done, mut behind) = (progress.table.to_owned(), progress.done, progress.behind);
        if progress.phase == CopyPhase::Following {
            self.followed.insert(shown, (done, behind));
            shown = "all tables:".to_owned();
            done = self.followed.values().map(|(done, _)| done).sum();
            behind = self.followed.values().filter_map(|(_, behind)| *behind).max();
            let is_known = self.followed.values().all(|(_, behind)| behind.is_some());
            if let (Some(behind), true, false) = (behind, is_known, self.is_terminal) {
                self.tell_line(done, behind);
            }
        }
        let is_same = |(table, phase, _): &(String, CopyPhase, ProgressBar)| {
            *table == shown && *phase == progress.phase
        };
        if !self.shown.as_ref().is_some_and(is_same) {
            self.finish();
            let expected = Some(progress.expected).filter(|expected| *expected > 0);
            self.shown = Some((shown, progress.phase, progress::bar(expected, false)));
        }
        let Some((table, phase, bar)) = &self.shown else { return };
        bar.set_position(done);
        let what = match phase {
            CopyPhase::Items => "copied",
            CopyPhase::Following => "changes followed",
            CopyPhase::Comparing => "compared",
            CopyPhase::Rereading => "that differ read again",
        };
        let mut told = format!("{table} {what}");
        if let Some(behind) = behind {
            told += &format!(", {:.1} s behind", behind.as_secs_f64());
        }
        if progress.throttled > 0 {
            told += &format!(", throttled {} times", progress.throttled);
        }
        bar.set_message(told);
    }

    /// Tells how far a copy is behind its source, if it is time.
    fn tell_line(&mut self, changes: u64, behind: Duration) {
        let is_caught_up = behind < CAUGHT_UP;
        let is_due = self.line.as_ref().is_none_or(|line| {
            (is_caught_up && !line.is_caught_up)
                || (line.changes != changes && line.at.elapsed() >= LINE_EVERY)
        });
        if is_due {
            self.line = Some(Line { at: Instant::now(), is_caught_up, changes });
            complain(&match is_caught_up {
                true => format!("follows the source: {changes} changes, caught up"),
                false => {
                    format!("follows the source: {changes} changes, {:.1} s behind", behind.as_secs_f64())
                }
            });
        }
    }

    /// Tells something above the bar.
    pub(super) fn say(&self, message: &str) {
        match &self.shown {
            Some((.., bar)) => bar.suspend(|| complain(message)),
            None => complain(message),
        }
    }

    /// Ends them, also where the work goes on for a moment.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
        self.finish();
    }

    fn finish(&mut self) {
        if let Some((_, _, bar)) = self.shown.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.finish();
    }
}
