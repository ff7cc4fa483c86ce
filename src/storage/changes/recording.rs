//! The writing side of a table's change log: the commit's records, and the opening and closing of shards.

use super::{
    number::ChangeNumber,
    record::{ChangeRecord, Origin},
    recovery::RecoveryWindow,
    shard::{Needs, Shard},
};
use crate::{
    key::{HashPoint, HashRange, StoredKey},
    storage::{
        index::global::GlobalIndex,
        journal::{Group, Journal},
        layout::check_no_shard,
        partition_data::PartitionData,
        settings::TableSettings,
        stored::Stored,
        table::Table,
        time::Timed,
    },
};

impl Table {
    /// The record of a change, with the next number; `None` if the change leaves the item as it was. As in the service's
    /// streams, such a write is not recorded. The caller holds the partition's lock.
    #[cold]
    #[inline(never)]
    pub(in crate::storage) fn begin_record(
        &self,
        data: &mut PartitionData,
        (old, new): (Option<&Stored>, Option<&Stored>),
        origin: Origin,
    ) -> Option<ChangeRecord> {
        if old == new {
            return None;
        }
        if let Some(shard) = data.shard_mut() {
            self.changes().rotate(shard, origin.at_ms);
        }
        let sequence = self.changes().next_number();
        Some(ChangeRecord::new(sequence, origin, (old.cloned(), new.cloned())))
    }

    /// Notes an item's change in the journal, with its record if its partition has a shard. Returns the change's number.
    pub(in crate::storage) fn note_change(
        &self,
        journal: &dyn Journal,
        (data, key): (&PartitionData, &StoredKey),
        item: Option<&Stored>,
        record: Option<&ChangeRecord>,
    ) -> u64 {
        match record.zip(data.shard()) {
            None => journal.note_item(self.sequence(), key, item),
            Some((record, shard)) => journal.note_recorded(self.sequence(), Some(key), shard.info.id, record),
        }
    }

    /// Sends a change to listeners and adds it to the partition's log. The caller has held the partition's lock since it
    /// took the record's number, so the records of an item are in the order of its writes.
    #[cold]
    #[inline(never)]
    pub(in crate::storage) fn record(&self, data: &mut PartitionData, record: ChangeRecord) {
        if self.listeners().any() {
            self.listeners().tell(&record.shown(self.schema()));
        }
        if let Some(shard) = data.shard_mut() {
            self.changes().bound().add(shard.records.push(record));
            self.changes().waiters().wake();
        }
    }

    /// Splits the partition that owns a place on the line at that place, and its shard; `false` if a partition already
    /// begins there.
    pub(crate) fn split(&self, at: HashPoint) -> bool {
        let group = self.journal().map(|journal| Group::begin(&**journal));
        let divide = |[left, right]: [(HashRange, &mut PartitionData); 2]| {
            if let Some(parent) = left.1.shard_mut().take() {
                let halves = self.changes().split(parent, [left.0, right.0], self.time().looked_ms());
                [*left.1.shard_mut(), *right.1.shard_mut()] = halves.map(Some);
            }
        };
        self.layout()
            .split_with(at, divide, |partitions, store| self.note_split(None, partitions, group, store))
    }

    /// The same with a partition of a global index.
    pub(crate) fn split_index(&self, index: &GlobalIndex, at: HashPoint) -> bool {
        let name = index.definition().name();
        index.layout().split_with(at, check_no_shard, |partitions, store| {
            self.note_split(Some(name), partitions, None, store);
        })
    }

    /// Records from now on what the table's settings need: for the stream that is on, for Kinesis destinations and for
    /// point-in-time recovery.
    /// Callers run one at a time.
    pub(crate) fn record_needs(&self, now_ms: u64) {
        let needs = Needs::of(&self.settings());
        if needs.any() || self.time().is_needed_by(Timed::ChangeLog) {
            self.set_needs(&needs, now_ms);
        }
    }

    /// Stops recording, in a table that was deleted. A stream that is switched on at the same time opens no shard after
    /// this.
    pub(super) fn record_nothing(&self, now_ms: u64) {
        self.changes().end_notes();
        self.set_needs(&Needs::default(), now_ms);
    }

    /// Wakes all waiting readers: the table was deleted.
    pub(crate) fn wake_readers(&self) {
        self.changes().waiters().wake();
    }

    /// Drops the change log of a copy, and the Kinesis data streams that changes are sent to.
    pub(crate) fn forget_changes(&self) {
        self.change_settings(|settings| settings.kinesis_destinations.clear());
        if self.time().is_needed_by(Timed::ChangeLog) {
            self.layout().write_each(|data| *data.shard_mut() = None);
            self.time().set_needed_by(Timed::ChangeLog, false);
        }
        self.changes().clear();
    }

    /// All partitions are locked at once: a transaction is recorded whole or not at all. A shard whose stream stays the
    /// same stays open.
    fn set_needs(&self, needs: &Needs, now_ms: u64) {
        self.time().look(now_ms);
        self.layout().write_all(|partitions| {
            // No change behind this moment is left out from now on.
            let now_ms = self.time().looked_ms();
            let at = self.changes().next_number();
            // Before the settings: the periods of Kinesis destinations have numbers of the log.
            self.changes().note_head();
            let open = partitions.iter().filter_map(|(_, data)| data.shard()?.records.last_number());
            let latest = open.max().max(self.changes().last_closed());
            self.change_settings(|settings| settings.follow_destinations(at, latest, now_ms));
            let is_recorded = needs.any() && !self.is_dropped();
            let window = needs.recovery_ms.filter(|_| is_recorded);
            let window =
                window.map(|period| RecoveryWindow::following(self.changes().window(), period, now_ms));
            self.changes().set_window(window, now_ms);
            for (range, data) in partitions {
                let open = data.shard_mut();
                let goes_on = |shard: &&mut Box<Shard>| is_recorded && shard.info.stream == needs.stream;
                if let Some(shard) = open.as_mut().filter(goes_on) {
                    if needs.kinesis {
                        self.changes().set_sent(shard);
                    }
                    continue;
                }
                if let Some(shard) = open.take() {
                    self.changes().close(shard, now_ms);
                }
                *open = is_recorded.then(|| self.changes().open(range, needs, now_ms));
            }
        });
        self.time().set_needed_by(Timed::ChangeLog, needs.any());
        self.changes().waiters().wake();
    }
}

impl TableSettings {
    /// Has the Kinesis destinations follow their states at a number that no change has, behind the latest change.
    fn follow_destinations(&mut self, at: ChangeNumber, latest: Option<ChangeNumber>, now_ms: u64) {
        self.kinesis_destinations.retain(|destination| destination.is_kept(now_ms));
        self.kinesis_destinations.iter_mut().for_each(|destination| destination.follow(at, latest, now_ms));
    }
}
