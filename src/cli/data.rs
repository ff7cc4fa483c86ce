//! Databases on disk: `--data DIR`, `hashrange compact` and `hashrange check`.

use std::{
    fs, mem, panic,
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

/// A database on disk that a command works with. One that the command has made is removed with it, unless it has tables:
/// nothing is left of a command that failed at once.
#[derive(Debug)]
pub(super) struct Disk {
    pub(super) database: Database,
    /// The directory, and those above it that were made, if the database was.
    made: Option<(PathBuf, Vec<PathBuf>)>,
}

impl Disk {
    /// Opens the database in a directory, or makes one there.
    pub(super) fn open(directory: &Path) -> Result<Self, String> {
        let is_missing = |above: &&Path| !above.as_os_str().is_empty() && !above.exists();
        let made = (!disk::exists(directory)).then(|| {
            let missing = directory.ancestors().take_while(is_missing).map(Path::to_owned);
            (directory.to_owned(), missing.collect())
        });
        Ok(Self { database: open(Database::builder(), directory)?, made })
    }

    /// Whether the command has made it.
    pub(super) fn is_made(&self) -> bool {
        self.made.is_some()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Some((directory, missing)) = self.made.take()
            && self.database.table_names().is_empty()
        {
            drop(mem::take(&mut self.database));
            // What cannot be removed stays, as an empty database. Directories that have something stay, too.
            if let Ok(true) = disk::remove_unused(&directory) {
                let _ = missing.iter().try_for_each(fs::remove_dir);
            }
        }
    }
}

/// Opens the database in a directory, with a progress bar on a terminal. One is made in a directory that is empty or does
/// not exist, and in no other: what was meant is another place.
pub(super) fn open(settings: DatabaseBuilder, directory: &Path) -> Result<Database, String> {
    if !disk::exists(directory)
        && let Ok(Some(other)) = disk::other_content(directory)
    {
        return Err(format!(
            "{} has no database, and is not empty: {} is in it\nA new database is made in an empty directory, or in one that \
             does not exist.",
            directory.display(),
            other.display()
        ));
    }
    open_beside_others(settings, directory)
}

/// The same, whatever the directory has.
pub(super) fn open_beside_others(settings: DatabaseBuilder, directory: &Path) -> Result<Database, String> {
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
        let checked = disk::check(&self.directory).map_err(|error| match error {
            DiskError::Damaged { .. } => format!("{error}\nNothing of it can be read."),
            error => message(error),
        })?;
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
