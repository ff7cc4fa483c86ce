//! PartiQL.

use aws_sdk_dynamodb::{
    operation::execute_statement::ExecuteStatementError,
    types::{BatchStatementErrorCodeEnum, BatchStatementRequest, ParameterizedStatement},
};

use crate::support::{Item, like, likes, n, put, s};

#[tokio::test]
async fn a_statement_takes_parameters_and_gives_items() {
    let client = likes().await;
    put(&client, "likes", (0..3).map(|n| like("jihoon07", n))).await;
    let found = client
        .execute_statement()
        .statement("SELECT * FROM \"likes\" WHERE user_id = ? AND place >= ? ORDER BY \"timestamp\" DESC")
        .parameters(s("jihoon07"))
        .parameters(n(1))
        .send()
        .await
        .unwrap();
    assert_eq!(found.items(), [like("jihoon07", 2), like("jihoon07", 1)]);
}

#[tokio::test]
async fn the_next_token_leads_through_all_pages() {
    let client = likes().await;
    put(&client, "likes", (0..5).map(|n| like("jihoon07", n))).await;
    let (mut found, mut token, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = client
            .execute_statement()
            .statement("SELECT * FROM likes WHERE user_id = 'jihoon07'")
            .limit(2)
            .set_next_token(token)
            .send()
            .await
            .unwrap();
        pages += 1;
        found.extend_from_slice(page.items());
        token = page.next_token().map(str::to_owned);
        if token.is_none() {
            break;
        }
    }
    assert_eq!(found, (0..5).map(|n| like("jihoon07", n)).collect::<Vec<_>>());
    assert_eq!(pages, 3);
}

#[tokio::test]
async fn an_insert_never_replaces() {
    let client = likes().await;
    let insert = || {
        client
            .execute_statement()
            .statement(
                "INSERT INTO likes VALUE {'user_id': ?, 'timestamp': '2025', 'product_name': '코카콜라'}",
            )
            .parameters(s("jihoon07"))
            .send()
    };
    insert().await.unwrap();
    let again = insert().await.unwrap_err().into_service_error();
    let ExecuteStatementError::DuplicateItemException(again) = again else { panic!("{again}") };
    assert_eq!(again.message(), Some("Duplicate primary key exists in table"));
}

#[tokio::test]
async fn each_statement_of_a_batch_has_its_own_answer() {
    let client = likes().await;
    put(&client, "likes", [like("jihoon07", 1)]).await;
    let statement = |text: &str| BatchStatementRequest::builder().statement(text).build().unwrap();
    let answers = client
        .batch_execute_statement()
        .statements(statement(
            "SELECT * FROM likes WHERE user_id = 'jihoon07' AND \"timestamp\" = '2025-05-12T000001'",
        ))
        .statements(statement("SELECT * FROM nowhere WHERE user_id = 'jihoon07' AND \"timestamp\" = '2025'"))
        .send()
        .await
        .unwrap();
    let [found, missing] = answers.responses() else { panic!("two answers") };
    assert_eq!(found.item(), Some(&like("jihoon07", 1)));
    assert_eq!(
        missing.error().and_then(|error| error.code()),
        Some(&BatchStatementErrorCodeEnum::ResourceNotFound),
        "{missing:?}"
    );
}

#[tokio::test]
async fn statements_are_a_transaction() {
    let client = likes().await;
    let statement = |text: &str| ParameterizedStatement::builder().statement(text).build().unwrap();
    client
        .execute_transaction()
        .transact_statements(statement("INSERT INTO likes VALUE {'user_id': 'a', 'timestamp': '1'}"))
        .transact_statements(statement("INSERT INTO likes VALUE {'user_id': 'b', 'timestamp': '1'}"))
        .send()
        .await
        .unwrap();
    let cancelled = client
        .execute_transaction()
        .transact_statements(statement("INSERT INTO likes VALUE {'user_id': 'c', 'timestamp': '1'}"))
        .transact_statements(statement("INSERT INTO likes VALUE {'user_id': 'b', 'timestamp': '1'}"))
        .send()
        .await
        .unwrap_err();
    assert!(cancelled.into_service_error().is_transaction_canceled_exception());
    let scan = client.scan().table_name("likes").send().await.unwrap();
    let mut users: Vec<&String> =
        scan.items().iter().map(|item: &Item| item["user_id"].as_s().unwrap()).collect();
    users.sort();
    assert_eq!(users, ["a", "b"]);
}
