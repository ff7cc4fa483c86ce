//! Single items: values of every type there and back, and what each operation answers.

use aws_sdk_dynamodb::{
    operation::RequestId,
    primitives::Blob,
    types::{AttributeValue, ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValue},
};
use serde_json::json;

use crate::support::{Item, b, client, create, item, like, likes, n, put, s};

#[tokio::test]
async fn values_of_every_type_come_back() {
    let client = client();
    create(&client, "things", "id", None).await;
    let mut thing = item(json!({
        "id": {"S": "무선 이어폰 🎧"},
        "empty": {"S": ""},
        "escaped": {"S": "\"quotes\" \\ / \u{8} \u{c} \n \r \t \u{0} \u{1f} \u{7f} \u{2028} </script>"},
        "number": {"N": "-12345678901234567890123456789012345678"},
        "tiny": {"N": "0.0000000000000000000000000000000000000000000000000012"},
        "yes": {"BOOL": true},
        "nothing": {"NULL": true},
        "tags": {"SS": ["가습기", "디지털", "블루투스"]},
        "prices": {"NS": ["-1", "0", "2900", "89000.5"]},
        "list": {"L": [{"S": "소니"}, {"N": "4.7"}, {"L": []}, {"M": {}}]},
        "map": {"M": {"안": {"M": {"더 안": {"SS": ["끝"]}}}}},
    }));
    thing.insert("bytes".to_owned(), b((0..=255).collect::<Vec<u8>>()));
    thing.insert("no bytes".to_owned(), b([]));
    let blobs = vec![Blob::new([0]), Blob::new([0, 0xFF]), Blob::new([0xFF])];
    thing.insert("set of bytes".to_owned(), AttributeValue::Bs(blobs));
    put(&client, "things", [thing.clone()]).await;

    let got = client.get_item().table_name("things").key("id", s("무선 이어폰 🎧")).send().await.unwrap();
    assert_eq!(got.item, Some(thing));
}

#[tokio::test]
async fn numbers_come_back_as_the_service_writes_them_and_sets_in_order() {
    let client = client();
    create(&client, "things", "id", None).await;
    let sent = json!({"id": {"S": "1"}, "n": {"N": "+007.500"}, "ns": {"NS": ["10", "9"]},
        "ss": {"SS": ["b", "a"]}});
    put(&client, "things", [item(sent)]).await;
    let got = client.get_item().table_name("things").key("id", s("1")).send().await.unwrap();
    let answer =
        json!({"id": {"S": "1"}, "n": {"N": "7.5"}, "ns": {"NS": ["9", "10"]}, "ss": {"SS": ["a", "b"]}});
    assert_eq!(got.item, Some(item(answer)));
}

#[tokio::test]
async fn what_is_not_there_is_none() {
    let client = likes().await;
    let get = client.get_item().table_name("likes").key("user_id", s("minji01")).key("timestamp", s("2025"));
    assert_eq!(get.send().await.unwrap().item, None);
}

#[tokio::test]
async fn a_put_replaces_and_gives_the_old_item() {
    let client = likes().await;
    let mut replaced = like("jihoon07", 1);
    replaced.insert("product_name".to_owned(), s("제로콜라"));
    for (sent, old) in [(like("jihoon07", 1), None), (replaced, Some(like("jihoon07", 1)))] {
        let put =
            client.put_item().table_name("likes").set_item(Some(sent)).return_values(ReturnValue::AllOld);
        assert_eq!(put.send().await.unwrap().attributes, old);
    }
}

#[tokio::test]
async fn an_update_changes_and_gives_what_was_asked_for() {
    let client = likes().await;
    put(&client, "likes", [like("jihoon07", 1)]).await;
    let updated = client
        .update_item()
        .table_name("likes")
        .key("user_id", s("jihoon07"))
        .key("timestamp", s("2025-05-12T000001"))
        .update_expression(
            "SET #p = #p + :one, tags = list_append(if_not_exists(tags, :none), :tag) ADD seen :one",
        )
        .expression_attribute_names("#p", "place")
        .expression_attribute_values(":one", n(1))
        .expression_attribute_values(":none", AttributeValue::L(vec![]))
        .expression_attribute_values(":tag", AttributeValue::L(vec![s("텀블러")]))
        .return_values(ReturnValue::UpdatedNew)
        .send()
        .await
        .unwrap();
    let changed = json!({"place": {"N": "2"}, "tags": {"L": [{"S": "텀블러"}]}, "seen": {"N": "1"}});
    assert_eq!(updated.attributes, Some(item(changed)));
}

#[tokio::test]
async fn a_delete_takes_the_item_away_and_gives_it() {
    let client = likes().await;
    put(&client, "likes", [like("yuna23", 1)]).await;
    for gone in [Some(like("yuna23", 1)), None] {
        let delete = client
            .delete_item()
            .table_name("likes")
            .key("user_id", s("yuna23"))
            .key("timestamp", s("2025-05-12T000001"))
            .return_values(ReturnValue::AllOld);
        assert_eq!(delete.send().await.unwrap().attributes, gone);
    }
}

#[tokio::test]
async fn a_projection_gives_the_attributes_it_names() {
    let client = likes().await;
    put(&client, "likes", [like("yuna23", 1)]).await;
    let get = client
        .get_item()
        .table_name("likes")
        .key("user_id", s("yuna23"))
        .key("timestamp", s("2025-05-12T000001"))
        .projection_expression("place");
    assert_eq!(get.send().await.unwrap().item, Some(Item::from([("place".to_owned(), n(1))])));
}

#[tokio::test]
async fn consumed_capacity_is_told_and_each_answer_has_an_id_of_its_own() {
    let client = likes().await;
    let put = || {
        client
            .put_item()
            .table_name("likes")
            .set_item(Some(like("yuna23", 1)))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .return_item_collection_metrics(ReturnItemCollectionMetrics::Size)
            .send()
    };
    let (one, other) = (put().await.unwrap(), put().await.unwrap());
    let consumed = one.consumed_capacity().unwrap();
    assert_eq!(consumed.table_name(), Some("likes"));
    assert_eq!(consumed.capacity_units(), Some(1.0));
    assert_eq!(one.request_id().map(str::len), Some(52));
    assert_ne!(one.request_id(), other.request_id());
}
