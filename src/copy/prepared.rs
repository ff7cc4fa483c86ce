//! The tables of a copy, before it begins: all are looked at before one is created.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{
    copied::{Copied, Shared},
    described::{described, is_same_key, wait_active},
    error::{At, CopyError, Result},
    settings::Settings,
    state::TableState,
};
use crate::{
    database::Database,
    error::Error,
    operation::{ScanInput, StreamViewType, TableDescription},
    sync::Mutex,
};

/// What a copy wants of all its tables.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wishes {
    pub(super) overwrites: bool,
    pub(super) is_followed: bool,
}

/// Why a table cannot be copied.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unfit {
    #[error("the state is of another copy: {0}")]
    State(String),
    #[error(transparent)]
    Failed(#[from] CopyError),
}

/// A table that can be copied.
#[derive(Debug)]
pub(super) struct Checked {
    described: TableDescription,
    settings: Settings,
    /// Its name at the target.
    target: String,
    /// How far it is; `None` if the target has not got it yet.
    state: Option<TableState>,
}

impl Checked {
    /// Looks at a table of the source, and at that of the target, if it has one.
    pub(super) fn of(
        shared: &Shared,
        source: &str,
        target: &str,
        known: Option<TableState>,
        wishes: Wishes,
    ) -> std::result::Result<Self, Unfit> {
        let of_source = |error| At::source(source).error(error);
        let of_target = |error| At::target(target).error(error);
        let here = active(&shared.source, source).map_err(of_source)?;
        if wishes.is_followed && !has_new_images(&here) {
            return Err(CopyError::NoStream { table: source.to_owned() }.into());
        }
        let settings = Settings::of(&shared.source, &here).map_err(of_source)?;
        let there = match active(&shared.target, target) {
            Err(error) if error.is_resource_not_found() => None,
            there => Some(there.map_err(of_target)?),
        };
        let state = match (known, there) {
            (Some(_), None) => return Err(Unfit::State(format!("the target has no table {target}"))),
            (Some(known), Some(there)) => match known.misfit(&here, &there) {
                Some(what) => return Err(Unfit::State(what)),
                None if wishes.is_followed && !known.has_stream_of(&here) => {
                    return Err(Unfit::State(format!("the source's table {source} has another stream now")));
                }
                None => Some(known),
            },
            (None, Some(there)) => {
                if !is_same_key(&here, &there) {
                    return Err(CopyError::OtherKey { table: target.to_owned() }.into());
                }
                if !wishes.overwrites && has_items(&shared.target, target).map_err(of_target)? {
                    return Err(CopyError::NotEmpty { table: target.to_owned() }.into());
                }
                Some(new_state(shared, &here, &there))
            }
            (None, None) => None,
        };
        Ok(Self { described: here, settings, target: target.to_owned(), state })
    }

    /// Creates the table, if the target has not got it.
    pub(super) fn made(self, shared: &Shared) -> Result<Copied> {
        let Self { described, settings, target, state } = self;
        let state = match state {
            Some(state) => state,
            None => {
                let there = settings.create(&shared.target, &target);
                new_state(
                    shared,
                    &described,
                    &there.map_err(|error| At::target(target.as_str()).error(error))?,
                )
            }
        };
        let source = described.table_name.clone();
        Ok(Copied { source, target, described, settings, state: Mutex::new(state) })
    }
}

/// Creates the tables in a copy of the target that is given up. What a database behind an endpoint refuses is known when it
/// does.
///
/// # Errors
/// The target would refuse one of them.
pub(super) fn try_out(shared: &Shared, tables: &[Checked]) -> Result<()> {
    if shared.target.is_remote() {
        return Ok(());
    }
    let trial = shared.target.fork();
    for Checked { settings, target, .. } in tables.iter().filter(|table| table.state.is_none()) {
        match trial.create_table_from(settings.request(target)) {
            Err(error) if error.is_validation() => return Err(At::target(target).error(error)),
            _ => {}
        }
    }
    Ok(())
}

fn new_state(shared: &Shared, here: &TableDescription, there: &TableDescription) -> TableState {
    let began_seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    TableState::new(here, there, shared.segments, began_seconds)
}

/// The description of a table that is there, when it is ACTIVE.
fn active(database: &Database, name: &str) -> std::result::Result<TableDescription, Error> {
    described(database, name).and_then(|_| wait_active(database, name))
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
