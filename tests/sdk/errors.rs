//! The service's exceptions arrive as the SDK's modelled errors.

use aws_sdk_dynamodb::{
    error::ProvideErrorMetadata,
    operation::{RequestId, create_table::CreateTableError, get_item::GetItemError, put_item::PutItemError},
    types::{
        AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ReturnValuesOnConditionCheckFailure,
        ScalarAttributeType,
    },
};

use crate::support::{client, like, likes, put, s};

#[tokio::test]
async fn a_failed_condition_carries_the_item_where_asked() {
    let client = likes().await;
    put(&client, "likes", [like("haeri05", 1)]).await;
    for (asked, item) in [
        (ReturnValuesOnConditionCheckFailure::None, None),
        (ReturnValuesOnConditionCheckFailure::AllOld, Some(like("haeri05", 1))),
    ] {
        let failed = client
            .put_item()
            .table_name("likes")
            .set_item(Some(like("haeri05", 1)))
            .condition_expression("attribute_not_exists(user_id)")
            .return_values_on_condition_check_failure(asked)
            .send()
            .await
            .unwrap_err();
        assert_eq!(failed.raw_response().unwrap().status().as_u16(), 400);
        let PutItemError::ConditionalCheckFailedException(failed) = failed.into_service_error() else {
            panic!("another error");
        };
        assert_eq!(failed.message(), Some("The conditional request failed"));
        assert_eq!(failed.item().cloned(), item);
        assert_eq!(failed.request_id().map(str::len), Some(52));
    }
}

#[tokio::test]
async fn a_table_that_is_not_there() {
    let missing =
        client().get_item().table_name("likes").key("user_id", s("haeri05")).send().await.unwrap_err();
    let GetItemError::ResourceNotFoundException(missing) = missing.into_service_error() else {
        panic!("another error");
    };
    assert_eq!(missing.message(), Some("Requested resource not found"));
}

#[tokio::test]
async fn a_table_that_is_there_already() {
    let client = likes().await;
    let again = client
        .create_table()
        .table_name("likes")
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash).build().unwrap())
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("id")
                .attribute_type(ScalarAttributeType::S)
                .build()
                .unwrap(),
        )
        .send()
        .await
        .unwrap_err();
    let CreateTableError::ResourceInUseException(again) = again.into_service_error() else {
        panic!("another error");
    };
    assert_eq!(again.message(), Some("Table already exists: likes"));
}

#[tokio::test]
async fn an_exception_that_the_model_does_not_name_has_its_code_and_text() {
    let client = likes().await;
    let refused =
        client.get_item().table_name("likes").key("user_id", s("haeri05")).send().await.unwrap_err();
    let refused = refused.into_service_error();
    assert_eq!(refused.code(), Some("ValidationException"));
    assert_eq!(refused.message(), Some("The provided key element does not match the schema"));
}

#[tokio::test]
async fn the_crates_one_error_type_takes_all() {
    let missing = client().describe_table().table_name("likes").send().await.unwrap_err();
    assert!(matches!(
        aws_sdk_dynamodb::Error::from(missing),
        aws_sdk_dynamodb::Error::ResourceNotFoundException(_)
    ));
}
