//! Paginators.

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;

use crate::support::{Item, client, create, like, likes, put, s};

#[tokio::test]
async fn a_query_goes_through_all_pages() {
    let client = likes().await;
    put(&client, "likes", (0..25).map(|n| like("jihoon07", n)).chain([like("yuna23", 0)])).await;
    let query = || {
        client
            .query()
            .table_name("likes")
            .key_condition_expression("user_id = :u")
            .expression_attribute_values(":u", s("jihoon07"))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .into_paginator()
            .page_size(10)
    };
    let mut sizes = Vec::new();
    let mut pages = query().send();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert_eq!(page.consumed_capacity().unwrap().capacity_units(), Some(0.5));
        sizes.push((page.count(), page.last_evaluated_key().is_some()));
    }
    assert_eq!(sizes, [(10, true), (10, true), (5, false)]);

    let items = query().items().send().collect::<Result<Vec<Item>, _>>().await.unwrap();
    assert_eq!(items, (0..25).map(|n| like("jihoon07", n)).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_query_goes_backwards_from_a_key() {
    let client = likes().await;
    put(&client, "likes", (0..5).map(|n| like("jihoon07", n))).await;
    let mut start = like("jihoon07", 3);
    start.remove("place");
    let found = client
        .query()
        .table_name("likes")
        .key_condition_expression("user_id = :u AND #t > :t")
        .expression_attribute_names("#t", "timestamp")
        .expression_attribute_values(":u", s("jihoon07"))
        .expression_attribute_values(":t", s("2025-05-12T000000"))
        .scan_index_forward(false)
        .set_exclusive_start_key(Some(start))
        .send()
        .await
        .unwrap();
    assert_eq!(found.items(), [like("jihoon07", 2), like("jihoon07", 1)]);
}

#[tokio::test]
async fn the_segments_of_a_scan_together_are_the_table() {
    let client = likes().await;
    put(&client, "likes", (0..60).map(|n| like(&format!("user{n:03}"), n))).await;
    let mut found = Vec::new();
    for segment in 0..3 {
        let scan = client.scan().table_name("likes").segment(segment).total_segments(3).into_paginator();
        found.extend(scan.page_size(7).items().send().collect::<Result<Vec<Item>, _>>().await.unwrap());
    }
    found.sort_by_key(|item| item["user_id"].as_s().unwrap().clone());
    assert_eq!(found, (0..60).map(|n| like(&format!("user{n:03}"), n)).collect::<Vec<_>>());
}

#[tokio::test]
async fn names_of_tables_come_in_pages() {
    let client = client();
    let names: Vec<String> = (0..7).map(|n| format!("table{n}")).collect();
    for name in &names {
        create(&client, name, "id", None).await;
    }
    let listed = client.list_tables().into_paginator().page_size(3).items().send();
    assert_eq!(listed.collect::<Result<Vec<_>, _>>().await.unwrap(), names);
}
