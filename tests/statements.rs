//! Statements of PartiQL as a client sees them, alone, in a batch and in a transaction.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test stops where it fails")]

mod support;

use hashrange::{
    Database, Index,
    ScalarAttributeType::{N, S},
    item,
};
use serde_json::{Value, json};
use support::{call, to_json};

fn good(db: &Database, operation: &str, input: &Value) -> Value {
    let (status, body) = call(db, operation, input);
    assert_eq!(status, 200, "{operation}: {body}");
    body
}

fn refused(db: &Database, operation: &str, input: &Value) -> String {
    let (status, body) = call(db, operation, input);
    assert_eq!(status, 400, "{operation} succeeded: {body}");
    let message = body.get("message").or(body.get("Message")).and_then(Value::as_str);
    message.unwrap_or_default().to_owned()
}

/// A request for these statements, each with its parameters.
fn request(list: &str, statements: &[(&str, Value)]) -> Value {
    let request = |(statement, parameters): &(&str, Value)| match parameters {
        Value::Null => json!({"Statement": statement}),
        parameters => json!({"Statement": statement, "Parameters": parameters}),
    };
    json!({
        list: statements.iter().map(request).collect::<Vec<_>>(),
        "ReturnConsumedCapacity": "INDEXES",
    })
}

fn batch(statements: &[&str]) -> Value {
    request("Statements", &statements.iter().map(|statement| (*statement, Value::Null)).collect::<Vec<_>>())
}

fn transaction(statements: &[&str]) -> Value {
    let statements: Vec<_> = statements.iter().map(|statement| (*statement, Value::Null)).collect();
    request("TransactStatements", &statements)
}

/// Notes by owner and number, with a local index and a global one that project keys, and a global one with two
/// partition key attributes.
fn database() -> Database {
    let db = Database::new();
    db.create_table("notes")
        .partition_key("owner", S)
        .sort_key("number", N)
        .local_index(Index::new("by_kind").sort_key("kind", S).keys_only())
        .global_index(Index::new("of_kind").partition_key("kind", S).keys_only())
        .run()
        .unwrap();
    let notes = db.table("notes").unwrap();
    for number in 1..4 {
        let shelf = item! { "row": "north", "books": ["atlas", "novel"], "deep": { "label": number } };
        notes.put(item! { "owner": "a", "number": number, "kind": "k", "shelf": shelf }).run().unwrap();
    }
    db
}

#[test]
fn a_select_gives_a_value_by_itself_wherever_it_is_read() {
    let db = database();
    let label = |number: i32| json!({"label": {"N": number.to_string()}, "books[1]": {"S": "novel"}});
    let list = "shelf.deep.label, shelf.\"books\"[1], shelf.gone";
    let select = |what: &str| json!({"Statement": format!("SELECT {list} FROM {what}")});
    let whole_key = "notes WHERE owner = 'a' AND number = 2";
    for what in [whole_key, "notes WHERE owner = 'a' AND number = 2 AND kind = 'k'"] {
        assert_eq!(good(&db, "ExecuteStatement", &select(what)), json!({"Items": [label(2)]}));
    }
    for what in [
        "notes WHERE owner = 'a' ORDER BY number DESC",
        // A local index fetches what it does not project.
        "notes.by_kind WHERE owner = 'a' AND kind = 'k' ORDER BY kind DESC",
    ] {
        assert_eq!(
            good(&db, "ExecuteStatement", &select(what)),
            json!({"Items": [label(3), label(2), label(1)]}),
            "{what}"
        );
    }
    assert_eq!(
        refused(&db, "ExecuteStatement", &select("notes.of_kind WHERE kind = 'k'")),
        "One or more parameter values were invalid: Global secondary index of_kind does not project [shelf]"
    );
    let statement = format!("SELECT {list} FROM {whole_key}");
    let response = good(&db, "BatchExecuteStatement", &batch(&[&statement]));
    assert_eq!(response["Responses"], json!([{"TableName": "notes", "Item": label(2)}]));
    let response = good(&db, "ExecuteTransaction", &transaction(&[&statement]));
    assert_eq!(response["Responses"], json!([{"Item": label(2)}]));
    let nothing =
        good(&db, "ExecuteStatement", &json!({"Statement": format!("SELECT shelf.gone FROM {whole_key}")}));
    assert_eq!(nothing, json!({"Items": [{}]}));
}

#[test]
fn a_batch_has_one_statement_for_each_item() {
    let db = database();
    const DUPLICATES: &str = "Provided list of item keys contains duplicates";
    let arn = good(&db, "DescribeTable", &json!({"TableName": "notes"}))["Table"]["TableArn"].clone();
    let by_arn = format!("DELETE FROM \"{}\" WHERE number = 1 AND owner = 'a'", arn.as_str().unwrap());
    let by_name = "UPDATE notes SET n = 1 WHERE owner = 'a' AND number = 1";
    let other = "DELETE FROM notes WHERE owner = 'a' AND number = 2";
    for statements in [
        &[by_name, "UPDATE notes SET n = 2 WHERE owner = 'a' AND number = 1e0"][..],
        &[other, by_name, &by_arn],
        &[other, by_name, "NO STATEMENT", "INSERT INTO notes VALUE {'owner': 'a', 'number': 1}"],
        &[other, by_name, by_name, "DELETE FROM nobody WHERE id = 'x'"],
        &[
            "SELECT * FROM notes WHERE owner = 'a' AND number = 1",
            "SELECT n FROM notes WHERE number = 1 AND owner = 'a'",
        ],
    ] {
        assert_eq!(refused(&db, "BatchExecuteStatement", &batch(statements)), DUPLICATES, "{statements:?}");
    }
    let parameters = json!([{"S": "a"}, {"N": "1"}]);
    let delete = "DELETE FROM notes WHERE owner = ? AND number = ?";
    let input = request("Statements", &[(delete, parameters.clone()), (delete, parameters)]);
    assert_eq!(refused(&db, "BatchExecuteStatement", &input), DUPLICATES);
    assert_eq!(db.table("notes").unwrap().item_count(), 3, "nothing was carried out");
    // Statements without an item are no duplicates of each other.
    let faulty = good(
        &db,
        "BatchExecuteStatement",
        &batch(&["NOPE", "NOPE", "DELETE FROM x", "DELETE FROM x", other]),
    );
    assert_eq!(faulty["Responses"].as_array().unwrap().len(), 5);
    assert_eq!(db.table("notes").unwrap().item_count(), 2);
}

#[test]
fn reads_and_writes_do_not_go_together() {
    let db = database();
    let select = "SELECT * FROM notes WHERE owner = 'a' AND number = 1";
    let delete = "DELETE FROM notes WHERE owner = 'a' AND number = 2";
    let both = |operation: &str, input: Value| refused(&db, operation, &input);
    for statements in [[select, delete], [delete, select]] {
        assert_eq!(
            both("BatchExecuteStatement", batch(&statements)),
            "Read and write requests together in the same batch is not supported."
        );
        assert_eq!(
            both("ExecuteTransaction", transaction(&statements)),
            "ExecuteTransaction API does not support both read and write operations in the same request."
        );
    }
    good(
        &db,
        "ExecuteTransaction",
        &transaction(&[
            "EXISTS(SELECT * FROM notes WHERE owner = 'a' AND number = 1 AND kind = 'k')",
            delete,
        ]),
    );
}

#[test]
fn a_failed_condition_is_charged_beside_what_succeeded() {
    let db = Database::new();
    for name in ["one", "other"] {
        db.create_table(name).partition_key("id", S).run().unwrap();
        let table = db.table(name).unwrap();
        table.put(item! { "id": "large", "doc": "z".repeat(2_900) }).run().unwrap();
        table.put(item! { "id": "small" }).run().unwrap();
    }
    let charged = |statements: &[(&str, Value)]| {
        good(&db, "BatchExecuteStatement", &request("Statements", statements))["ConsumedCapacity"].clone()
    };
    let entry = |name: &str, all: f64, own: f64| json!({"TableName": name, "CapacityUnits": all, "Table": {"CapacityUnits": own}});
    let sound = ("DELETE FROM one WHERE id = 'nobody'", Value::Null);
    let large = json!([to_json(&"z".repeat(2_900).as_str().into())]);
    for (failing, units) in [
        (("DELETE FROM one WHERE id = 'small' AND n = 1", Value::Null), 1.0),
        (("DELETE FROM one WHERE id = 'large' AND n = 1", Value::Null), 3.0),
        (("UPDATE one REMOVE doc WHERE id = 'large' AND n = 1", Value::Null), 3.0),
        (("UPDATE one SET doc = ? WHERE id = 'small' AND n = 1", large.clone()), 3.0),
        (("UPDATE one SET doc = ? WHERE id = 'new'", large.clone()), 3.0),
        (("UPDATE one SET doc = doc WHERE id = 'small' AND n = 1", Value::Null), 1.0),
        (("INSERT INTO one VALUE {'id': 'large'}", Value::Null), 3.0),
        (("INSERT INTO one VALUE {'id': 'small', 'doc': ?}", large.clone()), 3.0),
        // What was refused before it ran costs nothing, as does what cannot be applied.
        (("UPDATE one SET n = 1", Value::Null), 0.0),
        (("UPDATE one SET n = doc WHERE id = 'small'", Value::Null), 0.0),
    ] {
        assert_eq!(
            charged(&[failing.clone(), sound.clone()]),
            json!([entry("one", 1.0 + units, 1.0)]),
            "{failing:?}"
        );
        assert_eq!(
            charged(&[sound.clone(), failing.clone()]),
            json!([entry("one", 1.0 + units, 1.0)]),
            "{failing:?}"
        );
        // Where no statement of its table succeeded, nothing is told of it.
        let other = ("DELETE FROM other WHERE id = 'nobody'", Value::Null);
        assert_eq!(charged(&[failing.clone(), other]), json!([entry("other", 1.0, 1.0)]));
        assert_eq!(charged(&[failing]), json!([]));
    }
}

#[test]
fn a_key_of_several_attributes_is_told_before_all_else() {
    const TOLD: &str = "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or \
                        multi-attribute RANGE keys.";
    let db = Database::new();
    db.create_table("games")
        .partition_key("id", S)
        .global_index(
            Index::new("several").partition_key("h", S).partition_key("i", S).sort_key("r", N).keys_only(),
        )
        .global_index(Index::new("sorts").partition_key("h", S).sort_key("r", N).sort_key("s", N))
        .global_index(Index::new("single").partition_key("h", S).sort_key("r", N))
        .run()
        .unwrap();
    db.table("games").unwrap().put(item! { "id": "a", "h": "x", "r": 1 }).run().unwrap();
    for what in [
        "SELECT * FROM games.several WHERE h = 'x' AND a < TRUE",
        "SELECT gone FROM games.several WHERE size(a, b) = 1",
        "SELECT * FROM games.sorts WHERE h = 'x' ORDER BY a",
        "SELECT * FROM games.sorts WHERE id = 'a'",
    ] {
        let mut input = json!({"Statement": what, "ConsistentRead": true, "NextToken": "none"});
        assert_eq!(refused(&db, "ExecuteStatement", &input), TOLD, "{what}");
        input["NextToken"] = Value::Null;
        assert_eq!(refused(&db, "ExecuteStatement", &input), TOLD, "{what}");
        let response = good(&db, "BatchExecuteStatement", &batch(&[what]));
        assert_eq!(response["Responses"][0]["Error"], json!({"Code": "ValidationError", "Message": TOLD}));
        let told = format!("Validation failed in TransactStatements[0]: {TOLD}");
        assert_eq!(refused(&db, "ExecuteTransaction", &transaction(&[what])), told);
        let exists = format!("EXISTS({what})");
        assert_eq!(refused(&db, "ExecuteTransaction", &transaction(&[&exists])), told);
    }
    let read =
        good(&db, "ExecuteStatement", &json!({"Statement": "SELECT id FROM games.single WHERE h = 'x'"}));
    assert_eq!(read, json!({"Items": [{"id": {"S": "a"}}]}));
}

#[test]
fn no_path_of_a_statement_goes_into_a_key_of_the_table_or_of_an_index() {
    let db = database();
    const WHERE: &str = "WHERE owner = 'a' AND number = 1";
    let scalar = |role_and_name: &str| {
        format!(
            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: \
             {role_and_name}"
        )
    };
    // Statements that all three operations take, and those of ExecuteStatement alone.
    let writes = [
        (format!("UPDATE notes SET owner.a = 1 {WHERE}"), "Key: owner"),
        (format!("UPDATE notes SET kind[0] = 1 {WHERE}"), "IndexKey: kind"),
        (format!("UPDATE notes SET x = if_not_exists(number.a, 1) {WHERE}"), "Key: number"),
        (format!("UPDATE notes REMOVE kind.a {WHERE}"), "IndexKey: kind"),
        (format!("UPDATE notes SET x = 1 {WHERE} AND kind.a = 1"), "IndexKey: kind"),
        (format!("DELETE FROM notes {WHERE} AND size(owner[1]) > 1"), "Key: owner"),
    ];
    let reads = [
        (format!("SELECT owner.a FROM notes {WHERE}"), "Key: owner"),
        (format!("SELECT x, kind[1].a FROM notes {WHERE}"), "IndexKey: kind"),
    ];
    let wider_reads = [
        ("SELECT * FROM notes WHERE number.a = 1".to_owned(), "Key: number"),
        ("SELECT * FROM notes WHERE owner = 'a' AND NOT kind.a IS MISSING".to_owned(), "IndexKey: kind"),
        ("SELECT kind.a FROM notes.by_kind WHERE owner = 'a'".to_owned(), "IndexKey: kind"),
        ("SELECT * FROM notes.of_kind WHERE owner.a = 1".to_owned(), "Key: owner"),
    ];
    for (statement, key) in writes.iter().chain(&reads).chain(&wider_reads) {
        assert_eq!(refused(&db, "ExecuteStatement", &json!({"Statement": statement})), scalar(key));
    }
    for (statement, key) in writes.iter().chain(&reads) {
        let answer = good(&db, "BatchExecuteStatement", &batch(&[statement]));
        assert_eq!(answer["Responses"][0]["Error"]["Message"], scalar(key), "{statement}");
    }
    let exists = [
        (format!("EXISTS(SELECT * FROM notes {WHERE} AND kind.a = 1)"), "IndexKey: kind"),
        (format!("EXISTS(SELECT owner.a FROM notes {WHERE} AND x = 1)"), "Key: owner"),
    ];
    for (statement, key) in writes.iter().chain(&reads).chain(&exists) {
        let told = refused(&db, "ExecuteTransaction", &transaction(&[statement]));
        assert!(told.contains("[ValidationError]"), "{statement}: {told}");
        let (_, answer) = call(&db, "ExecuteTransaction", &transaction(&[statement]));
        assert_eq!(answer["CancellationReasons"][0]["Message"], scalar(key), "{statement}");
    }
    assert_eq!(db.table("notes").unwrap().item_count(), 3);
}
