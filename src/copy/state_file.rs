//! The file that says how far a copy is, so that a later run goes on where an earlier one was stopped.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::{
    error::{CopyError, Result},
    state::TableState,
};
use crate::snapshot::{Claim, SnapshotError, Until};

const VERSION: u32 = 1;

/// Between two times that the file is written.
const WRITTEN_EVERY: Duration = Duration::from_secs(1);

/// How far the tables are, by their names at the target.
type Tables = BTreeMap<String, TableState>;

/// What is in the file. By its first name it is told from other files.
#[derive(Debug, Serialize, Deserialize)]
struct State<T> {
    #[serde(rename = "hashrange_copy")]
    version: u32,
    tables: T,
}

/// The file, if the copy has one. No other copy has it meanwhile.
#[derive(Debug)]
pub(super) struct StateFile {
    claim: Option<Claim>,
    written_at: Option<Instant>,
}

impl StateFile {
    /// Claims the file, and reads it if it is there.
    ///
    /// # Errors
    /// Another copy has it. It cannot be read or written, or is no such file.
    pub(super) fn open(path: Option<PathBuf>) -> Result<(Self, Tables)> {
        let Some(path) = path else {
            return Ok((Self { claim: None, written_at: None }, Tables::new()));
        };
        // Nothing is made at the target before it is known that the state can be written.
        let claim = Claim::new(&path, Until::ProcessEnds).map_err(|error| match error {
            SnapshotError::InUse { process, .. } => CopyError::InUse { path: path.clone(), process },
            SnapshotError::Io { source, .. } => failed(&path, source),
            error => failed(&path, io::Error::other(error)),
        })?;
        let tables = read(&path)?;
        Ok((Self { claim: Some(claim), written_at: None }, tables))
    }

    /// The error that says that the file is of another copy.
    pub(super) fn other_copy(&self, what: String) -> CopyError {
        let path = self.claim.as_ref().map(|claim| claim.asked.clone());
        CopyError::OtherCopy { path: path.unwrap_or_default(), what }
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
        let Some(claim) = &self.claim else { return Ok(()) };
        let state = State { version: VERSION, tables: tables() };
        let write = |out: &mut io::BufWriter<fs::File>| out.write_all(&serde_json::to_vec(&state)?);
        claim.replace(write).map_err(|source| failed(&claim.asked, source))?;
        self.written_at = Some(Instant::now());
        Ok(())
    }

    /// Deletes the file: the copy is done.
    ///
    /// # Errors
    /// It cannot be deleted.
    pub(super) fn done(self) -> Result<()> {
        let Some(claim) = self.claim else { return Ok(()) };
        claim.remove().map_err(|source| failed(&claim.asked, source))
    }
}

fn failed(path: &Path, source: io::Error) -> CopyError {
    CopyError::State { path: path.to_owned(), source }
}

/// What the file says; nothing if there is none.
fn read(path: &Path) -> Result<Tables> {
    let text = match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Tables::new()),
        text => text.map_err(|error| failed(path, error))?,
    };
    let about: State<IgnoredAny> =
        serde_json::from_slice(&text).map_err(|_| CopyError::NoState { path: path.to_owned() })?;
    let damaged = |what: String| CopyError::DamagedState { path: path.to_owned(), what };
    if about.version != VERSION {
        return Err(damaged(format!("its version is {}, not {VERSION}", about.version)));
    }
    let state: State<Tables> = serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
    match state.tables.values().all(TableState::is_sound) {
        true => Ok(state.tables),
        false => Err(damaged("a table has no segments, or too many".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::TableDescription;

    fn table(name: &str, id: &str) -> TableDescription {
        TableDescription {
            table_name: name.to_owned(),
            table_id: id.to_owned(),
            ..TableDescription::default()
        }
    }

    fn names(directory: &Path) -> Vec<String> {
        let names = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| name.into_string().unwrap()).collect()
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
        drop(file);

        let (file, tables) = StateFile::open(Some(path)).unwrap();
        let state = &tables["people"];
        assert_eq!(state.segments[1].after.as_ref().map(|after| after.get()), Some(after));
        assert_eq!(state.misfit(&source, &target), None);
        assert!(state.misfit(&source, &table("people", "3")).is_some());
        assert!(state.misfit(&table("users", "3"), &target).is_some());
        assert!(state.misfit(&table("other", "1"), &target).is_some());
        file.done().unwrap();
        assert_eq!(names(directory.path()), [""; 0]);
    }

    #[test]
    fn one_copy_at_a_time_has_a_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("copy.json");
        let first = StateFile::open(Some(path.clone())).unwrap();
        let second = StateFile::open(Some(path.clone())).unwrap_err();
        assert!(matches!(second, CopyError::InUse { .. }), "{second}");
        drop(first);
        assert!(StateFile::open(Some(path)).is_ok());
    }

    #[test]
    fn what_a_kill_has_left_is_removed() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("copy.json");
        fs::write(directory.path().join(".copy.json.17-3.tmp"), "{").unwrap();
        fs::write(directory.path().join(".copy.json.lock"), "17\n").unwrap();
        let (file, _) = StateFile::open(Some(path)).unwrap();
        file.done().unwrap();
        assert_eq!(names(directory.path()), [""; 0]);
    }

    #[test]
    fn another_file_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("copy.json");
        let opened = |text: &str| {
            fs::write(&path, text).unwrap();
            StateFile::open(Some(path.clone())).map(drop)
        };
        for text in ["", "{}", r#"{"id": "user1"}"#, r#"{"version":1,"tables":{}}"#, "\u{fffd}"] {
            assert!(matches!(opened(text), Err(CopyError::NoState { .. })), "{text}");
        }
        let state = TableState::new(&table("users", "1"), &table("users", "2"), 0, 7);
        let state = State { version: VERSION, tables: Tables::from([("users".to_owned(), state)]) };
        let without_segments = serde_json::to_string(&state).unwrap();
        for text in
            [r#"{"hashrange_copy":2,"tables":{}}"#, r#"{"hashrange_copy":1,"tables":[]}"#, &without_segments]
        {
            assert!(matches!(opened(text), Err(CopyError::DamagedState { .. })), "{text}");
        }
        let no_file = StateFile::open(Some(directory.path().to_owned())).unwrap_err();
        assert!(matches!(no_file, CopyError::State { .. }), "{no_file}");
    }
}
