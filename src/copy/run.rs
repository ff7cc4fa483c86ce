//! The steps of a copy.

use super::{
    builder::CopyBuilder,
    compare::compare_copied,
    copied::{Copied, Shared},
    described::described,
    error::{At, Result},
    follow::follow,
    items::ItemCopy,
    parallel::in_parallel,
    prepared::{Checked, Unfit, Wishes, try_out},
    progress::{CopyPhase, CopyProgress, Tell},
    report::{CopiedTable, CopyReport},
    settings::Settings,
    settings_diff::settings_diff,
    state::TableState,
    state_file::StateFile,
};
use crate::sync::atomic::Ordering;

impl CopyBuilder {
    /// Copies the tables, one after the other.
    ///
    /// # Errors
    /// The first refusal of a side that is none of throughput: [`Source`], [`Target`], [`Write`]. A table of the target that
    /// has another key, or items: [`OtherKey`], [`NotEmpty`]. What else it can be is told at [`CopyError`]. Items that differ
    /// afterwards are no error: see [`CopyReport::is_same`].
    ///
    /// [`CopyError`]: crate::copy::CopyError
    /// [`Source`]: crate::copy::CopyError::Source
    /// [`Target`]: crate::copy::CopyError::Target
    /// [`Write`]: crate::copy::CopyError::Write
    /// [`OtherKey`]: crate::copy::CopyError::OtherKey
    /// [`NotEmpty`]: crate::copy::CopyError::NotEmpty
    pub fn run(self) -> Result<CopyReport> {
        carried_out(self)
    }
}

fn carried_out(copy: CopyBuilder) -> Result<CopyReport> {
    let CopyBuilder { mut options, is_consistent, overwrites, compares, state, cut_over } = copy;
    let pairs = options.pairs()?;
    let shared = Shared::new(&options);
    let (mut file, mut known) = StateFile::open(state)?;
    let wishes = Wishes { overwrites, is_followed: cut_over.is_some() };
    let mut checked = Vec::new();
    for (source, target) in &pairs {
        let table = Checked::of(&shared, source, target, known.remove(target), wishes);
        checked.push(table.map_err(|error| match error {
            Unfit::State(what) => file.other_copy(what),
            Unfit::Failed(error) => error,
        })?);
    }
    if let Some(target) = known.keys().next() {
        return Err(file.other_copy(format!("it copies to a table {target}, too")));
    }
    try_out(&shared, &checked)?;
    let mut tables = Vec::new();
    for table in checked {
        tables.push(table.made(&shared)?);
    }
    let states = || tables.iter().map(|table| (table.target.as_str(), table.state.lock().clone())).collect();
    file.keep_now(states)?;
    let mut tell = |progress: &CopyProgress<'_>| options.tell(progress).and_then(|()| file.keep(states));
    let moved = move_items(&shared, &tables, is_consistent, &mut tell).and_then(|()| match &cut_over {
        Some(cut_over) => follow(&shared, &tables, cut_over, &mut tell),
        None => Ok(()),
    });
    if let Err(error) = moved {
        // A later run goes on from where this one is. Why this one failed comes first.
        let _ = file.keep_now(states);
        return Err(error);
    }
    let mut report = CopyReport {
        tables: Vec::new(),
        read_units: shared.reads.units(),
        write_units: shared.writes.units(),
        throttled: shared.throttled.load(Ordering::Relaxed),
        comparison: None,
    };
    for table in tables {
        let notes = table.settings.finish(&shared.target, &table.target);
        let mut notes = notes.map_err(|error| At::target(&table.target).error(error))?;
        if !compares {
            let there = described(&shared.target, &table.target)
                .and_then(|there| Settings::of(&shared.target, &there))
                .map_err(|error| At::target(&table.target).error(error))?;
            let differs = settings_diff(&table.settings, &there).into_iter();
            notes.extend(differs.map(|part| format!("its {} is another one at the target", part.name)));
        }
        let TableState { items, changes, .. } = *table.state.lock();
        report.tables.push(CopiedTable { source: table.source, target: table.target, items, changes, notes });
    }
    if compares {
        report.comparison = Some(compare_copied(&mut options, &pairs, is_consistent || cut_over.is_some())?);
    }
    file.done()?;
    Ok(report)
}

/// Copies the items of the tables, one after the other.
fn move_items(shared: &Shared, tables: &[Copied], is_consistent: bool, tell: Tell<'_>) -> Result<()> {
    for table in tables {
        let items = ItemCopy {
            source: &shared.source,
            table: &table.source,
            is_consistent,
            reads: &shared.reads,
            throttled: &shared.throttled,
            writer: shared.writer(table),
            state: &table.state,
        };
        let segments = table.state.lock().segments.len();
        in_parallel(
            segments,
            |segment, stop| items.segment(segment, stop),
            || {
                let done = table.state.lock().items;
                tell(&CopyProgress {
                    table: &table.source,
                    phase: CopyPhase::Items,
                    done,
                    expected: table.described.item_count,
                    throttled: shared.throttled.load(Ordering::Relaxed),
                    behind: None,
                })
            },
        )?;
    }
    Ok(())
}
