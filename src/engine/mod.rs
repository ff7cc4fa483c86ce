//! One database below the level of operations: its tables by name, its clock, ids, caches, client tokens, gate and
//! settings.

mod back_up;
mod backups;
mod caches;
mod caller;
mod calls;
mod catalog;
mod client_tokens;
mod clock;
mod delay;
mod due;
mod durable;
mod exports;
mod faults;
mod features;
mod fork;
mod gate;
mod given_options;
mod held;
mod holds;
mod ids;
mod imports;
mod job;
mod job_list;
#[cfg(feature = "disk")]
mod job_notes;
mod jobs;
mod kept;
mod kinesis;
mod lag;
mod metrics;
mod of_table;
mod options;
mod passage;
mod regions;
mod replace;
mod replicas;
mod seed_note;
#[cfg(all(test, shuttle))]
mod shuttle_tests;
mod stream_bytes;
#[cfg_attr(not(feature = "tracing"), path = "trace/off.rs")]
mod trace;
mod transitions;
mod trimming;
mod verify;

pub use backups::BackupType;
#[cfg(feature = "disk")]
pub(crate) use backups::{Archive, Rows};
pub(crate) use backups::{Backup, SYSTEM_BACKUP_MS, system_backup_name};
pub(crate) use caches::Caches;
pub(crate) use caller::{Caller, Calling, Principal, PrincipalKind, caller};
pub use calls::{Call, CallKey, CallPartition, CallUnits};
pub(crate) use calls::{CallLog, note_index, note_key, note_returned};
pub(crate) use catalog::Catalog;
pub(crate) use client_tokens::{Answer, ChargedSizes, RequestHash};
pub use clock::Clock;
pub(crate) use clock::time_label;
#[cfg(any(feature = "sdk", feature = "server"))]
pub(crate) use delay::put_off;
pub(crate) use delay::put_off_by;
pub(crate) use exports::{Export, ExportExtent, ExportFilter};
pub use exports::{ExportType, ExportViewType, S3SseAlgorithm};
pub(crate) use faults::{Active, FaultPart, NotedPart, OF_ITEMS, PartFaults, WRITES};
pub use faults::{FaultAnswer, FaultRule, FaultStory, StoryKind};
pub(crate) use features::Feature;
pub(crate) use given_options::{Delay, FixedOption, GivenOptions};
pub(crate) use holds::HeldItem;
pub(crate) use ids::Ids;
pub(crate) use imports::{BulkOperation, BulkUsage, ImportedTable, TransferRequest};
#[cfg(feature = "disk")]
pub(crate) use job::JobNotes;
pub(crate) use job::{Job, JobEnd, JobKey, JobStatus, TransferFailure};
pub(crate) use job_list::{Begun, EndedJob, JobList, JobRequest};
#[cfg(feature = "disk")]
pub(crate) use job_notes::NotesOfJobs;
pub(crate) use jobs::Jobs;
pub use metrics::{
    CloudWatchMetric, LatencyHistogram, Metrics, OperationMetrics, ThrottleMetrics, UnitMetrics,
};
pub(crate) use options::EngineOptions;
pub(crate) use regions::{EngineHandle, Regions};
pub(crate) use replicas::FoundReplica;

use std::{
    fmt,
    sync::{Arc, Weak},
};

use client_tokens::ClientTokens;
use faults::Faults;
use features::Features;
use gate::Gate;
use holds::Holds;
use kinesis::KinesisStreams;
use seed_note::SeedNote;
use stream_bytes::StreamBytes;

use crate::{
    error::{Error, Result},
    storage::{
        DeletedTable, Journal, Lag, Table, ValueKey, ValueKind,
        throughput::{Throttle, Throughput},
    },
    sync::{Mutex, atomic::AtomicU64},
    texts,
    transfer::{Bucket, BucketError, Buckets},
};

/// The tables of one account in one region.
#[derive(Default)]
pub(crate) struct Engine {
    options: EngineOptions,
    clock: Clock,
    ids: Ids,
    /// Separate from the other ids, which then do not depend on the number of requests.
    request_ids: Ids,
    caches: Caches,
    client_tokens: ClientTokens,
    /// How long tables and indexes stay in transitional states, in milliseconds. Snapshots do not contain it.
    transitions_ms: AtomicU64,
    stream_bytes: StreamBytes,
    /// In an `Arc`, because the clock's scheduled work has weak references to it.
    catalog: Arc<Catalog>,
    /// The folders that stand for buckets of Amazon S3. Snapshots do not contain them.
    buckets: Buckets,
    jobs: Jobs,
    kinesis: KinesisStreams,
    exports: JobList<Export>,
    imports: JobList<TransferRequest>,
    bulk_operations: JobList<BulkOperation>,
    gate: Gate,
    /// How late reads of new tables are. No other lock is taken while this one is held. Snapshots do not contain it.
    lag: Mutex<Option<Lag>>,
    seed_note: SeedNote,
    faults: Faults,
    holds: Holds,
    /// The regions of the database, if there are several.
    regions: Weak<Regions>,
    /// In a database that is kept on disk, closes the region.
    _closing: Option<Closing>,
}

/// Closes a region of a database that is kept on disk when the region is dropped.
struct Closing(Arc<dyn Journal>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine without tables, of the home region.
    pub(crate) fn new(options: EngineOptions, clock: Clock) -> Self {
        Self::of_region(options, clock, 0)
    }

    /// An engine without tables, of the region with this place.
    fn of_region(options: EngineOptions, clock: Clock, region: u32) -> Self {
        Self {
            catalog: Arc::new(Catalog::of([], 0, region, [])),
            ids: Ids::new(options.seed),
            request_ids: Ids::new(!options.seed),
            faults: Faults::new(options.seed),
            stream_bytes: StreamBytes::new(options.stream_bytes),
            seed_note: SeedNote::new((region == 0).then_some(options.seed)),
            options,
            clock,
            ..Self::default()
        }
    }

    /// An engine of the region with this place, with these tables and backups, and what is left of deleted tables. Ids
    /// and sequence numbers continue from these states.
    pub(crate) fn restored(
        region: u32,
        options: EngineOptions,
        clock: Clock,
        ids: u64,
        next_sequence: u64,
        (tables, deleted): (Vec<Table>, Vec<(String, DeletedTable)>),
        backups: impl IntoIterator<Item = Backup>,
    ) -> Self {
        let engine = Self {
            ids: Ids::new(ids),
            catalog: Arc::new(Catalog::of(tables, next_sequence, region, backups)),
            ..Self::of_region(options, clock, region)
        };
        engine.expire_backups_later();
        deleted.into_iter().for_each(|(name, table)| engine.catalog.add_deleted(name, table));
        engine.catalog.forget_deleted(engine.clock.now_ms());
        engine.forget_deleted_later();
        engine
    }

    /// This engine, whose changes are noted in this journal from now on. Its tables have the journal already.
    #[cfg(feature = "disk")]
    pub(crate) fn with_journal(mut self, journal: Arc<dyn Journal>) -> Self {
        self.catalog.set_journal(Arc::clone(&journal));
        self.client_tokens.set_journal(Arc::clone(&journal));
        self._closing = Some(Closing(Arc::clone(&journal)));
        self.gate.set_journal(journal);
        self
    }

    /// Where changes are noted, in a database that is kept on disk.
    pub(crate) fn journal(&self) -> Option<&Arc<dyn Journal>> {
        self.gate.journal()
    }

    /// This engine as one of these regions.
    fn in_regions(self, regions: Weak<Regions>) -> Self {
        Self { regions, ..self }
    }

    /// The refusal of a region that the database does not have.
    pub(crate) fn no_region(&self, region: &str) -> Error {
        match self.regions() {
            Some(regions) => regions.no_region(region),
            None => Error::validation(texts::replica::no_region(region, &[&self.options.region])),
        }
    }

    /// The regions of the database, if there are several.
    pub(crate) fn regions(&self) -> Option<Arc<Regions>> {
        self.regions.upgrade()
    }

    /// The engine's options.
    pub(crate) fn options(&self) -> &EngineOptions {
        &self.options
    }

    /// How many bytes of records the streams of a table keep, about; all where it is `None`.
    pub(crate) fn stream_bytes(&self) -> Option<u64> {
        self.stream_bytes.get()
    }

    /// Sets it for existing tables and for those created from now on.
    pub(crate) fn set_stream_bytes(&self, most: Option<u64>) {
        self.stream_bytes.set(most);
        if let Some(journal) = self.journal() {
            let key = ValueKey { table: None, kind: ValueKind::StreamBytes, key: &[] };
            journal.note_value(&key, most.map(u64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
        }
        self.catalog.all_tables().iter().for_each(|table| table.set_stream_bytes(most));
    }

    /// The engine's clock.
    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The source of all ids except those of requests.
    pub(crate) fn ids(&self) -> &Ids {
        &self.ids
    }

    /// The source of the ids of requests.
    pub(crate) fn request_ids(&self) -> &Ids {
        &self.request_ids
    }

    /// Parsed expressions and statements.
    pub(crate) fn caches(&self) -> &Caches {
        &self.caches
    }

    /// The client request tokens of recent transactions.
    pub(crate) fn client_tokens(&self) -> &ClientTokens {
        &self.client_tokens
    }

    /// The tables by name, for those who follow them.
    #[cfg(feature = "disk")]
    pub(crate) fn shared_catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// The tables by name.
    pub(crate) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// What watches operations or changes what they answer.
    #[inline]
    pub(crate) fn features(&self) -> &Features {
        self.gate.features()
    }

    /// Notes that answers depend on the seed from now on, so that it is printed when a test fails.
    pub(crate) fn note_chance(&self) {
        self.seed_note.set_needed();
    }

    /// The seed, if answers depend on it, of the home region.
    pub(crate) fn seed_of_chance(&self) -> Option<u64> {
        self.seed_note.seed()
    }

    /// Records the calls of operations from now on.
    pub(crate) fn record_calls(&self) -> Arc<CallLog> {
        self.gate.record_calls()
    }

    /// Throttles requests from now on by these rules, or none. Tables begin anew. Snapshots do not contain it.
    pub(crate) fn set_throughput(&self, rules: Option<Throughput>) {
        self.catalog.all_tables().iter().for_each(|table| table.forget_units());
        let throttle =
            |rules| Throttle { rules, since_us: self.clock.now_us(), arn_prefix: self.table_arn("") };
        self.gate.set_throttle(rules.map(|rules| Arc::new(throttle(rules))));
    }

    /// The rules by which requests are throttled, if they are.
    pub(crate) fn throughput(&self) -> Option<Throughput> {
        self.gate.throttle().map(|throttle| throttle.rules.clone())
    }

    /// Opens a bucket.
    pub(crate) fn bucket(&self, name: &str) -> Result<Bucket, BucketError> {
        self.buckets.open(name)
    }

    /// Sets the buckets.
    pub(crate) fn set_buckets(&mut self, buckets: Buckets) {
        self.buckets = buckets;
    }

    /// What runs exports and imports.
    pub(crate) fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// What is known of Kinesis data streams.
    pub(crate) fn kinesis(&self) -> &KinesisStreams {
        &self.kinesis
    }

    /// Exports of tables.
    pub(crate) fn exports(&self) -> &JobList<Export> {
        &self.exports
    }

    /// Whether resource policies are enforced.
    #[inline]
    pub(crate) fn enforces_policies(&self) -> bool {
        self.features().has(Feature::Policies)
    }

    /// Sets it. Snapshots do not contain it.
    pub(crate) fn set_enforces_policies(&self, enforces: bool) {
        self.features().set(Feature::Policies, enforces);
    }

    /// Imports of tables.
    pub(crate) fn imports(&self) -> &JobList<TransferRequest> {
        &self.imports
    }

    /// Bulk operations.
    pub(crate) fn bulk_operations(&self) -> &JobList<BulkOperation> {
        &self.bulk_operations
    }

    /// Prepares a table for a request: expired items become invisible. An operation that needs counts or sizes of items
    /// [sweeps](Self::sweep) it.
    #[inline]
    pub(crate) fn look(&self, table: &Table) {
        if table.look(|| self.clock.now_us()) {
            self.trim_later(table);
        }
    }

    /// Deletes all items of a table that have expired by now.
    pub(crate) fn sweep(&self, table: &Table) {
        self.look(table);
        table.sweep_due();
    }

    /// The ARN of a table.
    pub(crate) fn table_arn(&self, name: &str) -> String {
        format!("arn:aws:dynamodb:{}:{}:table/{name}", self.options.region, self.options.account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restored_engine_gives_requests_the_ids_that_a_new_one_gives_them() {
        let options = EngineOptions { seed: 7, ..EngineOptions::default() };
        let new = Engine::new(options.clone(), Clock::system());
        let restored =
            Engine::restored(0, options, Clock::system(), new.ids.state(), 0, Default::default(), []);
        assert_eq!(restored.request_ids.uuid(), new.request_ids.uuid());
        assert_ne!(restored.request_ids.uuid(), restored.ids.uuid());
    }
}
