//! Readers of a stream during writes, splits, the rotation of shards, and the disabling of the stream.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::*;
use crate::storage::{
    ChangeNumber, ChangeRecord, Shard, ShardId, ShardsOf, StreamSettings, StreamSource, StreamViewType,
    Transition, Wanted,
};

const LABEL: &str = "stream";
const OF: ShardsOf<'_> = ShardsOf::Stream(LABEL);
/// When the first shards are closed and succeeded by others.
const ROTATED_MS: u64 = 4 * 60 * 60 * 1000;
/// More records than these tests write.
const ALL: usize = 1000;

/// A table with a stream.
fn followed_table(partitions: usize) -> (Arc<Engine>, Arc<Table>) {
    let (engine, table) = one_table(false, partitions);
    let stream = StreamSettings {
        label: LABEL.to_owned(),
        view_type: StreamViewType::NewAndOldImages,
        enabled: true,
        disabled_ms: None,
        resource_policy: None,
        transition: Transition::default(),
    };
    table.change_settings(|settings| settings.stream = Some(stream));
    table.record_needs(0);
    (engine, table)
}

fn switch_off(table: &Table) {
    let _unchanging = table.changing();
    table.change_settings(|settings| settings.stream.as_mut().unwrap().disable(0));
    table.record_needs(0);
}

/// A consumer that reads each shard after it has read the parent to its end.
struct Consumer {
    source: StreamSource,
    positions: BTreeMap<ShardId, ChangeNumber>,
    ended: BTreeSet<ShardId>,
    records: Vec<ChangeRecord>,
}

impl Consumer {
    fn of(table: &Arc<Table>) -> Self {
        Self {
            source: StreamSource::Table(Arc::clone(table)),
            positions: BTreeMap::new(),
            ended: BTreeSet::new(),
            records: Vec::new(),
        }
    }

    /// Reads the records that are there now.
    fn read(&mut self, now_ms: u64) {
        let shards = self.source.shards(OF, now_ms);
        let listed: BTreeSet<ShardId> = shards.iter().map(|shard| shard.id()).collect();
        for shard in &shards {
            let waits = |parent: ShardId| {
                assert!(listed.contains(&parent), "a parent is listed as long as its children");
                !self.ended.contains(&parent)
            };
            if self.ended.contains(&shard.id()) || shard.parent().is_some_and(waits) {
                continue;
            }
            let position = self.positions.get(&shard.id()).copied();
            let read = |shard: &Shard| {
                let position = position.unwrap_or_else(|| shard.oldest(now_ms));
                let records: Vec<_> = shard.records_from(position, now_ms).unwrap().cloned().collect();
                (records, shard.behind_newest(), shard.info().last().is_some())
            };
            let (records, next, is_over) = self.source.with_shard(OF, shard.id(), now_ms, read).unwrap();
            self.records.extend(records);
            self.positions.insert(shard.id(), next);
            if is_over {
                self.ended.insert(shard.id());
            }
        }
    }

    /// Reads to the end of all shards. No thread may write any more.
    fn finish(mut self, now_ms: u64) -> Vec<ChangeRecord> {
        let listed = self.source.shards(OF, now_ms).len();
        // Each round reads at least the children of the shards that have ended.
        (0..=listed).for_each(|_| self.read(now_ms));
        self.records
    }
}

/// The result of a reader that merges all shards in one order.
fn merged(table: &Arc<Table>, from: ChangeNumber) -> (Vec<ChangeRecord>, ChangeNumber) {
    let wanted = Wanted { of: OF, shard: None, from, gone_before: None, limit: ALL, now_ms: 0 };
    let merged = StreamSource::Table(Arc::clone(table)).merged(&wanted).unwrap();
    (merged.records.into_iter().map(|(_, record)| record).collect(), merged.next)
}

/// The versions of an item, according to the records.
fn versions(records: &[ChangeRecord], id: u32) -> Vec<u32> {
    let image = |record: &ChangeRecord| id_of(record.new_item().or(record.old()).unwrap());
    let mut before = 0;
    let of_item = records.iter().filter(|record| image(record) == id);
    let versions = of_item.map(|record| {
        assert_eq!(
            record.old().map_or(0, version_of),
            before,
            "each record begins where the one before ended"
        );
        before = record.new_item().map_or(0, version_of);
        before
    });
    versions.collect()
}

#[test]
fn who_reads_parents_before_children_reads_each_change_once_and_in_order() {
    explore(|| {
        let (engine, table) = followed_table(1);
        let [low, high] = [0, 1].map(|half| id_in_half(&table, half));
        let consumer = Arc::new(Mutex::new(Consumer::of(&table)));
        let [one, other, splitter] = [(); 3].map(|()| Arc::clone(&table));
        let reader = Arc::clone(&consumer);
        together([
            Box::new(move || {
                put(&one, low, 1);
                delete(&one, low);
                one.look(|| 1000 * ROTATED_MS);
                put(&one, low, 2);
            }),
            Box::new(move || {
                put(&other, high, 1);
                put_all(&[(&other, high), (&other, high + 1_000_000)], 2);
                put(&other, high, 3);
            }),
            Box::new(move || {
                assert!(splitter.split(middle()));
                assert!(splitter.split(HashRange::part(1, 4).first));
            }),
            Box::new(move || (0..3).for_each(|_| reader.lock().read(0))),
        ]);
        let consumer = std::mem::replace(&mut *consumer.lock(), Consumer::of(&table));
        for records in [consumer.finish(ROTATED_MS), Consumer::of(&table).finish(ROTATED_MS)] {
            assert_eq!(versions(&records, low), [1, 0, 2]);
            assert_eq!(versions(&records, high), [1, 2, 3]);
            assert_eq!(versions(&records, high + 1_000_000), [2]);
            assert_eq!(records.len(), 7);
        }
        assert_sound(&engine);
    });
}

#[test]
fn who_reads_all_shards_in_one_order_passes_over_nothing() {
    explore(|| {
        let (engine, table) = followed_table(2);
        let [low, high] = [0, 1].map(|half| id_in_half(&table, half));
        let read = Arc::new(Mutex::new((Vec::new(), ChangeNumber::new(0))));
        let writer = |id: u32| -> Box<dyn FnOnce() + Send> {
            let table = Arc::clone(&table);
            Box::new(move || (1..=3).for_each(|step| put(&table, id, step)))
        };
        let read_on = |table: &Arc<Table>, read: &Mutex<(Vec<ChangeRecord>, ChangeNumber)>| {
            let mut read = read.lock();
            let (records, next) = merged(table, read.1);
            read.0.extend(records);
            read.1 = next;
        };
        let (reader, seen, splitter) = (Arc::clone(&table), Arc::clone(&read), Arc::clone(&table));
        together([
            writer(low),
            writer(high),
            Box::new(move || assert!(splitter.split(HashRange::part(1, 4).first))),
            Box::new(move || (0..3).for_each(|_| read_on(&reader, &seen))),
        ]);
        read_on(&table, &read);
        let (records, _) = &*read.lock();
        assert!(records.is_sorted_by(|one, next| one.sequence() < next.sequence()));
        assert_eq!([low, high].map(|id| versions(records, id)), [[1, 2, 3], [1, 2, 3]]);
        assert_sound(&engine);
    });
}

#[test]
fn a_stream_switched_off_beside_writes_has_what_was_written_before_and_transactions_whole() {
    explore(|| {
        let (engine, table) = followed_table(2);
        let [low, high, own, later] = [0, 1, 0, 0].map(|half| id_in_half(&table, half));
        let [own, later] = [own + 1_000_000, later + 2_000_000];
        let [writer, switcher, splitter] = [(); 3].map(|()| Arc::clone(&table));
        together([
            Box::new(move || {
                for step in 1..=3 {
                    put_all(&[(&writer, low), (&writer, high)], step);
                }
            }),
            Box::new(move || {
                put(&switcher, own, 1);
                switch_off(&switcher);
                put(&switcher, later, 1);
            }),
            Box::new(move || assert!(splitter.split(HashRange::part(3, 4).first))),
        ]);
        let records = Consumer::of(&table).finish(0);
        let recorded = versions(&records, low);
        assert_eq!(recorded, [1, 2, 3][..recorded.len()]);
        assert_eq!(versions(&records, high), recorded, "a transaction is recorded whole");
        assert_eq!(versions(&records, own), [1]);
        assert_eq!(versions(&records, later), [0_u32; 0]);
        let shards = StreamSource::Table(Arc::clone(&table)).shards(OF, 0);
        assert!(shards.iter().all(|shard| shard.last().is_some()), "all shards are closed");
        assert_sound(&engine);
    });
}
