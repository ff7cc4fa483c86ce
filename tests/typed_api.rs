//! The typed API as its user sees it.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests and their helpers")]

use std::{sync::Arc, time::Instant};

use hashrange::{
    AttributeValue, CreateTableBuilder, Database, DatabaseBuilder, DeleteBuilder,
    DeleteResourcePolicyBuilder, Error, Explanation, GetBuilder, HashRange, Index, IndexUpdate, Item, Items,
    ItemsAs, KeySchema, Number, Partition, PartitionKeyHash, PutBuilder, PutResourcePolicyBuilder,
    QueryBuilder, Result,
    ScalarAttributeType::{B, N, S},
    ScanBuilder, Table, TableIndex, UpdateBuilder, UpdateTableBuilder, WireResponse, attribute_value, item,
    operation::{DescribeTableInput, ListTablesInput, ReturnConsumedCapacity, ReturnValue},
};

const fn is_send_and_sync<T: Send + Sync>() {}
const fn is_send<T: Send>() {}

const _: () = {
    is_send_and_sync::<Database>();
    is_send_and_sync::<DatabaseBuilder>();
    is_send_and_sync::<Table>();
    is_send_and_sync::<TableIndex>();
    is_send_and_sync::<CreateTableBuilder>();
    is_send_and_sync::<UpdateTableBuilder>();
    is_send_and_sync::<PutResourcePolicyBuilder>();
    is_send_and_sync::<DeleteResourcePolicyBuilder>();
    is_send_and_sync::<Index>();
    is_send_and_sync::<IndexUpdate>();
    is_send_and_sync::<QueryBuilder>();
    is_send_and_sync::<ScanBuilder>();
    is_send_and_sync::<PutBuilder<'_>>();
    is_send_and_sync::<GetBuilder<'_>>();
    is_send_and_sync::<UpdateBuilder<'_>>();
    is_send_and_sync::<DeleteBuilder<'_>>();
    is_send_and_sync::<AttributeValue>();
    is_send_and_sync::<Item>();
    is_send_and_sync::<Number>();
    is_send_and_sync::<KeySchema>();
    is_send_and_sync::<Error>();
    is_send_and_sync::<WireResponse>();
    is_send_and_sync::<Explanation>();
    is_send_and_sync::<Partition>();
    is_send_and_sync::<HashRange>();
    is_send::<Items>();
    is_send::<ItemsAs<u8>>();
};

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
struct Like {
    user_id: String,
    timestamp: u32,
    product: Option<String>,
}

fn like(user_id: &str, timestamp: u32) -> Like {
    Like {
        user_id: user_id.to_owned(),
        timestamp,
        product: timestamp.is_multiple_of(2).then(|| "tumbler".to_owned()),
    }
}

/// A table of likes: one user has ten, at 0 to 9, another one at 5.
fn likes() -> Table {
    let table = Database::new()
        .create_table("likes")
        .partition_key("user_id", S)
        .sort_key("timestamp", N)
        .local_index(Index::new("by_product").sort_key("product", S).include(["price"]))
        .global_index(
            Index::new("of_product").partition_key("product", S).sort_key("timestamp", N).keys_only(),
        )
        .run()
        .expect("a table");
    for like in (0..10).map(|at| like("jihoon07", at)).chain([like("minji01", 5)]) {
        // A missing product is left out, so that it is no null value in an index key.
        let mut item = hashrange::to_item(&like).expect("an item");
        if like.product.is_none() {
            item.remove("product");
        }
        table.put(item).run().expect("a put");
    }
    table
}

fn times(items: impl IntoIterator<Item = Result<Arc<Item>>>) -> Vec<i64> {
    items
        .into_iter()
        .map(|item| {
            item.expect("an item").get("timestamp").and_then(|at| at.as_n()?.to_i64()).expect("a time")
        })
        .collect()
}

fn validation(error: &Error) -> &str {
    match error {
        Error::Validation(message) => message,
        other => panic!("no validation error: {other:?}"),
    }
}

#[test]
fn a_database_is_cheap_to_make_and_to_clone() {
    let start = Instant::now();
    for _ in 0..1_000 {
        drop(Database::new());
    }
    // 20 µs each is the aim for an optimised build; 10 ms would show here, on a machine that has other things to do.
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    let db = Database::default();
    db.clone().create_table("shared").partition_key("id", S).run().expect("a table");
    assert_eq!(db.table_names(), ["shared"], "clones share their tables");
}

#[test]
fn a_database_has_the_settings_that_it_was_built_with() -> Result<()> {
    let build = || {
        Database::builder().region("ap-northeast-2").account("123456789012").id_seed(7).partitions(9).build()
    };
    let db = build();
    let table = db.create_table("users").partition_key("id", S).run()?;
    assert_eq!(table.partitions().len(), 9);
    let fewer = db.create_table("fewer").partition_key("id", S).partitions(2).run()?;
    assert_eq!(fewer.partitions().len(), 2);
    let describe = |db: &Database| {
        let input = DescribeTableInput { table_name: "users".to_owned() };
        db.describe_table(input).expect("a description").table.expect("a table")
    };
    let described = describe(&db);
    assert_eq!(described.table_arn.as_str(), "arn:aws:dynamodb:ap-northeast-2:123456789012:table/users");
    let again = build();
    again.create_table("users").partition_key("id", S).run()?;
    assert_eq!(describe(&again).table_id, described.table_id, "the same seed gives the same ids");
    Ok(())
}

#[test]
fn tables_are_made_as_their_builders_say() -> Result<()> {
    let db = Database::new();
    let table = db
        .create_table("orders")
        .partition_key("customer", S)
        .sort_key("number", N)
        .local_index(Index::new("by_day").sort_key("day", S))
        .global_index(
            Index::new("by_place").partition_key("country", S).partition_key("city", S).sort_key("day", S),
        )
        .provisioned(6_000, 1_000)
        .run()?;
    assert_eq!(table.name(), "orders");
    assert_eq!(
        table.key_schema().attributes().map(|key| key.name.to_string()).collect::<Vec<_>>(),
        ["customer", "number"]
    );
    assert_eq!(table.partitions().len(), 3, "6,000 read units are two partitions, 1,000 write units are one");
    assert_eq!(db.create_table("demand").partition_key("id", B).run()?.partitions().len(), 4);

    let again = db.create_table("orders").partition_key("id", S).run();
    assert!(matches!(again, Err(Error::ResourceInUse(_))));
    validation(&db.create_table("no").partition_key("id", S).run().expect_err("a name too short"));
    validation(&db.create_table("keyless").run().expect_err("no key"));
    assert!(matches!(db.table("nowhere"), Err(Error::ResourceNotFound(_))));
    assert_eq!(db.table_names(), ["demand", "orders"]);
    let listed = db.list_tables(ListTablesInput { limit: Some(1), ..ListTablesInput::default() })?;
    assert_eq!(listed.last_evaluated_table_name.as_deref(), Some("demand"));
    Ok(())
}

#[test]
fn items_are_put_got_and_deleted() -> Result<()> {
    let table = likes();
    let key = ("minji01", 5);
    assert_eq!(table.get(key).run_as::<Like>()?.map(|like| like.timestamp), Some(5));
    assert_eq!(table.get(("minji01", 6)).run()?, None);
    assert!(table.get(item! { "user_id": "minji01", "timestamp": 5 }).consistent().run()?.is_some());

    table.put_as(&like("minji01", 8)).run()?;
    assert_eq!(table.get(("minji01", 8)).run_as::<Like>()?, Some(like("minji01", 8)));
    let replaced = table.put(item! { "user_id": "minji01", "timestamp": 8, "name": "new" }).replaced()?;
    assert_eq!(replaced.expect("the old one").get("product"), Some(&"tumbler".into()));
    assert!(table.put(item! { "user_id": "minji01", "timestamp": 9 }).replaced()?.is_none());

    let part = table.get(("minji01", 8)).project("#n, nothing").name("#n", "name");
    let part = part.return_consumed_capacity(ReturnConsumedCapacity::Total).output()?;
    assert_eq!(part.item.as_deref(), Some(&item! { "name": "new" }));
    assert_eq!(part.consumed_capacity.map(|capacity| capacity.capacity_units), Some(0.5));

    // A whole item will do for its key.
    let whole = table.get(("minji01", 8)).run()?.expect("an item");
    assert_eq!(table.get(&*whole).run()?, Some(Arc::clone(&whole)));
    assert_eq!(table.delete(&*whole).deleted()?, Some(whole));
    assert_eq!(table.delete(("minji01", 8)).deleted()?, None);
    table.delete(("minji01", 8)).run()?;
    Ok(())
}

#[test]
fn writes_can_be_conditional() -> Result<()> {
    let table = likes();
    let failed = |result: Result<()>| match result {
        Err(Error::ConditionalCheckFailed { item, .. }) => item,
        other => panic!("{other:?}"),
    };
    let new = || item! { "user_id": "minji01", "timestamp": 5, "price": 3 };
    assert_eq!(failed(table.put(new()).if_absent().run()), None);
    let told = failed(table.put(new()).if_absent().return_item_on_failure().run()).expect("the item");
    assert_eq!(told.get("price"), None);
    table
        .put(new())
        .condition("#p = :none OR attribute_not_exists(#p)")
        .name("#p", "price")
        .value(":none", 0)
        .run()?;
    failed(table.delete(("minji01", 5)).condition("price > :p").value(":p", 3).run());
    failed(table.update(("minji01", 77)).if_exists().expression("SET price = :p").value(":p", 1).run());
    assert!(table.get(("minji01", 77)).run()?.is_none());
    table
        .update(("minji01", 5))
        .if_exists()
        .condition("price = :p")
        .value(":p", 3)
        .expression("REMOVE price")
        .run()?;
    table.delete(("minji01", 5)).condition("attribute_not_exists(price)").run()
}

#[test]
fn updates_give_back_what_is_asked_for() -> Result<()> {
    let table = likes();
    let update = || {
        table
            .update(("new", 1))
            .expression("SET a = if_not_exists(a, :zero) + :one")
            .value(":zero", 0)
            .value(":one", 1)
    };
    assert_eq!(update().previous()?, None);
    assert_eq!(*update().updated()?, item! { "user_id": "new", "timestamp": 1, "a": 2 });
    assert_eq!(update().previous()?.expect("the item").get("a"), Some(&2.into()));
    let parts = update().expression("ADD b :one").return_values(ReturnValue::UpdatedNew).output()?.attributes;
    assert_eq!(parts.as_deref(), Some(&item! { "a": 4, "b": 1 }));
    let output = update()
        .return_consumed_capacity(ReturnConsumedCapacity::Indexes)
        .return_item_collection_metrics()
        .output()?;
    assert_eq!(output.consumed_capacity.map(|capacity| capacity.capacity_units), Some(1.0));
    assert!(output.item_collection_metrics.is_some());
    assert_eq!(table.update(("bare", 1)).updated()?.len(), 2, "without an expression there is the key");
    let wrong =
        table.update(("jihoon07", 2)).expression("SET product = product + :one").value(":one", 1).run();
    validation(&wrong.expect_err("a text has no sum"));
    validation(
        &table
            .update(("jihoon07", 2))
            .expression("SET timestamp = :t")
            .value(":t", 1)
            .run()
            .expect_err("a key"),
    );
    Ok(())
}

#[test]
fn queries_read_ranges_in_both_directions() -> Result<()> {
    let table = likes();
    let query = || table.query("jihoon07");
    assert_eq!(times(query()), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert_eq!(times(query().less_than(2)), [0, 1]);
    assert_eq!(times(query().at_most(2)), [0, 1, 2]);
    assert_eq!(times(query().greater_than(7)), [8, 9]);
    assert_eq!(times(query().at_least(7).descending()), [9, 8, 7]);
    assert_eq!(times(query().between(3, 5).consistent()), [3, 4, 5]);
    assert_eq!(times(query().equals(4)), [4]);
    assert_eq!(
        times(query().filter("#p = :p").name("#p", "product").value(":p", "tumbler")),
        [0, 2, 4, 6, 8]
    );
    let projected: Vec<_> = query().at_most(1).project("product").items().collect::<Result<_>>()?;
    assert_eq!(projected.iter().map(|item| item.len()).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(query().count()?, 10);
    assert_eq!(query().filter("attribute_exists(product)").limit(3).count()?, 5);
    let typed: Vec<Like> = query().at_most(0).items().typed().collect::<Result<_>>()?;
    assert_eq!(typed, [like("jihoon07", 0)]);

    let by_product = table.index("by_product");
    assert_eq!(times(by_product.query("jihoon07").begins_with("tum")), [0, 2, 4, 6, 8]);
    let of_product = table.index("of_product");
    assert_eq!(times(of_product.query("tumbler").greater_than(4).descending()), [8, 6]);
    assert_eq!(of_product.scan().count()?, 5);
    Ok(())
}

#[test]
fn pages_end_at_the_limit_and_go_on_behind_their_last_key() -> Result<()> {
    let table = likes();
    let page =
        table.query("jihoon07").limit(4).return_consumed_capacity(ReturnConsumedCapacity::Total).page()?;
    assert_eq!((page.count, page.scanned_count), (4, 4));
    assert!(page.consumed_capacity.is_some());
    let last = page.last_evaluated_key.expect("there is more");
    assert_eq!(last, item! { "user_id": "jihoon07", "timestamp": 3 });
    assert_eq!(times(table.query("jihoon07").start_after(last.clone())), [4, 5, 6, 7, 8, 9]);
    assert_eq!(times(table.query("jihoon07").start_after(last.clone()).descending()), [2, 1, 0]);
    assert_eq!(table.query("jihoon07").start_after(last).count()?, 6);
    assert_eq!(times(table.query("jihoon07").limit(3)), (0..10).collect::<Vec<_>>(), "the limit is a page's");
    for most in [0, 1, 4, 10, 11] {
        let expected: Vec<i64> = (0..10).take(most).collect();
        assert_eq!(times(table.query("jihoon07").take(most)), expected);
        assert_eq!(times(table.query("jihoon07").limit(3).take(most)), expected);
        assert_eq!(times(table.scan().take(most)).len(), most);
        assert_eq!(times(table.scan().limit(2).take(most)).len(), most);
    }
    let even = table.query("jihoon07").filter("attribute_exists(product)").take(2);
    assert_eq!(times(even), [0, 2], "filtered items do not count");
    validation(&table.query("jihoon07").limit(0).page().expect_err("a page of nothing"));
    validation(&table.scan().limit(0).page().expect_err("a page of nothing"));
    Ok(())
}

#[test]
fn iterators_go_on_over_pages_of_a_megabyte() -> Result<()> {
    let table = Database::new().create_table("large").partition_key("p", S).sort_key("s", N).run()?;
    let text = "x".repeat(100_000);
    table.put_all((0..30).map(|s| item! { "p": "one", "s": s, "text": &text }))?;
    let page = table.query("one").page()?;
    assert_eq!(page.count, 11, "the item with which a page passes 1 MB is its last");
    assert!(page.last_evaluated_key.is_some());
    assert_eq!(table.query("one").items().count(), 30);
    assert_eq!(table.query("one").descending().items().count(), 30);
    assert_eq!(table.query("one").take(25).items().count(), 25);
    assert_eq!(table.query("one").count()?, 30);
    assert_eq!(table.scan().items().count(), 30);
    assert_eq!(table.scan().count()?, 30);
    let found = table.get_all((0..120).map(|s| ("one", s)))?;
    assert_eq!(found.len(), 30, "keys without an item give nothing");
    assert_eq!(table.size_bytes(), 30 * (1 + 3 + 1 + 4 + 100_000) + 30 * 2 - 1);
    Ok(())
}

#[test]
fn scans_read_everything_in_segments_too() -> Result<()> {
    let table = likes();
    assert_eq!(times(table.scan().items()).len(), 11);
    let parts: usize =
        (0..4).map(|segment| table.scan().segment(segment, 4).consistent().items().count()).sum();
    assert_eq!(parts, 11);
    let scan = table.scan().filter("#p = :p AND price < :p").name("#p", "product").value(":p", "x");
    assert_eq!(scan.project("price").count().map_err(|error| error.code()), Err("ValidationException"));
    let page = table.scan().limit(4).return_consumed_capacity(ReturnConsumedCapacity::Total).page()?;
    let rest = table.scan().start_after(page.last_evaluated_key.expect("there is more"));
    assert_eq!(rest.items().count(), 7);
    validation(&table.scan().segment(4, 4).page().expect_err("segments count from 0"));
    Ok(())
}

#[test]
fn keys_that_do_not_fit_are_refused() {
    let table = likes();
    for error in [
        table.get("minji01").run().expect_err("no sort key"),
        table.get(("minji01", "five")).run().expect_err("a text for a number"),
        table.get((1, 5)).run().expect_err("a number for a text"),
        table.get(("", 5)).run().expect_err("an empty key"),
        table.get(item! { "user_id": "minji01", "other": 5 }).run().expect_err("another attribute"),
        table
            .get(item! { "user_id": "a", "timestamp": 5, "more": 1 })
            .run()
            .expect_err("an attribute too many"),
        table.delete("minji01").run().expect_err("no sort key"),
        table.update("minji01").run().expect_err("no sort key"),
        table.put(item! { "user_id": "minji01" }).run().expect_err("no sort key"),
        table
            .put(item! { "user_id": "m", "timestamp": 1, "product": 7 })
            .run()
            .expect_err("a number in an index"),
        table.put(item! { "user_id": "x".repeat(2_049), "timestamp": 1 }).run().expect_err("a key too long"),
        table.query(7).page().expect_err("a number for a text"),
        table.query("minji01").less_than("five").page().expect_err("a text for a number"),
        table.query("minji01").begins_with(5).page().expect_err("numbers have no beginning"),
        table.query("minji01").between(5, 4).page().expect_err("the wrong way round"),
        table.query("minji01").equals(5).less_than(6).page().expect_err("two conditions on one attribute"),
        table.query("minji01").and_partition_key("x").page().expect_err("one partition key"),
        table.query("minji01").filter("a = ").page().expect_err("half an expression"),
        table.index("nowhere").query("minji01").page().expect_err("no such index"),
        table.index("nowhere").scan().page().expect_err("no such index"),
        table.index("of_product").query("a").consistent().page().expect_err("never consistent"),
        table.explain(7).expect_err("a number for a text"),
    ] {
        assert!(!validation(&error).is_empty());
        assert_eq!(error.code(), "ValidationException");
    }
    let mut items = table.query("minji01").less_than("five").items();
    assert!(items.next().is_some_and(|first| first.is_err()));
    assert!(items.next().is_none(), "an error ends an iterator");
}

#[test]
fn what_does_not_convert_is_told() -> Result<()> {
    #[derive(Debug, serde::Deserialize)]
    struct Other {
        #[allow(dead_code, reason = "it is only read")]
        timestamp: String,
    }
    let table = likes();
    assert!(matches!(table.get(("minji01", 5)).run_as::<Other>(), Err(Error::Conversion(_))));
    assert!(table.get(("minji01", 6)).run_as::<Other>()?.is_none());
    let mut typed = table.query("jihoon07").items().typed::<Other>();
    assert!(matches!(typed.next(), Some(Err(Error::Conversion(_)))));
    assert!(matches!(table.put_as(&7).run(), Err(Error::Conversion(_))), "a number is no item");
    assert!(matches!(table.put_as("text").if_absent().replaced(), Err(Error::Conversion(_))));
    Ok(())
}

#[test]
fn hashes_are_those_of_sha256sum() -> Result<()> {
    let db = Database::new();
    let texts = db.create_table("texts").partition_key("id", S).run()?;
    let place = texts.explain("minji01")?;
    assert_eq!(place.hash.to_string(), "05a7b29dbbad58a9eb72efb1a2b420f69814378e126c647d4db49906a964bc13");
    assert_eq!(place.number, "2557860466060386679187258722682280777510545217600009925775672250054329285651");
    assert_eq!(place.hash, PartitionKeyHash::of(&"minji01".into()));
    let numbers = db.create_table("numbers").partition_key("id", N).sort_key("s", S).run()?;
    for one_and_a_half in ["1.5", "1.50", "15e-1", "+01.5"] {
        let number: Number = one_and_a_half.parse().expect("a number");
        assert_eq!(
            numbers.explain(number)?.hash.to_hex(),
            "9f29a130438b81170b92a42650f9a94291ecad60bd47af2a3886e75f7f728725"
        );
    }
    assert_eq!(numbers.explain((attribute_value!(7), "sort keys have no part in it"))?, numbers.explain(7)?);
    let bytes = db.create_table("bytes").partition_key("id", B).run()?;
    assert_eq!(
        bytes.explain(&b"\x00\xff"[..])?.hash.to_hex(),
        "06eb7d6a69ee19e5fbdf749018d3d2abfa04bcbd1365db312eb86dc7169389b8"
    );

    // The partition that is named is the one where the item is.
    for id in ["minji01", "haeri05", "jihoon07", "a", "b", "c"] {
        let before = texts.partitions();
        let place = texts.explain(id)?;
        texts.put(item! { "id": id }).run()?;
        for (before, after) in before.iter().zip(texts.partitions()) {
            let here = after.name == place.partition;
            assert_eq!(after.range == place.range, here);
            assert_eq!(after.range.contains(&place.hash), here);
            assert_eq!(after.item_count - before.item_count, u64::from(here));
            assert_eq!(after.size_bytes - before.size_bytes, if here { 2 + id.len() as u64 } else { 0 });
            assert_eq!(after.writes - before.writes, u64::from(here));
        }
    }
    Ok(())
}

#[test]
fn a_number_of_partitions_out_of_bounds_is_an_error_of_the_table() {
    for count in [0, 10_001, usize::MAX] {
        let said = format!("a table has 1 to 10000 partitions, not {count}");
        let by_settings = Database::builder().partitions(count).build();
        let error = by_settings.create_table("users").partition_key("id", S).run().unwrap_err();
        assert!(matches!(&error, Error::Validation(_)) && error.message().ends_with(&said), "{error}");
        let error = Database::new().create_table("users").partition_key("id", S).partitions(count).run();
        assert!(error.unwrap_err().message().ends_with(&said));
        assert!(by_settings.create_table("users").partition_key("id", S).partitions(9).run().is_ok());
    }
}

#[test]
fn partitions_cover_the_line_and_count_what_comes() -> Result<()> {
    let table =
        Database::builder().partitions(3).build().create_table("users").partition_key("id", S).run()?;
    table.put_all((0..60).map(|i| item! { "id": i.to_string() }))?;
    let partitions = table.partitions();
    assert_eq!(
        partitions.iter().map(|partition| partition.name.as_str()).collect::<Vec<_>>(),
        ["A", "B", "C"]
    );
    assert_eq!(partitions[0].range.first_hex(), "0".repeat(64));
    assert_eq!(partitions[2].range.last_hex(), "f".repeat(64));
    assert!((partitions.iter().map(|partition| partition.range.share()).sum::<f64>() - 1.0).abs() < 1e-9);
    assert_eq!(partitions.iter().map(|partition| partition.writes).sum::<u64>(), 60);
    assert_eq!(partitions.iter().map(|partition| partition.reads).sum::<u64>(), 0);
    table.get("7").run()?;
    table.query("7").page()?;
    table.scan().page()?;
    let reads = |table: &Table| table.partitions().iter().map(|partition| partition.reads).sum::<u64>();
    assert_eq!(reads(&table), 1 + 1 + 3);
    assert_eq!((table.item_count(), table.size_bytes()), (60, 60 * 2 + 10 + 50 * 2));
    assert_eq!(reads(&table), 5, "counting the items reads none");
    assert!(table.split_partition(&PartitionKeyHash::of(&"7".into())));
    assert_eq!(table.partitions().iter().map(|partition| partition.item_count).sum::<u64>(), 60);
    Ok(())
}

#[test]
fn a_fork_goes_its_own_way() -> Result<()> {
    let table = likes();
    let db = Database::new();
    db.create_table("users").partition_key("id", S).run()?.put(item! { "id": "a", "n": 1 }).run()?;
    let fork = db.fork();
    let (here, there) = (db.table("users")?, fork.table("users")?);
    there.update("a").expression("ADD n :one").value(":one", 1).run()?;
    here.put(item! { "id": "b" }).run()?;
    fork.create_table("more").partition_key("id", S).run()?;
    assert_eq!((here.item_count(), there.item_count()), (2, 1));
    assert_eq!(here.get("a").run()?.expect("an item").get("n"), Some(&1.into()));
    assert_eq!(there.get("a").run()?.expect("an item").get("n"), Some(&2.into()));
    assert_eq!((db.table_names().len(), fork.table_names().len()), (1, 2));
    drop(table);
    Ok(())
}
