//! Batches.

use aws_sdk_dynamodb::types::{DeleteRequest, KeysAndAttributes, PutRequest, WriteRequest};

use crate::support::{Item, create, like, likes, s};

fn key(item: &Item) -> Item {
    let mut key = item.clone();
    key.remove("place");
    key
}

#[tokio::test]
async fn a_batch_writes_and_another_reads() {
    let client = likes().await;
    create(&client, "users", "user_id", None).await;
    let written = client
        .batch_write_item()
        .request_items(
            "likes",
            (0..20)
                .map(|n| {
                    let put = PutRequest::builder().set_item(Some(like("jihoon07", n))).build().unwrap();
                    WriteRequest::builder().put_request(put).build()
                })
                .collect(),
        )
        .request_items(
            "users",
            vec![
                WriteRequest::builder()
                    .put_request(PutRequest::builder().item("user_id", s("jihoon07")).build().unwrap())
                    .build(),
                WriteRequest::builder()
                    .delete_request(DeleteRequest::builder().key("user_id", s("nobody")).build().unwrap())
                    .build(),
            ],
        )
        .send()
        .await
        .unwrap();
    assert_eq!(written.unprocessed_items().map(|items| items.len()), Some(0));

    let keys = (15..25).map(|n| key(&like("jihoon07", n))).collect();
    let read = client
        .batch_get_item()
        .request_items("likes", KeysAndAttributes::builder().set_keys(Some(keys)).build().unwrap())
        .request_items(
            "users",
            KeysAndAttributes::builder()
                .keys(Item::from([("user_id".to_owned(), s("jihoon07"))]))
                .build()
                .unwrap(),
        )
        .send()
        .await
        .unwrap();
    let responses = read.responses().unwrap();
    let mut likes = responses["likes"].clone();
    likes.sort_by_key(|item| item["timestamp"].as_s().unwrap().clone());
    assert_eq!(likes, (15..20).map(|n| like("jihoon07", n)).collect::<Vec<_>>());
    assert_eq!(responses["users"], [Item::from([("user_id".to_owned(), s("jihoon07"))])]);
    assert_eq!(read.unprocessed_keys().map(|keys| keys.len()), Some(0));
}
