//! `ItemCollectionMetrics`: the size of the item collection that a write changed.

use crate::{
    codec::structure, operation::request::enums::ReturnItemCollectionMetrics, storage::Table, value::Item,
};

structure! {
    /// The size of the item collection that a write changed. (API reference: `ItemCollectionMetrics`)
    #[non_exhaustive]
    pub struct ItemCollectionMetrics {
        /// The partition key of the collection.
        item_collection_key: Option<Item> = "ItemCollectionKey",
        /// A lower and an upper bound of its size, in gigabytes.
        size_estimate_range_gb: Vec<f64> = "SizeEstimateRangeGB",
    }
}

/// The part of an answer. Only tables with local secondary indexes have one.
pub(crate) fn metrics(
    table: &Table,
    item: &Item,
    asked: Option<ReturnItemCollectionMetrics>,
) -> Option<ItemCollectionMetrics> {
    if asked != Some(ReturnItemCollectionMetrics::Size) || table.local_indexes().is_empty() {
        return None;
    }
    let key: Item = table
        .schema()
        .partition_key
        .iter()
        .filter_map(|attribute| Some((attribute.name.clone(), item.get(&attribute.name)?.clone())))
        .collect();
    debug_assert_eq!(key.len(), table.schema().partition_key.len(), "an item that was written has its key");
    // The service rounds down to whole gigabytes and promises an estimate one gigabyte wide.
    let gigabytes = (table.collection_size_bytes(&key) / (1024 * 1024 * 1024)) as f64;
    Some(ItemCollectionMetrics {
        item_collection_key: Some(key),
        size_estimate_range_gb: vec![gigabytes, gigabytes + 1.0],
    })
}
