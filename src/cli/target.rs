//! Where a command's tables are: behind an endpoint, in a snapshot file, or in the directory of a database on disk.

use std::{
    io,
    path::{Path, PathBuf},
};

use clap::Args;

use super::{
    bucket::bucket,
    data::Disk,
    remote::{Place, Server},
};
use crate::{
    database::{Database, DatabaseBuilder, Table},
    disk,
    operation::{Operation, WriteJson, only_reads},
    remote::WireResponse,
    snapshot::{Claim, SnapshotError, Until},
    wire::{Exception, read_output},
};

/// Where the tables are. Requests to an endpoint are signed with the credentials of the environment or a profile.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Where")]
pub(super) struct Target {
    #[command(flatten)]
    place: Place,
    /// Use this snapshot instead of a server; changes are saved to it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["endpoint", "region", "profile", "data"])]
    pub(super) file: Option<PathBuf>,
    /// Use the database on disk in this directory instead of a server; each change is kept at once
    #[arg(long, value_name = "DIR", conflicts_with_all = ["endpoint", "region", "profile"])]
    pub(super) data: Option<PathBuf>,
    /// With --file: let exports and imports use this folder as the Amazon S3 bucket of this name; can be repeated
    #[arg(long, value_name = "NAME=FOLDER", value_parser = bucket, requires = "file")]
    bucket: Vec<(String, PathBuf)>,
}

/// An open server, snapshot or database on disk, to which operations are sent.
#[derive(Debug)]
pub(super) enum Connection {
    Server(Server),
    Snapshot(Snapshot),
    Disk(Disk),
}

/// The tables of a snapshot, in memory.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) database: Database,
    /// The claim to the file; `None` if the tables are only read.
    claim: Option<Claim>,
    /// Whether there is no file yet.
    is_new: bool,
    changed: bool,
}

/// How a command uses the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Only reads.
    Read,
    /// Writes; other processes wait until the command is done.
    Write,
    /// Writes, and creates the snapshot if it does not exist.
    Make,
    /// Writes until the process ends, which may take long; other processes fail at once with a message that says so.
    Keep,
}

impl Target {
    /// A snapshot.
    pub(super) fn of_snapshot(path: &Path) -> Self {
        Self { file: Some(path.to_owned()), ..Self::default() }
    }

    /// A database on disk.
    pub(super) fn of_directory(path: &Path) -> Self {
        Self { data: Some(path.to_owned()), ..Self::default() }
    }

    /// A table of the place that was opened.
    pub(super) fn table(&self, database: &Database, name: &str) -> Result<Table, String> {
        let place = self.files().map(|files| files.display().to_string()).unwrap_or_default();
        database.table(name).map_err(|_| format!("{place} has no table {name}"))
    }

    /// The file or the directory that has the tables, if no server has them.
    pub(super) fn files(&self) -> Option<&Path> {
        self.data.as_deref().or(self.file.as_deref())
    }

    /// Whether the command line says where the tables are.
    pub(super) fn is_named(&self) -> bool {
        self.files().is_some() || self.place.endpoint.is_some()
    }

    /// Opens the server, the snapshot or the database on disk.
    pub(super) fn open(&self, access: Access) -> Result<Connection, String> {
        if let Some(directory) = &self.data {
            if access != Access::Make && !disk::exists(directory) {
                let shown = directory.display();
                return Err(format!(
                    "{shown} has no database\nOne is made by `hashrange create` or `hashrange serve --data {shown}`."
                ));
            }
            return Disk::open(directory).map(Connection::Disk);
        }
        match &self.file {
            Some(path) => {
                let settings = self
                    .bucket
                    .iter()
                    .fold(Database::builder(), |settings, (name, folder)| settings.bucket(name, folder));
                Snapshot::open(path, access, settings).map(Connection::Snapshot)
            }
            None => self.place.connect().map(Server::new).map(Connection::Server),
        }
    }
}

impl Snapshot {
    fn open(path: &Path, access: Access, settings: DatabaseBuilder) -> Result<Self, String> {
        let message = |error: SnapshotError| {
            let hint = match &error {
                SnapshotError::InUse { process: Some(_), .. } => {
                    "\nWhere it is a server, name it with --endpoint instead of --file."
                }
                SnapshotError::Io { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                    "\nA snapshot is made by `hashrange create`, `hashrange import` or `hashrange serve --save-on-exit`."
                }
                _ => "",
            };
            format!("{error}{hint}")
        };
        if access == Access::Read {
            let database = settings.load(path).map_err(message)?;
            return Ok(Self { database, claim: None, is_new: false, changed: false });
        }
        let until = if access == Access::Keep { Until::ProcessEnds } else { Until::Written };
        let claim = Claim::new(path, until).map_err(message)?;
        let mut is_new = false;
        let database = match settings.clone().load_claimed(&claim) {
            Err(SnapshotError::Io { source, .. })
                if access == Access::Make && source.kind() == io::ErrorKind::NotFound =>
            {
                is_new = true;
                settings.build()
            }
            loaded => loaded.map_err(message)?,
        };
        Ok(Self { database, claim: Some(claim), is_new, changed: false })
    }

    fn save(&mut self) -> Result<(), String> {
        if !self.changed {
            return Ok(());
        }
        let Some(claim) = &self.claim else { return Err("the snapshot was opened to be read".to_owned()) };
        self.database.save_claimed(claim).map_err(|error| format!("cannot save: {error}"))?;
        self.changed = false;
        Ok(())
    }
}

impl Connection {
    /// Runs an operation and parses its answer.
    pub(super) fn call<I: Operation + WriteJson>(&mut self, input: &I) -> Result<I::Output, String> {
        let answer = self.answer(input)?;
        read_output(&answer).map_err(|error| format!("cannot read the answer to {}: {error}", I::OPERATION))
    }

    /// Runs an operation and returns the JSON of its answer.
    pub(super) fn answer<I: Operation + WriteJson>(&mut self, input: &I) -> Result<Vec<u8>, String> {
        let mut request = Vec::new();
        input.write_json(&mut request);
        let WireResponse { status, body } = match self {
            Self::Server(server) => server.send(I::OPERATION, request)?,
            Self::Snapshot(snapshot) => {
                snapshot.changed |= !only_reads(I::OPERATION);
                snapshot.database.wire(I::OPERATION, &request)
            }
            Self::Disk(disk) => disk.database.wire(I::OPERATION, &request),
        };
        if status == 200 { Ok(body) } else { Err(refusal(status, &body)) }
    }

    /// Saves the snapshot if it changed.
    pub(super) fn save(&mut self) -> Result<(), String> {
        match self {
            Self::Server(_) | Self::Disk(_) => Ok(()),
            Self::Snapshot(snapshot) => snapshot.save(),
        }
    }

    /// Declares that nothing was written since `was_changed` was read.
    pub(super) fn only_read(&mut self, was_changed: bool) {
        if let Self::Snapshot(snapshot) = self {
            snapshot.changed = was_changed;
        }
    }

    /// Whether there are unsaved changes.
    pub(super) fn is_changed(&self) -> bool {
        matches!(self, Self::Snapshot(Snapshot { changed: true, .. }))
    }

    /// The database, for what is more than one operation. What it changes of a snapshot is to be
    /// [noted](Self::note_changes).
    pub(super) fn database(&self) -> Database {
        match self {
            Self::Server(server) => server.database(),
            Self::Snapshot(snapshot) => snapshot.database.clone(),
            Self::Disk(disk) => disk.database.clone(),
        }
    }

    /// Declares that there is something to save.
    pub(super) fn note_changes(&mut self) {
        if let Self::Snapshot(snapshot) = self {
            snapshot.changed = true;
        }
    }

    /// What the command makes, if there is nothing yet where its tables are to be.
    pub(super) fn is_made(&self) -> Option<&'static str> {
        match self {
            Self::Snapshot(snapshot) => snapshot.is_new.then_some("a snapshot"),
            Self::Disk(disk) => disk.is_made().then_some("a database on disk"),
            Self::Server(_) => None,
        }
    }

    /// Whether the tables are in a snapshot, which is saved as a whole or not at all.
    pub(super) fn is_snapshot(&self) -> bool {
        matches!(self, Self::Snapshot(_))
    }
}

/// The name and message of the exception in an answer.
fn refusal(status: u16, body: &[u8]) -> String {
    let Exception { name, message } = Exception::in_body(body);
    match name.is_empty() {
        true => format!("the server answered with status {status}: is it one of DynamoDB's API?"),
        false => format!("{name}: {message}"),
    }
}
