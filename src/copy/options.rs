//! What copies and comparisons are told alike: which tables, how many at a time, how fast.

use std::fmt;

use super::{
    backoff::tried,
    error::{CopyError, Result},
    progress::{CopyProgress, OnProgress},
    rate::Rate,
};
use crate::{database::Database, error, operation::ListTablesInput};

/// Each segment has a thread. (A scan may have 1,000,000.)
pub(crate) const MOST_SEGMENTS: usize = 1_000;
const USUAL_SEGMENTS: usize = 8;

/// What both are told.
pub(super) struct Options {
    pub(super) source: Database,
    pub(super) target: Database,
    tables: Vec<(String, String)>,
    pub(super) segments: usize,
    read_units: Option<f64>,
    write_units: Option<f64>,
    progress: Option<OnProgress>,
    is_stopped: Option<IsStopped>,
}

/// Says whether to stop.
type IsStopped = Box<dyn FnMut() -> bool + Send>;

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { source, target, tables, segments, .. } = self;
        f.debug_struct("Options")
            .field("source", source)
            .field("target", target)
            .field("tables", tables)
            .field("segments", segments)
            .finish_non_exhaustive()
    }
}

impl Options {
    pub(super) fn new(source: &Database, target: &Database) -> Self {
        Self {
            source: source.clone(),
            target: target.clone(),
            tables: Vec::new(),
            segments: USUAL_SEGMENTS,
            read_units: None,
            write_units: None,
            progress: None,
            is_stopped: None,
        }
    }

    pub(super) fn add_table(&mut self, source: String, target: String) {
        self.tables.push((source, target));
    }

    pub(super) fn limit_reads(&mut self, units: f64) {
        self.read_units = Some(units);
    }

    pub(super) fn limit_writes(&mut self, units: f64) {
        self.write_units = Some(units);
    }

    pub(super) fn tell_progress(&mut self, tell: impl FnMut(&CopyProgress<'_>) + Send + 'static) {
        self.progress = Some(Box::new(tell));
    }

    pub(super) fn ask_whether_stopped(&mut self, is_stopped: impl FnMut() -> bool + Send + 'static) {
        self.is_stopped = Some(Box::new(is_stopped));
    }

    /// Tells how far it is.
    ///
    /// # Errors
    /// [`CopyError::Stopped`], if it is to stop.
    pub(super) fn tell(&mut self, progress: &CopyProgress<'_>) -> Result<()> {
        if let Some(tell) = &mut self.progress {
            tell(progress);
        }
        match self.is_stopped.as_mut().is_some_and(|is_stopped| is_stopped()) {
            true => Err(CopyError::Stopped),
            false => Ok(()),
        }
    }

    pub(super) fn read_rate(&self) -> Rate {
        Rate::new(self.read_units)
    }

    pub(super) fn write_rate(&self) -> Rate {
        Rate::new(self.write_units)
    }

    /// The names of the tables at source and target.
    ///
    /// # Errors
    /// There are none, two have one name, or an option makes no sense.
    pub(super) fn pairs(&self) -> Result<Vec<(String, String)>> {
        if !(1..=MOST_SEGMENTS).contains(&self.segments) {
            return Err(CopyError::Asked(format!("a table has 1 to {MOST_SEGMENTS} segments")));
        }
        let is_rate = |rate: &f64| rate.is_finite() && *rate > 0.0;
        if ![self.read_units, self.write_units].iter().flatten().all(is_rate) {
            return Err(CopyError::Asked("a limit of units a second is a number above 0".to_owned()));
        }
        let pairs = match self.tables.is_empty() {
            false => self.tables.clone(),
            true => names(&self.source)
                .map_err(CopyError::Names)?
                .into_iter()
                .map(|name| (name.clone(), name))
                .collect(),
        };
        if pairs.is_empty() {
            return Err(CopyError::Asked("the source has no tables".to_owned()));
        }
        for (at, (source, target)) in pairs.iter().enumerate() {
            if pairs.iter().skip(at + 1).any(|(_, other)| other == target) {
                return Err(CopyError::Asked(format!("the table {target} of the target is named twice")));
            }
            if source == target && self.source.is_same_place(&self.target) {
                return Err(CopyError::Asked(format!("the table {source} is source and target in one")));
            }
        }
        Ok(pairs)
    }
}

/// The names of all tables.
fn names(database: &Database) -> error::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut input = ListTablesInput::default();
    loop {
        let page = tried(|| database.list_tables(input.clone()))?;
        names.extend(page.table_names);
        if page.last_evaluated_table_name.is_none() {
            return Ok(names);
        }
        input.exclusive_start_table_name = page.last_evaluated_table_name;
    }
}

/// What copies and comparisons are told alike.
macro_rules! options_of_both {
    () => {
        /// Only this table, and others that are named. Without names it is all of the source.
        pub fn table(self, name: impl Into<String>) -> Self {
            let name = name.into();
            self.table_as(name.clone(), name)
        }

        /// Only this table, and others that are named. It has another name at the target.
        pub fn table_as(mut self, source: impl Into<String>, target: impl Into<String>) -> Self {
            self.options.add_table(source.into(), target.into());
            self
        }

        /// How many segments of a table are read at a time, each on a thread of its own: 1 to 1,000, by default 8. A copy that
        /// goes on where an earlier one stopped has the segments of that one.
        pub fn segments(mut self, segments: usize) -> Self {
            self.options.segments = segments;
            self
        }

        /// The most read units a second, of each side. Without it there is no limit but the throughput of the tables.
        pub fn read_units(mut self, a_second: f64) -> Self {
            self.options.limit_reads(a_second);
            self
        }

        /// Calls this with what is done, about ten times a second, on the thread that runs it.
        pub fn on_progress(mut self, tell: impl FnMut(&CopyProgress<'_>) + Send + 'static) -> Self {
            self.options.tell_progress(tell);
            self
        }

        /// Asks this about ten times a second, on the thread that runs it. When it says so, the requests under way are
        /// waited for, and it fails with [`CopyError::Stopped`](crate::CopyError::Stopped).
        ///
        /// ```
        /// use hashrange::{CopyError, Database, ScalarAttributeType::S};
        ///
        /// let (here, there) = (Database::new(), Database::new());
        /// here.create_table("users").partition_key("id", S).run()?;
        /// let stopped = here.copy_to(&there).stop_when(|| true).run();
        /// assert!(matches!(stopped, Err(CopyError::Stopped)));
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
        pub fn stop_when(mut self, is_stopped: impl FnMut() -> bool + Send + 'static) -> Self {
            self.options.ask_whether_stopped(is_stopped);
            self
        }
    };
}

pub(super) use options_of_both;
