//! `hashrange copy`.

use std::path::{Path, PathBuf};

use clap::Args;
use sha2::{Digest, Sha256};

use super::{
    copy_until_stopped,
    not_done::NotDone,
    output::{counted, print},
    side::Side,
    sides::{Sides, message, tell_comparison, units},
    target::Access,
};
use crate::copy::{CopiedTable, CopyError, CopyReport};

/// Copies tables from one place to another: settings, items, and the changes that come meanwhile
///
/// A place is aws (Amazon DynamoDB), a URL, a snapshot file, or the directory of a database on disk. A target that does not
/// exist is made: a snapshot if its name has an ending, such as dev.snapshot, and else (./data, ./data.old/) a directory with
/// a database. Tables that the target has not are created there with the settings of the source's. Items are read in parallel
/// and written in batches; what is throttled is sent again. At the end the items of both places are compared.
#[derive(Debug, Args)]
#[command(after_help = "\
A copy that was stopped, by Ctrl-C or otherwise, goes on when the same command is given again, unless the target is a
snapshot: that is saved when all is done. After Ctrl-C the exit code is 130.

With --follow, the copy goes on with the changes of the source's streams until the first Ctrl-C: stop the programs that
write to the source, press Ctrl-C, and start them on the target when the copy has ended.

Examples:
  hashrange copy aws dev.snapshot --table users          a table of Amazon DynamoDB, to work with it here
  hashrange copy dev.snapshot http://127.0.0.1:8000
  hashrange copy http://127.0.0.1:8000 ./data            to a database on disk, which is made if there is none
  hashrange copy ./data aws --target-region eu-west-1    to Amazon DynamoDB
  hashrange copy http://old:8000 http://new:8000 --follow
  hashrange copy aws aws --source-profile a --target-profile b --read-units 500 --write-units 500
  hashrange copy dev.snapshot dev.snapshot2 --table users=people")]
pub(super) struct Copy {
    #[command(flatten)]
    sides: Sides,
    /// The most write units a second [default: no limit]
    #[arg(long, value_name = "UNITS", value_parser = units)]
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
    pub(super) fn run(self) -> Result<(), NotDone> {
        if self.state.is_some() && matches!(self.sides.target, Side::Snapshot(_)) {
            return Err(NotDone::NotUnderstood(
                "a snapshot is saved when all is copied, or not at all: --state is for other targets"
                    .to_owned(),
            ));
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
        let copied = copy_until_stopped::run(copy, self.follow)?;
        let report = copied.map_err(|error| self.failure(&error, state.as_deref()))?;
        target.note_changes();
        target.save()?;
        if let Some(what) = target.is_made() {
            print(format!("made {}, {what}\n", self.sides.target).as_bytes())?;
        }
        tell(&report)?;
        Ok(())
    }

    /// What is said of a copy that failed.
    fn failure(&self, error: &CopyError, state: Option<&Path>) -> NotDone {
        let message = message(error, state.is_some());
        let message = match state {
            Some(state) if goes_on(error) && state.exists() => {
                format!(
                    "{message}\nThe same command goes on from where it was stopped, by {}.",
                    state.display()
                )
            }
            None if matches!(error, CopyError::Stopped) => {
                format!("{message}\n{} is not saved.", self.sides.target)
            }
            _ => message,
        };
        match error {
            CopyError::Stopped => NotDone::Stopped(message),
            _ => NotDone::Failed(message),
        }
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

/// Whether the same command may go on after this error.
fn goes_on(error: &CopyError) -> bool {
    !matches!(
        error,
        CopyError::Asked(_)
            | CopyError::DamagedState { .. }
            | CopyError::InUse { .. }
            | CopyError::NoState { .. }
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
