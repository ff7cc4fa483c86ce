//! The steps of a copy.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{
    builder::CopyBuilder,
    compare::compare_copied,
    copied::{Copied, Shared},
    described::{described, is_same_key, wait_active},
    error::{At, CopyError, Result},
    follow::follow,
    items::ItemCopy,
    parallel::in_parallel,
    progress::{CopyPhase, CopyProgress, Tell},
    report::{CopiedTable, CopyReport},
    settings::Settings,
    settings_diff::settings_diff,
    state::{StateFile, TableState},
};
use crate::{
    database::Database,
    error::Error,
    operation::{ScanInput, StreamViewType, TableDescription},
    sync::{Mutex, atomic::Ordering},
};

impl CopyBuilder {
    /// Copies the tables, one after the other.
    ///
    /// # Errors
    /// The first refusal of a side that is none of throughput: [`CopyError::Source`], [`CopyError::Target`],
    /// [`CopyError::Write`]. A table of the target that has another key, or items: [`CopyError::OtherKey`],
    /// [`CopyError::NotEmpty`]. What else it can be is told at [`CopyError`]. Items that differ afterwards are no error: see
    /// [`CopyReport::is_same`].
    pub fn run(self) -> Result<CopyReport> {
        carried_out(self)
    }
}

fn carried_out(copy: CopyBuilder) -> Result<CopyReport> {
    let CopyBuilder { mut options, is_consistent, overwrites, compares, state, cut_over } = copy;
    let pairs = options.pairs()?;
    let shared = Shared::new(&options);
    let (mut file, mut known) = StateFile::open(state)?;
    let mut sources = Vec::new();
    for (source, _) in &pairs {
        sources.push(Source::of(&shared, source, cut_over.is_some())?);
    }
    let mut tables = Vec::new();
    for (source, (_, target)) in sources.into_iter().zip(&pairs) {
        let known = known.remove(target);
        let prepared = source.prepared(&shared, target, known, overwrites, cut_over.is_some());
        tables.push(prepared.map_err(|error| match error {
            Unfit::State(what) => file.other_copy(what),
            Unfit::Failed(error) => error,
        })?);
    }
    if let Some(target) = known.keys().next() {
        return Err(file.other_copy(format!("it copies to a table {target}, too")));
    }
    let states = || tables.iter().map(|table| (table.target.as_str(), table.state.lock().clone())).collect();
    file.keep_now(states)?;
    let mut tell = |progress: &CopyProgress<'_>| {
        if let Some(tell) = &mut options.progress {
            tell(progress);
        }
        file.keep(states)
    };
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

/// Why a table cannot be copied.
#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error("the state is of another copy: {0}")]
    State(String),
    #[error(transparent)]
    Failed(#[from] CopyError),
}

/// A table of the source.
struct Source {
    described: TableDescription,
    settings: Settings,
}

impl Source {
    /// Reads what the table is made of.
    fn of(shared: &Shared, name: &str, is_followed: bool) -> Result<Self> {
        let at = At::source(name);
        let described = wait_active(&shared.source, name).map_err(|error| at.error(error))?;
        if is_followed && !has_new_images(&described) {
            return Err(CopyError::NoStream { table: name.to_owned() });
        }
        let settings = Settings::of(&shared.source, &described).map_err(|error| at.error(error))?;
        Ok(Self { described, settings })
    }

    /// Looks for the table at the target, or creates it there.
    fn prepared(
        self,
        shared: &Shared,
        target: &str,
        known: Option<TableState>,
        overwrites: bool,
        is_followed: bool,
    ) -> std::result::Result<Copied, Unfit> {
        let Self { described: here, settings } = self;
        let of_target = |error| At::target(target).error(error);
        let there = match described(&shared.target, target) {
            Ok(_) => Some(wait_active(&shared.target, target).map_err(of_target)?),
            Err(error) if error.is_resource_not_found() => None,
            Err(error) => return Err(of_target(error).into()),
        };
        let began_seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let new = |there: &TableDescription| TableState::new(&here, there, shared.segments, began_seconds);
        let state = match (known, there) {
            (Some(_), None) => return Err(Unfit::State(format!("the target has no table {target}"))),
            (Some(known), Some(there)) => match known.misfit(&here, &there) {
                Some(what) => return Err(Unfit::State(what)),
                None if is_followed && !known.has_stream_of(&here) => {
                    let what = format!("the source's table {} has another stream now", here.table_name);
                    return Err(Unfit::State(what));
                }
                None => known,
            },
            (None, Some(there)) => {
                if !is_same_key(&here, &there) {
                    return Err(CopyError::OtherKey { table: target.to_owned() }.into());
                }
                if !overwrites && has_items(&shared.target, target).map_err(of_target)? {
                    return Err(CopyError::NotEmpty { table: target.to_owned() }.into());
                }
                new(&there)
            }
            (None, None) => new(&settings.create(&shared.target, target).map_err(of_target)?),
        };
        let (source, target) = (here.table_name.clone(), target.to_owned());
        Ok(Copied { source, target, described: here, settings, state: Mutex::new(state) })
    }
}

fn has_items(database: &Database, table: &str) -> std::result::Result<bool, Error> {
    let scan = ScanInput {
        table_name: table.to_owned(),
        limit: Some(1),
        consistent_read: Some(true),
        ..ScanInput::default()
    };
    Ok(database.scan(scan)?.count > 0)
}

fn has_new_images(described: &TableDescription) -> bool {
    let view = described.stream_specification.as_ref().filter(|stream| stream.stream_enabled);
    matches!(
        view.and_then(|stream| stream.stream_view_type),
        Some(StreamViewType::NewImage | StreamViewType::NewAndOldImages)
    )
}
