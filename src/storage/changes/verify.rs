//! The invariants of a change log.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    log::ChangeLog,
    record::ChangeRecord,
    shard::{Shard, ShardId, ShardInfo},
};
use crate::{
    key::{KeySchema, StoredKey, table_key},
    storage::{partition_data::PartitionData, stored::Stored, table::Table},
};

impl Table {
    /// Describes what is inconsistent in the change log of a table that is not in use; empty if nothing is.
    ///
    /// - If a stream is on, each partition has an open shard for its part of the hash line; otherwise no partition has
    ///   one.
    /// - Numbers ascend in a shard and from parents to children; times do not descend.
    /// - A record's old image is the new image of the item's record before, and the last new image is the item.
    pub(crate) fn change_faults(&self) -> Vec<String> {
        let contents = self.layout().contents();
        let open: Vec<&Shard> = contents.iter().filter_map(|(_, data)| data.shard()).collect();
        let stream = self.settings().stream.as_ref().filter(|stream| stream.enabled).cloned();
        let label = stream.as_ref().map(|stream| stream.label.as_str());
        let mut faults = Vec::new();
        for (partition, data) in &contents {
            let shard = data.shard().map(|shard| (shard.info.needs.stream.as_deref(), shard.info.range));
            if shard != label.map(|label| (Some(label), partition.range())) {
                faults.push(format!("partition {} has the shard {shard:?}", partition.range()));
            }
        }
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
        for ((of, key), last) in last_images(self.schema(), &shards) {
            if label == of && item(&key) != last {
                faults.push(format!("the last record of an item shows {last:?} and it is {:?}", item(&key)));
            }
        }
        faults
    }
}

impl ChangeLog {
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
                    && parent.needs == shard.info.needs
                    && parent.range.contains_point(shard.info.range.first)
                    && parent.range.contains_point(shard.info.range.last);
                if !follows {
                    faults.push(format!("{id} does not continue its parent"));
                }
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
        faults.extend(chain_faults(schema, shards));
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

/// The records of each item for each stream, in order.
fn chains<'s>(
    schema: &KeySchema,
    shards: &[&'s Shard],
) -> BTreeMap<(Option<&'s str>, StoredKey), Vec<&'s ChangeRecord>> {
    let mut chains: BTreeMap<_, Vec<&ChangeRecord>> = BTreeMap::new();
    for shard in shards {
        for record in shard.records.iter() {
            let Some(image) = record.new.as_ref().or(record.old.as_ref()) else { continue };
            let key = (shard.info.needs.stream.as_deref(), table_key(schema, image.item()));
            chains.entry(key).or_default().push(record);
        }
    }
    chains.values_mut().for_each(|chain| chain.sort_by_key(|record| record.sequence));
    chains
}

fn chain_faults(schema: &KeySchema, shards: &[&Shard]) -> Vec<String> {
    let mut faults = Vec::new();
    for chain in chains(schema, shards).values() {
        for (before, after) in chain.iter().zip(chain.iter().skip(1)) {
            if before.new != after.old {
                faults
                    .push(format!("the record {} does not begin where the one before ends", after.sequence));
            }
        }
    }
    faults
}

/// The new image of the last record of each item for each stream.
fn last_images<'s>(
    schema: &KeySchema,
    shards: &[&'s Shard],
) -> BTreeMap<(Option<&'s str>, StoredKey), Option<&'s Stored>> {
    let last = |chain: Vec<&'s ChangeRecord>| chain.last().and_then(|last| last.new.as_ref());
    chains(schema, shards).into_iter().map(|(key, chain)| (key, last(chain))).collect()
}
