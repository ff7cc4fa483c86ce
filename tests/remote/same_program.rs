//! One program, on an engine and through the texts of requests: it finds the same.

use std::{fmt::Debug, time::UNIX_EPOCH};

use hashrange::{
    Clock, Database, Index, IndexUpdate, Item, ProjectionExpression, Result,
    ScalarAttributeType::{N, S},
    Table, UpdateExpression, attr, item,
    operation::{ListTablesInput, ReturnConsumedCapacity, ReturnValue, StreamViewType},
    remote::{Sending, Transport},
};

use crate::loopback::Loopback;

/// What a program found, in the order in which it asked.
#[derive(Default)]
struct Found(Vec<String>);

impl Found {
    fn note(&mut self, what: impl Debug) {
        self.0.push(format!("{what:#?}"));
    }

    /// An error with what it tells: table, key and expressions. An engine knows more for its hints.
    fn note_error<T: Debug>(&mut self, result: Result<T>) {
        let long = format!("{:#}", result.unwrap_err());
        let lines: Vec<&str> = long.lines().filter(|line| !line.trim_start().starts_with("hint:")).collect();
        self.0.push(lines.join("\n"));
    }
}

fn engine() -> Database {
    Database::builder().clock(Clock::manual(UNIX_EPOCH)).id_seed(7).build()
}

fn assert_same(program: impl Fn(&Database, &mut Found) -> Result<()>) {
    let (mut here, mut there) = (Found::default(), Found::default());
    program(&engine(), &mut here).unwrap();
    let db = Database::connect_through(Loopback(engine()));
    assert!(db.is_remote());
    program(&db, &mut there).unwrap();
    assert!(!here.0.is_empty());
    for (here, there) in here.0.iter().zip(&there.0) {
        assert_eq!(here, there);
    }
    assert_eq!(here.0.len(), there.0.len());
}

fn likes(db: &Database) -> Result<Table> {
    let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("hour", N);
    let by_price = Index::new("by_price").sort_key("price", N);
    let likes = db
        .create_table("likes")
        .partition_key("user", S)
        .sort_key("hour", N)
        .global_index(by_brand)
        .local_index(by_price)
        .run()?;
    likes.put_all((0..40).map(|hour| {
        item! { "user": format!("user{}", hour % 2), "hour": hour, "brand": if hour % 3 == 0 { "소니" } else { "LG" },
                "price": hour * 100, "status": "open", "tags": ["new"], "doc": { "x": [1, 2] } }
    }))?;
    Ok(likes)
}

#[test]
fn writes_with_conditions_and_updates_of_texts_and_of_rust() {
    assert_same(|db, found| {
        let likes = likes(db)?;
        let key = ("user0", 0);
        likes.put(item! { "user": "new", "hour": 1 }).if_absent().run()?;
        found.note_error(
            likes.put(item! { "user": "new", "hour": 1 }).if_absent().return_item_on_failure().run(),
        );
        found.note(likes.put(item! { "user": "new", "hour": 1, "n": 2 }).if_exists().replaced()?);
        found.note_error(likes.put(item! { "user": "new" }).run());
        found.note_error(likes.put(item! { "user": "new", "hour": "text" }).condition("a =").run());
        let update = likes
            .update(key)
            .set("status", "closed")
            .add("seen", 1)
            .remove("doc.x[0]")
            .expression("SET #b = :c0, price = price + :one")
            .name("#b", "brand")
            .value(":c0", "필립스")
            .value(":one", 1)
            .condition(attr("status").equals("open").or(attr("price").less_than(0)))
            .condition("#status = :open")
            .name("#status", "status")
            .value(":open", "open")
            .if_exists();
        found.note(update.clone().updated()?);
        found.note_error(update.return_item_on_failure().run());
        found.note(likes.update(key).expression("SET price = :p").value(":p", 5).previous()?);
        found.note(likes.update(key).expression(UpdateExpression::new().add("seen", 2)).output()?);
        found.note_error(likes.update(key).expression("SET price = ").run());
        found.note_error(likes.update(key).expression("SET price = :p").value(":p", 5).value(":q", 5).run());
        found.note_error(likes.update(key).expression("SET price = :p").value(":p", 5).value(":p", 6).run());
        found.note(likes.delete(key).condition(attr("price").equals(5)).deleted()?);
        found.note(likes.delete(key).return_values(ReturnValue::AllOld).output()?);
        found.note(
            likes.delete(("user1", 1)).return_consumed_capacity(ReturnConsumedCapacity::Indexes).output()?,
        );
        found.note(likes.item_count());
        Ok(())
    });
}

#[test]
fn reads_of_one_item_with_projections() {
    assert_same(|db, found| {
        let likes = likes(db)?;
        found.note(likes.get(("user0", 0)).run()?);
        found.note(likes.get(("user0", 0)).consistent().project("price, doc.x[1]").run()?);
        found.note(
            likes.get(("user0", 0)).project(["status", "user"]).project("#p").name("#p", "price").run()?,
        );
        let shown = ProjectionExpression::new(["tags[0]"]);
        found.note(likes.get(("user0", 0)).project(shown).output()?);
        found.note(likes.get(("nobody", 0)).run()?);
        found.note_error(likes.get("user0").run());
        found.note_error(likes.get(("user0", 0)).project("price,").run());
        found.note(db.table("nothing").unwrap_err().code());
        Ok(())
    });
}

#[test]
fn queries_and_scans_page_after_page() {
    assert_same(|db, found| {
        let likes = likes(db)?;
        let query = || likes.query("user1");
        found.note(query().run()?.len());
        found.note(query().equals(3).run()?);
        found.note(query().less_than(5).descending().run()?);
        found.note(query().at_most(5).count()?);
        found.note(query().greater_than(30).limit(2).items().collect::<Result<Vec<_>>>()?);
        found.note(query().at_least(30).take(3).run()?);
        found.note(query().between(3, 9).project(["hour"]).run()?);
        found.note_error(query().between(9, 3).run());
        found.note_error(query().begins_with("3").run());
        found.note(
            query().filter(attr("brand").equals("소니")).filter("price > :p").value(":p", 1000).count()?,
        );
        found.note(query().first()?);
        found.note(query().exists()?);
        found.note(likes.index("by_brand").query("소니").greater_than(20).run()?);
        found.note(likes.index("by_price").query("user0").less_than(500).run()?);
        found.note_error(likes.index("by_nothing").query("user0").run());
        let page = query().limit(4).page()?;
        found.note(&page);
        found.note(query().limit(4).start_after(page.last_evaluated_key.unwrap()).page()?);
        let mut sizes = Vec::new();
        query().limit(7).for_each_page(|page| {
            sizes.push(page.len());
            Ok::<_, hashrange::Error>(())
        })?;
        found.note(sizes);
        let sorted = |mut items: Vec<std::sync::Arc<Item>>| {
            items.sort_by_key(|item| item.n("hour").and_then(hashrange::Number::to_i64));
            items
        };
        found.note(sorted(likes.scan().limit(6).filter(attr("price").at_least(3000)).run()?));
        found.note(sorted(likes.scan().parallel(3).collect::<Result<Vec<_>>>()?));
        found.note(likes.scan().count()?);
        found.note(sorted(likes.index("by_brand").scan().run()?));
        found.note_error(likes.scan().filter("price >").run());
        Ok(())
    });
}

#[test]
fn statements_batches_and_transactions() {
    assert_same(|db, found| {
        let likes = likes(db)?;
        found.note(db.statement("SELECT hour FROM likes WHERE \"user\" = 'user1' AND hour < 9").run()?);
        found
            .note(db.execute("UPDATE likes SET price = ? WHERE \"user\" = ? AND hour = ?", (7, "user1", 1))?);
        found.note(db.statement("SELECT * FROM likes.by_brand WHERE brand = '소니'").take(2).run()?);
        found.note_error(db.statement("SELECT * FROM").run());
        let mut batch = db.batch_get();
        for hour in 0..40 {
            batch = batch.get(&likes, (format!("user{}", hour % 2), hour));
        }
        let mut read = batch.project(&likes, ["hour", "status"]).run()?.remove("likes").unwrap();
        read.sort_by_key(|item| item.n("hour").and_then(hashrange::Number::to_i64));
        found.note(read);
        let writes = db.batch_write().delete(&likes, ("user1", 39));
        let writes =
            writes.extend(100..160, |batch, hour| batch.put(&likes, item! { "user": "batch", "hour": hour }));
        writes.run()?;
        found.note(likes.query("batch").count()?);
        let transaction = || {
            db.transaction()
                .put(&likes, item! { "user": "t", "hour": 1 })
                .if_absent()
                .update(&likes, ("user0", 2), UpdateExpression::new().set("status", "sold"))
                .condition(attr("status").equals("open"))
                .delete(&likes, ("user0", 4))
                .check(&likes, ("user0", 6), "price = :p")
                .value(":p", 600)
                .return_item_on_failure()
        };
        found.note(transaction().token("once").output()?);
        found.note_error(transaction().run());
        found.note(
            db.transaction_read()
                .get(&likes, ("t", 1))
                .get(&likes, ("user0", 2))
                .project(["status"])
                .run()?,
        );
        found.note(
            db.transact_write_items(hashrange::operation::TransactWriteItemsInput::default()).unwrap_err(),
        );
        Ok(())
    });
}

#[test]
fn tables_and_their_settings() {
    assert_same(|db, found| {
        let likes = likes(db)?;
        found.note(db.table_names());
        found.note(likes.describe());
        found.note(likes.key_schema());
        found.note_error(db.create_table("likes").partition_key("other", S).run());
        found.note(
            db.create_table("likes").partition_key("user", S).sort_key("hour", N).if_absent().run()?.name(),
        );
        found.note(likes.update_settings().deletion_protection(true).stream(StreamViewType::NewImage).run()?);
        found.note(likes.shards()?.len());
        found
            .note(likes.update_settings().create_index(Index::new("late").partition_key("status", S)).run()?);
        found.note(likes.index("late").query("open").count()?);
        found.note(
            likes
                .update_settings()
                .update_index(IndexUpdate::new("late").provisioned(1, 1))
                .run()
                .unwrap_err(),
        );
        found.note_error(db.delete_table("likes"));
        likes.tag([("team", "shop")])?;
        found.note(likes.tags()?);
        likes.enable_time_to_live("expires")?;
        found.note(likes.time_to_live()?);
        found.note(likes.enable_point_in_time_recovery().run()?.point_in_time_recovery_status);
        let backup = likes.create_backup("monday")?;
        let copy = db.restore_from_backup(&backup.backup_arn, "copy").without_index("late").run()?;
        found.note(copy.item_count());
        found.note(likes.restore("as_now").run()?.query("user0").count()?);
        likes.update_settings().deletion_protection(false).run()?;
        db.delete_table("likes")?;
        found.note_error(likes.put(item! { "user": "a", "hour": 1 }).run());
        found.note(likes.describe().table_status);
        found.note(likes.item_count());
        Ok(())
    });
}

#[test]
fn unprocessed_rests_of_batches_are_tried_again() {
    let there = Database::new();
    let users = there.create_table("users").partition_key("id", S).run().unwrap();
    let db = Database::connect_through(Loopback(there.clone()));
    let known = db.table("users").unwrap();
    let fault = there.faults().on("BatchWriteItem").times(3).unprocessed().unwrap();
    known.put_all((0..30).map(|i| item! { "id": format!("u{i}") })).unwrap();
    assert_eq!((users.item_count(), fault.hits()), (30, 3));
    let _fault = there.faults().on("BatchGetItem").unprocessed().unwrap();
    let given_up = db.batch_get().get(&known, "u1").retries(2).run();
    assert!(given_up.unwrap_err().is_throttled());
}

#[test]
fn a_lost_answer_is_told() {
    let there = Database::new();
    there.create_table("users").partition_key("id", S).run().unwrap();
    let users = Database::connect_through(Loopback(there.clone())).table("users").unwrap();
    there.faults().on("PutItem").times(1).lose_answer().unwrap();
    assert!(users.put(item! { "id": "a" }).run().unwrap_err().is_no_answer());
    assert!(users.get("a").run().unwrap().is_some());
}

/// Answers the same to each request.
#[derive(Debug)]
struct Repeats(&'static str);

impl Transport for Repeats {
    fn send(&self, _: &str, _: Vec<u8>) -> Sending {
        let mut answer = Database::new().wire("ListTables", b"{}");
        answer.body = self.0.into();
        Box::pin(async { Ok(answer) })
    }
}

#[test]
fn an_endpoint_that_repeats_itself_or_says_nothing_is_told() {
    let pages = Database::connect_through(Repeats(r#"{"TableNames": ["a"], "LastEvaluatedTableName": "a"}"#));
    assert_eq!(pages.table_names(), ["a"], "the second page is no more");
    let select = Database::connect_through(Repeats(r#"{"Items": [], "NextToken": "a"}"#));
    let error = select.statement("SELECT * FROM users").run().unwrap_err();
    assert!(error.is_no_answer() && error.to_string().contains("ends where its request began"), "{error}");
    let nothing = Database::connect_through(Repeats(""));
    let error = nothing.list_tables(ListTablesInput::default()).unwrap_err();
    assert!(error.to_string().contains("it is empty"), "{error}");
}

#[test]
fn an_index_that_came_after_the_handle_is_found() {
    let there = Database::new();
    let users = there.create_table("users").partition_key("id", S).run().unwrap();
    let handle = Database::connect_through(Loopback(there)).table("users").unwrap();
    users.update_settings().create_index(Index::new("by_city").partition_key("city", S)).run().unwrap();
    users.put(item! { "id": "a", "city": "서울" }).run().unwrap();
    assert_eq!(handle.index("by_city").query("서울").run().unwrap().len(), 1);
}
