//! What `copy` and `compare` take alike.

use std::{collections::BTreeMap, time::Duration};

use clap::Args;
use indicatif::ProgressBar;

use super::{
    output::{counted, print},
    progress,
    remote::told,
    side::Side,
    target::{Access, Connection},
};
use crate::{
    copy::{Comparison, CopyError, CopyPhase, CopyProgress},
    error::Error,
};

/// The two places, and which tables.
#[derive(Debug, Clone, Args)]
pub(super) struct Sides {
    /// Where the tables are: aws, a URL, a snapshot or a directory
    #[arg(value_parser = Side::parse)]
    pub(super) source: Side,
    /// The other place
    #[arg(value_parser = Side::parse)]
    pub(super) target: Side,
    /// Only this table, with another name at the target if one is given; can be repeated [default: all of the source]
    #[arg(long = "table", value_name = "NAME[=NEW]")]
    tables: Vec<String>,
    /// How many parts of a table are read at a time
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(super) segments: usize,
    /// The most read units a second of each side [default: no limit]
    #[arg(long, value_name = "UNITS")]
    pub(super) read_units: Option<f64>,
    /// The source's region [default: AWS_REGION, or the profile's]
    #[arg(long, value_name = "REGION", help_heading = "Where")]
    source_region: Option<String>,
    /// The profile with the credentials for the source [default: AWS_PROFILE]
    #[arg(long, value_name = "NAME", help_heading = "Where")]
    source_profile: Option<String>,
    /// The target's region [default: AWS_REGION, or the profile's]
    #[arg(long, value_name = "REGION", help_heading = "Where")]
    target_region: Option<String>,
    /// The profile with the credentials for the target [default: AWS_PROFILE]
    #[arg(long, value_name = "NAME", help_heading = "Where")]
    target_profile: Option<String>,
}

impl Sides {
    /// Opens both places: the source to be read, the target as the command uses it.
    pub(super) fn open(&self, access: Access) -> Result<(Connection, Connection), String> {
        if matches!(&self.source, Side::Snapshot(_) | Side::Directory(_)) && self.source == self.target {
            return Err(format!("{} is source and target in one", self.source));
        }
        let is_same = |name: &Option<String>, other: &Option<String>| name == other;
        let is_same = self.source == self.target
            && is_same(&self.source_region, &self.target_region)
            && is_same(&self.source_profile, &self.target_profile);
        let mut pairs = self.pairs().peekable();
        if is_same && (pairs.peek().is_none() || pairs.any(|(source, target)| source == target)) {
            return Err(format!("a table of {} is source and target in one", self.source));
        }
        let of_source = (self.source_region.as_deref(), self.source_profile.as_deref());
        let of_target = (self.target_region.as_deref(), self.target_profile.as_deref());
        let source = self.source.open(of_source.0, of_source.1, Access::Read)?;
        Ok((source, self.target.open(of_target.0, of_target.1, access)?))
    }

    /// The names of the tables at source and target; none if it is all.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.tables.iter().map(|table| table.split_once('=').unwrap_or((table, table)))
    }
}

/// What failed, and what helps.
pub(super) fn message(error: &CopyError) -> String {
    match error {
        CopyError::Source { table, error } => format!("the source's table {table}: {}", without_hint(error)),
        CopyError::Target { table, error } => format!("the target's table {table}: {}", without_hint(error)),
        CopyError::Names(error) => format!("the source's tables: {}", without_hint(error)),
        CopyError::NotEmpty { .. } => format!(
            "{error}\nWith --overwrite, items with the same key are replaced. An earlier copy goes on with the same command in \
             the same directory."
        ),
        CopyError::State { .. } => {
            format!("{error}\nDelete that file to begin anew, or name another one with --state.")
        }
        CopyError::NoStream { table } => {
            format!("{error}\nSwitch one on with `hashrange update {table} --stream new-image`.")
        }
        CopyError::OtherCopy { .. } => {
            format!("{error}\nDelete that file to begin anew, or name another one with --state.")
        }
        error => error.to_string(),
    }
}

/// What the options of other commands would help is of no help here.
fn without_hint(error: &Error) -> String {
    told(error).lines().next().unwrap_or_default().to_owned()
}

/// Progress bars of one table and phase after the other.
#[derive(Default)]
pub(super) struct Bars {
    shown: Option<(String, CopyPhase, ProgressBar)>,
    /// How many changes of each table were applied, and how late: they are followed together.
    followed: BTreeMap<String, (u64, Option<Duration>)>,
}

impl Bars {
    pub(super) fn show(&mut self, progress: &CopyProgress<'_>) {
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

    pub(super) fn finish(&mut self) {
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

/// Tells what a comparison found.
///
/// # Errors
/// Items differ.
pub(super) fn tell_comparison(comparison: &Comparison) -> Result<(), String> {
    let Comparison { diff, items, differing, .. } = comparison;
    if !diff.is_empty() {
        print(format!("the target against the source:\n{diff:#}\n").as_bytes())?;
    }
    let compared = format!("compared {}", counted(*items));
    comparison.notes.iter().try_for_each(|note| print(format!("{note}\n").as_bytes()))?;
    let unlike = diff.tables().iter().filter(|table| !Comparison::has_items_of(table)).count();
    match (comparison.is_same(), unlike, differing) {
        (true, ..) => print(format!("{compared}: none differs\n").as_bytes()),
        (false, 0, 1) => Err(format!("{compared}: 1 differs at source or target")),
        (false, 0, differing) => Err(format!("{compared}: {differing} differ at source or target")),
        (false, unlike, _) => Err(format!(
            "{compared}; of {unlike} of the tables none: missing at the target, or there with another key"
        )),
    }
}
