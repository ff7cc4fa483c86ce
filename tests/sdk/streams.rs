//! The streams client, as a consumer of a table's changes uses it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use aws_sdk_dynamodbstreams::{
    Client,
    types::{AttributeValue, OperationType, Record, Shard, ShardIteratorType, StreamStatus, StreamViewType},
};
use hashrange::{Database, ScalarAttributeType::S, Table, item, operation, sdk};

/// A database with a table of one partition, whose stream shows all.
fn orders() -> (Database, Table, Client) {
    let db = Database::builder().partitions(1).build();
    let table = db.create_table("orders").partition_key("id", S);
    let table = table.stream(operation::StreamViewType::NewAndOldImages).run().unwrap();
    let client = sdk::streams_client(&db);
    (db, table, client)
}

async fn shards(client: &Client, arn: &str) -> Vec<Shard> {
    let mut shards: Vec<Shard> = Vec::new();
    loop {
        let start = shards.last().and_then(|shard| shard.shard_id.clone());
        // Small pages, so that there are several.
        let page = client.describe_stream().stream_arn(arn).set_exclusive_start_shard_id(start).limit(2);
        let stream = page.send().await.unwrap().stream_description.unwrap();
        shards.extend(stream.shards.unwrap());
        if stream.last_evaluated_shard_id.is_none() {
            return shards;
        }
    }
}

/// All records of a shard from its start, a few at a time; of an open one those that are there.
async fn records(client: &Client, arn: &str, shard: &str) -> Vec<Record> {
    let start = client.get_shard_iterator().stream_arn(arn).shard_id(shard);
    let start = start.shard_iterator_type(ShardIteratorType::TrimHorizon).send().await.unwrap();
    let mut next = start.shard_iterator;
    let mut records = Vec::new();
    while let Some(iterator) = next {
        let page = client.get_records().shard_iterator(iterator).limit(3).send().await.unwrap();
        let found = page.records.unwrap();
        if found.is_empty() && page.next_shard_iterator.is_some() {
            break;
        }
        records.extend(found);
        next = page.next_shard_iterator;
    }
    records
}

fn text<'r>(image: &'r Record, name: &str) -> &'r str {
    match image.dynamodb().unwrap().keys().unwrap().get(name).unwrap() {
        AttributeValue::S(text) => text,
        other => panic!("{other:?}"),
    }
}

/// As the consumers of the service do it: a shard is read when its parent was, and so each item's changes come in
/// order.
#[tokio::test]
async fn a_consumer_walks_over_splits_from_parents_to_children() {
    let (_db, orders, client) = orders();
    for round in 0..12 {
        for order in 0..10 {
            orders.put(item! { "id": format!("order{order}"), "round": round }).run().unwrap();
        }
        if round % 3 == 1 {
            assert!(orders.split_partition(&orders.explain(format!("order{round}")).unwrap().hash));
        }
    }
    let listed = client.list_streams().table_name("orders").send().await.unwrap();
    let arn = listed.streams()[0].stream_arn().unwrap().to_owned();
    let shards = shards(&client, &arn).await;
    assert_eq!(shards.len(), 1 + 2 * 4);
    let known: BTreeSet<&str> = shards.iter().map(|shard| shard.shard_id().unwrap()).collect();
    let is_root = |shard: &&Shard| shard.parent_shard_id().is_none_or(|parent| !known.contains(parent));
    let mut queue: VecDeque<&Shard> = shards.iter().filter(is_root).collect();
    let mut rounds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    while let Some(shard) = queue.pop_front() {
        let id = shard.shard_id().unwrap();
        for record in records(&client, &arn, id).await {
            let AttributeValue::N(round) = &record.dynamodb().unwrap().new_image().unwrap()["round"] else {
                panic!()
            };
            rounds.entry(text(&record, "id").to_owned()).or_default().push(round.clone());
            assert!(ids.insert(record.event_id.unwrap()));
        }
        queue.extend(shards.iter().filter(|shard| shard.parent_shard_id() == Some(id)));
    }
    let expected: Vec<String> = (0..12).map(|round| round.to_string()).collect();
    assert_eq!(rounds.len(), 10);
    assert!(rounds.values().all(|rounds| *rounds == expected));
}

#[tokio::test]
async fn a_record_is_told_in_the_sdks_types() {
    let (_db, orders, client) = orders();
    orders.put(item! { "id": "1", "price": 300 }).run().unwrap();
    orders.delete("1").run().unwrap();
    let arn = orders.describe().latest_stream_arn.unwrap();
    let shard = shards(&client, &arn).await[0].shard_id.clone().unwrap();
    let records = records(&client, &arn, &shard).await;
    let names: Vec<_> = records.iter().map(|record| record.event_name().unwrap()).collect();
    assert_eq!(names, [&OperationType::Insert, &OperationType::Remove]);
    let removed = records[1].dynamodb().unwrap();
    assert_eq!(removed.old_image().unwrap()["price"], AttributeValue::N("300".to_owned()));
    assert_eq!(removed.stream_view_type(), Some(&StreamViewType::NewAndOldImages));
    assert!(removed.approximate_creation_date_time().is_some() && removed.size_bytes().is_some());
}

#[tokio::test]
async fn a_stream_that_is_off_is_read_to_its_end() {
    let (_db, orders, client) = orders();
    orders.put(item! { "id": "1" }).run().unwrap();
    let arn = orders.describe().latest_stream_arn.unwrap();
    orders.update_settings().no_stream().run().unwrap();
    let stream = client.describe_stream().stream_arn(&arn).send().await.unwrap().stream_description.unwrap();
    assert_eq!(stream.stream_status(), Some(&StreamStatus::Disabled));
    let shard = stream.shards()[0].shard_id().unwrap();
    let start = client.get_shard_iterator().stream_arn(&arn).shard_id(shard);
    let start = start.shard_iterator_type(ShardIteratorType::TrimHorizon).send().await.unwrap();
    let page = client.get_records().set_shard_iterator(start.shard_iterator).send().await.unwrap();
    assert_eq!((page.records().len(), page.next_shard_iterator()), (1, None));
}

#[tokio::test]
async fn what_is_refused_is_an_exception_of_the_client() {
    let (_db, _, client) = orders();
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2015-05-11T21:21:33.291";
    let error = client.describe_stream().stream_arn(arn).send().await.unwrap_err();
    assert!(error.as_service_error().unwrap().is_resource_not_found_exception(), "{error:?}");
}
