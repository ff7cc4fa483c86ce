//! Which table a handle stands for: the one that has its name in its database, now.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

use hashrange::{
    Database, Error, Index, PartitionKeyHash, Result,
    ScalarAttributeType::{N, S},
    Table, item,
    operation::TableStatus,
};

fn make(db: &Database) -> Result<Table> {
    let index = Index::new("by_kind").partition_key("kind", S);
    db.create_table("things").partition_key("id", S).global_index(index).partitions(4).run()
}

/// Another table of the same name, whose key, index and partitions are others.
fn make_again(db: &Database) -> Result<Table> {
    let index = Index::new("by_kg").partition_key("kg", N);
    let table = db.create_table("things").partition_key("serial", N).sort_key("part", S);
    table.global_index(index).partitions(7).run()
}

fn delete(db: &Database) -> Result<()> {
    let table_name = "things".to_owned();
    db.delete_table(hashrange::operation::DeleteTableInput { table_name }).map(drop)
}

fn is_gone<T: std::fmt::Debug>(result: Result<T>) {
    assert!(matches!(result, Err(Error::ResourceNotFound(_))), "{result:?}");
}

#[test]
fn of_a_deleted_table_every_method_says_that_it_is_gone() -> Result<()> {
    let db = Database::new();
    let things = make(&db)?;
    things.put_all((0..10).map(|i| item! { "id": format!("t{i}"), "kind": "k" }))?;
    let index = things.index("by_kind");
    let (started_query, started_index) = (things.query("t1"), index.scan());
    let mut started_items = things.scan().limit(3).items();
    started_items.next().expect("an item")?;
    delete(&db)?;

    is_gone(things.put(item! { "id": "t1" }).run());
    is_gone(things.put(item! { "id": "t1" }).if_absent().run());
    is_gone(things.put_as(&item! { "id": "t1" }).replaced());
    is_gone(things.get("t1").run());
    is_gone(things.get("t1").project("id").run());
    is_gone(things.get(item! { "id": "t1" }).output());
    is_gone(things.update("t1").expression("REMOVE a").run());
    is_gone(things.delete("t1").run());
    is_gone(things.query("t1").page());
    is_gone(things.query("t1").count());
    is_gone(things.scan().page());
    is_gone(things.scan().count());
    is_gone(index.query("k").page());
    is_gone(index.scan().page());
    is_gone(things.index("by_kind").scan().count());
    is_gone(started_query.page());
    is_gone(started_index.page());
    is_gone(started_items.find(Result::is_err).expect("an error"));
    is_gone(things.put_all([item! { "id": "t1" }]));
    is_gone(things.get_all(["t1"]));
    is_gone(things.explain("t1"));
    is_gone(db.transaction().put(&things, item! { "id": "t1" }).run());
    is_gone(db.transaction_read().get(&things, "t1").run());
    is_gone(db.table("things"));

    assert_eq!(things.name(), "things");
    assert_eq!((things.item_count(), things.size_bytes()), (0, 0));
    assert_eq!(things.partitions(), []);
    assert!(!things.split_partition(&PartitionKeyHash::of(&"t1".into())));
    assert_eq!(things.key_schema().partition_key[0].name, "id");
    let described = things.describe();
    assert_eq!(described.table_status, Some(TableStatus::Deleting));
    assert_eq!((described.item_count, described.table_size_bytes), (0, 0));
    assert!(described.global_secondary_indexes.iter().flatten().all(|index| index.item_count == 0));
    Ok(())
}

#[test]
fn of_a_table_made_again_every_method_is_about_the_new_one() -> Result<()> {
    let db = Database::new();
    let things = make(&db)?;
    things.put_all((0..10).map(|i| item! { "id": format!("t{i}"), "kind": "k" }))?;
    let (index, clone) = (things.index("by_kg"), things.clone());
    delete(&db)?;
    let made = make_again(&db)?;

    for handle in [&things, &clone, &made] {
        assert_eq!((handle.item_count(), handle.size_bytes()), (0, 0));
        handle.put(item! { "serial": 1, "part": "a", "kg": 5 }).run()?;
        handle.put_as(&item! { "serial": 1, "part": "b", "kg": 5 }).if_absent().run()?;
        handle.put_all([item! { "serial": 2, "part": "a" }])?;
        assert_eq!((handle.item_count(), made.size_bytes()), (3, handle.size_bytes()));

        // A key has the new table's attributes, however it is written.
        assert!(handle.get((1, "a")).run()?.is_some());
        assert!(handle.get(item! { "serial": 1, "part": "a" }).run()?.is_some());
        let whole = item! { "serial": 1, "part": "a", "kg": 5 };
        assert_eq!(handle.get(&whole).run()?.as_deref(), Some(&whole));
        assert!(handle.get((1, "a")).project("kg").run()?.is_some());
        assert_eq!(handle.get_all([(1, "a"), (2, "a"), (3, "a")])?.len(), 2);
        handle.update((1, "b")).expression("SET kg = :kg").value(":kg", 6).if_exists().run()?;
        assert_eq!(handle.query(1).begins_with("a").count()?, 1);
        assert_eq!(handle.scan().count()?, 3);
        assert_eq!(index.query(5).count()?, 1);
        assert_eq!(handle.index("by_kg").scan().count()?, 2);
        db.transaction().delete(handle, (2, "a")).check(handle, (1, "b"), "kg > serial").run()?;
        assert!(db.transaction_read().get(handle, (1, "b")).run()?[0].is_some());

        assert_eq!(handle.explain(7)?.hash, PartitionKeyHash::of(&7.into()));
        let partitions = handle.partitions().len();
        assert!(partitions >= 7);
        assert!(handle.split_partition(&handle.explain(partitions as u64)?.hash));
        assert_eq!(handle.partitions(), made.partitions());
        assert_eq!(handle.key_schema(), made.key_schema());
        assert_eq!(handle.describe(), made.describe());

        handle.delete((1, "a")).if_exists().run()?;
        handle.delete(&item! { "serial": 1, "part": "b", "kg": 6 }).if_exists().run()?;
    }
    Ok(())
}

#[test]
fn a_handle_of_another_database_is_refused_before_anything_is_done() -> Result<()> {
    let original = Database::new();
    let things = make(&original)?;
    let fork = original.fork();
    let forked = fork.table("things")?;
    let elsewhere = make(&Database::new())?;
    let put = |i: u8| item! { "id": format!("t{i}") };
    for (db, own, foreign) in
        [(&fork, &forked, &things), (&original, &things, &forked), (&original, &things, &elsewhere)]
    {
        let writes = [
            db.transaction().put(own, put(1)).put(foreign, put(2)),
            db.transaction().put(own, put(1)).put_as(foreign, &put(2)),
            db.transaction().put(own, put(1)).update(foreign, "t2", "SET a = :a").value(":a", 1),
            db.transaction().put(own, put(1)).delete(foreign, "t2"),
            db.transaction().put(own, put(1)).check(foreign, "t2", "attribute_not_exists(id)"),
            db.transaction().put(foreign, put(2)).put(own, put(1)),
        ];
        for transaction in writes {
            let Err(Error::Validation(text)) = transaction.run() else {
                panic!("a foreign handle is refused")
            };
            assert!(text.contains("The handle of the table things belongs to another database"), "{text}");
        }
        let read = db.transaction_read().get(own, "t1").get(foreign, "t1").run();
        assert!(matches!(read, Err(Error::Validation(text)) if text.contains("another database")));
        assert_eq!((own.item_count(), foreign.item_count()), (0, 0));
    }
    // Clones of a database are the same one.
    original.clone().transaction().put(&things, put(1)).run()?;
    assert_eq!((things.item_count(), forked.item_count()), (1, 0));
    Ok(())
}
