//! What a copy is told.

use std::path::PathBuf;

use super::{
    cut_over::CutOver,
    options::{Options, options_of_both},
    progress::CopyProgress,
};
use crate::database::Database;

impl Database {
    /// Copies tables of this database to another: settings, items, and if need be the changes that come meanwhile. Either
    /// one may be in this process or behind an endpoint (`Database::connect`).
    ///
    /// - **Settings**: a table that the target has not is created with the key, indexes, throughput, class and encryption of
    ///   the source's. Behind its items it gets the stream, time to live, point-in-time recovery, Contributor Insights,
    ///   deletion protection, tags and resource policy. What cannot be copied is [told](crate::CopiedTable::notes).
    /// - **Items** are read in [segments](CopyBuilder::segments), each on a thread of its own, and written in batches. Their
    ///   JSON is passed on as it is. What is throttled is sent again, later and later.
    /// - **Changes** of the source are applied from its stream, if [`follow`](CopyBuilder::follow) says so.
    /// - **Comparison**: item by item, unless [`without_comparison`](CopyBuilder::without_comparison).
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item};
    ///
    /// let (here, there) = (Database::new(), Database::new()); // or `Database::connect(Endpoint::aws())?`
    /// let users = here.create_table("users").partition_key("id", S).run()?;
    /// users.put_all((0..100).map(|number| item! { "id": format!("user{number}") }))?;
    ///
    /// let report = here.copy_to(&there).run()?;
    /// assert!(report.is_same());
    /// assert_eq!(there.table("users")?.item_count(), 100);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn copy_to(&self, target: &Self) -> CopyBuilder {
        CopyBuilder {
            options: Options::new(self, target),
            is_consistent: false,
            overwrites: false,
            compares: true,
            state: None,
            cut_over: None,
        }
    }
}

/// A copy of tables: [`Database::copy_to`].
#[derive(Debug)]
#[must_use = "nothing is copied before `run`"]
pub struct CopyBuilder {
    pub(super) options: Options,
    pub(super) is_consistent: bool,
    pub(super) overwrites: bool,
    pub(super) compares: bool,
    pub(super) state: Option<PathBuf>,
    pub(super) cut_over: Option<CutOver>,
}

impl CopyBuilder {
    options_of_both!();

    /// The most write units a second. Without it there is no limit but the throughput of the tables.
    pub fn write_units(mut self, a_second: f64) -> Self {
        self.options.limit_writes(a_second);
        self
    }

    /// Reads with strong consistency, for twice the units. Without it, what was written in the last second may be missing,
    /// unless changes are [followed](Self::follow).
    pub fn consistent(mut self) -> Self {
        self.is_consistent = true;
        self
    }

    /// Writes also into tables of the target that have items: those with the same key are replaced, others stay. Without
    /// it such a table is an error.
    pub fn overwrite(mut self) -> Self {
        self.overwrites = true;
        self
    }

    /// Without comparing the items afterwards, which reads those of both sides.
    pub fn without_comparison(mut self) -> Self {
        self.compares = false;
        self
    }

    /// Keeps in this file how far the copy is, once a second. Where the file exists, the copy goes on from there: this may
    /// copy some items twice, but leaves none out. The file is deleted when the copy is done.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item};
    ///
    /// # let directory = std::env::temp_dir().join(format!("hashrange-doc-copy-{}", std::process::id()));
    /// # std::fs::create_dir_all(&directory)?;
    /// # let (here, there) = (Database::new(), Database::new());
    /// # let users = here.create_table("users").partition_key("id", S).run()?;
    /// # users.put(item! { "id": "haeri05" }).run()?;
    /// let state = directory.join("copy.json");
    /// here.copy_to(&there).state(&state).run()?;
    /// assert!(!state.exists());
    /// # std::fs::remove_dir_all(&directory)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn state(mut self, file: impl Into<PathBuf>) -> Self {
        self.state = Some(file.into());
        self
    }

    /// When the items are copied, applies the changes of the source, which come from its stream, until another thread says
    /// [`CutOver::now`]. From then on nobody may write to the source: what its stream still has is applied, and the copy
    /// ends. The stream must show new images, and keeps changes for 24 hours: so long may the items take.
    ///
    /// ```
    /// use hashrange::{CutOver, Database, ScalarAttributeType::S, item, operation::StreamViewType};
    ///
    /// let (here, there) = (Database::new(), Database::new());
    /// let users = here.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage).run()?;
    /// users.put(item! { "id": "haeri05", "age": 39 }).run()?;
    ///
    /// let cut_over = CutOver::new();
    /// let copy = here.copy_to(&there).follow(&cut_over);
    /// let copying = std::thread::spawn(move || copy.run());
    /// users.put(item! { "id": "haeri05", "age": 40 }).run()?; // as a program that still uses the source
    /// cut_over.now();
    /// let report = copying.join().expect("it ends")?;
    /// assert!(report.is_same());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn follow(mut self, cut_over: &CutOver) -> Self {
        self.cut_over = Some(cut_over.clone());
        self
    }
}
