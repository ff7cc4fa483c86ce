//! `KeyConditions` beside expressions.

use super::*;

fn query(more: Value) -> Value {
    let equals = json!({"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "a"}]});
    with(json!({"TableName": "own", "KeyConditions": {"pk": equals}}), more)
}

#[test]
fn key_conditions_stand_beside_every_expression_but_the_one_in_their_place() {
    let db = database();
    ask(
        &db,
        "PutItem",
        json!({"TableName": "own", "Item": {"pk": {"S": "a"}, "sk": {"S": "b"}, "x": {"S": "y"}}}),
    );
    let found = ask(
        &db,
        "Query",
        query(json!({
            "FilterExpression": "#x = :y", "ProjectionExpression": "#x", "ExpressionAttributeNames": {"#x": "x"},
            "ExpressionAttributeValues": {":y": {"S": "y"}},
        })),
    );
    assert_eq!(found["Items"], json!([{"x": {"S": "y"}}]));
    let both = |legacy: &str, expressions: &str| {
        format!(
            "Can not use both expression and non-expression parameters in the same request: Non-expression \
             parameters: {{{legacy}}} Expression parameters: {{{expressions}}}"
        )
    };
    let replaced = json!({
        "KeyConditionExpression": "pk = :p", "FilterExpression": "x = :p",
        "ExpressionAttributeValues": {":p": {"S": "a"}},
    });
    assert_eq!(
        refusal(&db, "Query", query(replaced)),
        both("KeyConditions", "FilterExpression, KeyConditionExpression")
    );
    let attributes = json!({"AttributesToGet": ["x"], "FilterExpression": "attribute_exists(x)"});
    assert_eq!(refusal(&db, "Query", query(attributes)), both("AttributesToGet", "FilterExpression"));
}

#[test]
fn placeholders_need_an_expression_all_the_same() {
    let refused = refusal(&database(), "Query", query(json!({"ExpressionAttributeNames": {"#x": "x"}})));
    assert_eq!(refused, "ExpressionAttributeNames can only be specified when using expressions");
}
