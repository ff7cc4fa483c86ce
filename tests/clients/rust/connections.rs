//! Connections: many at once, large bodies, and whose tables a request is for.

use aws_sdk_dynamodb::{
    Client,
    config::Region,
    types::{AttributeValue, KeysAndAttributes, PutRequest, WriteRequest},
};

use crate::{
    endpoint::config,
    support::{Item, client, create, like, likes, n, put, s},
};

#[tokio::test]
async fn many_requests_of_a_client_at_once_lose_nothing() {
    let client = client();
    create(&client, "counters", "id", None).await;
    let tasks: Vec<_> = (0..200)
        .map(|_| {
            let add = client
                .update_item()
                .table_name("counters")
                .key("id", s("likes"))
                .update_expression("ADD amount :one")
                .expression_attribute_values(":one", n(1));
            tokio::spawn(add.send())
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let got = client.get_item().table_name("counters").key("id", s("likes")).send().await.unwrap();
    assert_eq!(got.item.unwrap()["amount"], n(200));
}

#[tokio::test]
async fn batches_of_megabytes_go_there_and_come_back() {
    let client = likes().await;
    let large = |place: usize| {
        let mut item = like("haeri05", place);
        item.insert("text".to_owned(), s("가".repeat(100_000)));
        item.insert("bytes".to_owned(), AttributeValue::B(vec![place as u8; 90_000].into()));
        item
    };
    let puts = (0..25).map(|place| {
        let put = PutRequest::builder().set_item(Some(large(place))).build().unwrap();
        WriteRequest::builder().put_request(put).build()
    });
    let written = client.batch_write_item().request_items("likes", puts.collect()).send().await.unwrap();
    assert_eq!(written.unprocessed_items().map(|items| items.len()), Some(0));

    let keys = (0..25).map(|place| {
        let mut key = like("haeri05", place);
        key.remove("place");
        key
    });
    let keys = KeysAndAttributes::builder().set_keys(Some(keys.collect())).build().unwrap();
    let mut read = client.batch_get_item().request_items("likes", keys).send().await.unwrap();
    let mut found: Vec<Item> = read.responses.as_mut().unwrap().remove("likes").unwrap();
    found.sort_by_key(|item| item["timestamp"].as_s().unwrap().clone());
    assert!(found == (0..25).map(large).collect::<Vec<_>>());
}

#[tokio::test]
async fn tables_belong_to_their_access_key_and_region() {
    let of = |access_key, region| {
        Client::from_conf(config(access_key).region(Region::from_static(region)).build())
    };
    let owner = of("owner", "ap-northeast-2");
    create(&owner, "likes", "user_id", None).await;
    put(&owner, "likes", [Item::from([("user_id".to_owned(), s("haeri05"))])]).await;
    for (client, names) in [
        (of("owner", "ap-northeast-2"), vec!["likes"]),
        (of("owner", "us-east-1"), vec![]),
        (of("other", "ap-northeast-2"), vec![]),
    ] {
        assert_eq!(client.list_tables().send().await.unwrap().table_names(), names);
    }
}
