//! The tables of a copy, and what they have in common.

use super::{options::Options, put::Writer, rate::Rate, settings::Settings, state::TableState};
use crate::{
    database::Database,
    operation::TableDescription,
    sync::{Mutex, atomic::AtomicU64},
};

/// A table that is copied.
#[derive(Debug)]
pub(super) struct Copied {
    pub(super) source: String,
    pub(super) target: String,
    pub(super) described: TableDescription,
    pub(super) settings: Settings,
    pub(super) state: Mutex<TableState>,
}

/// What all tables of a copy have in common.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) source: Database,
    pub(super) target: Database,
    pub(super) reads: Rate,
    pub(super) writes: Rate,
    pub(super) throttled: AtomicU64,
    pub(super) segments: usize,
}

impl Shared {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            source: options.source.clone(),
            target: options.target.clone(),
            reads: options.read_rate(),
            writes: options.write_rate(),
            throttled: AtomicU64::new(0),
            segments: options.segments,
        }
    }

    pub(super) fn writer<'c>(&'c self, table: &'c Copied) -> Writer<'c> {
        Writer {
            database: &self.target,
            table: &table.target,
            rate: &self.writes,
            throttled: &self.throttled,
        }
    }
}
