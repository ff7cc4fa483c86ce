//! `hashrange partitions`: a table's partitions, drawn.

use std::{
    path::Path,
    time::{Duration, Instant, SystemTime},
};

use clap::Args;
use serde::Deserialize;
use terminal::Term;

use super::{
    control_target::{ControlTarget, Place},
    form::Form,
    output::print,
    partition_row::PartitionRow,
    partitions_drawn::Partitions as Drawn,
    serve_values::length_of_time,
    signals::{Event, Signals, Work},
};

/// Draws the partitions of a table: their ranges, items, bytes, reads and writes
///
/// Heat has colours on a terminal, unless NO_COLOR is set. A server must have been started with --control.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange partitions likes
  hashrange partitions likes --watch                 follows: reads and writes a second, until Ctrl-C
  hashrange partitions likes --file dev.snapshot
  hashrange partitions likes --json | jq .items")]
pub(super) struct Partitions {
    /// The table
    table: String,
    /// Draw them again and again, in place, until Ctrl-C: reads and writes are those of a second
    #[arg(long)]
    watch: bool,
    /// With --watch: how long to wait in between
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = length_of_time, requires = "watch")]
    every: Duration,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    target: ControlTarget,
}

/// What a server answers.
#[derive(Debug, Deserialize)]
struct Answer {
    partitions: Vec<PartitionRow>,
}

/// So many looks in a row are spared while the files have the same stamp. What another process wrote between a look and
/// its stamp is seen by the next.
const MOST_SPARED: u32 = 9;

/// When the files of a place were changed last, and their size: while both are the same, so are the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp(SystemTime, u64);

impl Partitions {
    pub(super) fn run(self) -> Result<(), String> {
        if self.watch {
            return self.follow();
        }
        let rows = read(&self.target, &self.table)?;
        print(self.shown(&rows, None)?.as_bytes())
    }

    fn shown(
        &self,
        rows: &[PartitionRow],
        before: Option<(&[PartitionRow], Duration)>,
    ) -> Result<String, String> {
        if !self.form.json {
            let drawn = Drawn { table: &self.table, rows, before };
            return Ok(drawn.drawn(&self.form.drawing()));
        }
        let line = |row| serde_json::to_string(row).map_err(|error| error.to_string());
        rows.iter().map(|row| Ok(line(row)? + "\n")).collect()
    }

    /// Draws until a signal comes.
    fn follow(&self) -> Result<(), String> {
        let mut signals = Signals::new().map_err(|error| format!("cannot wait for Ctrl-C: {error}"))?;
        let mut screen = Screen::new();
        let mut last: Option<(Vec<PartitionRow>, Instant, Option<Stamp>)> = None;
        let mut spared = 0;
        loop {
            let stamp = stamp(&self.target);
            let known = last.as_ref().filter(|(_, _, then)| stamp.is_some() && stamp == *then);
            let known = known.filter(|_| spared < MOST_SPARED);
            spared = if known.is_some() { spared + 1 } else { 0 };
            let (rows, failure) = match known {
                Some((rows, ..)) => (rows.clone(), None),
                None => match self.read_until_signal(&mut signals)? {
                    None => return Ok(()),
                    Some(Ok(rows)) => (rows, None),
                    // A server that is started again, a file that another process has: the next time may go well.
                    Some(Err(error)) => match &last {
                        Some((rows, ..)) => (rows.clone(), Some(error)),
                        None => return Err(error),
                    },
                },
            };
            let now = Instant::now();
            let before = last.as_ref().map(|(rows, then, _)| (rows.as_slice(), now.duration_since(*then)));
            let mut text = self.shown(&rows, before)?;
            if let Some(failure) = failure.filter(|_| !self.form.json) {
                text.push_str(&failure);
                text.push('\n');
            }
            screen.show(&text)?;
            // The own look at a database on disk may have changed its files.
            last = Some((rows, now, self::stamp(&self.target)));
            if signals.comes_within(self.every) {
                return Ok(());
            }
        }
    }

    /// The partitions; `None` if a signal came first.
    fn read_until_signal(
        &self,
        signals: &mut Signals,
    ) -> Result<Option<Result<Vec<PartitionRow>, String>>, String> {
        let (target, table) = (self.target.clone(), self.table.clone());
        let mut work = Work::start("partitions", move || read(&target, &table))
            .map_err(|error| format!("cannot start a thread: {error}"))?;
        match signals.wait(&mut work, None) {
            Event::Done(Some(read)) => Ok(Some(read)),
            Event::Done(None) => Err("cannot read the partitions".to_owned()),
            Event::Signal | Event::Late => Ok(None),
        }
    }
}

fn read(target: &ControlTarget, table: &str) -> Result<Vec<PartitionRow>, String> {
    match target.place()? {
        Place::Server(server) => {
            let answer: Answer = server.ask("partitions", &[("table", table)])?;
            Ok(answer.partitions)
        }
        Place::Here(database) => {
            let table = target.target.table(&database, table)?;
            Ok(table.partitions().iter().map(PartitionRow::of).collect())
        }
    }
}

/// The stamp of the target's files, if it has any.
fn stamp(target: &ControlTarget) -> Option<Stamp> {
    let of_file = |path: &Path| {
        let metadata = path.metadata().ok()?;
        Some(Stamp(metadata.modified().ok()?, metadata.len()))
    };
    let path = target.target.files()?;
    if !path.is_dir() {
        return of_file(path);
    }
    let files = path.read_dir().ok()?.filter_map(|entry| of_file(&entry.ok()?.path()));
    files.reduce(|one, other| Stamp(one.0.max(other.0), one.1 + other.1))
}

/// The place where drawings replace each other. On a terminal the cursor is hidden meanwhile.
struct Screen {
    /// `None` if the output is not for a terminal: then drawings follow each other.
    terminal: Option<Term>,
    /// How many lines the present drawing has.
    lines: usize,
}

impl Screen {
    fn new() -> Self {
        let terminal = Some(Term::stdout()).filter(Term::is_term);
        if let Some(terminal) = &terminal {
            let _ = terminal.hide_cursor();
        }
        Self { terminal, lines: 0 }
    }

    fn show(&mut self, text: &str) -> Result<(), String> {
        if let Some(terminal) = &self.terminal {
            terminal.clear_last_lines(self.lines).map_err(|error| error.to_string())?;
        } else if self.lines > 0 {
            print(b"\n")?;
        }
        self.lines = text.lines().count();
        print(text.as_bytes())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if let Some(terminal) = &self.terminal {
            let _ = terminal.show_cursor();
        }
    }
}
