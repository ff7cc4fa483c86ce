//! Transactions: all or nothing, the reasons where it is nothing, and the tokens that the SDK sends.

use aws_sdk_dynamodb::{
    operation::transact_write_items::TransactWriteItemsError,
    types::{
        ConditionCheck, Delete, Get, Put, ReturnValuesOnConditionCheckFailure, TransactGetItem,
        TransactWriteItem, Update,
    },
};

use crate::support::{Item, like, likes, n, put};

fn key(item: &Item) -> Item {
    let mut key = item.clone();
    key.remove("place");
    key
}

fn put_new(item: Item) -> TransactWriteItem {
    let put = Put::builder()
        .table_name("likes")
        .set_item(Some(item))
        .condition_expression("attribute_not_exists(user_id)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    TransactWriteItem::builder().put(put.build().unwrap()).build()
}

#[tokio::test]
async fn every_action_of_a_transaction_is_carried_out() {
    let client = likes().await;
    put(&client, "likes", [like("a", 1), like("b", 1), like("c", 1)]).await;
    let update = Update::builder()
        .table_name("likes")
        .set_key(Some(key(&like("a", 1))))
        .update_expression("SET place = place + :ten")
        .expression_attribute_values(":ten", n(10))
        .build()
        .unwrap();
    let delete = Delete::builder().table_name("likes").set_key(Some(key(&like("b", 1)))).build().unwrap();
    let check = ConditionCheck::builder()
        .table_name("likes")
        .set_key(Some(key(&like("c", 1))))
        .condition_expression("place = :one")
        .expression_attribute_values(":one", n(1))
        .build()
        .unwrap();
    client
        .transact_write_items()
        .transact_items(TransactWriteItem::builder().update(update).build())
        .transact_items(TransactWriteItem::builder().delete(delete).build())
        .transact_items(TransactWriteItem::builder().condition_check(check).build())
        .transact_items(put_new(like("d", 1)))
        .send()
        .await
        .unwrap();

    let get = |item: &Item| {
        let get = Get::builder().table_name("likes").set_key(Some(key(item))).build().unwrap();
        TransactGetItem::builder().get(get).build()
    };
    let read = client
        .transact_get_items()
        .transact_items(get(&like("a", 1)))
        .transact_items(get(&like("b", 1)))
        .transact_items(get(&like("d", 1)))
        .send()
        .await
        .unwrap();
    let items: Vec<_> = read.responses().iter().map(|response| response.item().cloned()).collect();
    let mut changed = like("a", 1);
    changed.insert("place".to_owned(), n(11));
    assert_eq!(items, [Some(changed), None, Some(like("d", 1))]);
}

#[tokio::test]
async fn a_cancelled_transaction_tells_a_reason_for_each_action() {
    let client = likes().await;
    put(&client, "likes", [like("무선", 2)]).await;
    let cancelled = client
        .transact_write_items()
        .transact_items(put_new(like("무선", 1)))
        .transact_items(put_new(like("무선", 2)))
        .send()
        .await
        .unwrap_err();
    let TransactWriteItemsError::TransactionCanceledException(cancelled) = cancelled.into_service_error()
    else {
        panic!("another error");
    };
    assert_eq!(
        cancelled.message(),
        Some(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]"
        ),
    );
    let reasons = cancelled.cancellation_reasons();
    let told: Vec<_> = reasons.iter().map(|reason| (reason.code(), reason.message())).collect();
    assert_eq!(
        told,
        [(Some("None"), None), (Some("ConditionalCheckFailed"), Some("The conditional request failed"))]
    );
    assert_eq!(reasons[0].item(), None);
    assert_eq!(reasons[1].item(), Some(&like("무선", 2)));

    let first =
        client.get_item().table_name("likes").set_key(Some(key(&like("무선", 1)))).send().await.unwrap();
    assert_eq!(first.item, None);
}

#[tokio::test]
async fn a_token_makes_a_transaction_happen_once() {
    let client = likes().await;
    put(&client, "likes", [like("a", 0)]).await;
    let add = |amount: i32| {
        let update = Update::builder()
            .table_name("likes")
            .set_key(Some(key(&like("a", 0))))
            .update_expression("ADD place :amount")
            .expression_attribute_values(":amount", n(amount));
        client
            .transact_write_items()
            .transact_items(TransactWriteItem::builder().update(update.build().unwrap()).build())
    };
    add(1).client_request_token("once").send().await.unwrap();
    add(1).client_request_token("once").send().await.unwrap();
    let mismatch = add(2).client_request_token("once").send().await.unwrap_err().into_service_error();
    assert!(mismatch.is_idempotent_parameter_mismatch_exception());
    // Without a token of the caller's the SDK makes a new one for each call.
    add(1).send().await.unwrap();
    add(1).send().await.unwrap();
    let got = client.get_item().table_name("likes").set_key(Some(key(&like("a", 0)))).send().await.unwrap();
    assert_eq!(got.item.unwrap()["place"], n(3));
}
