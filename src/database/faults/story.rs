//! The builder of a story.

use std::time::SystemTime;

use super::{
    super::{key::IntoKey, table::Table},
    fault::FaultHandle,
    handle::Faults,
};
use crate::{
    engine::{FaultStory, StoryKind},
    error::Result,
};

/// A story, which [`start`](Self::start) begins: [`Faults::hot_key`] and the others. It is a [`FaultStory`] step by step.
#[derive(Debug, Clone)]
#[must_use = "a story begins when it is started"]
pub struct StoryBuilder {
    faults: Faults,
    story: FaultStory,
}

impl StoryBuilder {
    pub(super) fn new(faults: Faults, kind: StoryKind) -> Self {
        Self { faults, story: FaultStory::new(kind) }
    }

    pub(super) fn key(mut self, table: &Table, key: impl IntoKey) -> Self {
        self.story.key = Some(table.key_item(key));
        self.table(table.name())
    }

    /// Only this table.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # db.create_table("likes").partition_key("user_id", S).run()?;
    /// let faults = db.faults().conflicts().table("likes").start()?;
    /// assert_eq!(faults[0].rule().table.as_deref(), Some("likes"));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn table(mut self, name: impl Into<String>) -> Self {
        self.story.table = Some(name.into());
        self
    }

    /// The chance of each of its faults.
    ///
    /// ```
    /// # let db = hashrange::Database::new();
    /// let faults = db.faults().lost_answers().chance(0.01).start()?;
    /// assert_eq!(faults[0].rule().chance, Some(0.01));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn chance(mut self, chance: f64) -> Self {
        self.story.chance = Some(chance);
        self
    }

    /// At most this many hits of each of its rules.
    ///
    /// ```
    /// # let db = hashrange::Database::new();
    /// let faults = db.faults().brown_out().times(3).start()?;
    /// assert!(faults.iter().all(|fault| fault.rule().times == Some(3)));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn times(mut self, times: u64) -> Self {
        self.story.times = Some(times);
        self
    }

    /// Only until this time of the database's clock.
    ///
    /// ```
    /// # let db = hashrange::Database::new();
    /// let end = std::time::UNIX_EPOCH;
    /// let faults = db.faults().partial_batches().until(end).start()?;
    /// assert_eq!(faults[0].rule().until, Some(end));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn until(mut self, time: SystemTime) -> Self {
        self.story.until = Some(time);
        self
    }

    /// Adds its rules.
    ///
    /// ```
    /// # let db = hashrange::Database::new();
    /// let faults = db.faults().brown_out().start()?;
    /// assert_eq!(db.faults().list().len(), faults.len());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Faults::add`].
    pub fn start(self) -> Result<Vec<FaultHandle>> {
        self.faults.start(&self.story)
    }
}
