//! What an error says to do, beside the service's text.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests and their helpers")]

use std::collections::BTreeSet;

use hashrange::{
    Database, Error, Index, Result,
    ScalarAttributeType::{N, S},
    Table, attribute_value, item,
    operation::{
        BatchGetItemInput, DescribeTableInput, ExecuteTransactionInput, GetItemInput, KeysAndAttributes,
        ParameterizedStatement, QueryInput,
    },
};

fn likes() -> (Database, Table) {
    let db = Database::new();
    let table = db
        .create_table("likes")
        .partition_key("user_id", S)
        .sort_key("timestamp", N)
        .global_index(Index::new("of_product").partition_key("product", S))
        .run()
        .expect("a table");
    table.put(item! { "user_id": "minji", "timestamp": 1, "text": "x", "n": 1 }).run().expect("a put");
    (db, table)
}

/// The hint of an error whose text is as it always is.
#[track_caller]
fn hint<T>(result: Result<T>, text: &str) -> String {
    let Err(error) = result else { panic!("an error was expected") };
    assert!(error.message().contains(text), "{error}");
    let hint = error.hint().unwrap_or_else(|| panic!("{error} has no hint")).into_owned();
    assert!(!error.to_string().contains(&hint), "the text is the service's alone: {error}");
    hint
}

#[test]
fn a_table_that_is_not_there_is_known_by_a_name_like_it() {
    let (db, table) = likes();
    assert_eq!(
        hint(db.table("Like"), "Requested resource not found"),
        "there is no table `Like`: did you mean `likes`?"
    );
    let input = |name: &str| DescribeTableInput { table_name: name.to_owned() };
    assert_eq!(
        hint(db.describe_table(input("other")), "Table: other not found"),
        "there is no table `other`: there are `likes`"
    );
    assert_eq!(
        hint(db.execute("SELECT * FROM \"liked\"", ()), "Requested resource not found"),
        "there is no table `liked`: did you mean `likes`?"
    );
    let statement = |text: &str| ParameterizedStatement { statement: text.to_owned(), ..Default::default() };
    let transaction = ExecuteTransactionInput {
        transact_statements: vec![statement(
            "SELECT * FROM \"liked\" WHERE user_id = 'a' AND \"timestamp\" = 1",
        )],
        ..Default::default()
    };
    assert!(hint(db.execute_transaction(transaction), "not found").ends_with("did you mean `likes`?"));
    let get =
        GetItemInput { table_name: "lkes".to_owned(), key: item! { "user_id": "a" }, ..Default::default() };
    assert!(hint(db.get_item(get), "not found").ends_with("did you mean `likes`?"));
    let keys = KeysAndAttributes { keys: vec![item! { "user_id": "a" }].into(), ..Default::default() };
    let batch =
        BatchGetItemInput { request_items: [("likes2".to_owned(), keys)].into(), ..Default::default() };
    assert!(hint(db.batch_get_item(batch), "not found").ends_with("did you mean `likes`?"));
    assert_eq!(
        hint(Database::new().table("likes"), "not found"),
        "there is no table `likes`: the database has no tables"
    );
    for name in ["aaa", "bbb", "ccc", "ddd", "eee"] {
        db.create_table(name).partition_key("id", S).run().expect("a table");
    }
    assert_eq!(
        hint(db.table("other"), "not found"),
        "there is no table `other`: there are `aaa`, `bbb`, `ccc`, `ddd`, `eee`, .."
    );
    drop(table);
}

#[test]
fn an_index_that_is_not_there_is_known_by_a_name_like_it() {
    let (db, table) = likes();
    let text = "The table does not have the specified index";
    let near = "table `likes` has no index `by_product`: did you mean `of_product`?";
    assert_eq!(hint(table.index("by_product").query("p").page(), text), near);
    assert_eq!(hint(table.index("by_product").scan().page(), text), near);
    assert_eq!(hint(db.execute("SELECT * FROM likes.by_product", ()), text), near);
    assert_eq!(
        hint(table.index("x").query("p").page(), text),
        "table `likes` has no index `x`: its indexes are `of_product`"
    );
}

#[test]
fn a_key_that_does_not_fit_is_told_with_the_one_that_does() {
    let (_, table) = likes();
    let text = "The provided key element does not match the schema";
    let key = "the key of the table is `user_id` (S) with `timestamp` (N), and what was given is";
    assert_eq!(hint(table.get("minji").run(), text), format!("{key} a value of type S"));
    assert_eq!(
        hint(table.get(("minji", "1")).run(), text),
        format!("{key} a value of type S with a value of type S")
    );
    assert_eq!(
        hint(table.delete(item! { "userId": "minji", "timestamp": 1 }).run(), text),
        format!("{key} `timestamp` (N) with `userId` (S)")
    );
    assert_eq!(hint(table.update(item! {}).run(), text), format!("{key} nothing"));
    let too_many = hashrange::Key::new(["minji".into(), 1.into(), true.into()]);
    assert!(hint(table.get(&too_many).run(), text).ends_with("a value of type N with a value of type BOOL"));
    assert!(hint(table.delete(too_many).run(), text).ends_with("`user_id` (S) with `value 3` (BOOL)"));
    assert_eq!(
        hint(
            table.put(item! { "userId": "minji", "timestamp": 1 }).run(),
            "Missing the key user_id in the item"
        ),
        "each item of the table has `user_id`: did you mean it by `userId`?"
    );
    assert_eq!(
        hint(table.put(item! { "user_id": "minji" }).run(), "Missing the key timestamp in the item"),
        "each item of the table has `timestamp`, which is of its key"
    );
    assert_eq!(
        hint(
            table.put(item! { "user_id": 1, "timestamp": 1 }).run(),
            "Type mismatch for key user_id expected: S actual: N"
        ),
        "`user_id` is of type S in the key and of type N here"
    );
    let null = item! { "user_id": "a", "timestamp": 1, "product": null };
    assert_eq!(
        hint(table.put(null).run(), "Type mismatch for Index Key product Expected: S Actual: NULL"),
        "`product` is of type S in the key and of type NULL here; an item that has no such attribute is not in the index"
    );
    let empty = item! { "user_id": "", "timestamp": 1 };
    assert!(hint(table.put(empty).run(), "empty string value").starts_with("a key has at least one byte"));
    let changed = table.update(("minji", 1)).expression("SET user_id = :v").value(":v", "b").run();
    assert!(hint(changed, "Cannot update attribute user_id").ends_with("put one with another `user_id`"));
}

#[test]
fn expressions_are_put_right() {
    let (db, table) = likes();
    let update = |expression: &str| table.update(("minji", 1)).expression(expression);
    assert_eq!(
        hint(update("SET status = :s").value(":s", 1).run(), "reserved keyword: status"),
        "`status` is a reserved word: write `#status` in the expression and say what it stands for, with \
         `name(\"#status\", \"status\")` or in ExpressionAttributeNames"
    );
    let filtered = table.query("minji").filter("Region = :r").value(":r", 1).page();
    assert!(
        hint(filtered, "reserved keyword: Region")
            .starts_with("`Region` is a reserved word: write `#Region`")
    );
    assert!(
        hint(update("SET #x = :x").value(":x", 1).run(), "attribute name: #x").contains("name(\"#x\", ..)")
    );
    assert!(hint(update("SET x = :x").run(), "attribute value: :x").contains("value(\":x\", ..)"));
    assert!(
        hint(update("SET x = :x").value(":x", 1).value(":y", 2).run(), "unused in expressions")
            .starts_with("no expression has {:y}")
    );
    assert!(
        hint(update("SET a = b + :x").value(":x", 1).run(), "does not exist in the item")
            .contains("if_not_exists")
    );
    assert!(
        hint(update("SET a.b = :x").value(":x", 1).run(), "invalid for update").contains("must be there")
    );
    let filtered = table.query("minji").filter("user_id = :u").value(":u", "minji").page();
    assert!(hint(filtered, "non-primary key").contains("`user_id` is of the key"));
    let query = QueryInput {
        table_name: "likes".to_owned(),
        key_condition_expression: Some("n = :n".to_owned()),
        expression_attribute_values: Some(item! { ":n": 1 }),
        ..Default::default()
    };
    assert!(hint(db.query(query), "missed key schema element: user_id").contains("a condition on `user_id`"));
    let consistent = table.index("of_product").query("p").consistent().page();
    assert!(hint(consistent, "Consistent reads are not supported").contains("leave `consistent` away"));
}

#[test]
fn what_other_languages_write_is_put_right() {
    let (db, table) = likes();
    let filtered = |filter: &str| table.scan().filter(filter).value(":v", 1).page();
    for value in
        ["n = 5", "n > -5", "n = 'x'", "n = \"x\"", "contains(n, 'x')", "n IN (1, :v)", "n BETWEEN 1 AND 2"]
    {
        assert!(hint(filtered(value), "Syntax error").starts_with("a value is not written"), "{value}");
    }
    for value in ["n = true", "n = NULL"] {
        assert!(hint(filtered(value), "reserved keyword").starts_with("a value is not written"), "{value}");
    }
    for name in ["my-n = :v", "1n = :v", "caf\u{e9} = :v", "m.0 = :v"] {
        assert!(hint(filtered(name), "Syntax error").starts_with("a name is written with letters"), "{name}");
    }
    for (filter, right) in [
        ("n == :v", "`=` asks"),
        ("n != :v", "`<>` asks"),
        ("!contains(n, :v)", "`<>` asks"),
        ("n = :v && n = :v", "AND joins"),
        ("n = :v || n = :v", "OR joins"),
        ("n = m + :v", "only SET computes"),
        ("n LIKE :v", "`begins_with(path, :v)`"),
    ] {
        assert!(hint(filtered(filter), "Syntax error").starts_with(right), "{filter}");
    }
    assert_eq!(filtered("n = :v n").map(drop).expect_err("a word too many").hint(), None);

    let update = |text: &str| table.update(("minji", 1)).expression(text).value(":v", 1).run();
    for (text, right) in [
        ("n = :v", "an update expression begins with SET"),
        ("INCREMENT n :v", "an update expression begins with SET"),
        ("SET n = 5", "a value is not written"),
        ("SET n = -5", "a value is not written"),
        ("SET n += :v", "SET computes by"),
        ("SET n = n * :v", "SET computes by"),
        ("SET n = :v AND m = :v", "a comma stands"),
        ("SET n = :v, SET m = :v", "a section comes once"),
    ] {
        assert!(hint(update(text), "Syntax error").starts_with(right), "{text}");
    }

    let text = "contains invalid key: Syntax error";
    let without_colon = table.scan().filter("n = :v").value("v", 1).page();
    assert!(hint(without_colon, text).starts_with("a placeholder of a value is a `:`"));
    let without_hash = table.scan().filter("#n = n").name("n", "n").page();
    assert!(hint(without_hash, text).starts_with("a placeholder of a name is a `#`"));

    for (statement, text, right) in [
        ("SELECT * FROM user", "Unexpected keyword", "double quotes"),
        ("SELECT * FROM my-table", "Unexpected keyword", "double quotes"),
        ("SELECT * FROM likes WHERE n = ?", "Number of parameters", "each `?`"),
        ("INSERT INTO likes VALUE {\"user_id\": 'a'}", "Unexpected key", "single quotes"),
        ("UPDATE likes SET n = 1 WHERE user_id = 'a'", "mandatory equality", "each attribute of its key"),
        ("SELECT * FROM likes LIMIT 1", "Unsupported clause: LIMIT", "take(n)"),
    ] {
        assert!(hint(db.execute(statement, ()), text).contains(right), "{statement}");
    }
}

#[test]
fn a_condition_on_a_key_that_is_not_there_is_told_with_the_key() -> Result<()> {
    let (db, table) = likes();
    let users = db.create_table("users").partition_key("id", S).run()?;
    let text = "The number of conditions on the keys is invalid";
    let alone = "the key that is asked for is `id`, each of which takes one condition";
    assert_eq!(hint(users.query("a").at_most(3).run(), text), alone);
    assert!(hint(table.query("a").equals(1).at_most(3).run(), text).contains("`user_id` with `timestamp`"));
    assert!(hint(table.index("of_product").query("a").at_most(3).run(), text).contains("is `product`,"));
    let text = "Condition parameter type does not match schema type";
    assert!(hint(table.query(7).run(), text).contains("`key_schema()`"));
    assert!(hint(db.execute("SELECT * FROM users WHERE id = 7", ()), text).contains("DescribeTable"));
    Ok(())
}

#[test]
fn a_hint_shows_where_an_error_ends_a_program() {
    let (db, table) = likes();
    let error = db.table("Like").expect_err("there is none");
    assert_eq!(
        format!("{error:?}"),
        "ResourceNotFound(\"Requested resource not found\") (hint: there is no table `Like`: did you mean `likes`?)"
    );
    let put = || table.put(item! { "user_id": "minji", "timestamp": 1 }).if_absent();
    let error = put().return_item_on_failure().run().expect_err("it is there");
    assert!(
        format!("{error:?}")
            .starts_with("ConditionalCheckFailed { message: \"The conditional request failed\", item")
    );
    assert_eq!(error.hint(), None);
    let error = db.transaction().check(&table, ("minji", 2), "attribute_exists(n)").run().expect_err("none");
    assert!(format!("{error:?}").ends_with("The conditional request failed)"), "{error:?}");
    let error = table.put_as(&7).run().expect_err("no item");
    assert!(format!("{error:?}").starts_with("Conversion("), "{error:?}");
}

#[test]
fn values_are_put_right() {
    let (_, table) = likes();
    let put = |value: hashrange::AttributeValue| {
        table.put(item! { "user_id": "a", "timestamp": 1, "value": value }).run()
    };
    let empty_set = hashrange::AttributeValue::Ss(BTreeSet::new());
    assert!(hint(put(empty_set), "may not be empty").starts_with("DynamoDB stores no empty sets"));
    let empty_set = hashrange::AttributeValue::Bs(BTreeSet::new());
    assert!(hint(put(empty_set), "should not be empty").starts_with("DynamoDB stores no empty sets"));
    assert!(hint(put(attribute_value!("x".repeat(500_000))), "Item size").contains("400 KB"));
    #[derive(Debug, serde::Deserialize)]
    struct Other {
        #[allow(dead_code, reason = "it is only read")]
        missing: String,
    }
    assert!(hint(table.get(("minji", 1)).run_as::<Other>(), "missing field").contains("#[serde(default)]"));
}

#[test]
fn other_errors_say_how_to_go_on() {
    let (db, table) = likes();
    assert!(
        hint(db.create_table("likes").partition_key("id", S).run(), "already exists").contains("if_absent()")
    );
    let other_key = db.create_table("likes").partition_key("id", S).if_absent().run();
    assert!(hint(other_key, "already exists").contains("if that has the same key"));
    table.update_settings().deletion_protection(true).run().expect("a change");
    assert!(hint(db.delete_table("likes"), "protected against").contains("deletion_protection(false)"));
    db.set_transitions(std::time::Duration::from_secs(60));
    table.update_settings().deletion_protection(false).run().expect("a change");
    let early = table.update_settings().deletion_protection(true).run();
    assert!(hint(early, "still in use: Table is being updated: likes").contains("`ACTIVE`"));
    let put = || table.put(item! { "user_id": "minji", "timestamp": 1 }).if_absent();
    assert!(hint(put().run(), "conditional request failed").contains("return_item_on_failure()"));
    let Err(error) = put().return_item_on_failure().run() else { panic!("it is there") };
    assert!(error.is_condition_failed());
    assert_eq!(error.hint(), None, "the item is in the error");
    let insert = db.execute("INSERT INTO likes VALUE {'user_id': 'minji', 'timestamp': 1}", ());
    assert!(hint(insert, "Duplicate primary key").contains("UPDATE"));
}

#[test]
fn failed_actions_name_their_table_and_key() -> Result<()> {
    let (db, table) = likes();
    let others = db.create_table("others").partition_key("id", S).run()?;
    let Err(error) = db
        .transaction()
        .put(&others, item! { "id": "o1" })
        .put(&table, item! { "user_id": "minji", "timestamp": 1, "text": "y" })
        .if_absent()
        .check(&others, "o2", "attribute_exists(id)")
        .run()
    else {
        panic!("two conditions do not hold")
    };
    assert!(error.is_transaction_canceled() && error.is_condition_failed());
    let named: Vec<_> = error
        .failed_actions()
        .map(|(place, reason)| (place, reason.table.clone(), reason.key.clone()))
        .collect();
    let key = item! { "user_id": "minji", "timestamp": 1 };
    assert_eq!(
        named,
        [
            (1, Some("likes".to_owned()), Some(key)),
            (2, Some("others".to_owned()), Some(item! { "id": "o2" }))
        ]
    );
    assert_eq!(
        error.hint().as_deref(),
        Some(
            "action 1 on table likes and key {\"timestamp\":1,\"user_id\":\"minji\"}: The conditional request failed"
        )
    );

    // A fault of the key is told with the table alone, one of the change with both.
    let Err(error) = db.transaction().update(&others, ("o1", 1), "SET n = :n").value(":n", 1).run() else {
        panic!("the key has one value")
    };
    let (_, reason) = error.failed_actions().next().expect("a reason");
    assert_eq!((reason.table.as_deref(), &reason.key), (Some("others"), &None));
    assert!(
        error.hint().is_some_and(|hint| hint.contains("the key of the table is `id` (S)")),
        "{:?}",
        error.hint()
    );
    let change = db.transaction().update(&table, ("minji", 1), "SET n = n + gone").run();
    let (_, reason) =
        change.as_ref().expect_err("no such attribute").failed_actions().next().expect("a reason");
    assert_eq!(reason.key, Some(item! { "user_id": "minji", "timestamp": 1 }));
    assert!(hint(change, "Transaction cancelled").contains("if_not_exists"));

    let read = db.transaction_read().get(&others, ("o1", 1)).run();
    let (_, reason) = read.as_ref().expect_err("no key").failed_actions().next().expect("a reason");
    assert_eq!(reason.table.as_deref(), Some("others"));
    Ok(())
}

#[test]
fn a_collection_that_grows_too_large_is_named() -> Result<()> {
    let db = Database::builder().item_collection_limit_bytes(1_000).build();
    let table = db
        .create_table("notes")
        .partition_key("id", S)
        .sort_key("at", N)
        .local_index(Index::new("by_title").sort_key("title", S))
        .run()?;
    let long = item! { "id": "a", "at": 7, "text": "x".repeat(2_000) };
    let Err(error) = db.transaction().put(&table, item! { "id": "b", "at": 1 }).put(&table, long).run()
    else {
        panic!("it is too large")
    };
    let (place, reason) = error.failed_actions().next().expect("a reason");
    assert_eq!(place, 1);
    assert_eq!((reason.table.as_deref(), &reason.key), (Some("notes"), &Some(item! { "id": "a", "at": 7 })));
    Ok(())
}

#[test]
fn errors_of_the_service_and_of_conversion_are_told_apart() {
    let (db, table) = likes();
    assert!(db.table("nowhere").is_err_and(|error| error.is_resource_not_found()));
    assert!(table.get("a").run().is_err_and(|error| error.is_validation() && !error.is_conversion()));
    assert!(table.put_as(&7).run().is_err_and(|error| error.is_conversion()));
    let again = db.create_table("likes").partition_key("id", S).run();
    assert!(again.is_err_and(|error: Error| error.is_resource_in_use() && !error.is_retryable()));
}
