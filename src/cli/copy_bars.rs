//! How far a copy or a comparison is, on a terminal.

use std::{collections::BTreeMap, time::Duration};

use indicatif::ProgressBar;

use super::{output::complain, progress};
use crate::copy::{CopyPhase, CopyProgress};

/// Progress bars of one table and phase after the other.
#[derive(Default)]
pub(super) struct Bars {
    shown: Option<(String, CopyPhase, ProgressBar)>,
    /// How many changes of each table were applied, and how late: they are followed together.
    followed: BTreeMap<String, (u64, Option<Duration>)>,
    is_closed: bool,
}

impl Bars {
    pub(super) fn new() -> Self {
        Self::default()
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
