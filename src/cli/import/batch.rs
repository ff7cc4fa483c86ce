//! Batches of items for `hashrange import`.

use std::{collections::BTreeSet, time::Duration};

use super::super::{description::KeyAttribute, target::Connection};
use crate::{
    limits::{BATCH_WRITE_REQUESTS, ITEM_SIZE_BYTES},
    operation::{BatchWriteItemInput, PutRequest, WriteRequest},
    sync::thread,
    value::Item,
};

/// How often items are sent again that a server did not process.
const ATTEMPTS: u32 = 10;

/// Collects items, and puts them into a table with BatchWriteItem requests.
pub(super) struct Batch<'c> {
    connection: &'c mut Connection,
    table: &'c str,
    keys: Vec<KeyAttribute>,
    items: Vec<Item>,
    /// The keys of the items; a batch must not contain one twice.
    seen: BTreeSet<Vec<u8>>,
    bytes: usize,
    pub(super) count: u64,
}

impl<'c> Batch<'c> {
    pub(super) fn new(connection: &'c mut Connection, table: &'c str, keys: Vec<KeyAttribute>) -> Self {
        Self { connection, table, keys, items: Vec::new(), seen: BTreeSet::new(), bytes: 0, count: 0 }
    }

    /// Adds an item, and sends a request when the batch is full.
    pub(super) fn push(&mut self, item: Item) -> Result<(), String> {
        let size = crate::size::item_size_bytes(&item);
        if size > ITEM_SIZE_BYTES {
            return Err(format!("the item has {size} bytes, and at most {ITEM_SIZE_BYTES} are allowed"));
        }
        let mut key = Vec::new();
        for KeyAttribute { name, attribute_type } in &self.keys {
            let value = item
                .get(name)
                .ok_or_else(|| format!("the item has no {name}, which is of the table's key"))?;
            let found = value.attribute_type();
            if found != attribute_type.attribute_type() {
                return Err(format!(
                    "{name} is of the type {found}, and the table's key is of the type {attribute_type}"
                ));
            }
            key.extend_from_slice(value.to_string().as_bytes());
        }
        if !self.seen.insert(key.clone()) {
            self.flush()?;
            self.seen.insert(key);
        }
        self.bytes += size;
        self.items.push(item);
        // A request has at most 25 items and 16 MB.
        if self.items.len() >= BATCH_WRITE_REQUESTS || self.bytes > 4 * 1024 * 1024 {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// Sends the collected items.
    pub(super) fn flush(&mut self) -> Result<(), String> {
        if self.items.is_empty() {
            return Ok(());
        }
        let count = self.items.len() as u64;
        let puts = self
            .items
            .drain(..)
            .map(|item| WriteRequest { put_request: Some(PutRequest { item }), ..WriteRequest::default() });
        let mut request = BatchWriteItemInput {
            request_items: [(self.table.to_owned(), puts.collect())].into(),
            ..BatchWriteItemInput::default()
        };
        (self.bytes, self.seen) = (0, BTreeSet::new());
        for attempt in 0..ATTEMPTS {
            request.request_items = self.connection.call(&request)?.unprocessed_items;
            if request.request_items.is_empty() {
                self.count += count;
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20 << attempt));
        }
        Err("the server does not take items any more: its throughput is used up".to_owned())
    }
}
