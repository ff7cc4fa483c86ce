//! Everything at once: writes, replicas of both versions that come and go, cut connections, forks, files and time.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use hashrange::{
    Clock, Database, Result,
    ScalarAttributeType::S,
    item,
    operation::{
        CreateGlobalTableInput, DisassociateReplicationGroupMemberAction, DisassociationMode,
        GlobalTableReplicaUpdate, MultiRegionConsistency, RegionAction, Replica, ReplicaAction,
        ReplicationGroupUpdate, StreamViewType, UpdateGlobalTableInput, UpdateTableInput,
    },
};

use super::{IRELAND, SEOUL, VIRGINIA, clock};

const THREADS: usize = 6;
const STEPS: usize = 150;
/// Without a step of any thread for so long, they wait for each other. A step takes milliseconds.
const STUCK: Duration = Duration::from_secs(60);
const STRONG_REGIONS: [&str; 3] = ["us-east-1", "us-east-2", "us-west-2"];
/// The tables: two with replicas of the current version, one of the legacy version.
const TABLES: [&str; 3] = ["users", "posts", "legacy"];

/// Numbers that look random.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % most
    }
}

#[derive(Clone)]
struct World {
    db: Database,
    clock: Clock,
    regions: [&'static str; 3],
    is_strong: bool,
}

impl World {
    fn new(transitions: Duration, lag: Duration, is_strong: bool) -> Self {
        let clock = clock();
        let regions = if is_strong { STRONG_REGIONS } else { [VIRGINIA, IRELAND, SEOUL] };
        let db = Database::builder().clock(clock.clone()).regions(regions);
        Self { db: db.transitions(transitions).replication_lag(lag).build(), clock, regions, is_strong }
    }

    /// One thing that a program or a test does. What is refused is refused: only the end counts.
    fn step(&self, chance: &mut Chance, thread: usize) -> Result<()> {
        let region = self.regions[chance.below(3)];
        let other = self.regions[chance.below(3)];
        let own = self.db.in_region(region)?;
        let name = TABLES[chance.below(3)];
        let id = chance.below(20).to_string();
        match chance.below(20) {
            0..4 => own.table(name)?.put(item! { "id": id, "v": chance.below(1000) }).run(),
            4 | 5 => own.table(name)?.delete(id).run().map(drop),
            6 => own.table(name)?.update(id).run().map(drop),
            7 => own.table(name)?.scan().items().try_for_each(|item| item.map(drop)),
            8 => {
                let table = own.table(name)?;
                own.transaction().put(&table, item! { "id": id }).delete(&table, "other").run().map(drop)
            }
            9 | 10 => create_table(&own, name),
            11 => own.delete_table(name).map(drop),
            12 | 13 => self.add_replicas(&own, name, region, other),
            14 => self.remove_replicas(&own, name, region, other),
            15 => disassociate(&own, name, region),
            16 => {
                let fork = own.fork();
                fork.regions().converge();
                assert_eq!(fork.verify(), Vec::<String>::new());
                Ok(())
            }
            17 if chance.below(3) == 0 => self.save_and_load(thread),
            17 | 18 => match chance.below(3) {
                0 => self.db.regions().cut(region, other),
                1 => self.db.regions().heal(region, other),
                _ => {
                    self.db.regions().converge();
                    Ok(())
                }
            },
            _ => self.clock.advance(Duration::from_secs(chance.below(30_000) as u64)),
        }
    }

    fn others<'w>(&'w self, region: &'w str) -> impl Iterator<Item = &'static str> + 'w {
        self.regions.into_iter().filter(move |other| *other != region)
    }

    fn add_replicas(&self, own: &Database, name: &str, region: &str, other: &str) -> Result<()> {
        let create = |region: &str| ReplicationGroupUpdate {
            create: Some(super::replica(region)),
            ..ReplicationGroupUpdate::default()
        };
        if name == "legacy" {
            let group = |region: &&str| Replica { region_name: Some((*region).to_owned()) };
            let made = own.create_global_table(CreateGlobalTableInput {
                global_table_name: name.to_owned(),
                replication_group: [region, other].iter().map(group).collect(),
            });
            return made.map(drop).or_else(|_| {
                let create = Some(ReplicaAction { region_name: other.to_owned() });
                update_legacy(own, GlobalTableReplicaUpdate { create, delete: None })
            });
        }
        if self.is_strong {
            let updates = self.others(region).map(create).collect();
            return update_replicas(own, name, updates, Some(MultiRegionConsistency::Strong));
        }
        update_replicas(own, name, vec![create(other)], None)
    }

    fn remove_replicas(&self, own: &Database, name: &str, region: &str, other: &str) -> Result<()> {
        let delete = |region: &str| ReplicationGroupUpdate {
            delete: Some(RegionAction { region_name: region.to_owned() }),
            ..ReplicationGroupUpdate::default()
        };
        if name == "legacy" {
            let delete = Some(ReplicaAction { region_name: other.to_owned() });
            return update_legacy(own, GlobalTableReplicaUpdate { create: None, delete });
        }
        let updates = match self.is_strong {
            true => self.others(region).map(delete).collect(),
            false => vec![delete(other)],
        };
        update_replicas(own, name, updates, None)
    }

    fn save_and_load(&self, thread: usize) -> Result<()> {
        let kind = if self.is_strong { "strong" } else { "eventual" };
        let file = format!("hashrange-chaos-{}-{kind}-{thread}", std::process::id());
        let path = std::env::temp_dir().join(file);
        self.db.save(&path).unwrap();
        let loaded = Database::builder().clock(self.clock.clone()).load(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(loaded.verify(), Vec::<String>::new());
        Ok(())
    }

    /// Asserts that all replicas of a table have the same items when everything has arrived.
    fn assert_converged(&self) {
        self.db.regions().converge();
        self.clock.advance(Duration::from_secs(100_000)).unwrap();
        self.db.regions().converge();
        assert_eq!(self.db.verify(), Vec::<String>::new());
        for name in TABLES {
            let mut groups = BTreeMap::<Vec<String>, Vec<Vec<String>>>::new();
            for region in self.regions {
                let own = self.db.in_region(region).unwrap();
                let Ok(table) = own.table(name) else { continue };
                let mut items: Vec<_> =
                    table.scan().items().map(|item| format!("{:?}", item.unwrap())).collect();
                items.sort();
                groups.entry(group(&own, name, region)).or_default().push(items);
            }
            for (group, members) in groups {
                assert_eq!(group.len(), members.len(), "{name} {group:?}");
                assert!(members.iter().all(|items| *items == members[0]), "{name} {group:?}: {members:#?}");
            }
        }
    }
}

/// The regions of a table's replicas, its own included.
fn group(own: &Database, name: &str, region: &str) -> Vec<String> {
    let replicas = own.table(name).unwrap().describe().replicas.unwrap_or_default();
    let mut regions: Vec<String> = replicas.into_iter().map(|replica| replica.region_name).collect();
    if let Ok(described) = own.describe_global_table(name) {
        let replicas = described.global_table_description.unwrap().replication_group;
        let legacy: Vec<String> = replicas.into_iter().map(|replica| replica.region_name).collect();
        if legacy.iter().any(|known| known == region) {
            regions = legacy;
        }
    }
    regions.push(region.to_owned());
    regions.sort();
    regions.dedup();
    regions
}

fn create_table(own: &Database, name: &str) -> Result<()> {
    let table = own.create_table(name).partition_key("id", S);
    match name {
        "legacy" => table.stream(StreamViewType::NewAndOldImages).run().map(drop),
        _ => table.run().map(drop),
    }
}

fn update_legacy(own: &Database, update: GlobalTableReplicaUpdate) -> Result<()> {
    let updated = own.update_global_table(UpdateGlobalTableInput {
        global_table_name: "legacy".to_owned(),
        replica_updates: vec![update],
    });
    updated.map(drop)
}

fn update_replicas(
    own: &Database,
    name: &str,
    updates: Vec<ReplicationGroupUpdate>,
    multi_region_consistency: Option<MultiRegionConsistency>,
) -> Result<()> {
    let updated = own.update_table(UpdateTableInput {
        table_name: name.to_owned(),
        replica_updates: Some(updates),
        multi_region_consistency,
        ..UpdateTableInput::default()
    });
    updated.map(drop)
}

fn disassociate(own: &Database, name: &str, region: &str) -> Result<()> {
    let action = DisassociateReplicationGroupMemberAction {
        region_name: region.to_owned(),
        disassociation_mode: Some(DisassociationMode::WaitForReplication),
    };
    let update = ReplicationGroupUpdate { disassociate: Some(action), ..ReplicationGroupUpdate::default() };
    update_replicas(own, name, vec![update], None)
}

/// All threads come to their ends, none waits for another one for ever, and then the replicas are the same.
fn run(seed: u64, world: &World) {
    let done = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..THREADS)
        .map(|number| {
            let (world, done) = (world.clone(), Arc::clone(&done));
            let mut chance = Chance(seed ^ ((number as u64 + 1) << 32) | 1);
            thread::spawn(move || {
                for _ in 0..STEPS {
                    let _refused = world.step(&mut chance, number);
                    done.fetch_add(1, Relaxed);
                }
            })
        })
        .collect();
    let mut last = (0, Instant::now());
    while !threads.iter().all(thread::JoinHandle::is_finished) {
        thread::sleep(Duration::from_millis(5));
        let now = done.load(Relaxed);
        if now != last.0 {
            last = (now, Instant::now());
        }
        assert!(last.1.elapsed() < STUCK, "no thread goes on behind step {now}");
    }
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    world.assert_converged();
}

#[test]
fn replicas_of_both_versions_that_come_and_go_converge() {
    run(1, &World::new(Duration::ZERO, Duration::ZERO, false));
}

#[test]
fn they_do_with_states_and_a_lag_that_take_time() {
    run(2, &World::new(Duration::from_secs(5), Duration::from_secs(1), false));
}

#[test]
fn strongly_consistent_ones_do_too() {
    run(3, &World::new(Duration::ZERO, Duration::ZERO, true));
    run(4, &World::new(Duration::from_secs(5), Duration::ZERO, true));
}
