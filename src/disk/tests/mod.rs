//! A database on a played disk: what a crash leaves at any sync, and what follows a call that fails.

mod backups;
#[cfg(feature = "cli")]
mod closed;
mod compared;
mod crashes;
mod definitions;
mod failures;
mod groups;
mod logs;
mod played;
mod regions;
mod state;
mod steps;

use std::collections::BTreeMap;

use played::PlayedDisk;

use super::{
    durability::Durability,
    error::StoreError,
    open::{Opening, open_file},
};
use crate::{
    Clock, Index, Item,
    ScalarAttributeType::{N, S},
    database::Database,
    engine::{Engine, GivenOptions},
    item,
    operation::{TimeToLiveSpecification, UpdateTimeToLiveInput},
    snapshot::TableRecord,
    transfer::Buckets,
};

/// Opens the database on a disk.
fn open(disk: &PlayedDisk, durability: Durability, clock: &Clock) -> Result<Database, StoreError> {
    open_as(disk, durability, clock, GivenOptions::default())
}

/// Opens the database on a disk with these options.
fn open_as(
    disk: &PlayedDisk,
    durability: Durability,
    clock: &Clock,
    given: GivenOptions,
) -> Result<Database, StoreError> {
    let opening = Opening {
        given,
        clock: clock.clone(),
        buckets: &Buckets::default(),
        durability,
        // Every few operations, so that crashes meet it.
        checkpoint_bytes: 4096,
        progress: &mut |_| {},
    };
    let database = super::backend::database(disk.clone())?;
    open_file(database, opening, None).map(Database::of)
}

/// A disk with an empty database.
fn made() -> PlayedDisk {
    let disk = PlayedDisk::default();
    drop(open(&disk, Durability::Sync, &Clock::system()).unwrap());
    disk.begin(played::Fault::Nothing);
    disk
}

/// All that a database keeps: of each table its definition and its items.
type Contents = BTreeMap<String, (String, Vec<Item>)>;

fn contents(engine: &Engine) -> Contents {
    let tables = engine.catalog().all_tables().into_iter().map(|table| {
        let record = TableRecord::of_definition(&table.noted(&table.settings()));
        let items = table.layout().contents().into_iter().flat_map(|(_, data)| {
            data.items().values().map(|stored| (**stored.item()).clone()).collect::<Vec<_>>()
        });
        (table.name().to_owned(), (serde_json::to_string(&record).unwrap(), items.collect()))
    });
    tables.collect()
}

/// Some operations are refused in some states, which does not matter here.
fn unless_broken(error: crate::Error) -> crate::Result<()> {
    if matches!(error, crate::Error::InternalServer(_)) { Err(error) } else { Ok(()) }
}

/// A number of operations of all kinds, each by its number and the same for the same number.
fn operate(db: &Database, n: u64) -> crate::Result<()> {
    let chance = |salt: u64, of: u64| crate::mix::mix(n.wrapping_mul(31).wrapping_add(salt)) % of;
    let name = ["users", "likes", "sessions"][chance(1, 3) as usize];
    let Ok(table) = db.table(name) else {
        let made = db.create_table(name).partition_key("id", S);
        let made = match name {
            "likes" => made.global_index(Index::new("by_age").partition_key("age", N)),
            _ => made,
        };
        return made.run().map(drop);
    };
    let id = || format!("user {}", chance(2, 12));
    let made = || item! { "id": id(), "age": chance(3, 5), "text": "x".repeat(chance(4, 900) as usize) };
    match chance(5, 24) {
        0 => db.delete_table(name).map(drop),
        1 => table
            .update_settings()
            .create_index(Index::new("by_text").partition_key("text", S))
            .run()
            .map(drop)
            .or_else(unless_broken),
        2 => table.update_settings().delete_index("by_text").run().map(drop).or_else(unless_broken),
        3 => table.tag([("n", n.to_string())]),
        4 => db
            .update_time_to_live(UpdateTimeToLiveInput {
                table_name: name.to_owned(),
                time_to_live_specification: TimeToLiveSpecification {
                    enabled: true,
                    attribute_name: "until".to_owned(),
                },
            })
            .map(drop)
            .or_else(unless_broken),
        5 | 6 => {
            let mut transaction = db.transaction();
            for other in 0..5 {
                let item = item! { "id": format!("together {other}"), "n": n };
                transaction = transaction.put(&table, item);
            }
            transaction.run().map(drop)
        }
        20 | 21 => {
            let hash = table.explain(id())?.hash;
            table.split_partition(&hash);
            db.engine().keep_all()
        }
        22 => {
            let store = db.engine().catalog().table(name);
            let index = store.as_ref().and_then(|store| store.global_indexes().first().cloned());
            if let (Some(store), Some(index)) = (store, index) {
                store.split_index(&index, chance(6, u64::MAX));
            }
            db.engine().keep_all()
        }
        23 => {
            let start = db.fork();
            start.table(name)?.put(made()).run()?;
            db.reset_to(&start)
        }
        7 => table.delete(id()).run().map(drop),
        8 | 9 => table
            .update(id())
            .expression("ADD age :one")
            .value(":one", 1)
            .run()
            .map(drop)
            .or_else(unless_broken),
        _ => table.put(made()).run(),
    }
}
