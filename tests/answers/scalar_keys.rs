//! A path into an attribute that is a key of the table, or of one of its indexes, is refused wherever a path may stand.

use super::*;

fn told(key: &str) -> String {
    format!(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: {key}"
    )
}

const PATHS: [(&str, &str); 4] =
    [("pk.x", "Key: pk"), ("sk[0]", "Key: sk"), ("gk.x.y", "IndexKey: gk"), ("lk[1]", "IndexKey: lk")];

fn on_item(more: Value) -> Value {
    with(json!({"TableName": "own", "Key": {"pk": {"S": "a"}, "sk": {"S": "b"}}}), more)
}

fn query(more: Value) -> Value {
    let key = json!({
        "TableName": "own", "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "a"}},
    });
    with(key, more)
}

#[test]
fn in_projections() {
    let db = database();
    for (path, key) in PATHS {
        let projection = json!({"ProjectionExpression": format!("tray.x, {path}")});
        assert_eq!(refusal(&db, "GetItem", on_item(projection.clone())), told(key));
        assert_eq!(refusal(&db, "Query", query(projection.clone())), told(key));
        assert_eq!(refusal(&db, "Scan", with(json!({"TableName": "own"}), projection.clone())), told(key));
        let keys = with(json!({"Keys": [{"pk": {"S": "a"}, "sk": {"S": "b"}}]}), projection.clone());
        assert_eq!(refusal(&db, "BatchGetItem", json!({"RequestItems": {"own": keys}})), told(key));
        let reason = cancellation(&db, "TransactGetItems", json!({"Get": on_item(projection)}));
        assert_eq!(reason, told(key));
    }
}

#[test]
fn in_conditions_and_filters() {
    let db = database();
    for (path, key) in PATHS {
        let condition =
            json!({"ConditionExpression": format!("attribute_exists(a) OR NOT size({path}) IN (b, c)")});
        let item = json!({"TableName": "own", "Item": {"pk": {"S": "a"}, "sk": {"S": "b"}}});
        assert_eq!(refusal(&db, "PutItem", with(item.clone(), condition.clone())), told(key));
        assert_eq!(refusal(&db, "DeleteItem", on_item(condition.clone())), told(key));
        assert_eq!(refusal(&db, "UpdateItem", on_item(condition.clone())), told(key));
        for (kind, action) in
            [("Put", item), ("Delete", on_item(json!({}))), ("ConditionCheck", on_item(json!({})))]
        {
            let action = json!({kind: with(action, condition.clone())});
            assert_eq!(cancellation(&db, "TransactWriteItems", action), told(key), "{kind}");
        }
        let filter = json!({"FilterExpression": format!("attribute_not_exists({path})")});
        assert_eq!(refusal(&db, "Query", query(filter.clone())), told(key));
        assert_eq!(
            refusal(&db, "Query", query(with(filter.clone(), json!({"IndexName": "byLk"})))),
            told(key)
        );
        assert_eq!(refusal(&db, "Scan", with(json!({"TableName": "own"}), filter)), told(key));
    }
}

#[test]
fn in_updates_as_targets_and_as_operands() {
    let db = database();
    for (path, key) in PATHS {
        for update in [
            format!("REMOVE {path}"),
            format!("SET x = {path}"),
            format!("SET x = if_not_exists(y, {path})"),
            format!("SET x = if_not_exists({path}, y)"),
            format!("SET x = list_append(y, {path})"),
            format!("SET x = y + {path}"),
            format!("SET {path} = y"),
        ] {
            let update = on_item(json!({"UpdateExpression": update}));
            assert_eq!(refusal(&db, "UpdateItem", update.clone()), told(key), "{update}");
            assert_eq!(cancellation(&db, "TransactWriteItems", json!({"Update": update})), told(key));
        }
        for clause in ["ADD", "DELETE"] {
            let update = on_item(json!({
                "UpdateExpression": format!("{clause} {path} :v"), "ExpressionAttributeValues": {":v": {"SS": ["x"]}},
            }));
            assert_eq!(refusal(&db, "UpdateItem", update), told(key), "{clause}");
        }
    }
}

#[test]
fn a_key_as_a_whole_and_paths_into_other_attributes_are_taken() {
    let db = database();
    ask(
        &db,
        "PutItem",
        json!({"TableName": "own", "Item": {"pk": {"S": "a"}, "sk": {"S": "b"}, "gk": {"S": "c"}}}),
    );
    ask(&db, "GetItem", on_item(json!({"ProjectionExpression": "pk, gk, tray.pk, box[0].gk"})));
    ask(
        &db,
        "Scan",
        json!({"TableName": "own", "FilterExpression": "attribute_exists(gk) AND attribute_exists(m.gk)"}),
    );
    let legacy = json!({"AttributeUpdates": {"gk.x": {"Value": {"S": "c"}}}});
    ask(&db, "UpdateItem", on_item(legacy));
}
