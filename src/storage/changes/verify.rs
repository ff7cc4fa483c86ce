//! The invariants of a change log.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    deleted::DeletedTable,
    log::ChangeLog,
    record::ChangeRecord,
    shard::{Needs, Shard, ShardId, ShardInfo},
};
use crate::{
    key::{KeySchema, StoredKey, table_key},
    storage::{
        kinesis::{DeliveryPeriod, KinesisDestination},
        partition_data::PartitionData,
        stored::Stored,
        table::Table,
        time::Timed,
    },
};

impl Table {
    /// What a backup has of a change log; empty if it has nothing, as it should.
    pub(crate) fn backup_change_faults(&self) -> Vec<String> {
        let contents = self.layout().contents();
        let open = contents.iter().filter_map(|(_, data)| data.shard()).count();
        let (closed, window) = (self.changes().closed().len(), self.changes().window());
        let is_empty = open + closed == 0 && window.is_none() && !self.time().is_needed_by(Timed::ChangeLog);
        let fault = || format!("a backup has {open} open shards, {closed} closed ones, and {window:?}");
        (!is_empty).then(fault).into_iter().collect()
    }

    /// Describes what is inconsistent in the change log of a table that is not in use; empty if nothing is.
    ///
    /// - If a stream or point-in-time recovery is on, each partition has an open shard for its part of the hash line;
    ///   otherwise no partition has one.
    /// - Numbers ascend in a shard and from parents to children; times do not descend.
    /// - A record's old image is the new image of the item's record before, and the last new image is the item: for
    ///   each stream, and in the window of recovery for all records together.
    pub(crate) fn change_faults(&self) -> Vec<String> {
        let mut faults = self.changes().period_faults(&self.settings().kinesis_destinations);
        faults.extend(self.need_faults());
        faults.extend(self.log_faults());
        faults
    }

    /// Whether what is recorded is what the settings need.
    #[cfg(feature = "disk")]
    pub(crate) fn records_needs(&self) -> bool {
        let are_followed = self.settings().kinesis_destinations.iter().all(KinesisDestination::is_followed);
        are_followed && self.need_faults().is_empty()
    }

    /// What is recorded and not needed, or the other way around.
    fn need_faults(&self) -> Vec<String> {
        let contents = self.layout().contents();
        let needs = Needs::of(&self.settings());
        let mut faults = Vec::new();
        for (partition, data) in &contents {
            let shard = data.shard().map(|shard| (&shard.info.stream, shard.info.range));
            if shard != needs.any().then_some((&needs.stream, partition.range())) {
                faults.push(format!("partition {} has the shard {shard:?}", partition.range()));
            }
            if needs.kinesis && data.shard().is_some_and(|shard| !shard.info.is_sent) {
                faults.push(format!(
                    "partition {} has a shard that does not know that it is sent",
                    partition.range()
                ));
            }
        }
        let window = self.changes().window();
        if window.map(|window| window.period_ms) != needs.recovery_ms {
            faults.push(format!("{window:?} is the window, and {needs:?} is needed"));
        }
        faults
    }

    /// The same of the log alone, whatever the settings need.
    pub(crate) fn log_faults(&self) -> Vec<String> {
        let contents = self.layout().contents();
        let open: Vec<&Shard> = contents.iter().filter_map(|(_, data)| data.shard()).collect();
        let (needs, window) = (Needs::of(&self.settings()), self.changes().window());
        let mut faults = Vec::new();
        let closed = self.changes().closed();
        let known = self.changes().open_shards();
        if known != open.iter().map(|shard| shard.info.id).collect::<BTreeSet<_>>() {
            faults.push(format!("{known:?} should be the open shards"));
        }
        let shards: Vec<&Shard> = closed.iter().map(Arc::as_ref).chain(open.iter().copied()).collect();
        faults.extend(self.changes().faults(self.schema(), &shards));
        let item = |key: &StoredKey| {
            let behind = contents.partition_point(|(partition, _)| partition.range().first <= key.hash);
            let owner: Option<&(_, Arc<PartitionData>)> = contents.get(behind.checked_sub(1)?);
            owner.and_then(|(_, data)| data.items().get(key))
        };
        let mut check = |chains: Chains<'_>, are_all_there: bool| {
            for (key, chain) in chains {
                faults.extend(chain_fault(&chain));
                let last = chain.last().and_then(|last| last.new.as_ref());
                if are_all_there && item(&key) != last {
                    faults.push(format!(
                        "the last record of an item shows {last:?} and it is {:?}",
                        item(&key)
                    ));
                }
            }
        };
        for (label, chains) in stream_chains(self.schema(), &shards) {
            check(chains, needs.stream.as_deref() == Some(label));
        }
        if let Some(window) = window {
            let in_window = |record: &&ChangeRecord| record.at_ms > window.begun_ms;
            let records = shards.iter().flat_map(|shard| shard.records.iter()).filter(in_window);
            check(chains(self.schema(), records), true);
        }
        faults
    }
}

impl DeletedTable {
    /// The same for what is left of a deleted table: it has no open shard.
    pub(crate) fn change_faults(&self) -> Vec<String> {
        let closed = self.changes.closed();
        let shards: Vec<&Shard> = closed.iter().map(Arc::as_ref).collect();
        let mut faults = self.changes.faults(self.schema(), &shards);
        let chains = stream_chains(self.schema(), &shards).into_values().flat_map(Chains::into_values);
        faults.extend(chains.filter_map(|chain| chain_fault(&chain)));
        let open = self.changes.open_shards();
        if !open.is_empty() || self.changes.window().is_some() {
            faults.push(format!("{open:?} are open, or recovery is on"));
        }
        faults
    }
}

impl ChangeLog {
    /// What is inconsistent in the periods of Kinesis destinations.
    pub(super) fn period_faults(&self, destinations: &[KinesisDestination]) -> Vec<String> {
        let next = self.next_to_give();
        let periods = destinations.iter().flat_map(|destination| &destination.periods);
        let is_given = |period: &&DeliveryPeriod| {
            period.first < next && period.end.is_none_or(|(end, _)| period.first < end && end < next)
        };
        let faulty = periods.filter(|period| !is_given(period));
        faulty.map(|period| format!("a period of delivery from {} on", period.first)).collect()
    }

    /// What is inconsistent in these shards, which are all of the log.
    fn faults(&self, schema: &KeySchema, shards: &[&Shard]) -> Vec<String> {
        let mut faults = Vec::new();
        let infos: BTreeMap<ShardId, &ShardInfo> =
            shards.iter().map(|shard| (shard.info.id, &shard.info)).collect();
        let next = self.next_to_give();
        for shard in shards {
            let id = shard.info.id;
            if let Some(parent) = shard.info.parent.and_then(|parent| infos.get(&parent)) {
                let follows = parent.end.is_some_and(|end| end.sequence < shard.info.first)
                    && parent.stream == shard.info.stream
                    && parent.range.contains_point(shard.info.range.first)
                    && parent.range.contains_point(shard.info.range.last);
                if !follows {
                    faults.push(format!("{id} does not continue its parent"));
                }
            }
            let closed_ms = shard.info.closed_ms();
            if closed_ms
                .is_some_and(|closed_ms| shard.records.last().is_some_and(|last| last.at_ms > closed_ms))
            {
                faults.push(format!("{id} has a record behind its end"));
            }
            let mut last = (shard.info.first, id.opened_ms);
            for record in shard.records.iter() {
                if record.sequence <= last.0 || record.at_ms < last.1 || record.at_ms >= shard.info.due_ms() {
                    faults.push(format!("{id}: the record {} is out of order", record.sequence));
                }
                last = (record.sequence, record.at_ms);
                if !is_change_in(schema, &shard.info, record) {
                    faults
                        .push(format!("{id}: the record {} is no change of an item there", record.sequence));
                }
            }
            let end = shard.info.end.map_or(next, |end| end.sequence);
            let is_between = |trimmed| shard.info.first < trimmed && trimmed < end;
            if !shard.records.trimmed().is_none_or(is_between) {
                faults.push(format!("{id}: the last record that was trimmed is not one of its own"));
            }
            if last.0 >= end || end > next {
                faults.push(format!("{id} ends at {end}, before {}", last.0));
            }
        }
        faults
    }
}

/// Whether a record's item is in the shard's part of the hash line.
fn is_change_in(schema: &KeySchema, shard: &ShardInfo, record: &ChangeRecord) -> bool {
    let key = |stored: &Stored| table_key(schema, stored.item());
    let [old, new] = [&record.old, &record.new].map(|image| image.as_ref().map(key));
    let same_item = old.as_ref().zip(new.as_ref()).is_none_or(|(old, new)| old == new);
    let is_here = old.or(new).is_some_and(|key| shard.range.contains_point(key.hash));
    same_item && record.old != record.new && is_here
}

/// The records of each item, in order.
type Chains<'s> = BTreeMap<StoredKey, Vec<&'s ChangeRecord>>;

fn chains<'s>(schema: &KeySchema, records: impl Iterator<Item = &'s ChangeRecord>) -> Chains<'s> {
    let mut chains = Chains::new();
    for record in records {
        let Some(image) = record.new.as_ref().or(record.old.as_ref()) else { continue };
        chains.entry(table_key(schema, image.item())).or_default().push(record);
    }
    chains.values_mut().for_each(|chain| chain.sort_by_key(|record| record.sequence));
    chains
}

/// The records of each item for each stream.
fn stream_chains<'s>(schema: &KeySchema, shards: &[&'s Shard]) -> BTreeMap<&'s str, Chains<'s>> {
    let mut records: BTreeMap<&str, Vec<&ChangeRecord>> = BTreeMap::new();
    for shard in shards {
        if let Some(label) = &shard.info.stream {
            records.entry(label).or_default().extend(shard.records.iter());
        }
    }
    records.into_iter().map(|(label, records)| (label, chains(schema, records.into_iter()))).collect()
}

fn chain_fault(chain: &[&ChangeRecord]) -> Option<String> {
    let gap = chain.iter().zip(chain.iter().skip(1)).find(|(before, after)| before.new != after.old);
    gap.map(|(_, after)| format!("the record {} does not begin where the one before ends", after.sequence))
}
