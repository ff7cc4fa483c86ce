//! `hashrange copy`.

use std::path::PathBuf;

use clap::Args;
use sha2::{Digest, Sha256};

use super::{
    output::{complain, counted, print},
    side::Side,
    sides::{Bars, Sides, message, tell_comparison},
    signals::{Event, Signals, Work},
    target::Access,
};
use crate::copy::{CopiedTable, CopyBuilder, CopyError, CopyReport, CutOver};

/// Copies tables from one place to another: settings, items, and the changes that come meanwhile
///
/// A place is aws (Amazon DynamoDB), a URL, a snapshot file, or the directory of a database on disk. Tables that the target
/// has not are created there with the settings of the source's. Items are read in parallel and written in batches; what is
/// throttled is sent again. At the end the items of both places are compared.
#[derive(Debug, Args)]
#[command(after_help = "\
A copy that was stopped goes on when the same command is given again, unless the target is a snapshot: that is saved when
all is done.

With --follow, the copy goes on with the changes of the source's streams until the first Ctrl-C: stop the programs that
write to the source, press Ctrl-C, and start them on the target when the copy has ended.

Examples:
  hashrange copy aws dev.snapshot --table users          a table of Amazon DynamoDB, to work with it here
  hashrange copy dev.snapshot http://127.0.0.1:8000
  hashrange copy ./data aws --target-region eu-west-1    to Amazon DynamoDB
  hashrange copy http://old:8000 http://new:8000 --follow
  hashrange copy aws aws --source-profile a --target-profile b --read-units 500 --write-units 500
  hashrange copy dev.snapshot dev.snapshot2 --table users=people")]
pub(super) struct Copy {
    #[command(flatten)]
    sides: Sides,
    /// The most write units a second [default: no limit]
    #[arg(long, value_name = "UNITS")]
    write_units: Option<f64>,
    /// Read with strong consistency, for twice the units
    #[arg(long)]
    consistent: bool,
    /// Write also into tables that have items: those with the same key are replaced
    #[arg(long)]
    overwrite: bool,
    /// Go on with the changes of the source's streams until Ctrl-C
    #[arg(long)]
    follow: bool,
    /// Do not compare the items at the end
    #[arg(long)]
    no_compare: bool,
    /// Keep how far the copy is in this file [default: hashrange-copy-ID.json in this directory]
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
}

impl Copy {
    pub(super) fn run(self) -> Result<(), String> {
        if self.state.is_some() && matches!(self.sides.target, Side::Snapshot(_)) {
            return Err(
                "a snapshot is saved when all is copied, or not at all: --state is for other targets"
                    .to_owned(),
            );
        }
        let (source, mut target) = self.sides.open(Access::Make)?;
        let mut copy = source.database().copy_to(&target.database()).segments(self.sides.segments);
        for (table, renamed) in self.sides.pairs() {
            copy = copy.table_as(table, renamed);
        }
        if let Some(units) = self.sides.read_units {
            copy = copy.read_units(units);
        }
        if let Some(units) = self.write_units {
            copy = copy.write_units(units);
        }
        if self.consistent {
            copy = copy.consistent();
        }
        if self.overwrite {
            copy = copy.overwrite();
        }
        if self.no_compare {
            copy = copy.without_comparison();
        }
        let state = self.state();
        if let Some(state) = &state {
            copy = copy.state(state);
        }
        let mut bars = Bars::default();
        copy = copy.on_progress(move |progress| bars.show(progress));
        let copied = match self.follow {
            true => followed(copy, state.is_some())?,
            false => copy.run(),
        };
        let report = copied.map_err(|error| match state.filter(|state| state.exists()) {
            Some(state) if goes_on(&error) => format!(
                "{}\nThe same command goes on from where it was stopped, by {}.",
                message(&error),
                state.display()
            ),
            _ => message(&error),
        })?;
        target.note_changes();
        target.save()?;
        tell(&report)
    }

    /// The file with the state: by default one for these places and tables. A snapshot is saved at the end, or not at all.
    fn state(&self) -> Option<PathBuf> {
        let Sides { source, target, .. } = &self.sides;
        if matches!(target, Side::Snapshot(_)) {
            return None;
        }
        let given = self.state.clone();
        given.or_else(|| {
            let mut digest = Sha256::new();
            digest.update(format!("{source}\0{target}"));
            self.sides.pairs().for_each(|(table, renamed)| digest.update(format!("\0{table}\0{renamed}")));
            let id: String = digest.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
            Some(format!("hashrange-copy-{id}.json").into())
        })
    }
}

/// Runs a copy that follows its source until a signal arrives. A second one ends the process's wait: what is not copied
/// then, a later run copies.
fn followed(copy: CopyBuilder, has_state: bool) -> Result<Result<CopyReport, CopyError>, String> {
    let cut_over = CutOver::new();
    let copy = copy.follow(&cut_over);
    let cannot_start = |error| format!("cannot start: {error}");
    let mut signals = Signals::new().map_err(cannot_start)?;
    let mut work = Work::start("copy", move || copy.run()).map_err(cannot_start)?;
    loop {
        match signals.wait(&mut work, None) {
            Event::Done(Some(done)) => return Ok(done),
            Event::Done(None) => return Err("the copy has failed".to_owned()),
            Event::Signal if cut_over.is_told() => return Err(stopped(has_state)),
            Event::Signal => {
                complain("cut over: what the streams still have is applied");
                cut_over.now();
            }
            Event::Late => {}
        }
    }
}

/// What is said of a second signal.
fn stopped(has_state: bool) -> String {
    let rest = if has_state { "the same command goes on from here" } else { "the snapshot is not saved" };
    format!("stopped before all was applied and compared: {rest}")
}

/// Whether the same command may go on after this error.
fn goes_on(error: &CopyError) -> bool {
    !matches!(
        error,
        CopyError::Asked(_)
            | CopyError::OtherCopy { .. }
            | CopyError::OtherKey { .. }
            | CopyError::State { .. }
            | CopyError::StreamEnded { .. }
            | CopyError::TooLate { .. }
    )
}

/// Tells what was done.
///
/// # Errors
/// Items differ.
fn tell(report: &CopyReport) -> Result<(), String> {
    let mut text = String::new();
    for CopiedTable { source, target, items, changes, notes, .. } in &report.tables {
        let renamed = if source == target { String::new() } else { format!(" as {target}") };
        let followed = match changes {
            0 => String::new(),
            changes => format!(", {changes} changes"),
        };
        text += &format!("{source}{renamed}: {}{followed}\n", counted(*items));
        notes.iter().for_each(|note| text += &format!("  {note}\n"));
    }
    let CopyReport { read_units, write_units, throttled, .. } = report;
    text += &format!("{read_units} read units, {write_units} write units, throttled {throttled} times\n");
    print(text.as_bytes())?;
    report.comparison.as_ref().map_or(Ok(()), tell_comparison)
}
