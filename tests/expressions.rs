//! Expressions built in Rust: in all builders, together with texts.

#![allow(clippy::unwrap_used, reason = "tests and their helpers")]

use hashrange::{
    Attr, AttributeValue, Database, Index, ProjectionExpression, ScalarAttributeType::S, Table,
    UpdateExpression, VectorIndex, attr, item,
};

fn stock() -> (Database, Table) {
    let db = Database::new();
    let by_status = Index::new("by_status").partition_key("status", S);
    let stock = db.create_table("stock").partition_key("id", S).global_index(by_status).run().unwrap();
    stock
        .put(item! { "id": "cup", "left": 2, "status": "open", "tags": ["new", "red"], "size": { "w": 3 } })
        .run()
        .unwrap();
    stock.put(item! { "id": "pot", "left": 9, "status": "open", "tags": ["old"] }).run().unwrap();
    (db, stock)
}

#[test]
fn writes_take_conditions_and_join_them_with_texts() {
    let (_, stock) = stock();
    let open = || attr("status").equals("open");
    stock
        .update("cup")
        .subtract("left", 1)
        .condition(open())
        .condition("#l > :no")
        .name("#l", "left")
        .value(":no", 0)
        .run()
        .unwrap();
    let refused =
        stock.update("cup").subtract("left", 1).condition(attr("left").at_least(2)).condition(open());
    assert!(refused.run().unwrap_err().is_condition_failed());
    assert!(stock.delete("cup").condition(!open()).run().unwrap_err().is_condition_failed());
    let put = stock
        .put(item! { "id": "cup" })
        .if_exists()
        .condition(attr("size.w").equals(4).or(attr("left").equals(7)));
    assert!(put.return_item_on_failure().run().unwrap_err().is_condition_failed());
    stock.delete("cup").condition(attr("tags").size().equals(2)).run().unwrap();
}

#[test]
fn updates_add_up_to_one_and_mix_with_texts() {
    let (_, stock) = stock();
    let update = stock.update("cup").set("price", 9).set_if_absent("left", 0).append("tags", ["hot"]);
    let update = update.expression("REMOVE #s ADD seen :one").name("#s", "size").value(":one", 1);
    let cup = update.add_to_set("buyers", ["minji"]).remove("nothing.there").updated();
    // A removed path goes through an attribute that is not there.
    assert!(cup.is_err());
    let update = stock.update("cup").set("price", 9).set_if_absent("left", 0).append("tags", ["hot"]);
    let update = update.expression("REMOVE #s ADD seen :one").name("#s", "size").value(":one", 1);
    let cup = update.add_to_set("buyers", ["minji"]).prepend("status_log", ["x"]).updated();
    assert_eq!(
        cup.unwrap_err().message(),
        "The provided expression refers to an attribute that does not exist in the item"
    );
    let log = attr("log").if_not_exists(AttributeValue::L(Vec::new())).followed_by(["sold"]);
    let update = stock.update("cup").set("log", log).add("seen", 1).add_to_set("buyers", ["minji"]);
    let cup = update.expression("REMOVE #s").name("#s", "size").updated().unwrap();
    let buyers = AttributeValue::Ss(["minji".to_owned()].into());
    assert_eq!(
        *cup,
        item! {
            "id": "cup", "left": 2, "status": "open", "tags": ["new", "red"], "log": ["sold"], "seen": 1, "buyers": buyers,
        }
    );
    let overlap =
        stock.update("cup").set("a", 1).expression("SET a = :one").value(":one", 1).run().unwrap_err();
    assert_eq!(
        overlap.message(),
        "1 validation error detected: Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these \
         paths; path one: [a], path two: [a]"
    );
}

#[test]
fn reads_take_filters_and_projections() {
    let (_, stock) = stock();
    let new = || attr("tags").contains("new");
    assert_eq!(stock.scan().filter(new()).count().unwrap(), 1);
    let both = stock.scan().filter(new()).filter("#l > :n").name("#l", "left").value(":n", 2);
    assert_eq!(both.count().unwrap(), 0);
    let found = stock.index("by_status").query("open").filter(!new()).project(["id", "left"]).run().unwrap();
    assert_eq!(*found[0], item! { "id": "pot", "left": 9 });
    let cup = stock.get("cup").project(["size.w", "status"]).project("id").run().unwrap().unwrap();
    assert_eq!(*cup, item! { "id": "cup", "size": { "w": 3 }, "status": "open" });
    let left = stock.get("cup").project(attr("left")).run().unwrap().unwrap();
    assert_eq!(*left, item! { "left": 2 });
    let keys = stock.scan().filter(attr("id").equals("cup")).run().unwrap();
    assert_eq!(keys.len(), 1);
    let key = stock.index("by_status").query("open").filter(attr("status").exists()).run().unwrap_err();
    assert!(key.message().contains("Filter Expression can only contain non-primary key attributes"), "{key}");
    let none = stock.get("cup").project(Vec::<Attr>::new()).run().unwrap_err();
    assert_eq!(none.message(), "Invalid ProjectionExpression: The expression can not be empty;");
}

#[test]
fn transactions_take_all_of_them() {
    let (db, stock) = stock();
    let sell =
        db.transaction().update(&stock, "cup", UpdateExpression::new()).subtract("left", 2).add("sold", 2);
    let sell = sell.condition(attr("left").at_least(2)).check(&stock, "pot", attr("left").greater_than(5));
    sell.clone().token("t").run().unwrap();
    sell.token("t").run().unwrap(); // the same request
    let other =
        db.transaction().update(&stock, "cup", UpdateExpression::new().subtract("left", 3)).token("t");
    assert!(other.run().unwrap_err().is_idempotent_parameter_mismatch());
    let read = db.transaction_read().get(&stock, "cup").project(["left", "sold"]).run().unwrap();
    assert_eq!(**read[0].as_ref().unwrap(), item! { "left": 0, "sold": 2 });
    let put = db.transaction().put(&stock, item! { "id": "x" }).set("a", 1).run().unwrap_err();
    assert_eq!(put.message(), "An update expression belongs to an update; the latest action is none");
}

#[test]
fn a_search_takes_equalities() {
    let db = Database::new();
    let near = VectorIndex::new("near", "v", 2).inline_filter("kind", S);
    let places = db.create_table("places").partition_key("id", S).vector_index(near).run().unwrap();
    places.put(item! { "id": "a", "kind": "cafe", "v": [1, 0] }).run().unwrap();
    places.put(item! { "id": "b", "kind": "park", "v": [1, 0] }).run().unwrap();
    let cafes = places.index("near").search([1.0, 0.0]).filter(attr("kind").equals("cafe")).project(["id"]);
    let found = cafes.run().unwrap();
    assert_eq!(found.len(), 1);
    let refused =
        places.index("near").search([1.0, 0.0]).filter(attr("kind").not_equals("cafe")).run().unwrap_err();
    assert!(refused.message().starts_with("Invalid SearchConditionExpression: "), "{refused}");
}

#[test]
fn limits_are_those_of_all_expressions_of_a_parameter_together() {
    let (_, stock) = stock();
    let half = |name: &str| (0..74).fold(attr(name).exists(), |all, _| all.and(attr(name).exists()));
    let whole = stock.scan().filter(half("a")).filter(half("b"));
    assert_eq!(whole.clone().count().unwrap(), 0);
    let more = whole.filter(half("c")).count().unwrap_err();
    assert!(more.message().contains("too many operators"), "{more}");
    let long = "n".repeat(2_100);
    let refused = stock.scan().filter(attr(&long).exists()).filter(attr(&long).exists()).count().unwrap_err();
    assert_eq!(
        refused.message(),
        "Invalid FilterExpression: Expression size has exceeded the maximum allowed size; expression size: 4236"
    );
}

#[test]
fn unused_placeholders_are_still_an_error() {
    let (_, stock) = stock();
    let unused = stock.scan().filter(attr("left").equals(2)).value(":x", 1).run().unwrap_err();
    assert_eq!(
        unused.message(),
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:x}"
    );
}

#[test]
fn a_printed_expression_says_the_same_over_the_wire() {
    let (db, stock) = stock();
    let condition = attr("size.w").equals(3).and(!attr("tags").contains("old"));
    let printed = condition.to_expression().unwrap();
    assert_eq!(printed.to_string(), "#size.w = :c0 AND NOT contains(tags, :c1)");
    let input = hashrange::operation::ScanInput {
        table_name: "stock".into(),
        filter_expression: Some(printed.text),
        expression_attribute_names: Some(printed.names),
        expression_attribute_values: Some(printed.values),
        ..Default::default()
    };
    let items = db.scan(input).unwrap().items.unwrap();
    assert_eq!(items, stock.scan().filter(condition).run().unwrap());
    let shown = ProjectionExpression::new(["status", "size"]).to_expression().unwrap();
    assert_eq!(shown.text, "#status, #size");
}
