//! Vector indexes: which items they have, how a search ranks them, what writes cost and are refused for, and how an
//! index comes and goes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

use std::time::{Duration, SystemTime};

use hashrange::{
    AttributeValue, Clock, Database, Error, Index, Item,
    ScalarAttributeType::{N, S},
    Table, VectorIndex, item,
    operation::{
        BatchWriteItemInput, CreateBackupInput, IndexStatus, Projection, ProjectionType, PutItemInput,
        PutRequest, QueryInput, RestoreTableFromBackupInput, ReturnConsumedCapacity, ScanInput,
        SearchResultItem, TableStatus, UpdateTableInput, VectorAttributeDefinition, VectorDistanceFunction,
        VectorIndexDescription, VectorIndexUpdate, WriteRequest,
    },
};
use proptest::prelude::*;

fn photos(db: &Database, indexes: impl IntoIterator<Item = VectorIndex>) -> Table {
    let table = db.create_table("photos").partition_key("id", S);
    indexes.into_iter().fold(table, |table, index| table.vector_index(index)).run().unwrap()
}

fn by_look() -> VectorIndex {
    VectorIndex::new("by_look", "look", 2)
}

fn ids(found: &[SearchResultItem]) -> Vec<String> {
    found.iter().map(|found| found.item.as_ref().unwrap().s("id").unwrap().to_owned()).collect()
}

fn found(table: &Table, index: &str, vector: &[f32]) -> Vec<String> {
    ids(&table.index(index).search(vector.iter().copied()).top_k(100).run().unwrap())
}

fn in_album(table: &Table, index: &str, album: &str) -> Vec<String> {
    let search = table.index(index).search([1.0, 0.0]).filter("album = :a").value(":a", album);
    ids(&search.top_k(100).run().unwrap())
}

fn message<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().message().into_owned()
}

fn described(table: &Table) -> VectorIndexDescription {
    table.describe().vector_indexes.unwrap().remove(0)
}

fn sound(db: &Database) {
    assert_eq!(db.verify(), Vec::<String>::new());
}

// Searches.

#[test]
fn each_function_ranks_by_its_own_measure() {
    let by = |name: &str, function| VectorIndex::new(name, "look", 2).distance(function);
    let table = photos(
        &Database::new(),
        [
            by("cosine", VectorDistanceFunction::Cosine),
            by("dot", VectorDistanceFunction::DotProduct),
            by("line", VectorDistanceFunction::Euclidean),
        ],
    );
    table.put(item! { "id": "far along", "look": [10, 0] }).run().unwrap();
    table.put(item! { "id": "aside", "look": [1, 1] }).run().unwrap();
    assert_eq!(found(&table, "cosine", &[1.0, 0.0]), ["far along", "aside"]);
    assert_eq!(found(&table, "dot", &[1.0, 0.0]), ["far along", "aside"]);
    assert_eq!(found(&table, "line", &[1.0, 0.0]), ["aside", "far along"]);
}

#[test]
fn equal_scores_come_in_an_order_that_does_not_depend_on_when_they_were_written() {
    let order = |reversed: bool| {
        let table = photos(&Database::new(), [by_look()]);
        let mut names: Vec<u32> = (0..200).collect();
        if reversed {
            names.reverse();
        }
        table.put_all(names.iter().map(|id| item! { "id": id.to_string(), "look": [1, 0] })).unwrap();
        table.delete("17").run().unwrap();
        found(&table, "by_look", &[1.0, 0.0])
    };
    assert_eq!(order(false), order(true));
}

#[test]
fn the_vector_comes_back_where_it_is_asked_for_with_32_bits() {
    let table = photos(&Database::new(), [by_look(), VectorIndex::new("keys", "look", 2).keys_only()]);
    let third: AttributeValue = AttributeValue::N("0.3333333333333333333".parse().unwrap());
    table.put(item! { "id": "p", "look": [third, 1], "title": "sea" }).run().unwrap();
    let search = |index: &str| table.index(index).search([1.0, 0.0]);
    let item = |found: Vec<SearchResultItem>| found[0].item.as_deref().cloned().unwrap();
    assert_eq!(item(search("by_look").run().unwrap()), item! { "id": "p", "title": "sea" });
    assert_eq!(item(search("keys").run().unwrap()), item! { "id": "p" });
    let held = item! { "look": [0.33333334, 1] };
    assert_eq!(item(search("by_look").project("look").run().unwrap()), held);
    assert_eq!(
        item(search("keys").project("look, title").run().unwrap()),
        held,
        "the title is not projected"
    );
    assert_eq!(item(search("by_look").project("look[1]").run().unwrap()), item! { "look": [1] });
}

#[test]
fn a_condition_is_equalities_of_the_search_schema_joined_by_and() {
    let table = photos(&Database::new(), [by_look().partition_key("album", S).inline_filter("taken", N)]);
    table.put(item! { "id": "p", "look": [1, 0], "album": "sea", "taken": 2026 }).run().unwrap();
    let search = |condition: &str| {
        let search = table.index("by_look").search([1.0, 0.0]).value(":a", "sea");
        let search = if condition.contains(":y") { search.value(":y", 2026) } else { search };
        search.filter(condition).run()
    };
    assert_eq!(search("album = :a AND taken = :y").unwrap().len(), 1);
    assert_eq!(search("(:y = taken) AND album = :a").unwrap().len(), 1);
    let invalid =
        |what: &str| format!("Invalid SearchConditionExpression: {what} used in SearchConditionExpression");
    for comparator in ["<", "<=", ">", ">=", "<>"] {
        let condition = format!("album = :a AND taken {comparator} :y");
        assert_eq!(message(search(&condition)), invalid("Invalid comparator"), "{condition}");
    }
    for condition in [
        "album = :a OR taken = :y",
        "NOT album = :a",
        "album = :a AND taken BETWEEN :y AND :y",
        "album = :a AND taken IN (:y)",
        "begins_with(album, :a)",
        "album = :a AND attribute_exists(taken)",
        "size(album) = :a",
    ] {
        assert_eq!(message(search(condition)), invalid("Invalid operator"), "{condition}");
    }
    assert!(message(search("album = :a AND")).starts_with("Invalid SearchConditionExpression: Syntax error"));
    assert_eq!(
        message(search("taken = :y")),
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:a}"
    );
    assert_eq!(
        message(search("album = :a AND title = :a")),
        "SearchConditionExpression must not contain any attributes that is not in SearchSchema. Invalid attribute: \
         title"
    );
    assert_eq!(
        message(search("album = :a AND taken = :a")),
        "One or more parameter values were invalid: Condition parameter type does not match schema type"
    );
}

#[test]
fn an_index_with_a_partition_key_wants_its_value() {
    let table = photos(&Database::new(), [by_look().partition_key("album", S).inline_filter("taken", N)]);
    let search = || table.index("by_look").search([1.0, 0.0]);
    let wanted = "SearchConditionExpression must be provided when SearchSchema has a HASH key";
    assert_eq!(message(search().run()), wanted);
    assert_eq!(message(search().filter("taken = :y").value(":y", 2026).run()), wanted);
    assert!(message(search().filter("album = :a").value(":a", "").run()).contains("empty string value"));
}

#[test]
fn what_is_wrong_with_a_search_is_said() {
    let table = photos(&Database::new(), [by_look()]);
    let search = |vector: &[f32]| table.index("by_look").search(vector.iter().copied());
    assert_eq!(
        message(search(&[1.0]).run()),
        "Input search vector dimension 1 does not match vector index dimension 2"
    );
    let invalid = "Search vector contains invalid values. All values in the search vector must be a 32-bit \
                   floating-point number attribute";
    assert_eq!(message(search(&[1.0, f32::NAN]).run()), invalid);
    assert_eq!(
        message(search(&[1.0, 0.0]).top_k(101).run()),
        "Provided TopK value '101' is out of valid range. The value must be between 1 and 100 inclusive"
    );
    assert!(message(search(&[1.0, 0.0]).top_k(0).run()).contains("greater than or equal to 1"));
    let other = table.index("by_looks").search([1.0, 0.0]).run();
    assert_eq!(message(other), "The table does not have the specified index: by_looks");
}

#[test]
fn items_that_have_expired_are_not_found() {
    let clock = Clock::manual(SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let table = photos(&Database::builder().clock(clock.clone()).partitions(8).build(), [by_look()]);
    table.enable_time_to_live("until").unwrap();
    for number in 0..40 {
        table.put(item! { "id": number.to_string(), "look": [1, 0], "until": 1_700_000_010 }).run().unwrap();
    }
    table.put(item! { "id": "stays", "look": [0, 1] }).run().unwrap();
    clock.advance(Duration::from_secs(11)).unwrap();
    assert_eq!(found(&table, "by_look", &[1.0, 0.0]), ["stays"]);
}

#[test]
fn query_scan_and_partiql_do_not_read_a_vector_index() {
    let db = Database::new();
    photos(&db, [by_look()]);
    let query = db.query(QueryInput {
        table_name: "photos".into(),
        index_name: Some("by_look".into()),
        key_condition_expression: Some("id = :id".into()),
        expression_attribute_values: Some(item! { ":id": "p" }),
        ..QueryInput::default()
    });
    assert_eq!(message(query), "Query operation not supported on this index type.");
    let scan =
        ScanInput { table_name: "photos".into(), index_name: Some("by_look".into()), ..ScanInput::default() };
    assert_eq!(message(db.scan(scan)), "Scan operation not supported on this index type.");
    let select = db.execute(r#"SELECT * FROM "photos"."by_look""#, ());
    assert_eq!(message(select), "Scan operation not supported on this index type.");
}

// Items.

#[test]
fn an_index_has_the_items_whose_vector_and_partition_key_fit() {
    let db = Database::new();
    let by_album = VectorIndex::new("by_album", "look", 2).partition_key("album", S);
    let table = photos(&db, [VectorIndex::new("all", "look", 2), by_album]);
    table.put(item! { "id": "both", "look": [1, 0], "album": "sea" }).run().unwrap();
    table.put(item! { "id": "no album", "look": [0, 1] }).run().unwrap();
    table.put(item! { "id": "no look", "album": "sea" }).run().unwrap();
    assert_eq!(found(&table, "all", &[1.0, 0.0]), ["both", "no album"]);
    assert_eq!(in_album(&table, "by_album", "sea"), ["both"]);
    let counts: Vec<u64> =
        table.describe().vector_indexes.unwrap().iter().map(|index| index.item_count).collect();
    assert_eq!(counts, [2, 1]);
    sound(&db);
    table.update("both").expression("SET album = :a").value(":a", "wood").run().unwrap();
    table.update("no album").expression("SET album = :a").value(":a", "sea").run().unwrap();
    assert_eq!(in_album(&table, "by_album", "sea"), ["no album"]);
    assert_eq!(in_album(&table, "by_album", "wood"), ["both"]);
    sound(&db);
    table.update("both").expression("REMOVE look").run().unwrap();
    table.delete("no album").run().unwrap();
    assert!(found(&table, "all", &[1.0, 0.0]).is_empty());
    sound(&db);
}

/// Puts an item in every way there is, and gives the messages with which it is refused.
fn refusals(db: &Database, item: &Item) -> Vec<String> {
    let put = PutRequest { item: item.clone() };
    let batch = WriteRequest { put_request: Some(put), delete_request: None };
    let batch = BatchWriteItemInput {
        request_items: [("photos".to_owned(), vec![batch])].into(),
        ..BatchWriteItemInput::default()
    };
    let table = db.table("photos").unwrap();
    let value = item.get("look").or(item.get("album")).unwrap().clone();
    let name = if item.contains("look") { "look" } else { "album" };
    let reason = |result: Result<(), Error>| {
        let Err(Error::TransactionCanceled { reasons, .. }) = result else { panic!("{result:?}") };
        assert_eq!(reasons[0].code, "ValidationError");
        reasons[0].message.as_deref().unwrap().to_owned()
    };
    vec![
        message(table.put(item.clone()).run()),
        message(db.batch_write_item(batch)),
        message(table.update("p").expression(format!("SET {name} = :v")).value(":v", value.clone()).run()),
        message(
            db.execute(format!(r#"INSERT INTO "photos" VALUE {{'id': 'p', '{name}': ?}}"#), [value.clone()]),
        ),
        reason(db.transaction().put(&table, item.clone()).run()),
        reason(db.transaction().update(&table, "p", format!("SET {name} = :v")).value(":v", value).run()),
    ]
}

#[test]
fn every_way_to_write_refuses_vectors_and_partition_keys_that_do_not_fit() {
    let db = Database::new();
    photos(&db, [by_look().partition_key("album", S)]);
    let huge = AttributeValue::N("1E39".parse().unwrap());
    let many = "One or more parameter values were invalid. Invalid";
    for (item, expected) in [
        (
            item! { "id": "p", "look": [1] },
            format!("{many} size for parameter look, Expected: 2, Actual: 1 IndexName: by_look"),
        ),
        (
            item! { "id": "p", "look": [1, 2, 3] },
            format!("{many} size for parameter look, Expected: 2, Actual: 3 IndexName: by_look"),
        ),
        (
            item! { "id": "p", "look": "blue" },
            format!("{many} type for parameter look, Expected: 32-bit floating point number list IndexName: by_look"),
        ),
        (
            item! { "id": "p", "look": [1, "2"] },
            format!("{many} type for parameter look[1], Expected: 32-bit floating point number IndexName: by_look"),
        ),
        (
            item! { "id": "p", "look": [huge, 1] },
            format!("{many} type for parameter look[0], Expected: 32-bit floating point number IndexName: by_look"),
        ),
        (
            item! { "id": "p", "album": 7 },
            "One or more parameter values were invalid: Type mismatch for Index Key album Expected: S Actual: N \
             IndexName: by_look"
                .to_owned(),
        ),
    ] {
        for (way, message) in refusals(&db, &item).into_iter().enumerate() {
            assert_eq!(message, expected, "way {way} to write {item:?}");
        }
    }
    assert_eq!(db.table("photos").unwrap().item_count(), 0);
}

#[test]
fn a_write_is_charged_for_the_entries_that_it_changes() {
    let db = Database::new();
    let table =
        photos(&db, [by_look(), VectorIndex::new("keys", "look", 2).keys_only().partition_key("album", S)]);
    let put = |item: Item| {
        let output = db.put_item(PutItemInput {
            table_name: "photos".into(),
            item,
            return_consumed_capacity: Some(ReturnConsumedCapacity::Indexes),
            ..PutItemInput::default()
        });
        let indexes = output.unwrap().consumed_capacity.unwrap().vector_indexes.unwrap_or_default();
        let bytes = |name: &str| indexes.get(name).and_then(|index| index.vector_write_request_bytes);
        (bytes("by_look"), bytes("keys"))
    };
    let photo = |title: &str| item! { "id": "p", "look": [1, 0], "album": "sea", "title": title };
    assert_eq!(put(photo("x")), (Some(1024.0), Some(1024.0)));
    assert_eq!(put(photo("x")), (None, None), "nothing changes");
    assert_eq!(put(photo(&"x".repeat(2000))), (Some((3 + 4 + 8 + 8 + 5 + 2000) as f64), None));
    let moved = item! { "id": "p", "look": [1, 0], "album": "wood", "title": "x" };
    assert_eq!(put(moved), (Some(2028.0), Some(2048.0)), "taken out of one part and put into another");
    assert_eq!(put(item! { "id": "p" }), (Some(1024.0), Some(1024.0)), "taken out");
    assert_eq!(table.item_count(), 1);
}

// Indexes that come and go.

fn update(table: &Table, db: &Database, update: VectorIndexUpdate) -> Result<VectorIndexDescription, Error> {
    let output = db.update_table(UpdateTableInput {
        table_name: table.name().into(),
        vector_index_updates: Some(vec![update]),
        ..UpdateTableInput::default()
    })?;
    Ok(output.table_description.unwrap().vector_indexes.unwrap().remove(0))
}

fn create(name: &str) -> VectorIndexUpdate {
    let index = hashrange::operation::VectorIndex {
        index_name: name.into(),
        vector_attribute: Some(VectorAttributeDefinition { attribute_name: "look".into() }),
        projection: Some(Projection { projection_type: Some(ProjectionType::All), non_key_attributes: None }),
        dimensions: 2,
        distance_function: Some(VectorDistanceFunction::Cosine),
        ..Default::default()
    };
    VectorIndexUpdate { create: Some(index), delete: None }
}

fn delete(name: &str) -> VectorIndexUpdate {
    VectorIndexUpdate {
        create: None,
        delete: Some(hashrange::operation::DeleteIndexAction { index_name: name.into() }),
    }
}

#[test]
fn an_index_that_is_added_is_shown_as_it_is_made_and_has_the_items_that_fit() {
    let db = Database::new();
    let table = photos(&db, []);
    table.put_all((0..300).map(|id| item! { "id": id.to_string(), "look": [id, 1] })).unwrap();
    table.put(item! { "id": "odd", "look": "blue" }).run().unwrap();
    let added = update(&table, &db, create("by_look")).unwrap();
    assert_eq!((added.index_status, added.backfilling), (Some(IndexStatus::Creating), Some(false)));
    let first = described(&table);
    assert_eq!((first.index_status, first.backfilling), (Some(IndexStatus::Creating), Some(true)));
    assert_eq!(table.describe().table_status, Some(TableStatus::Active));
    let second = described(&table);
    assert_eq!((second.index_status, second.backfilling), (Some(IndexStatus::Active), None));
    assert_eq!(second.item_count, 300, "one item does not fit");
    assert_eq!(table.index("by_look").search([0.0, 1.0]).top_k(1).run().unwrap()[0].score, 0.0);
    sound(&db);
}

#[test]
fn where_states_take_time_an_index_is_searched_when_it_is_active() {
    let db = Database::builder().clock(Clock::manual(SystemTime::UNIX_EPOCH)).build();
    let second = Duration::from_secs(1);
    let table = photos(&db, []);
    table.put(item! { "id": "p", "look": [1, 0] }).run().unwrap();
    db.set_transitions(second);
    update(&table, &db, create("by_look")).unwrap();
    let search = || table.index("by_look").search([1.0, 0.0]).run();
    assert_eq!(message(search()), "The table does not have the specified index: by_look");
    db.clock().advance(second).unwrap();
    assert_eq!(message(search()), "Cannot search backfilling vector index: by_look");
    let state = |index: VectorIndexDescription| (index.index_status, index.backfilling);
    for _ in 0..3 {
        assert_eq!(state(described(&table)), (Some(IndexStatus::Creating), Some(true)));
    }
    table.put(item! { "id": "q", "look": [0, 1] }).run().unwrap();
    db.clock().advance(second).unwrap();
    assert_eq!(ids(&search().unwrap()), ["p", "q"]);
    assert_eq!(state(described(&table)), (Some(IndexStatus::Active), None));
    update(&table, &db, delete("by_look")).unwrap();
    assert_eq!(state(described(&table)), (Some(IndexStatus::Deleting), None));
    assert_eq!(message(search()), "The table does not have the specified index: by_look");
    db.clock().advance(second * 2).unwrap();
    assert_eq!(table.describe().vector_indexes, None);
    sound(&db);
}

#[test]
fn an_index_that_is_added_can_be_searched_at_once() {
    let db = Database::new();
    let table = photos(&db, []);
    table.put(item! { "id": "p", "look": [1, 0] }).run().unwrap();
    update(&table, &db, create("by_look")).unwrap();
    assert_eq!(found(&table, "by_look", &[1.0, 0.0]), ["p"]);
    assert_eq!(described(&table).index_status, Some(IndexStatus::Active));
}

#[test]
fn one_index_comes_or_goes_at_a_time_and_the_table_stays_meanwhile() {
    let db = Database::new();
    let table = photos(&db, []);
    update(&table, &db, create("by_look")).unwrap();
    let limit =
        "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table";
    let refused = update(&table, &db, create("other")).unwrap_err();
    assert_eq!((refused.code(), &*refused.message()), ("LimitExceededException", limit));
    let refused = db.delete_table("photos").unwrap_err();
    assert_eq!(refused.code(), "ResourceInUseException");
    assert!(refused.message().ends_with("while indexes are being created, updated, or deleted."));
    let gone = update(&table, &db, delete("by_look")).unwrap();
    assert_eq!(gone.index_status, Some(IndexStatus::Deleting));
    assert_eq!(table.describe().vector_indexes, None);
    assert_eq!(update(&table, &db, delete("by_look")).unwrap_err().code(), "ResourceNotFoundException");
    db.delete_table("photos").unwrap();
}

#[test]
fn what_a_table_cannot_have_is_refused() {
    let db = Database::new();
    let table = photos(&db, [by_look()]);
    assert!(message(update(&table, &db, create("by_look"))).ends_with("Duplicate index name: by_look"));
    let provisioned = db.update_table(UpdateTableInput {
        table_name: "photos".into(),
        billing_mode: Some(hashrange::operation::BillingMode::Provisioned),
        provisioned_throughput: Some(hashrange::operation::ProvisionedThroughput {
            read_capacity_units: 1,
            write_capacity_units: 1,
        }),
        ..UpdateTableInput::default()
    });
    assert!(message(provisioned).ends_with("only supported for PAY_PER_REQUEST tables"));
    let make = |index: VectorIndex| {
        let table = Database::new().create_table("photos").partition_key("id", S);
        message(table.global_index(Index::new("by_id").partition_key("id", S)).vector_index(index).run())
    };
    assert!(make(VectorIndex::new("by_id", "look", 2)).ends_with("Duplicate index name: by_id"));
    assert!(make(VectorIndex::new("by_look", "look", 4_097)).contains("between 1 and 4096"));
    assert!(make(VectorIndex::new("by_look", "id", 2)).contains("must not be a key attribute"));
    assert!(make(by_look().inline_filter("id", S).partition_key("id", S)).contains("each attribute once"));
    let many = (0..19).fold(by_look(), |index, number| index.inline_filter(format!("f{number}"), S));
    assert!(make(many).contains("limit of 18"));
}

// Copies and files.

#[test]
fn a_fork_and_a_snapshot_have_the_index_and_go_ways_of_their_own() {
    let db = Database::new();
    let table = photos(&db, [by_look().partition_key("album", S)]);
    table
        .put_all((0..500).map(|id| item! { "id": id.to_string(), "album": "sea", "look": [id, 1] }))
        .unwrap();
    let (fork, folder) = (db.fork(), tempfile::tempdir().unwrap());
    db.save(folder.path().join("photos")).unwrap();
    table
        .put_all((0..500).map(|id| item! { "id": id.to_string(), "album": "wood", "look": [id, 1] }))
        .unwrap();
    assert!(in_album(&table, "by_look", "sea").is_empty());
    let loaded = Database::load(folder.path().join("photos")).unwrap();
    for copy in [&fork, &loaded] {
        let copied = copy.table("photos").unwrap();
        assert_eq!(in_album(&copied, "by_look", "sea").len(), 100);
        assert_eq!(described(&copied), {
            let mut same = described(&copied);
            (same.item_count, same.index_status) = (500, Some(IndexStatus::Active));
            same
        });
        copied.delete("7").run().unwrap();
        assert_eq!(described(&copied).item_count, 499);
        sound(copy);
    }
    assert_eq!(described(&table).item_count, 500);
    sound(&db);
}

#[test]
fn a_table_restored_from_a_backup_has_the_index_of_that_moment() {
    let db = Database::new();
    let table = photos(&db, [by_look().partition_key("album", S)]);
    table.put_all((0..50).map(|id| item! { "id": id.to_string(), "album": "sea", "look": [id, 1] })).unwrap();
    let backup =
        db.create_backup(CreateBackupInput { table_name: "photos".into(), backup_name: "one".into() });
    table.delete("7").run().unwrap();
    let restore = |name: &str, vector_index_override| {
        db.restore_table_from_backup(RestoreTableFromBackupInput {
            target_table_name: name.into(),
            backup_arn: backup.as_ref().unwrap().backup_details.as_ref().unwrap().backup_arn.clone(),
            vector_index_override,
            ..RestoreTableFromBackupInput::default()
        })
    };
    restore("whole", None).unwrap();
    let whole = db.table("whole").unwrap();
    assert_eq!(in_album(&whole, "by_look", "sea").len(), 50);
    whole.put(item! { "id": "51", "album": "sea", "look": [51, 1] }).run().unwrap();
    assert_eq!((described(&whole).item_count, described(&table).item_count), (51, 49));
    restore("bare", Some(Vec::new())).unwrap();
    let bare = db.table("bare").unwrap().describe();
    assert_eq!((bare.vector_indexes, bare.attribute_definitions.unwrap().len()), (None, 1));
    assert!(restore("other", create("other").create.map(|index| vec![index])).is_err());
    sound(&db);
}

// The law.

/// A component: small whole numbers give many equal scores, others few.
fn component() -> impl Strategy<Value = f32> {
    prop_oneof![
        (-3_i8..=3).prop_map(f32::from),
        -1.0_f32..1.0,
        (-20_i32..20).prop_map(|power| 10_f32.powi(power))
    ]
}

fn exact(function: VectorDistanceFunction, one: &[f32], other: &[f32]) -> f64 {
    let sum = |term: fn(f64, f64) -> f64, one: &[f32], other: &[f32]| -> f64 {
        one.iter().zip(other).map(|(a, b)| term(f64::from(*a), f64::from(*b))).sum()
    };
    let dot = |one: &[f32], other: &[f32]| sum(|a, b| a * b, one, other);
    match function {
        VectorDistanceFunction::DotProduct => dot(one, other),
        VectorDistanceFunction::Euclidean => sum(|a, b| (a - b) * (a - b), one, other).sqrt(),
        _ => match dot(one, one).sqrt() * dot(other, other).sqrt() {
            0.0 => 1.0,
            norms => 1.0 - dot(one, other) / norms,
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_search_finds_what_a_look_at_every_vector_with_64_bits_finds(
        (dimensions, vectors, search) in (1_usize..40).prop_flat_map(|dimensions| {
            let vector = || prop::collection::vec(component(), dimensions);
            (Just(dimensions), prop::collection::vec(vector(), 0..80), vector())
        }),
        function in prop::sample::select(vec![
            VectorDistanceFunction::Cosine, VectorDistanceFunction::DotProduct, VectorDistanceFunction::Euclidean,
        ]),
        top_k in 1_u32..=100,
    ) {
        let db = Database::new();
        let table = photos(&db, [VectorIndex::new("by_look", "look", dimensions as u32).distance(function)]);
        for (id, vector) in vectors.iter().enumerate() {
            let look: Vec<AttributeValue> =
                vector.iter().map(|element| AttributeValue::N((*element).try_into().unwrap())).collect();
            table.put(item! { "id": id.to_string(), "look": AttributeValue::L(look) }).run().unwrap();
        }
        let found = table.index("by_look").search(search.iter().copied()).top_k(top_k).run().unwrap();
        let mut scores: Vec<f64> = vectors.iter().map(|vector| exact(function, &search, vector)).collect();
        scores.sort_by(f64::total_cmp);
        if function == VectorDistanceFunction::DotProduct {
            scores.reverse();
        }
        scores.truncate(top_k as usize);
        prop_assert_eq!(found.len(), scores.len());
        for (found, score) in found.iter().zip(&scores) {
            let id: usize = found.item.as_ref().unwrap().s("id").unwrap().parse().unwrap();
            let own = exact(function, &search, &vectors[id]);
            let close = |one: f64, other: f64| (one - other).abs() <= 1e-6 * (1.0 + one.abs().max(other.abs()));
            prop_assert!(close(found.score.into(), own), "the score of {id} is {} and not {own}", found.score);
            prop_assert!(close(found.score.into(), *score), "{} where {score} is next", found.score);
        }
        prop_assert_eq!(db.verify(), Vec::<String>::new());
    }
}

#[test]
fn a_restored_table_can_leave_a_vector_index_out() {
    let db = Database::new();
    let photos = photos(&db, [by_look(), VectorIndex::new("by_sound", "sound", 2)]);
    photos.enable_point_in_time_recovery().run().unwrap();
    let backup = photos.create_backup("monday").unwrap().backup_arn;
    let of_backup = db.restore_from_backup(&backup, "of_backup").without_index("by_sound");
    for copy in [of_backup, photos.restore("of_now").without_index("by_sound")] {
        let indexes = copy.run().unwrap().describe().vector_indexes.unwrap();
        assert_eq!(indexes.iter().map(|index| &*index.index_name).collect::<Vec<_>>(), ["by_look"]);
    }
    let refused = message(photos.restore("never").without_index("nothing").run());
    assert!(refused.contains("nothing"), "{refused}");
    sound(&db);
}
