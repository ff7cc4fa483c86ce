//! Comparing tables of two databases.

use std::{sync::Arc, time::Duration};

use super::{
    compare_items::Sides,
    compare_side::Reading,
    comparison::Comparison,
    described::{described, is_same_key},
    error::{At, Result},
    options::{Options, options_of_both},
    parallel::{StopFlag, in_parallel},
    progress::{CopyPhase, CopyProgress},
    reread::{Compared, Reread},
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
    /// This costs a Scan of the source's items, and at the target a read by key of each item and a Scan that counts:
    /// [`Comparison::source_read_units`] and [`Comparison::target_read_units`].
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
        let options = Options::new(self, target);
        CompareBuilder { options, wanted: Wanted { at_most: USUAL_DIFFERENCES, is_consistent: false } }
    }
}

/// A comparison of tables: [`Database::compare_with`].
#[derive(Debug)]
#[must_use = "nothing is compared before `run`"]
pub struct CompareBuilder {
    options: Options,
    wanted: Wanted,
}

/// What of a comparison is wanted.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    /// How many items that differ are told, of each table.
    at_most: usize,
    is_consistent: bool,
}

impl CompareBuilder {
    options_of_both!();

    /// How many items that differ are told, of each table; 1,000 by default. All are counted.
    pub fn differences(mut self, at_most: usize) -> Self {
        self.wanted.at_most = at_most;
        self
    }

    /// Reads with strong consistency, for twice the units. Without it, only what differs at first is read so: what was
    /// written in the last second may be overlooked.
    pub fn consistent(mut self) -> Self {
        self.wanted.is_consistent = true;
        self
    }

    /// Compares the tables, one after the other.
    ///
    /// # Errors
    /// The first refusal of a side that is none of throughput: [`CopyError::Source`](crate::CopyError::Source),
    /// [`CopyError::Target`](crate::CopyError::Target). What differs
    /// is no error: see [`Comparison::is_same`].
    pub fn run(mut self) -> Result<Comparison> {
        let pairs = self.options.pairs()?;
        compare(&mut self.options, &pairs, self.wanted)
    }
}

/// Compares the tables of both sides, whose names these are.
fn compare(options: &mut Options, pairs: &[(String, String)], wanted: Wanted) -> Result<Comparison> {
    let mut comparison = Comparison {
        diff: Diff::of(Vec::new()),
        items: 0,
        differing: 0,
        notes: Vec::new(),
        source_read_units: 0.0,
        target_read_units: 0.0,
    };
    let mut tables = Vec::new();
    for (source, target) in pairs {
        let compared = compare_table(options, source, target, wanted)?;
        comparison.items += compared.items;
        comparison.differing += compared.differing;
        comparison.notes.extend(compared.notes);
        let [of_source, of_target] = compared.units;
        comparison.source_read_units += of_source;
        comparison.target_read_units += of_target;
        let TableDiff { change, definition, items, .. } = &compared.table;
        if *change != TableChange::Kept || !definition.is_empty() || !items.is_empty() {
            tables.push(compared.table);
        }
    }
    comparison.diff = Diff::of(tables);
    Ok(comparison)
}

/// Compares a pair with the number of differences that a copy tells.
pub(super) fn compare_copied(
    options: &mut Options,
    pairs: &[(String, String)],
    is_consistent: bool,
) -> Result<Comparison> {
    compare(options, pairs, Wanted { at_most: USUAL_DIFFERENCES, is_consistent })
}

struct ComparedTable {
    table: TableDiff,
    notes: Vec<String>,
    items: u64,
    differing: u64,
    /// The read units of source and target.
    units: [f64; 2],
}

impl ComparedTable {
    /// One whose items are not compared.
    fn unlike(table: TableDiff, notes: Vec<String>, differing: u64) -> Self {
        Self { table, notes, items: 0, differing, units: [0.0; 2] }
    }
}

fn compare_table(options: &mut Options, source: &str, target: &str, wanted: Wanted) -> Result<ComparedTable> {
    let (at_source, at_target) = (At::source(source), At::target(target));
    let here = described(&options.source, source).map_err(|error| at_source.error(error))?;
    let there = match described(&options.target, target) {
        Err(error) if error.is_resource_not_found() => None,
        there => Some(there.map_err(|error| at_target.error(error))?),
    };
    let mut diff = TableDiff::of(source.to_owned());
    let Some(there) = there else {
        diff.change = TableChange::Deleted;
        return Ok(ComparedTable::unlike(diff, Vec::new(), here.item_count));
    };
    let settings = Settings::of(&options.source, &here).map_err(|error| at_source.error(error))?;
    let of_target = Settings::of(&options.target, &there).map_err(|error| at_target.error(error))?;
    diff.definition = settings_diff(&settings, &of_target);
    let noted = |side: &str, table: &str, settings: &Settings| {
        let said = settings.notes.iter().map(|note| format!("the {side}'s table {table}: {note}"));
        said.collect::<Vec<_>>()
    };
    let notes = [noted("source", source, &settings), noted("target", target, &of_target)].concat();
    if !is_same_key(&here, &there) {
        return Ok(ComparedTable::unlike(diff, notes, here.item_count));
    }
    let schema = options.source.table(source).map_err(|error| at_source.error(error))?.key_schema();
    let reading = Reading {
        schema: Arc::new(schema),
        time_to_live: settings.later.time_to_live.or(of_target.later.time_to_live),
        is_consistent: wanted.is_consistent,
    };
    let sides = Sides::new(options, at_source, at_target, reading);
    let segments = options.segments;
    let progress = |phase, expected, done| CopyProgress {
        table: source,
        phase,
        done,
        expected,
        throttled: sides.throttled.load(Ordering::Relaxed),
        behind: None,
    };
    let mut phase = |work: &(dyn Fn(usize, &StopFlag) -> Result<()> + Sync)| {
        in_parallel(segments, work, || {
            let compared = sides.compared.load(Ordering::Relaxed);
            options.tell(&progress(CopyPhase::Comparing, here.item_count, compared))
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
    let reread = Reread::new(&sides, wanted.at_most);
    if reread.batches() > 0 {
        in_parallel(
            segments.min(reread.batches()),
            |_, stop| reread.run(stop),
            || {
                let (keys, read) = reread.keys_and_read();
                options.tell(&progress(CopyPhase::Rereading, keys, read))
            },
        )?;
    }
    let Compared { items, differing, differences } = reread.compared();
    diff.items = differences;
    let units = [sides.source.reads.units(), sides.target.reads.units()];
    Ok(ComparedTable { table: diff, notes, items, differing, units })
}
