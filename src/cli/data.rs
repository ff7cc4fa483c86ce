//! Databases on disk: `--data DIR`, `hashrange compact` and `hashrange check`.

use std::{
    panic,
    path::{Path, PathBuf},
};

use clap::Args;
use indicatif::HumanBytes;

use super::{output::print, progress::bar};
use crate::{
    database::{Database, DatabaseBuilder},
    disk::{self, DiskError},
    snapshot,
};

/// Opens the database in a directory, with a progress bar on a terminal.
pub(super) fn open(settings: DatabaseBuilder, directory: &Path) -> Result<Database, String> {
    let mut shown = None;
    let opened = settings.open_with(directory, |at| {
        shown.get_or_insert_with(|| bar(Some(at.of_items), false)).set_position(at.items);
    });
    if let Some(bar) = shown {
        bar.finish_and_clear();
    }
    opened.map_err(message)
}

/// Has panics that the disk catches not be shown: what cannot be read of a damaged file is reported as that.
pub(super) fn hide_caught_panics() {
    let shown = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !disk::is_panic_caught() {
            shown(panic);
        }
    }));
}

fn message(error: DiskError) -> String {
    let hint = match &error {
        DiskError::InUse { .. } => "\nWhere it is a server, name it with --endpoint instead of --data.",
        DiskError::Damaged { .. } => "\n`hashrange check` tells what can be saved of it.",
        _ => "",
    };
    format!("{error}{hint}")
}

/// Makes the file of the database in a directory as small as it can be, if there is one.
pub(super) fn compact(directory: &Path) -> Result<(), String> {
    match disk::exists(directory) {
        true => disk::compact(directory).map(drop).map_err(message),
        false => Ok(()),
    }
}

/// Makes the file of a database on disk as small as it can be
///
/// No process may have the database open.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange compact ./data")]
pub(super) struct Compact {
    /// The database's directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
}

impl Compact {
    pub(super) fn run(self) -> Result<(), String> {
        let [before, after] = disk::compact(&self.directory).map_err(message)?.map(HumanBytes);
        print(format!("{before} -> {after}\n").as_bytes())
    }
}

/// Checks a database on disk, and saves what can be read of a damaged one
///
/// Lists the tables with their items, and what is damaged. Fails if anything is. No process may have the database open.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange check ./data
  hashrange check ./data --salvage saved.snapshot     write what can be read to a snapshot")]
pub(super) struct Check {
    /// The database's directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Write a snapshot of what can be read
    #[arg(long, value_name = "FILE")]
    salvage: Option<PathBuf>,
}

impl Check {
    pub(super) fn run(self) -> Result<(), String> {
        let checked = disk::check(&self.directory).map_err(message)?;
        let mut lines = String::new();
        for table in checked.engine.catalog().all_tables() {
            lines += &format!("{}: {}\n", table.name(), table.totals().count);
        }
        print(lines.as_bytes())?;
        if let Some(path) = &self.salvage {
            snapshot::save(&checked.engine, path).map_err(|error| format!("cannot save: {error}"))?;
        }
        if checked.damages.is_empty() { Ok(()) } else { Err(checked.damages.join("\n")) }
    }
}
