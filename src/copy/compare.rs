//! Comparing tables of two databases.

use std::{sync::Arc, time::Duration};

use super::{
    compare_items::{Compared, Sides},
    comparison::Comparison,
    described::{described, is_same_key},
    error::{At, Result},
    options::{Options, options_of_both},
    parallel::{Stop, in_parallel},
    progress::{CopyPhase, CopyProgress},
    settings::Settings,
    settings_diff::settings_diff,
};
use crate::{
    database::{Database, Diff, TableChange, TableDiff},
    sync::{atomic::Ordering, thread},
};

/// How long what differs may still be on its way, where reads are eventually consistent or somebody writes.
const SETTLED_WITHIN: Duration = Duration::from_secs(1);

const USUAL_DIFFERENCES: usize = 1_000;

impl Database {
    /// Compares tables of this database with those of another, item by item. Either one may be in this process or behind
    /// an endpoint (`Database::connect`). Numbers and sets are compared by their values.
    ///
    /// Each item of this side is looked for at the other by its key. The other side's items are counted, and if there are
    /// more than were found, their keys are looked for here. What differs is read again after a second with strong
    /// consistency: what differs then, too, is told. An item that has expired and is on one side only is no difference.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item};
    ///
    /// let here = Database::new();
    /// here.create_table("users").partition_key("id", S).run()?.put(item! { "id": "haeri05", "age": 39 }).run()?;
    /// let there = here.fork(); // or `Database::connect(Endpoint::aws())?`
    /// assert!(here.compare_with(&there).run()?.is_same());
    ///
    /// there.table("users")?.update("haeri05").set("age", 40).run()?;
    /// let comparison = here.compare_with(&there).run()?;
    /// assert!(!comparison.is_same());
    /// assert_eq!(comparison.diff.to_string(), "table users: 1 item changed
    ///   ~ {\"id\": \"haeri05\"}
    ///       age: 39 -> 40");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compare_with(&self, target: &Self) -> CompareBuilder {
        CompareBuilder { options: Options::new(self, target), at_most: USUAL_DIFFERENCES }
    }
}

/// A comparison of tables: [`Database::compare_with`].
#[derive(Debug)]
#[must_use = "nothing is compared before `run`"]
pub struct CompareBuilder {
    options: Options,
    at_most: usize,
}

impl CompareBuilder {
    options_of_both!();

    /// How many items that differ are told, of each table; 1,000 by default. All are counted.
    pub fn differences(mut self, at_most: usize) -> Self {
        self.at_most = at_most;
        self
    }

    /// Compares the tables, one after the other.
    ///
    /// # Errors
    /// The first refusal of a side that is none of throughput: [`CopyError::Source`], [`CopyError::Target`]. What differs
    /// is no error: see [`Comparison::is_same`].
    pub fn run(mut self) -> Result<Comparison> {
        let pairs = self.options.pairs()?;
        compare(&mut self.options, &pairs, self.at_most)
    }
}

/// Compares the tables of both sides, whose names these are.
pub(super) fn compare(
    options: &mut Options,
    pairs: &[(String, String)],
    at_most: usize,
) -> Result<Comparison> {
    let mut comparison = Comparison { diff: Diff::of(Vec::new()), items: 0, differing: 0 };
    let mut tables = Vec::new();
    for (source, target) in pairs {
        let compared = compare_table(options, source, target, at_most)?;
        comparison.items += compared.items;
        comparison.differing += compared.differing;
        let TableDiff { change, definition, items, .. } = &compared.table;
        if *change != TableChange::Kept || !definition.is_empty() || !items.is_empty() {
            tables.push(compared.table);
        }
    }
    comparison.diff = Diff::of(tables);
    Ok(comparison)
}

/// Compares a pair with the number of differences that a copy tells.
pub(super) fn compare_copied(options: &mut Options, pairs: &[(String, String)]) -> Result<Comparison> {
    compare(options, pairs, USUAL_DIFFERENCES)
}

struct ComparedTable {
    table: TableDiff,
    items: u64,
    differing: u64,
}

fn compare_table(options: &mut Options, source: &str, target: &str, at_most: usize) -> Result<ComparedTable> {
    let (at_source, at_target) = (At::source(source), At::target(target));
    let here = described(&options.source, source).map_err(|error| at_source.error(error))?;
    let there = match described(&options.target, target) {
        Err(error) if error.is_resource_not_found() => None,
        there => Some(there.map_err(|error| at_target.error(error))?),
    };
    let mut diff = TableDiff::of(source.to_owned());
    let Some(there) = there else {
        diff.change = TableChange::Deleted;
        return Ok(ComparedTable { table: diff, items: 0, differing: here.item_count });
    };
    let settings = Settings::of(&options.source, &here).map_err(|error| at_source.error(error))?;
    let of_target = Settings::of(&options.target, &there).map_err(|error| at_target.error(error))?;
    diff.definition = settings_diff(&settings, &of_target);
    if !is_same_key(&here, &there) {
        return Ok(ComparedTable { table: diff, items: 0, differing: here.item_count });
    }
    let schema = options.source.table(source).map_err(|error| at_source.error(error))?.key_schema();
    let sides = Sides::new(options, at_source, at_target, Arc::new(schema), settings.later.time_to_live);
    let segments = options.segments;
    let mut phase = |work: &(dyn Fn(usize, &Stop) -> Result<()> + Sync)| {
        in_parallel(segments, work, || {
            if let Some(tell) = &mut options.progress {
                tell(&CopyProgress {
                    table: source,
                    phase: CopyPhase::Comparing,
                    done: sides.compared.load(Ordering::Relaxed),
                    expected: here.item_count,
                    throttled: sides.throttled.load(Ordering::Relaxed),
                    behind: None,
                });
            }
            Ok(())
        })
    };
    phase(&|segment, stop| sides.compare_segment(segment, segments, stop))?;
    phase(&|segment, stop| sides.count_segment(segment, segments, stop))?;
    if sides.has_extras() {
        phase(&|segment, stop| sides.look_for_extras(segment, segments, stop))?;
    }
    if sides.differs() {
        thread::sleep(SETTLED_WITHIN);
    }
    let Compared { items, differing, differences } = sides.settled(at_most)?;
    diff.items = differences;
    Ok(ComparedTable { table: diff, items, differing })
}
