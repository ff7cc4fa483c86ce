//! What a file holds, and the database that it makes.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    archive_read::ReadArchive,
    changes::Values,
    damages::Damages,
    error::StoreError,
    jobs::notes_of_jobs,
    log_restore::follow_logs,
    region::RegionJournal,
    values::{restore_values, stream_bytes},
};
use crate::{
    engine::{Clock, Engine, EngineHandle},
    operation::table::replica::remove::forget_last_replica,
    snapshot::{EngineRecord, check_replicas},
    storage::{DeletedTable, Journal, Table},
    transfer::Buckets,
};

/// What a file holds.
pub(super) struct Contents {
    /// The records of the regions, that of the home region first.
    pub(super) regions: Vec<EngineRecord>,
    /// Their tables.
    pub(super) tables: Vec<Vec<Table>>,
    /// The definitions of all tables as they were written, by their numbers.
    pub(super) definitions: BTreeMap<u64, Vec<u8>>,
    pub(super) values: Values,
    /// What is left of deleted tables, of each region.
    pub(super) deleted: Vec<Vec<(String, DeletedTable)>>,
    /// The backups of each region.
    pub(super) archives: Vec<ReadArchive>,
    /// The numbers of tables that were being deleted.
    pub(super) deleting: Vec<u64>,
}

/// Makes the journal of the region with this place.
type Noting<'n> = &'n dyn Fn(u32) -> Arc<RegionJournal>;

impl Contents {
    /// The database with these contents, whose changes are noted from now on if `noting` makes journals.
    pub(super) fn engine(
        self,
        clock: &Clock,
        buckets: &Buckets,
        noting: Option<Noting<'_>>,
        damages: &mut Damages,
    ) -> Result<EngineHandle, StoreError> {
        let mut engines = Vec::new();
        let left = self.deleted.into_iter().zip(self.archives);
        let regions = (0..).zip(self.regions).zip(self.tables).zip(left);
        for (((place, record), tables), (deleted, archive)) in regions {
            let journal = noting.map(|noting| noting(place));
            let EngineRecord { mut options, ids, next_sequence, .. } = record;
            options.stream_bytes = stream_bytes(&self.values, place).or(options.stream_bytes);
            let noted = |table: Table| {
                let table = match &journal {
                    Some(journal) => table.with_journal(Arc::clone(journal) as _),
                    None => table,
                };
                table.with_stream_bytes(options.stream_bytes)
            };
            let tables = (tables.into_iter().map(noted).collect(), deleted);
            let (backups, places) = archive.into_backups();
            let mut engine =
                Engine::restored(place, options.clone(), clock.clone(), ids, next_sequence, tables, backups);
            engine.set_buckets(buckets.clone());
            engines.push(match journal {
                Some(journal) => {
                    places.keep(&engine, &journal);
                    let journal: Arc<dyn Journal> = journal;
                    let notes = notes_of_jobs(&journal);
                    engine.with_journal(journal).with_notes_of_jobs(notes)
                }
                None => engine,
            });
        }
        check_replicas(engines.iter()).or_else(|reason| damages.found(reason))?;
        let mut engines = engines.into_iter();
        let home = engines.next().ok_or_else(|| StoreError::damaged("there is no region"))?;
        let engine = EngineHandle::new(home, engines.collect());
        // A crash may have come between the making or deleting of one replica and the news for the other.
        for region in engine.engines() {
            region.catalog().all_tables().iter().for_each(|table| forget_last_replica(region, table));
        }
        restore_values(&engine, &self.values, damages)?;
        follow_logs(&engine, &self.values, &self.deleting);
        Ok(engine)
    }
}
