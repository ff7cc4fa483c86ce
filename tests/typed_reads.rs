//! Reading and writing many items, or structs of a program, in one call.

#![allow(clippy::expect_used, clippy::panic, reason = "tests and their helpers")]

use hashrange::{
    AttributeValue, Database, Error, Index, Item, Result,
    ScalarAttributeType::{N, S},
    Table, item,
    operation::{DeleteTableInput, TableStatus},
};
use proptest::prelude::*;

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
struct Like {
    user_id: String,
    at: u32,
}

fn like(at: u32) -> Like {
    Like { user_id: "jihoon".to_owned(), at }
}

/// A table of ten likes of one user.
fn likes() -> Table {
    let table = Database::new()
        .create_table("likes")
        .partition_key("user_id", S)
        .sort_key("at", N)
        .global_index(Index::new("of_at").partition_key("at", N))
        .run()
        .expect("a table");
    table.put_all_as((0..10).map(like)).expect("puts");
    table
}

fn at(item: &Item) -> Option<i64> {
    item.n("at")?.to_i64()
}

#[test]
fn a_query_is_read_in_one_call() -> Result<()> {
    let table = likes();
    let items = table.query("jihoon").at_least(7).limit(2).run()?;
    assert_eq!(items.iter().filter_map(|item| at(item)).collect::<Vec<_>>(), [7, 8, 9]);
    assert_eq!(table.query("jihoon").less_than(2).run_as::<Like>()?, [like(0), like(1)]);
    assert_eq!(table.query("jihoon").descending().first()?.and_then(|item| at(&item)), Some(9));
    assert_eq!(table.query("jihoon").first_as::<Like>()?, Some(like(0)));
    assert_eq!(table.query("nobody").first_as::<Like>()?, None);
    assert_eq!(table.query("jihoon").take(0).first()?, None);
    assert_eq!(table.index("of_at").query(4).run_as::<Like>()?, [like(4)]);
    let typed: Result<Vec<Like>> = table.query("jihoon").take(2).typed().collect();
    assert_eq!(typed?, [like(0), like(1)]);
    assert!(table.query(7).run().is_err_and(|error| error.is_validation()));
    assert!(table.query("jihoon").first_as::<u8>().is_err_and(|error| error.is_conversion()));
    Ok(())
}

#[test]
fn a_scan_is_read_in_one_call() -> Result<()> {
    let table = likes();
    assert_eq!(table.scan().limit(3).run()?.len(), 10);
    assert_eq!(table.scan().run_as::<Like>()?.len(), 10);
    let found = table.scan().filter("#at = :at").name("#at", "at").value(":at", 8);
    assert_eq!(found.clone().first_as::<Like>()?, Some(like(8)));
    assert_eq!(found.limit(1).first()?.and_then(|item| at(&item)), Some(8));
    assert_eq!(table.index("of_at").scan().take(4).run()?.len(), 4);
    Ok(())
}

#[test]
fn a_statement_is_read_in_one_call() -> Result<()> {
    let db = Database::new();
    db.create_table("likes")
        .partition_key("user_id", S)
        .sort_key("at", N)
        .run()?
        .put_all_as((0..3).map(like))?;
    let select = || db.statement("SELECT * FROM likes WHERE user_id = ?").bind("jihoon");
    assert_eq!(select().run_as::<Like>()?, [like(0), like(1), like(2)]);
    assert_eq!(select().first_as::<Like>()?, Some(like(0)));
    assert_eq!(select().first()?.and_then(|item| at(&item)), Some(0));
    Ok(())
}

#[test]
fn only_what_is_taken_is_read() -> Result<()> {
    let table = likes();
    let scanned = |read: &dyn Fn() -> Result<()>| {
        let reads = || table.partitions().iter().map(|partition| partition.reads).sum::<u64>();
        let before = reads();
        read().map(|()| reads() - before)
    };
    assert_eq!(scanned(&|| table.query("jihoon").take(0).count().map(drop))?, 0);
    assert_eq!(scanned(&|| table.query("jihoon").limit(1).take(3).count().map(drop))?, 3);
    assert_eq!(scanned(&|| table.query("jihoon").limit(1).first().map(drop))?, 1);
    Ok(())
}

proptest! {
    #[test]
    fn counting_counts_what_would_be_read(
        take in prop::option::of(0_usize..12), limit in prop::option::of(1_usize..4), filtered in any::<bool>()
    ) {
        let table = likes();
        let mut query = table.query("jihoon");
        let mut scan = table.scan();
        if let Some(take) = take {
            (query, scan) = (query.take(take), scan.take(take));
        }
        if let Some(limit) = limit {
            (query, scan) = (query.limit(limit), scan.limit(limit));
        }
        if filtered {
            query = query.filter("attribute_exists(nothing)");
            scan = scan.filter("#at > :at").name("#at", "at").value(":at", 3);
        }
        prop_assert_eq!(query.clone().count().expect("a count"), query.run().expect("a read").len());
        prop_assert_eq!(scan.clone().count().expect("a count"), scan.run().expect("a read").len());
    }

    #[test]
    fn putting_all_is_putting_each_in_its_turn(keys in prop::collection::vec(0_u32..30, 0..80)) {
        let [all, each] = [likes(), likes()];
        let items = || keys.iter().zip(0..).map(|(key, turn)| item! { "user_id": "minji", "at": *key, "turn": turn });
        all.put_all(items()).expect("puts");
        for item in items() {
            each.put(item).run().expect("a put");
        }
        prop_assert_eq!(all.query("minji").run(), each.query("minji").run());
        let found = all.get_all(keys.iter().map(|key| ("minji", *key))).expect("reads");
        prop_assert_eq!(found.iter().filter_map(|item| at(item)).collect::<Vec<_>>(),
            keys.iter().map(|key| i64::from(*key)).collect::<Vec<_>>());
    }
}

#[test]
fn the_items_before_an_error_are_put_and_those_behind_it_are_not() -> Result<()> {
    let table = likes();
    let item = |at: AttributeValue| item! { "user_id": "minji", "at": at };
    let refused = table.put_all([item(1.into()), item("two".into()), item(3.into())]);
    assert!(refused.is_err_and(|error| error.message().contains("Type mismatch for key at")));
    assert_eq!(table.query("minji").count()?, 1);
    assert!(matches!(table.put_all_as([1, 2]), Err(Error::Conversion(_))));
    Ok(())
}

#[test]
fn structs_are_got_in_the_order_of_their_keys() -> Result<()> {
    let table = likes();
    let keys = [9_u32, 3, 77, 3].map(|at| ("jihoon", at));
    assert_eq!(table.get_all_as::<Like>(keys)?, [like(9), like(3), like(3)]);
    assert!(table.get_all_as::<u8>([("jihoon", 1)]).is_err_and(|error| error.is_conversion()));
    assert!(table.get_all_as::<Like>(["jihoon"]).is_err_and(|error| error.is_validation()));
    Ok(())
}

#[test]
fn writes_give_structs_back() -> Result<()> {
    let table = likes();
    assert_eq!(table.put_as(&like(3)).replaced_as::<Like>()?, Some(like(3)));
    assert_eq!(table.put_as(&like(33)).replaced_as::<Like>()?, None);
    assert_eq!(
        table.update(("jihoon", 3)).expression("SET n = :n").value(":n", 1).previous_as::<Like>()?,
        Some(like(3))
    );
    assert_eq!(table.delete(("jihoon", 3)).deleted_as::<Like>()?, Some(like(3)));
    assert_eq!(table.delete(("jihoon", 3)).deleted_as::<Like>()?, None);
    Ok(())
}

#[test]
fn a_table_is_made_if_it_is_absent() -> Result<()> {
    let db = Database::new();
    let users = || db.create_table("users").partition_key("id", S).if_absent();
    users().run()?.put(item! { "id": "a" }).run()?;
    assert_eq!(users().run()?.item_count(), 1);
    let there = users().output()?.table_description.expect("a description");
    assert_eq!(there.table_status, Some(TableStatus::Active));
    // Another key, or none that is sound, is an error whether the table is there or not.
    let in_use = |result: Result<Table>| assert!(result.is_err_and(|error| error.is_resource_in_use()));
    in_use(users().sort_key("at", N).run());
    in_use(db.create_table("users").partition_key("id", N).if_absent().run());
    in_use(db.create_table("users").partition_key("name", S).if_absent().run());
    in_use(db.create_table("users").partition_key("id", S).run());
    assert!(db.create_table("users").if_absent().run().is_err_and(|error| error.is_validation()));
    Ok(())
}

#[test]
fn a_local_index_may_be_said_before_the_key() -> Result<()> {
    let index = Index::new("by_name").sort_key("name", S);
    let table = Database::new()
        .create_table("users")
        .local_index(index)
        .partition_key("id", S)
        .sort_key("at", N)
        .run()?;
    table.put(item! { "id": "a", "at": 1, "name": "n" }).run()?;
    assert_eq!(table.index("by_name").query("a").count()?, 1);
    Ok(())
}

#[test]
fn a_table_is_deleted_and_described_by_its_name() -> Result<()> {
    let db = Database::new();
    for name in ["one", "two"] {
        db.create_table(name).partition_key("id", S).run()?;
    }
    assert_eq!(db.describe_table("one")?.table.expect("a table").table_name, "one");
    db.delete_table("one")?;
    db.delete_table(DeleteTableInput { table_name: "two".to_owned() })?;
    assert!(db.table_names().is_empty());
    let Err(error) = db.delete_table("one".to_owned()) else { panic!("it is gone") };
    assert_eq!(error.hint().as_deref(), Some("there is no table `one`: the database has no tables"));
    Ok(())
}
