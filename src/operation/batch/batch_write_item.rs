//! BatchWriteItem: up to 25 items of several tables put or deleted, each independently.

use std::{collections::BTreeMap, sync::Arc};

use super::throttled::Throttled;
use crate::{
    codec::{Constraint, Place, structure},
    engine::Engine,
    error::{Error, Result},
    key::{StoredKey, checked_table_key},
    limits::BATCH_WRITE_REQUESTS,
    operation::{
        access::{
            change::check_item_size,
            index_keys::check_index_keys,
            keys::{check_distinct, key_error, stored_key},
            strong::begin_write,
            tables::find_table,
        },
        answer::{
            capacity::{Consumed, is_reported},
            collection::{self, ItemCollectionMetrics},
            consumed_capacity::ConsumedCapacity,
        },
        authorization::{
            decision::{Authorizer, meet_faults},
            request::ItemAccess,
        },
        request::{
            enums::{ReturnConsumedCapacity, ReturnItemCollectionMetrics},
            found::Found,
            input::Request,
            names::is_table_name,
            operation::Operation,
            values::ValueCheck,
            wording::Wording,
        },
    },
    storage::{Change, Stored, Table},
    texts::{self, listed::listed},
    value::{AttributeName, AttributeValue, Item},
};

structure! {
    /// The input of BatchWriteItem. (API reference: BatchWriteItem)
    pub struct BatchWriteItemInput {
        /// What to write, by the tables' names or ARNs.
        request_items: BTreeMap<String, Vec<WriteRequest>> = "RequestItems",
        /// How much of the consumed capacity to report.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
        /// Whether to report the item collections' sizes.
        return_item_collection_metrics: Option<ReturnItemCollectionMetrics> = "ReturnItemCollectionMetrics",
    }
}

structure! {
    /// One item to put or delete. (API reference: `WriteRequest`)
    pub struct WriteRequest at most Model(BATCH_WRITE_REQUESTS) {
        /// The item to put.
        put_request: Option<PutRequest> = "PutRequest",
        /// The item to delete.
        delete_request: Option<DeleteRequest> = "DeleteRequest",
    }
}

structure! {
    /// An item to put. (API reference: `PutRequest`)
    pub struct PutRequest {
        /// The item, with its key.
        item: Item = "Item",
    }
}

structure! {
    /// An item to delete. (API reference: `DeleteRequest`)
    pub struct DeleteRequest {
        /// The item's key, no more and no less.
        key: Item = "Key",
    }
}

structure! {
    /// What BatchWriteItem answers.
    #[non_exhaustive]
    pub struct BatchWriteItemOutput {
        /// What was not written and is to be asked for again.
        unprocessed_items: BTreeMap<String, Vec<WriteRequest>> = "UnprocessedItems",
        /// The item collections' sizes, by table.
        item_collection_metrics: Option<BTreeMap<String, Vec<ItemCollectionMetrics>>> = "ItemCollectionMetrics",
        /// The capacity consumed, one entry for each table.
        consumed_capacity: Option<Vec<ConsumedCapacity>> = "ConsumedCapacity",
    }
}

impl WriteRequest {
    /// Puts this item.
    pub fn put(item: Item) -> Self {
        Self { put_request: Some(PutRequest { item }), delete_request: None }
    }

    /// Deletes the item with this key.
    pub fn delete(key: Item) -> Self {
        Self { put_request: None, delete_request: Some(DeleteRequest { key }) }
    }
}

const WORDING: Wording = Wording::Older;

impl BatchWriteItemInput {
    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        for request in self.request_items.values().flatten() {
            if let Some(put) = &request.put_request {
                check.member(BatchWriteItemInput::MEMBERS.request_items, &put.item);
            }
            if let Some(delete) = &request.delete_request {
                check.member(BatchWriteItemInput::MEMBERS.request_items, &delete.key);
            }
        }
    }
}

/// What to do at one place of a table.
enum Planned {
    Put(Stored),
    Delete(Item),
}

impl From<Planned> for WriteRequest {
    fn from(planned: Planned) -> Self {
        match planned {
            Planned::Put(stored) => Self::put(Arc::unwrap_or_clone(stored.into_item())),
            Planned::Delete(key) => Self::delete(key),
        }
    }
}

/// Writes the items.
pub(crate) fn run(engine: &Engine, request: Request<BatchWriteItemInput>) -> Result<BatchWriteItemOutput> {
    let Request { mut input, mut found } = request;
    // Unknown words are reported alone, before a malformed name.
    found.check(&[
        BatchWriteItemInput::MEMBERS.return_consumed_capacity,
        BatchWriteItemInput::MEMBERS.return_item_collection_metrics,
        BatchWriteItemInput::MEMBERS.request_items,
    ])?;
    check_constraints(&mut found, &input);
    found.check(&[BatchWriteItemInput::MEMBERS.request_items])?;
    if input.request_items.values().map(Vec::len).sum::<usize>() > BATCH_WRITE_REQUESTS {
        return Err(Error::validation(texts::request::TOO_MANY_WRITES));
    }
    for request in input.request_items.values().flatten() {
        let put = request.put_request.as_ref().map(|put| &put.item);
        let delete = request.delete_request.as_ref().map(|delete| &delete.key);
        put.into_iter().chain(delete).try_for_each(|item| WORDING.check_names(item))?;
    }
    found.check_values(WORDING, &[BatchWriteItemInput::MEMBERS.request_items])?;
    let mut parts = Vec::new();
    let authorizer = Authorizer::if_needed(engine);
    for (name, requests) in std::mem::take(&mut input.request_items) {
        if let Some(authorizer) = &authorizer {
            let subjects = requests.iter().filter_map(|request| {
                let put = request.put_request.as_ref().map(|put| &put.item);
                put.or(request.delete_request.as_ref().map(|delete| &delete.key))
            });
            let access = subjects.fold(ItemAccess::new(BatchWriteItemInput::OPERATION), ItemAccess::subject);
            let return_consumed_capacity = input.return_consumed_capacity.map(|asked| asked.as_str());
            authorizer.check_access(&name, &ItemAccess { return_consumed_capacity, ..access })?;
        }
        parts.push((find_table(engine, &name)?, name, requests));
    }
    let faults = meet_faults(authorizer.as_ref())?;
    let mut ready = Vec::new();
    for (table, name, requests) in parts {
        let writes = requests
            .into_iter()
            .map(|request| checked_write(&table, request))
            .collect::<Result<Vec<(StoredKey, Planned)>>>()?;
        check_distinct(writes.iter().map(|(key, _)| key))?;
        ready.push((table, name, writes));
    }
    // A table's name and its ARN denote the same table.
    check_distinct(
        ready.iter().flat_map(|(table, _, writes)| writes.iter().map(|(key, _)| (table.sequence(), key))),
    )?;

    let mut output = BatchWriteItemOutput::default();
    let mut consumed = Vec::new();
    let mut metrics = BTreeMap::new();
    let mut throttled = Throttled::default();
    let mut numbers = 0..;
    for (table, name, writes) in ready {
        let mut units = Consumed::default();
        let mut left = Vec::new();
        let mut collections = Vec::new();
        for ((place, write), number) in writes.into_iter().zip(&mut numbers) {
            // An item of a transaction in progress is no reason to refuse the others.
            if faults.contains_key(&number) || engine.check_not_held(&table, &place).is_err() {
                left.push(WriteRequest::from(write));
                continue;
            }
            let (key, change) = match write {
                Planned::Put(stored) => (Arc::clone(stored.item()), Change::Put(stored)),
                Planned::Delete(key) => (Arc::new(key), Change::Delete),
            };
            let _strong = begin_write(engine, &table, &place)?;
            let is_put = matches!(change, Change::Put(_));
            let written = table.write(place, |_| Ok::<_, Error>(change));
            let Some(written) = throttled.sort(written)? else {
                let item = Arc::unwrap_or_clone(key);
                left.push(if is_put { WriteRequest::put(item) } else { WriteRequest::delete(item) });
                continue;
            };
            units.add(&Consumed::write(&written));
            collections.extend(collection::metrics(&table, &key, input.return_item_collection_metrics));
        }
        consumed.extend(units.report(&table, &name, input.return_consumed_capacity));
        if !left.is_empty() {
            output.unprocessed_items.insert(name.clone(), left);
        }
        if !collections.is_empty() {
            metrics.insert(name, collections);
        }
    }
    throttled.check()?;
    output.consumed_capacity = is_reported(input.return_consumed_capacity).then_some(consumed);
    output.item_collection_metrics = (!metrics.is_empty()).then_some(metrics);
    Ok(output)
}

fn check_constraints(found: &mut Found, input: &BatchWriteItemInput) {
    if input.request_items.is_empty() {
        found.violation(
            BatchWriteItemInput::MEMBERS.request_items,
            Some("{}".to_owned()),
            Constraint::MinLength(1),
            true,
        );
    }
    if input.request_items.len() > BATCH_WRITE_REQUESTS {
        found.violation(
            BatchWriteItemInput::MEMBERS.request_items,
            None,
            Constraint::MaxLength(BATCH_WRITE_REQUESTS),
            true,
        );
    }
    for (name, requests) in &input.request_items {
        if requests.len() > BATCH_WRITE_REQUESTS {
            let place = Place::from(BatchWriteItemInput::MEMBERS.request_items).entry(name);
            found.violation(place, None, Constraint::MaxLength(BATCH_WRITE_REQUESTS), true);
        }
    }
    if input.request_items.values().any(Vec::is_empty) {
        found.violation(
            BatchWriteItemInput::MEMBERS.request_items,
            Some(java_echo(input)),
            Constraint::MapValue(texts::request::BATCH_WRITE_CONSTRAINTS),
            false,
        );
    }
    if input.request_items.keys().any(|name| !is_table_name(name)) {
        found.violation(
            BatchWriteItemInput::MEMBERS.request_items,
            Some(java_echo(input)),
            Constraint::MapKeys(texts::request::TABLE_NAME_CONSTRAINTS),
            false,
        );
    }
}

/// The request as the service echoes it: the `toString` of its Java objects.
fn java_echo(input: &BatchWriteItemInput) -> String {
    let attributes = |item: &Item| {
        let value = |(name, _): (&AttributeName, &AttributeValue)| {
            format!("{name}=com.amazonaws.dynamodb.v20120810.AttributeValue@{:x}", name.len())
        };
        format!("{{{}}}", listed(", ", item.iter().map(value)))
    };
    let request = |request: &WriteRequest| {
        let put = request.put_request.as_ref().map_or("null".to_owned(), |put| {
            format!("PutRequest(item={}, workloadProfileName=null)", attributes(&put.item))
        });
        let delete = request.delete_request.as_ref().map_or("null".to_owned(), |delete| {
            format!("DeleteRequest(key={}, workloadProfileName=null)", attributes(&delete.key))
        });
        format!("WriteRequest(putRequest={put}, deleteRequest={delete})")
    };
    let table = |(name, requests): (&String, &Vec<WriteRequest>)| {
        format!("{name}=[{}]", listed(", ", requests.iter().map(request)))
    };
    format!("{{{}}}", listed(", ", input.request_items.iter().map(table)))
}

fn checked_write(table: &Table, request: WriteRequest) -> Result<(StoredKey, Planned)> {
    match (request.put_request, request.delete_request) {
        (Some(put), None) => {
            let key = checked_table_key(table.schema(), &put.item).map_err(key_error)?;
            let stored = Stored::new(put.item);
            check_index_keys(table, stored.item())?;
            check_item_size(stored.size())?;
            Ok((key, Planned::Put(stored)))
        }
        (None, Some(delete)) => Ok((stored_key(table.schema(), &delete.key)?, Planned::Delete(delete.key))),
        (Some(_), Some(_)) => Err(Error::validation(
            "Supplied WriteRequest has more than one request set, must contain exactly one of PutRequest, \
             DeleteRequest",
        )),
        (None, None) => Err(Error::validation(
            "Supplied WriteRequest is empty, must contain exactly one of PutRequest, DeleteRequest",
        )),
    }
}
