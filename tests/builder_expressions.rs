//! What a builder is told in several calls adds up: no call replaces what another one said, and none changes how
//! another one is read.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

use hashrange::{
    AttributeValue, Database, Error, Index, Item, Result,
    ScalarAttributeType::{N, S},
    Table, item,
};

fn table(items: impl IntoIterator<Item = Item>) -> (Database, Table) {
    let db = Database::new();
    let table = db.create_table("items").partition_key("id", S).run().expect("the table");
    table.put_all(items).expect("the items");
    (db, table)
}

fn is_validation(result: Result<impl std::fmt::Debug>, text: &str) {
    match result {
        Err(Error::Validation(message)) => assert!(message.contains(text), "{message}"),
        other => panic!("{text:?} is told, not {other:?}"),
    }
}

fn condition_fails(result: Result<impl std::fmt::Debug>) {
    assert!(matches!(result, Err(Error::ConditionalCheckFailed { .. })), "{result:?}");
}

fn cancelled(result: Result<()>) {
    assert!(matches!(result, Err(Error::TransactionCanceled { .. })), "{result:?}");
}

#[test]
fn in_a_transaction_all_conditions_of_an_action_must_hold() -> Result<()> {
    let (db, accounts) = table([item! { "id": "minji", "won": 1000 }]);
    let take = |won: i32| {
        let update = db.transaction().update(&accounts, "minji", "SET won = won - :won").value(":won", won);
        update.condition("won >= :won")
    };
    cancelled(take(5000).if_exists().run());
    cancelled(take(5000).if_exists().if_exists().condition("attribute_exists(won)").run());
    cancelled(db.transaction().check(&accounts, "minji", "won > :won").value(":won", 1000).if_exists().run());
    cancelled(db.transaction().check(&accounts, "minji", "won = :won").value(":won", 1000).if_absent().run());
    cancelled(db.transaction().put(&accounts, item! { "id": "new" }).condition("won = id").if_absent().run());
    cancelled(db.transaction().delete(&accounts, "minji").condition("won = id").if_exists().run());
    assert_eq!(accounts.get("minji").run()?.as_deref(), Some(&item! { "id": "minji", "won": 1000 }));
    take(400).if_exists().run()?;
    assert_eq!(accounts.get("minji").run()?.expect("the account").get("won"), Some(&600.into()));
    Ok(())
}

#[test]
fn a_condition_keeps_its_own_grouping_beside_others() -> Result<()> {
    let (db, items) = table([item! { "id": "i", "a": 1 }]);
    let either = "a = :one OR b = :one";
    let none = "attribute_exists(c)";
    for [one, two] in [[either, none], [none, either]] {
        condition_fails(items.put(item! { "id": "i" }).condition(one).condition(two).value(":one", 1).run());
        condition_fails(items.delete("i").condition(one).condition(two).value(":one", 1).run());
        let update = items.update("i").expression("SET d = :one");
        condition_fails(update.condition(one).condition(two).value(":one", 1).run());
        let delete = db.transaction().delete(&items, "i");
        cancelled(delete.condition(one).condition(two).value(":one", 1).run());
    }
    items.update("i").expression("SET d = :one").condition(either).if_exists().value(":one", 1).run()?;
    // An expression of its own may stand in parentheses, as one alone may.
    items.put(item! { "id": "j" }).if_absent().condition("(attribute_not_exists(a))").run()?;
    items.update("j").if_exists().condition("(id = :j)").expression("SET a = :j").value(":j", "j").run()?;
    items.delete("j").condition("(id = :j)").if_exists().value(":j", "j").run()?;
    Ok(())
}

#[test]
fn a_condition_cannot_break_out_of_its_place() {
    let (_, items) = table([item! { "id": "i" }]);
    let write = items.put(item! { "id": "i" }).if_absent().condition("attribute_exists(id)) OR (id = id");
    is_validation(write.run(), "Syntax error");
}

#[test]
fn an_item_is_there_or_not_whatever_its_key_is_called() -> Result<()> {
    let db = Database::new();
    let table = db.create_table("odd").partition_key("#hashrange.key name", S).run()?;
    let item = item! { "#hashrange.key name": "k" };
    condition_fails(table.update("k").expression("SET a = :a").value(":a", 1).if_exists().run());
    condition_fails(table.put(item.clone()).if_exists().run());
    table.put(item.clone()).if_absent().run()?;
    condition_fails(table.put(item.clone()).if_absent().run());
    condition_fails(table.put(item.clone()).if_absent().if_absent().run());
    condition_fails(table.update("k").expression("SET a = :a").value(":a", 1).if_absent().run());
    table.put(item.clone()).if_exists().run()?;
    cancelled(db.transaction().put(&table, item).if_absent().if_absent().run());
    table.delete("k").if_exists().run()?;
    condition_fails(table.delete("k").if_exists().run());
    Ok(())
}

#[test]
fn all_filters_of_a_read_must_hold() -> Result<()> {
    let db = Database::new();
    let grid = db
        .create_table("grid")
        .partition_key("x", N)
        .sort_key("y", N)
        .global_index(Index::new("by_y").partition_key("y", N).sort_key("x", N))
        .run()?;
    grid.put_all((0..100).map(|i| item! { "x": i / 10, "y": i % 10, "distance": i / 10 + i % 10, "i": i }))?;
    let found = |items: hashrange::Items| items.map(|item| item.map(drop)).collect::<Result<Vec<_>>>();
    let query = grid.query(4).filter("i < :a OR i > :b").filter("i <> :c");
    assert_eq!(found(query.value(":a", 43).value(":b", 47).value(":c", 48).items())?.len(), 4);
    let index = grid.index("by_y").query(4).filter("i > :a").filter("i < :b");
    assert_eq!(found(index.value(":a", 20).value(":b", 50).items())?.len(), 3);
    let scan = || grid.scan().filter("i < :a OR i > :b").filter("i <> :c").value(":a", 10).value(":b", 89);
    assert_eq!(found(scan().value(":c", 5).items())?.len(), 19);
    assert_eq!(scan().value(":c", 5).count()?, 19);
    let scan = grid.index("by_y").scan().filter("distance = :s").filter("i > :i");
    assert_eq!(found(scan.value(":s", 9).value(":i", 50).items())?.len(), 5);
    Ok(())
}

#[test]
fn no_condition_on_the_sort_key_replaces_another_one() -> Result<()> {
    let db = Database::new();
    let hours = db.create_table("hours").partition_key("day", S).sort_key("hour", N).run()?;
    hours.put_all((0..24).map(|hour| item! { "day": "monday", "hour": hour }))?;
    let once = "KeyConditionExpressions must only contain one condition per key";
    let monday = || hours.query("monday");
    is_validation(monday().greater_than(8).less_than(12).page(), once);
    is_validation(monday().between(8, 12).at_least(9).page(), once);
    is_validation(monday().at_most(12).between(8, 12).count(), once);
    is_validation(monday().equals(8).less_than(12).page(), "The number of conditions on the keys is invalid");
    is_validation(monday().equals(8).equals(12).page(), "The number of conditions on the keys is invalid");
    assert_eq!(monday().between(8, 12).count()?, 5);
    Ok(())
}

#[test]
fn projections_add_their_paths() -> Result<()> {
    let whole = item! { "id": "i", "a": 1, "b": { "c": 2, "d": 3 }, "e": 4 };
    let part = item! { "id": "i", "b": { "c": 2 }, "e": 4 };
    let (db, items) = table([whole]);
    assert_eq!(
        items.get("i").project("id, b.c").project("#e").name("#e", "e").run()?.as_deref(),
        Some(&part)
    );
    let page = items.query("i").project("id, b.c").project("e").page()?;
    assert_eq!(page.items.expect("items").iter().map(|item| &**item).collect::<Vec<_>>(), [&part]);
    let page = items.scan().project("id, b.c").project("e").page()?;
    assert_eq!(page.items.expect("items").iter().map(|item| &**item).collect::<Vec<_>>(), [&part]);
    let read = db.transaction_read().get(&items, "i").project("id, b.c").project("e").run()?;
    assert_eq!(read[0].as_deref(), Some(&part));
    is_validation(items.get("i").project("b").project("b.c").run(), "Two document paths overlap");
    is_validation(db.transaction_read().get(&items, "i").project("b").project("b.c").run(), "overlap");
    is_validation(items.get("i").project("id,").project("e").run(), "Syntax error");
    Ok(())
}

#[test]
fn updates_add_what_they_change() -> Result<()> {
    let (db, items) = table([item! { "id": "i", "a": 1, "gone": true }]);
    let changed = items
        .update("i")
        .expression("SET a = a + :one")
        .expression("SET b = :one REMOVE gone")
        .expression("ADD c :one")
        .value(":one", 1)
        .updated()?;
    assert_eq!(*changed, item! { "id": "i", "a": 2, "b": 1, "c": 1 });
    db.transaction()
        .update(&items, "i", "SET a = a + :one")
        .expression("SET b = a REMOVE c")
        .value(":one", 1)
        .run()?;
    assert_eq!(items.get("i").run()?.as_deref(), Some(&item! { "id": "i", "a": 3, "b": 2 }));

    let twice = items.update("i").expression("SET a = :one").expression("REMOVE a").value(":one", 1);
    is_validation(twice.run(), "Two document paths overlap");
    let twice = db.transaction().update(&items, "i", "SET a = :one").expression("SET a = :one");
    is_validation(twice.value(":one", 1).run(), "Two document paths overlap");
    let broken = items.update("i").expression("SET a = :one,").expression("b = :one").value(":one", 1);
    is_validation(broken.run(), "Syntax error");
    is_validation(
        db.transaction().delete(&items, "i").expression("SET a = :one").value(":one", 1).run(),
        "An update expression belongs to an update",
    );
    Ok(())
}

#[test]
fn a_placeholder_means_one_thing_in_all_expressions() -> Result<()> {
    let (db, items) = table([item! { "id": "i", "a": 1, "b": 2 }]);
    let (names, values) = (
        "ExpressionAttributeNames contains two different meanings of one key; key: #a",
        "ExpressionAttributeValues contains two different meanings of one key; key: :a",
    );
    let put = || items.put(item! { "id": "i" }).condition("a = :a").value(":a", 1).condition("b = :a");
    is_validation(put().value(":a", 2).run(), values);
    condition_fails(put().value(":a", 1).run());
    let scan = items.scan().filter("a = :a").value(":a", 1).filter("b = :a").value(":a", 2);
    is_validation(scan.count(), values);
    let query = items.query("i").filter("#a = b").name("#a", "a").filter("#a = b").name("#a", "b");
    is_validation(query.page(), names);
    is_validation(items.get("i").project("#a").name("#a", "a").name("#a", "b").run(), names);
    let read = db.transaction_read().get(&items, "i").project("#a").name("#a", "a").name("#a", "b");
    is_validation(read.run(), names);
    let action = db.transaction().update(&items, "i", "SET a = :a").value(":a", 1).value(":a", 2);
    is_validation(action.run(), values);
    // Each action has placeholders of its own.
    let two = db.transaction().update(&items, "i", "SET a = :a").value(":a", 7);
    two.update(&items, "j", "SET a = :a").value(":a", 8).run()?;
    Ok(())
}

#[test]
fn unused_placeholders_are_told_of_the_whole_list() -> Result<()> {
    let (_, items) = table([item! { "id": "i", "a": 1 }]);
    let write = |value: &str| {
        let update = items.update("i").expression("SET b = :b").condition("a = :a").if_exists();
        update.value(":a", 1).value(":b", 2).value(value, 2).run()
    };
    write(":b")?;
    is_validation(write(":c"), "unused in expressions: keys: {:c}");
    let unused = items.put(item! { "id": "i" }).if_exists().name("#a", "a").run();
    is_validation(unused, "unused in expressions: keys: {#a}");
    Ok(())
}

#[test]
fn a_list_of_expressions_may_be_as_large_as_one() {
    let (_, items) = table([item! { "id": "i" }]);
    let conditions = |count: usize, text: &str| {
        let write = items.put(item! { "id": "i" });
        (0..count).fold(write, |write, _| write.condition(text)).run()
    };
    // A function each, and an AND between two of them.
    assert_eq!(conditions(150, "attribute_exists(id)"), Ok(()));
    is_validation(conditions(151, "attribute_exists(id)"), "too many operators; operator count: 301");
    let long = format!("attribute_exists(id){}", " ".repeat(4076 - 2000));
    is_validation(conditions(2, &long), "Expression size has exceeded the maximum allowed size");
    assert_eq!(conditions(1, &long), Ok(()));
}

#[test]
fn the_attributes_that_an_index_includes_add_up() -> Result<()> {
    let db = Database::new();
    let index = Index::new("by_a").partition_key("a", S).include(["b"]).include(["c"]);
    let table = db.create_table("items").partition_key("id", S).global_index(index).run()?;
    table.put(item! { "id": "i", "a": "a", "b": 1, "c": 2, "d": 3 }).run()?;
    let found = table.index("by_a").query("a").page()?.items.expect("items");
    assert_eq!(*found[0], item! { "id": "i", "a": "a", "b": 1, "c": 2 });
    Ok(())
}

#[test]
fn a_transaction_can_be_built_in_a_loop() -> Result<()> {
    let (db, items) = table([]);
    let mut transaction = db.transaction();
    for i in 0..5 {
        transaction = transaction.put(&items, item! { "id": format!("i{i}"), "i": i });
        if i % 2 == 0 {
            transaction = transaction.if_absent();
        }
    }
    transaction.token("t").run()?;
    let together =
        (0..5).fold(db.transaction_read(), |reads, i| reads.get(&items, format!("i{i}")).project("i"));
    let read = together.run()?;
    let numbers: Vec<_> = read.iter().flatten().filter_map(|item| item.get("i")).collect();
    assert_eq!(numbers, [0, 1, 2, 3, 4].map(AttributeValue::from).iter().collect::<Vec<_>>());
    Ok(())
}

#[test]
fn what_belongs_to_an_action_needs_one() {
    let (db, items) = table([]);
    let early = [
        db.transaction().condition("a = b"),
        db.transaction().if_absent(),
        db.transaction().if_exists(),
        db.transaction().value(":a", 1),
        db.transaction().name("#a", "a"),
        db.transaction().expression("REMOVE a"),
        db.transaction().return_item_on_failure(),
    ];
    for transaction in early {
        is_validation(
            transaction.put(&items, item! { "id": "i" }).run(),
            "belong to an action; begin one first",
        );
    }
    assert_eq!(items.item_count(), 0);
    for reads in [db.transaction_read().project("a"), db.transaction_read().name("#a", "a")] {
        is_validation(reads.get(&items, "i").run(), "belong to a read; begin one first");
    }
}
