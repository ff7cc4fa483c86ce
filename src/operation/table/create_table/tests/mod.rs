//! What CreateTable, DescribeTable, DeleteTable and ListTables accept, refuse and return.

mod keys_and_indexes;
mod settings;

use serde_json::{Value, json};

use super::run;
use crate::{
    Error, Result,
    engine::Engine,
    item,
    operation::{
        TableDescription, WriteJson,
        access::tables::Tables,
        item::put_item::{self, PutItemInput},
        request::input::{Request, request},
        table::{delete_table, describe_table, list_tables},
    },
    value::Item,
};

fn engine() -> Engine {
    Engine::default()
}

/// The members of an on-demand table with the key `pk`, and `more` beside or instead of them.
fn table(more: Value) -> Value {
    let mut body = json!({
        "TableName": "music",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST"
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn definitions(names: &[&str]) -> Value {
    names.iter().map(|name| json!({"AttributeName": name, "AttributeType": "S"})).collect()
}

fn key(hash: &[&str], range: &[&str]) -> Value {
    let element =
        |key_type: &'static str| move |name: &&str| json!({"AttributeName": name, "KeyType": key_type});
    hash.iter().map(element("HASH")).chain(range.iter().map(element("RANGE"))).collect()
}

fn index(name: &str, key_schema: Value) -> Value {
    json!({"IndexName": name, "KeySchema": key_schema, "Projection": {"ProjectionType": "ALL"}})
}

fn with(mut value: Value, name: &str, member: Value) -> Value {
    value[name] = member;
    value
}

fn create_in(engine: &Engine, body: Value) -> Result<TableDescription> {
    run(engine, request(body)).map(|output| output.table_description.unwrap())
}

/// CreateTable's answer, as JSON.
fn created(more: Value) -> Value {
    shown(&create_in(&engine(), table(more)).unwrap())
}

/// The message of CreateTable's refusal.
fn refused(more: Value) -> String {
    refusal(table(more))
}

fn refusal(body: Value) -> String {
    let error = create_in(&engine(), body).unwrap_err();
    assert!(matches!(error, Error::Validation(_)), "{error}");
    error.message().into_owned()
}

fn shown(output: &impl WriteJson) -> Value {
    let mut out = Vec::new();
    output.write_json(&mut out);
    serde_json::from_slice(&out).unwrap()
}

fn described(engine: &Engine, name: &str) -> Result<Value> {
    let output = describe_table::run(engine, request(json!({"TableName": name})))?;
    Ok(shown(&output.table.unwrap()))
}

fn invalid(sentence: &str) -> String {
    format!("One or more parameter values were invalid: {sentence}")
}

#[test]
fn a_new_table_is_creating_and_then_active() {
    let engine = engine();
    let answer = shown(&create_in(&engine, table(json!({}))).unwrap());
    assert_eq!(answer["TableStatus"], "CREATING");
    assert_eq!(answer["BillingModeSummary"], json!({"BillingMode": "PAY_PER_REQUEST"}));
    let later = described(&engine, "music").unwrap();
    assert_eq!(later["TableStatus"], "ACTIVE");
    assert_eq!(later["TableId"], answer["TableId"]);
    assert_eq!(later["TableArn"], "arn:aws:dynamodb:us-east-1:000000000000:table/music");
    assert_eq!(
        later["ProvisionedThroughput"],
        json!({"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0})
    );
    assert_eq!(later["BillingModeSummary"]["LastUpdateToPayPerRequestDateTime"], later["CreationDateTime"]);
    assert_eq!(
        later["WarmThroughput"],
        json!({"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000, "Status": "ACTIVE"})
    );
    for absent in ["SSEDescription", "TableClassSummary", "StreamSpecification", "OnDemandThroughput"] {
        assert!(later.get(absent).is_none(), "{absent}");
    }
}

#[test]
fn an_arn_stands_for_a_name() {
    let engine = engine();
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/music";
    create_in(&engine, table(json!({"TableName": arn}))).unwrap();
    assert_eq!(described(&engine, "music").unwrap()["TableName"], "music");
    assert_eq!(described(&engine, arn).unwrap()["TableName"], "music");
    let deleted = delete_table::run(&engine, request(json!({"TableName": arn}))).unwrap();
    assert_eq!(shown(&deleted)["TableDescription"]["TableStatus"], "DELETING");
}

#[test]
fn of_a_deleted_table_neither_key_nor_indexes_nor_date_are_told() {
    let engine = engine();
    create_in(&engine, table(json!({"GlobalSecondaryIndexes": [index("gsi", key(&["pk"], &[]))]}))).unwrap();
    let deleted = delete_table::run(&engine, request(json!({"TableName": "music"}))).unwrap();
    let told = shown(&deleted.table_description.unwrap());
    let absent = ["KeySchema", "AttributeDefinitions", "CreationDateTime", "GlobalSecondaryIndexes"];
    assert!(absent.iter().all(|member| told.get(member).is_none()), "{told}");
    let there = ["TableName", "TableArn", "TableId", "ItemCount", "TableSizeBytes", "ProvisionedThroughput"];
    assert!(there.iter().all(|member| told.get(member).is_some()), "{told}");
}

#[test]
fn a_name_that_is_taken_or_missing_is_told() {
    let engine = engine();
    create_in(&engine, table(json!({}))).unwrap();
    let again = create_in(&engine, table(json!({}))).unwrap_err();
    assert_eq!(again, Error::ResourceInUse("Table already exists: music".to_owned()));
    let missing = Error::ResourceNotFound("Requested resource not found: Table: other not found".into());
    assert_eq!(described(&engine, "other").unwrap_err(), missing);
    let deletion = delete_table::run(&engine, request(json!({"TableName": "other"})));
    assert_eq!(deletion.unwrap_err(), missing);
}

#[test]
fn a_missing_table_name_comes_before_all_else() {
    let mut body = table(json!({"KeySchema": []}));
    body.as_object_mut().unwrap().remove("TableName");
    assert_eq!(refusal(body), "The parameter 'TableName' is required but was not present in the request");
}

#[test]
fn constraints_are_gathered_global_indexes_before_local_ones() {
    let message = refused(json!({
        "LocalSecondaryIndexes": [index("aa", key(&["pk"], &["l"]))],
        "GlobalSecondaryIndexes": [index("zz", key(&["g"], &[]))],
    }));
    assert_eq!(
        message,
        "2 validation errors detected: Value 'zz' at 'globalSecondaryIndexes.1.member.indexName' failed to satisfy \
         constraint: Member must have length greater than or equal to 3; Value 'aa' at \
         'localSecondaryIndexes.1.member.indexName' failed to satisfy constraint: Member must have length greater \
         than or equal to 3"
    );
}

#[test]
fn a_violation_names_its_place() {
    let place = |more: Value| {
        let message = refused(more);
        let at = message.split('\'').nth(3).or_else(|| message.split('\'').nth(1)).unwrap_or_default();
        assert!(message.starts_with("1 validation error detected: "), "{message}");
        at.to_owned()
    };
    let of_index = |name: &str, member: Value| json!({"GlobalSecondaryIndexes": [with(index("gsi", key(&["g"], &[])), name, member)]});
    assert_eq!(place(json!({"KeySchema": []})), "keySchema");
    assert_eq!(
        place(json!({"KeySchema": [{"AttributeName": "pk", "KeyType": "SORT"}]})),
        "keySchema.1.member.keyType"
    );
    assert_eq!(place(json!({"Tags": [{"Key": "", "Value": ""}]})), "tags.1.member.key");
    assert_eq!(
        place(of_index("Projection", json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": []}))),
        "globalSecondaryIndexes.1.member.projection.nonKeyAttributes"
    );
    let without = refused(of_index("Projection", Value::Null));
    assert!(without.ends_with(
        "Value null at 'globalSecondaryIndexes.1.member.projection' failed to satisfy constraint: Member must not be \
         null"
    ));
    let type_left_out = refused(json!({"AttributeDefinitions": [{"AttributeName": "pk"}]}));
    assert!(type_left_out.contains("Value null at 'attributeDefinitions.1.member.attributeType'"));
}

#[test]
fn a_key_schema_longer_than_two_is_shown() {
    let message = refused(json!({"KeySchema": key(&["pk"], &["a", "b"])}));
    assert_eq!(
        message,
        "1 validation error detected: Value '[KeySchemaElement(attributeName=pk, keyType=HASH), \
         KeySchemaElement(attributeName=a, keyType=RANGE), KeySchemaElement(attributeName=b, keyType=RANGE)]' at \
         'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2"
    );
}

#[test]
fn a_protected_table_is_not_deleted() {
    let engine = engine();
    create_in(&engine, table(json!({"DeletionProtectionEnabled": true}))).unwrap();
    let delete = || delete_table::run(&engine, request(json!({"TableName": "music"})));
    assert!(delete().unwrap_err().message().contains("protected against deletion"));
    engine.catalog().table("music").unwrap().change_settings(|settings| settings.deletion_protection = false);
    delete().unwrap();
    assert!(engine.catalog().table("music").is_none());
}

#[test]
fn items_are_counted_in_the_table_and_in_each_index_that_has_them() {
    let engine = engine();
    let body = table(json!({
        "AttributeDefinitions": definitions(&["pk", "sk", "l", "g"]),
        "KeySchema": key(&["pk"], &["sk"]),
        "LocalSecondaryIndexes": [index("lsi", key(&["pk"], &["l"]))],
        "GlobalSecondaryIndexes": [index("gsi", key(&["g"], &[]))],
    }));
    create_in(&engine, body).unwrap();
    let put = |item: Item| {
        let input = PutItemInput { table_name: "music".to_owned(), item, ..PutItemInput::default() };
        put_item::run(Tables::of(&engine), Request { input, ..Request::default() }).unwrap();
    };
    put(item! { "pk": "a", "sk": "1", "l": "x", "g": "y" });
    put(item! { "pk": "a", "sk": "2", "l": "x" });
    put(item! { "pk": "b", "sk": "1" });
    let table = described(&engine, "music").unwrap();
    let counts = |what: &Value| (what["ItemCount"].clone(), what["IndexSizeBytes"].clone());
    assert_eq!((&table["ItemCount"], &table["TableSizeBytes"]), (&json!(3), &json!(24)));
    assert_eq!(counts(&table["LocalSecondaryIndexes"][0]), (json!(2), json!(18)));
    assert_eq!(counts(&table["GlobalSecondaryIndexes"][0]), (json!(1), json!(10)));
}

#[test]
fn tables_are_listed_in_pages_in_the_order_of_their_names() {
    let engine = engine();
    for name in ["bee", "ant", "Cat"] {
        create_in(&engine, table(json!({"TableName": name}))).unwrap();
    }
    let list = |body: Value| list_tables::run(&engine, request(body)).map(|output| shown(&output));
    assert_eq!(
        list(json!({"Limit": 2})).unwrap(),
        json!({"TableNames": ["Cat", "ant"], "LastEvaluatedTableName": "ant"})
    );
    assert_eq!(
        list(json!({"Limit": 2, "ExclusiveStartTableName": "ant"})).unwrap(),
        json!({"TableNames": ["bee"]})
    );
    let limit = |limit: i32| list(json!({"Limit": limit})).unwrap_err().message().into_owned();
    let out_of_range = |limit: i32, bound: &str| {
        format!(
            "1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: Member must have \
             value {bound}"
        )
    };
    assert_eq!(limit(0), out_of_range(0, "greater than or equal to 1"));
    assert_eq!(limit(-1), out_of_range(-1, "greater than or equal to 1"));
    assert_eq!(limit(101), out_of_range(101, "less than or equal to 100"));
}

#[test]
fn a_fork_keeps_settings_of_its_own() {
    let engine = engine();
    create_in(&engine, table(json!({}))).unwrap();
    let fork = engine.fork();
    engine.catalog().table("music").unwrap().change_settings(|settings| settings.deletion_protection = true);
    assert!(!fork.catalog().table("music").unwrap().settings().deletion_protection);
}

#[test]
fn an_arn_has_the_name_of_a_table() {
    let arn = |name: &str| {
        refused(json!({"TableName": format!("arn:aws:dynamodb:us-east-1:000000000000:table/{name}")}))
    };
    assert!(arn("a").ends_with("Member must have length greater than or equal to 3"));
    assert!(arn("a b c").contains("regular expression pattern"));
    assert!(refused(json!({"TableName": "arn:nothing"})).contains("regular expression pattern"));
}
