//! The file: commits to the journal, and checkpoints that move them into the tables of items and definitions.

use std::fmt;

use redb::{Database, Durability, ReadableDatabase, ReadableTable, ReadableTableMetadata};

use super::{
    checkpoint::Checkpoint,
    commit::Commit,
    engines::put_engines,
    error::StoreError,
    format::{ARCHIVE, CATALOG, CHANGES, ITEMS, JOURNAL, META, META_VERSION, VALUES, VERSION, meta_engine},
    verified::found_entry,
};
use crate::snapshot::EngineRecord;

/// How many bytes of the journal a checkpoint waits for. One for each 64 MB writes a page of items once for several
/// changes, and opening has little to carry out again.
pub(crate) const CHECKPOINT_BYTES: usize = 64 << 20;

/// A checkpoint is made in about so many steps.
const STEPS: usize = 64;

/// For each byte that is written to the journal, so many are moved out of it once a checkpoint is due.
const MOVED_PER_WRITTEN: usize = 3;

/// The file of a database.
pub(super) struct Store {
    database: Database,
    /// The records of the regions, that of the home region first.
    engines: Vec<EngineRecord>,
    next_entry: u64,
    /// The bytes of the journal's entries.
    journal_bytes: usize,
    checkpoint_bytes: usize,
    checkpoint: Option<Checkpoint>,
    /// The bytes that a checkpoint has to move for what was written since it began.
    owed: usize,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("next_entry", &self.next_entry).finish_non_exhaustive()
    }
}

impl Store {
    /// The store of a file. `over` decides about the records of the regions that are in the file, none in a new one.
    pub(super) fn open(
        database: Database,
        over: impl FnOnce(Vec<EngineRecord>) -> Result<Vec<EngineRecord>, StoreError>,
    ) -> Result<Self, StoreError> {
        let mut transaction = database.begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        let (engines, next_entry, journal_bytes);
        {
            let mut meta = transaction.open_table(META)?;
            let version =
                meta.get(META_VERSION)?.map(|bytes| bytes.value().try_into().map(u64::from_be_bytes));
            let saved = match version {
                None => Vec::new(),
                Some(Ok(VERSION)) => read_engines(&meta)?,
                Some(Ok(newer)) if newer > VERSION => return Err(StoreError::Newer(newer)),
                Some(_) => return Err(StoreError::damaged("not a version")),
            };
            engines = over(saved)?;
            meta.insert(META_VERSION, VERSION.to_be_bytes().as_slice())?;
            put_engines(&mut meta, &engines)?;
            transaction.open_table(CATALOG)?;
            transaction.open_table(ITEMS)?;
            transaction.open_table(VALUES)?;
            transaction.open_table(CHANGES)?;
            transaction.open_table(ARCHIVE)?;
            let journal = transaction.open_table(JOURNAL)?;
            next_entry = journal.last()?.map_or(1, |(last, _)| last.value().saturating_add(1));
            let (mut bytes, mut last) = (0, 0);
            for entry in journal.iter()? {
                let (number, entry) = entry?;
                found_entry();
                if number.value() <= last {
                    return Err(StoreError::damaged("pages of the journal are out of order"));
                }
                last = number.value();
                bytes += entry.value().len();
            }
            journal_bytes = bytes;
        }
        transaction.commit()?;
        Ok(Self {
            database,
            engines,
            next_entry,
            journal_bytes,
            checkpoint_bytes: CHECKPOINT_BYTES,
            checkpoint: None,
            owed: 0,
        })
    }

    /// The same with a checkpoint each time the journal has so many bytes.
    pub(super) fn with_checkpoint_bytes(self, checkpoint_bytes: usize) -> Self {
        Self { checkpoint_bytes, ..self }
    }

    /// The records of the regions, that of the home region first.
    pub(super) fn engines(&self) -> &[EngineRecord] {
        &self.engines
    }

    /// The file's database, to read.
    pub(super) fn database(&self) -> &Database {
        &self.database
    }

    /// Writes a commit, which is empty then, and syncs. Returns whether a checkpoint begins with it.
    pub(super) fn append(&mut self, commit: &mut Commit) -> Result<bool, StoreError> {
        let mut transaction = self.database.begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        let mut number = self.next_entry;
        let bytes = commit.len();
        {
            let mut journal = transaction.open_table(JOURNAL)?;
            commit.write(|entry| {
                journal.insert(number, entry)?;
                number += 1;
                Ok::<_, StoreError>(())
            })?;
        }
        transaction.commit()?;
        self.next_entry = number;
        self.journal_bytes += bytes;
        if self.checkpoint.is_none() && self.journal_bytes >= self.checkpoint_bytes {
            self.checkpoint = Some(Checkpoint::up_to(number - 1));
            return Ok(true);
        }
        if self.checkpoint.is_some() {
            self.owed += bytes.saturating_mul(MOVED_PER_WRITTEN);
        }
        Ok(false)
    }

    /// Whether a step of a checkpoint is due.
    pub(super) fn owes(&self) -> bool {
        self.checkpoint.is_some() && self.owed >= self.step_bytes()
    }

    /// Whether steps are so far behind that commits have to wait for them.
    pub(super) fn owes_much(&self) -> bool {
        self.checkpoint.is_some() && self.owed >= self.checkpoint_bytes / 2
    }

    /// Does one step of the checkpoint.
    pub(super) fn step(&mut self) -> Result<(), StoreError> {
        let bytes = self.step_bytes();
        let Some(checkpoint) = &mut self.checkpoint else { return Ok(()) };
        let stepped = checkpoint.step(&self.database, &mut self.engines, bytes)?;
        self.journal_bytes = self.journal_bytes.saturating_sub(stepped.removed_bytes);
        self.owed = self.owed.saturating_sub(bytes);
        if stepped.is_over {
            self.checkpoint = None;
            self.owed = 0;
        }
        Ok(())
    }

    fn step_bytes(&self) -> usize {
        (self.checkpoint_bytes / STEPS).max(1)
    }

    /// Makes a whole checkpoint if the journal is longer than steps ever leave it: those who had the database open before
    /// ended before their checkpoints did.
    pub(super) fn catch_up(&mut self) -> Result<(), StoreError> {
        if self.journal_bytes >= self.checkpoint_bytes.saturating_mul(2) { self.checkpoint() } else { Ok(()) }
    }

    /// Moves the whole journal into items and definitions.
    pub(super) fn checkpoint(&mut self) -> Result<(), StoreError> {
        self.checkpoint = self.next_entry.checked_sub(1).map(Checkpoint::up_to);
        while self.checkpoint.is_some() {
            self.step()?;
        }
        Ok(())
    }

    /// Makes the file as small as it can be. Nothing else has it open.
    #[cfg(feature = "cli")]
    pub(super) fn compact(&mut self) -> Result<(), StoreError> {
        self.checkpoint()?;
        while self.database.compact()? {}
        Ok(())
    }

    /// How many items there are, before the journal is carried out.
    pub(super) fn items(&self) -> Result<u64, StoreError> {
        Ok(self.database.begin_read()?.open_table(ITEMS)?.len()?)
    }
}

fn read_engines(
    meta: &impl ReadableTable<&'static str, &'static [u8]>,
) -> Result<Vec<EngineRecord>, StoreError> {
    let mut engines = Vec::new();
    while let Some(saved) = meta.get(meta_engine(engines.len()).as_str())? {
        let record: EngineRecord = serde_json::from_slice(saved.value()).map_err(StoreError::damaged)?;
        record.check().map_err(StoreError::Damaged)?;
        engines.push(record);
    }
    if engines.is_empty() {
        Err(StoreError::damaged("there is no record of the database"))
    } else {
        Ok(engines)
    }
}
