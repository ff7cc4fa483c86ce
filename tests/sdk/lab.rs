//! The course's lab, as a program that uses the SDK does it.

use aws_sdk_dynamodb::{
    Client,
    operation::execute_statement::ExecuteStatementError,
    types::{ReturnConsumedCapacity, TableStatus},
};
use serde_json::json;

use crate::support::{Item, client, create, item, put, s};

const LIKES: &str = "sgu-202500-user-likes";
const LIKES_BY_TIME: &str = "sgu-202500-user-likes-time";

fn four_likes() -> [Item; 4] {
    [
        json!({"user_id": {"S": "haeri05"}, "product_name": {"S": "무선 이어폰"}, "category": {"S": "디지털"},
            "reason": {"S": "최근 블루투스 기기 검색"}, "timestamp": {"S": "2025-05-11T21:00:00"},
            "price": {"N": "89000"}, "brand": {"S": "소니"}, "color": {"S": "블랙"}, "rating": {"N": "4.7"}}),
        json!({"user_id": {"S": "minji01"}, "product_name": {"S": "핑크 가습기"}, "category": {"S": "생활가전"},
            "timestamp": {"S": "2025-05-11T21:01:00"}}),
        json!({"user_id": {"S": "jihoon07"}, "product_name": {"S": "텀블러"}}),
        json!({"user_id": {"S": "yuna23"}, "product_name": {"S": "토끼 인형"},
            "reason": {"S": "장난감 카테고리 체류시간 높음"}}),
    ]
    .map(item)
}

async fn user(client: &Client, user_id: &str) -> Option<Item> {
    client.get_item().table_name(LIKES).key("user_id", s(user_id)).send().await.unwrap().item
}

#[tokio::test]
async fn exercises_1_and_2_a_partition_key_alone() {
    let client = client();
    create(&client, LIKES, "user_id", None).await;
    let described = client.describe_table().table_name(LIKES).send().await.unwrap().table.unwrap();
    assert_eq!(described.table_status(), Some(&TableStatus::Active));
    assert_eq!(described.key_schema().len(), 1);
    assert!(described.global_secondary_indexes().is_empty());
    assert_ne!(described.deletion_protection_enabled(), Some(true));

    let scan =
        || client.scan().table_name(LIKES).return_consumed_capacity(ReturnConsumedCapacity::Total).send();
    let empty = scan().await.unwrap();
    assert_eq!((empty.count(), empty.scanned_count()), (0, 0));
    assert_eq!(empty.consumed_capacity().unwrap().capacity_units(), Some(2.0));

    put(&client, LIKES, four_likes()).await;
    assert_eq!(scan().await.unwrap().count(), 4);
    for like in four_likes() {
        assert_eq!(user(&client, like["user_id"].as_s().unwrap()).await, Some(like));
    }

    // The console's form.
    client
        .update_item()
        .table_name(LIKES)
        .key("user_id", s("jihoon07"))
        .update_expression("SET product_name = :p")
        .expression_attribute_values(":p", s("스탠리"))
        .send()
        .await
        .unwrap();
    assert_eq!(user(&client, "jihoon07").await.unwrap()["product_name"], s("스탠리"));

    // An insert never overwrites.
    let insert = client
        .execute_statement()
        .statement(format!(
            "INSERT INTO \"{LIKES}\" VALUE {{'user_id':'jihoon07','product_name':'코카콜라'}};"
        ))
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert!(matches!(insert, ExecuteStatementError::DuplicateItemException(_)), "{insert}");

    // A put does.
    let cola = item(json!({"user_id": {"S": "jihoon07"}, "product_name": {"S": "제로콜라"}}));
    put(&client, LIKES, [cola.clone()]).await;
    assert_eq!(user(&client, "jihoon07").await, Some(cola));
    assert_eq!(scan().await.unwrap().count(), 4);
}

#[tokio::test]
async fn exercises_3_to_6_a_sort_key() {
    let client = client();
    create(&client, LIKES_BY_TIME, "user_id", Some("timestamp")).await;
    let mut likes = four_likes();
    likes[2].extend([
        ("timestamp".to_owned(), s("2025-05-12T10:15:00")),
        ("product_name".to_owned(), s("스탠리 텀블러")),
    ]);
    likes[3].insert("timestamp".to_owned(), s("2025-05-12T11:20:00"));
    let tumbler = likes[2].clone();
    put(&client, LIKES_BY_TIME, likes).await;
    let accessory = item(json!({"user_id": {"S": "jihoon07"}, "timestamp": {"S": "2025-05-12T18:15:00"},
        "product_name": {"S": "텀블럭 악세사리"}}));
    put(&client, LIKES_BY_TIME, [accessory.clone()]).await;

    for (forward, expected) in [(true, [&tumbler, &accessory]), (false, [&accessory, &tumbler])] {
        let query = client
            .query()
            .table_name(LIKES_BY_TIME)
            .key_condition_expression("user_id = :u")
            .expression_attribute_values(":u", s("jihoon07"))
            .scan_index_forward(forward);
        assert_eq!(query.send().await.unwrap().items().iter().collect::<Vec<_>>(), expected);
    }
    for (condition, found) in [
        ("#t = :a", vec![&tumbler]),
        ("#t <= :a", vec![&tumbler]),
        ("#t < :a", vec![]),
        ("#t >= :a", vec![&tumbler, &accessory]),
        ("#t > :a", vec![&accessory]),
        ("#t BETWEEN :a AND :a", vec![&tumbler]),
        ("begins_with(#t, :a)", vec![&tumbler]),
    ] {
        let query = client
            .query()
            .table_name(LIKES_BY_TIME)
            .key_condition_expression(format!("user_id = :u AND {condition}"))
            .expression_attribute_names("#t", "timestamp")
            .expression_attribute_values(":u", s("jihoon07"))
            .expression_attribute_values(":a", s("2025-05-12T10:15:00"));
        assert_eq!(query.send().await.unwrap().items().iter().collect::<Vec<_>>(), found, "{condition}");
    }
    let filtered = client
        .query()
        .table_name(LIKES_BY_TIME)
        .key_condition_expression("user_id = :u")
        .filter_expression("contains(product_name, :word)")
        .projection_expression("product_name")
        .expression_attribute_values(":u", s("jihoon07"))
        .expression_attribute_values(":word", s("악세사리"))
        .send()
        .await
        .unwrap();
    assert_eq!((filtered.count(), filtered.scanned_count()), (1, 2));
    assert_eq!(filtered.items(), [item(json!({"product_name": {"S": "텀블럭 악세사리"}}))]);

    let statement =
        format!("SELECT * FROM \"{LIKES_BY_TIME}\" WHERE user_id = 'jihoon07' ORDER BY \"timestamp\" ASC;");
    let selected = client.execute_statement().statement(statement).send().await.unwrap();
    assert_eq!(selected.items(), [tumbler, accessory]);
}

#[tokio::test]
async fn exercise_7_what_the_api_stores() {
    let client = client();
    create(&client, LIKES_BY_TIME, "user_id", Some("timestamp")).await;
    let like = item(json!({"user_id": {"S": "jihoon07"}, "timestamp": {"S": "2025-05-19T17:36:04.935353"},
        "product": {"S": "제로콜라"}, "brand": {"S": "코카콜라"}, "reason": {"S": "갈증해소"},
        "color": {"S": "black"}, "price": {"N": "2900"}}));
    put(&client, LIKES_BY_TIME, [like.clone()]).await;
    let stored = client.scan().table_name(LIKES_BY_TIME).send().await.unwrap();
    assert_eq!(stored.items(), [like]);
}
