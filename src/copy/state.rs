//! How far a copy is, in a file, so that a later run goes on where an earlier one was stopped.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    error::{CopyError, Result},
    options::MOST_SEGMENTS,
};
use crate::operation::TableDescription;

const VERSION: u32 = 1;

/// Between two times that the file is written.
const WRITTEN_EVERY: Duration = Duration::from_secs(1);

/// How far the tables are, by their names at the target.
type Tables = BTreeMap<String, TableState>;

#[derive(Debug, Serialize, Deserialize)]
struct State<T> {
    version: u32,
    tables: T,
}

/// How far a table is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct TableState {
    /// Its name at the source.
    pub(super) source: String,
    /// Which tables these are: one that is made again under the name is another.
    source_is: String,
    target_is: String,
    /// When the copy began, by this machine's clock, in seconds since 1970.
    pub(super) began_seconds: u64,
    /// When all changes that there were had been applied, by the same clock.
    pub(super) followed_seconds: u64,
    /// The stream that the source had then.
    stream_is: Option<String>,
    /// The items that were written.
    pub(super) items: u64,
    pub(super) segments: Vec<SegmentState>,
    /// The changes that were applied.
    pub(super) changes: u64,
    /// How far the shards of its stream are read.
    pub(super) shards: BTreeMap<String, ShardState>,
}

/// How far a segment is: all items up to a key are written.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct SegmentState {
    pub(super) after: Option<Box<RawValue>>,
    pub(super) is_done: bool,
}

/// How far a shard is: all changes up to a number are applied.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct ShardState {
    pub(super) after: Option<String>,
    pub(super) is_done: bool,
}

impl TableState {
    /// A table of which nothing is copied.
    pub(super) fn new(
        source: &TableDescription,
        target: &TableDescription,
        segments: usize,
        began_seconds: u64,
    ) -> Self {
        Self {
            source: source.table_name.clone(),
            source_is: identity(source),
            target_is: identity(target),
            began_seconds,
            followed_seconds: began_seconds,
            stream_is: source.latest_stream_arn.clone(),
            items: 0,
            segments: vec![SegmentState::default(); segments],
            changes: 0,
            shards: BTreeMap::new(),
        }
    }

    /// Whether the source has the stream that it had when the copy began: another one leaves out what came between them.
    pub(super) fn has_stream_of(&self, source: &TableDescription) -> bool {
        self.stream_is == source.latest_stream_arn
    }

    /// What differs from these tables, if it is the state of others.
    pub(super) fn misfit(&self, source: &TableDescription, target: &TableDescription) -> Option<String> {
        let is = |here: &str, there: &TableDescription| here == identity(there);
        if self.source != source.table_name {
            return Some(format!("{} comes from {} there", target.table_name, self.source));
        }
        if !is(&self.source_is, source) {
            return Some(format!("the source's table {} is another one there", source.table_name));
        }
        (!is(&self.target_is, target))
            .then(|| format!("the target's table {} is another one there", target.table_name))
    }
}

/// Which table it is.
fn identity(described: &TableDescription) -> String {
    let TableDescription { table_arn, table_id, creation_date_time, .. } = described;
    format!("{table_arn} {table_id} {}", creation_date_time.unwrap_or_default())
}

/// The file, if the copy has one.
#[derive(Debug)]
pub(super) struct StateFile {
    path: Option<PathBuf>,
    written_at: Option<Instant>,
}

impl StateFile {
    /// Reads the file, if it is there.
    ///
    /// # Errors
    /// It cannot be read or written, or is no such file.
    pub(super) fn open(path: Option<PathBuf>) -> Result<(Self, Tables)> {
        let tables = match &path {
            Some(path) => {
                let failed = |source| CopyError::State { path: path.clone(), source };
                let tables = read(path).map_err(failed)?;
                // Nothing is made at the target before it is known that the state can be written.
                let beside = beside(path);
                fs::File::create(&beside).and_then(|_| fs::remove_file(&beside)).map_err(failed)?;
                tables
            }
            None => Tables::new(),
        };
        Ok((Self { path, written_at: None }, tables))
    }

    /// The error that says that the file is of another copy.
    pub(super) fn other_copy(&self, what: String) -> CopyError {
        CopyError::OtherCopy { path: self.path.clone().unwrap_or_default(), what }
    }

    /// Writes the file, if it is time.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn keep<'t>(&mut self, tables: impl FnOnce() -> BTreeMap<&'t str, TableState>) -> Result<()> {
        match self.written_at.is_some_and(|at| at.elapsed() < WRITTEN_EVERY) {
            true => Ok(()),
            false => self.keep_now(tables),
        }
    }

    /// Writes the file.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn keep_now<'t>(
        &mut self,
        tables: impl FnOnce() -> BTreeMap<&'t str, TableState>,
    ) -> Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        write(path, &State { version: VERSION, tables: tables() })
            .map_err(|source| CopyError::State { path: path.clone(), source })?;
        self.written_at = Some(Instant::now());
        Ok(())
    }

    /// Deletes the file: the copy is done.
    ///
    /// # Errors
    /// It cannot be deleted.
    pub(super) fn done(self) -> Result<()> {
        let Some(path) = self.path else { return Ok(()) };
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(CopyError::State { path, source }),
            _ => Ok(()),
        }
    }
}

fn read(path: &Path) -> io::Result<Tables> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Tables::new()),
        text => text?,
    };
    let state: State<Tables> = serde_json::from_str(&text)?;
    let invalid = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    if state.version != VERSION {
        return Err(invalid(format!("its version is {}, not {VERSION}", state.version)));
    }
    let is_sound = |table: &TableState| (1..=MOST_SEGMENTS).contains(&table.segments.len());
    match state.tables.values().all(is_sound) {
        true => Ok(state.tables),
        false => Err(invalid("a table has no segments, or too many".to_owned())),
    }
}

/// Where a new file is written before it takes the place of the old one.
fn beside(path: &Path) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    PathBuf::from(beside)
}

/// A new file takes the place of the old one, so that there is a whole one at any moment.
fn write(path: &Path, state: &impl Serialize) -> io::Result<()> {
    let (json, beside) = (serde_json::to_vec(state)?, beside(path));
    let mut file = fs::File::create(&beside)?;
    let written =
        file.write_all(&json).and_then(|()| file.sync_data()).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The message is of what failed first.
        let _ = fs::remove_file(&beside);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, id: &str) -> TableDescription {
        TableDescription {
            table_name: name.to_owned(),
            table_id: id.to_owned(),
            ..TableDescription::default()
        }
    }

    #[test]
    fn a_file_says_how_far_a_copy_is_until_it_is_done() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("copy.json");
        let (source, target) = (table("users", "1"), table("people", "2"));
        let (mut file, tables) = StateFile::open(Some(path.clone())).unwrap();
        assert!(tables.is_empty());
        let mut state = TableState::new(&source, &target, 2, 7);
        let after = r#"{"id":{"S":"x"}}"#;
        state.segments[1].after = Some(serde_json::from_str(after).unwrap());
        file.keep(|| BTreeMap::from([("people", state)])).unwrap();

        let (file, tables) = StateFile::open(Some(path.clone())).unwrap();
        let state = &tables["people"];
        assert_eq!(state.segments[1].after.as_ref().map(|after| after.get()), Some(after));
        assert_eq!(state.misfit(&source, &target), None);
        assert!(state.misfit(&source, &table("people", "3")).is_some());
        assert!(state.misfit(&table("users", "3"), &target).is_some());
        assert!(state.misfit(&table("other", "1"), &target).is_some());
        file.done().unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn another_file_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("copy.json");
        let state = TableState::new(&table("users", "1"), &table("users", "2"), 0, 7);
        let state = State { version: VERSION, tables: Tables::from([("users".to_owned(), state)]) };
        let without_segments = serde_json::to_string(&state).unwrap();
        for text in
            ["", "{}", r#"{"version":2,"tables":{}}"#, r#"{"version":1,"tables":[]}"#, &without_segments]
        {
            fs::write(&path, text).unwrap();
            assert!(matches!(StateFile::open(Some(path.clone())), Err(CopyError::State { .. })), "{text}");
        }
    }
}
