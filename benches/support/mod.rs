//! Shared by all benches: 400-byte items under 200 partition keys, and the bare map for comparison.
#![allow(dead_code, reason = "each bench uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench stops where its data is not as it says"
)]

use std::{
    collections::BTreeMap,
    sync::{Arc, RwLock},
};

use hashrange::{Database, Item, ScalarAttributeType::S, Table, item, size::item_size_bytes};
use sha2::{Digest, Sha256};

/// Partition keys of the usual table.
pub const PARTITION_KEYS: usize = 200;
/// Items of the usual table.
pub const ITEMS: usize = 20_000;

/// The key of the `n`th item of a table with this many partition keys.
pub fn key(n: usize, partition_keys: usize) -> (String, String) {
    (format!("user{:06}", n % partition_keys), format!("2025-05-12T{:08}", n / partition_keys))
}

/// An item of 400 bytes.
pub fn item_of((user_id, timestamp): &(String, String)) -> Item {
    let mut item = item! {
        "user_id": user_id.as_str(),
        "timestamp": timestamp.as_str(),
        "product_name": "무선 이어폰",
        "category": "디지털",
        "brand": "소니",
        "price": 89000,
        "rating": 5,
    };
    let rest = 400 - item_size_bytes(&item) - "reason".len();
    item.insert("reason", "x".repeat(rest));
    assert_eq!(item_size_bytes(&item), 400);
    item
}

/// A table with this many items.
pub fn table(items: usize, partition_keys: usize) -> (Database, Table) {
    let db = Database::new();
    let table = db.create_table("likes").partition_key("user_id", S).sort_key("timestamp", S).run().unwrap();
    for n in 0..items {
        table.put(item_of(&key(n, partition_keys))).run().unwrap();
    }
    (db, table)
}

/// The bound of what is possible: one lock around one ordered map, whose keys begin with the SHA-256 of the partition
/// key.
#[derive(Default)]
pub struct BareMap(RwLock<BTreeMap<Vec<u8>, Arc<Item>>>);

impl BareMap {
    /// A map with this many items.
    pub fn with(items: usize, partition_keys: usize) -> Self {
        let map = Self::default();
        for n in 0..items {
            let key = key(n, partition_keys);
            map.put(&key, Arc::new(item_of(&key)));
        }
        map
    }

    fn place((user_id, timestamp): &(String, String)) -> Vec<u8> {
        let mut place = Vec::with_capacity(64);
        place.extend_from_slice(&Sha256::digest(user_id.as_bytes()));
        place.extend_from_slice(user_id.as_bytes());
        place.push(0);
        place.extend_from_slice(timestamp.as_bytes());
        place
    }

    /// The item with this key.
    pub fn get(&self, key: &(String, String)) -> Option<Arc<Item>> {
        self.0.read().unwrap().get(&Self::place(key)).cloned()
    }

    /// Puts an item.
    pub fn put(&self, key: &(String, String), item: Arc<Item>) -> Option<Arc<Item>> {
        self.0.write().unwrap().insert(Self::place(key), item)
    }

    /// The first ten items starting at this key.
    pub fn ten_from(&self, key: &(String, String)) -> Vec<Arc<Item>> {
        self.0.read().unwrap().range(Self::place(key)..).take(10).map(|(_, item)| Arc::clone(item)).collect()
    }
}

/// The items' numbers collection by collection, repeatedly, as a program reads one user's items and then the next
/// user's. Consecutive items are neighbours in the tree, so the upper nodes stay in the cache.
pub fn in_turn() -> impl FnMut() -> usize {
    let mut turn = 0;
    move || {
        let each = ITEMS / PARTITION_KEYS;
        let n = (turn % each) * PARTITION_KEYS + turn / each;
        turn = (turn + 1) % ITEMS;
        n
    }
}

/// Numbers below `below` in an order that the processor cannot predict (a full-period generator).
pub fn shuffled(below: usize) -> impl FnMut() -> usize {
    let mut state: u64 = 0x2545_F491_4F6C_DD1D;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    }
}
