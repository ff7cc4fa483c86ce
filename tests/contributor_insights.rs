//! Contributor insights: the keys of a table or an index that are accessed most.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it says"
)]

#[path = "support/mod.rs"]
mod support;

use std::{
    collections::BTreeMap,
    time::{Duration, UNIX_EPOCH},
};

use hashrange::{
    Clock, Contributor, Database, Index, Item,
    ScalarAttributeType::{N, S},
    Table, item,
};
use serde_json::{Value, json};
use support::{ask, refused};

/// Likes by user and time, with an index by product and one by user and price.
fn likes(db: &Database) -> Table {
    db.create_table("likes")
        .partition_key("user", S)
        .sort_key("at", N)
        .local_index(Index::new("by_price").sort_key("price", N))
        .global_index(Index::new("of_product").partition_key("product", S).sort_key("price", N))
        .run()
        .unwrap()
}

fn like(user: &str, at: u64, product: &str) -> Item {
    item! { "user": user, "at": at, "product": product, "price": at % 3 }
}

fn switch(db: &Database, action: &str, more: Value) -> Value {
    let mut request = json!({"TableName": "likes", "ContributorInsightsAction": action});
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    ask(db, "UpdateContributorInsights", request)
}

/// Counts by the value of the key's first attribute.
fn by(attribute: &str, contributors: &[Contributor]) -> BTreeMap<String, u64> {
    let value = |key: &Item| key.get(attribute).unwrap().as_s().unwrap().to_owned();
    contributors.iter().map(|contributor| (value(&contributor.key), contributor.accesses)).collect()
}

fn counts<const COUNT: usize>(counts: [(&str, u64); COUNT]) -> BTreeMap<String, u64> {
    counts.map(|(key, count)| (key.to_owned(), count)).into()
}

#[test]
fn each_way_to_read_and_to_write_an_item_counts_once_for_its_key() {
    let db = Database::new();
    let likes = likes(&db);
    likes.put(like("before", 1, "mug")).run().unwrap();
    assert!(likes.contributors(10).partition_keys.is_empty(), "nothing is counted while they are off");
    switch(&db, "ENABLE", json!({}));

    likes.put(like("put", 1, "mug")).run().unwrap();
    likes.put_all([like("put_all", 1, "mug"), like("put_all", 2, "mug")]).unwrap();
    likes.get(("put", 1)).run().unwrap();
    likes.get(("nobody", 1)).run().unwrap();
    likes.get_all([("put_all", 1), ("put_all", 2)]).unwrap();
    likes.update(("put", 1)).expression("SET seen = :yes").value(":yes", true).run().unwrap();
    likes.delete(("put", 1)).run().unwrap();
    likes.put(like("put", 1, "mug")).if_exists().run().unwrap_err();
    db.transaction().put(&likes, like("transaction", 1, "mug")).delete(&likes, ("put", 1)).run().unwrap();
    db.transaction_read().get(&likes, ("transaction", 1)).run().unwrap();
    db.execute("INSERT INTO likes VALUE {'user': 'statement', 'at': 1}", ()).unwrap();
    db.execute(r#"SELECT * FROM likes WHERE "user" = 'statement' AND "at" = 1"#, ()).unwrap();
    let counted = likes.contributors(10);
    assert_eq!(
        by("user", &counted.partition_keys),
        counts([("put", 6), ("put_all", 4), ("nobody", 1), ("transaction", 2), ("statement", 2)])
    );
    assert_eq!(counted.partition_keys[0].key, item! { "user": "put" });
    assert_eq!((&counted.keys[0].key, counted.keys[0].accesses), (&item! { "user": "put", "at": 1 }, 6));
    assert!(counted.keys.iter().all(|contributor| contributor.excess == 0));
    assert_eq!(likes.contributors(2).keys.len(), 2);
}

#[test]
fn each_item_of_a_page_counts_and_those_of_a_local_index_count_for_the_table() {
    let db = Database::new();
    let likes = likes(&db);
    likes.put_all((0..4).map(|at| like("a", at, "mug"))).unwrap();
    likes.put(like("b", 0, "cup")).run().unwrap();
    switch(&db, "ENABLE", json!({}));
    likes.query("a").items().for_each(drop);
    likes.scan().items().for_each(drop);
    likes.index("by_price").query("a").items().for_each(drop);
    assert_eq!(by("user", &likes.contributors(10).partition_keys), counts([("a", 12), ("b", 1)]));
    likes.index("of_product").query("mug").items().for_each(drop);
    assert_eq!(by("user", &likes.contributors(10).partition_keys), counts([("a", 12), ("b", 1)]));
}

#[test]
fn a_global_index_counts_its_own_reads_and_writes_by_its_own_key() {
    let db = Database::new();
    let likes = likes(&db);
    let product = likes.index("of_product");
    switch(&db, "ENABLE", json!({"IndexName": "of_product"}));
    // Two items with one key of the index.
    likes.put(like("a", 0, "mug")).run().unwrap();
    likes.put(like("b", 3, "mug")).run().unwrap();
    product.query("mug").items().for_each(drop);
    assert_eq!(by("product", &product.contributors(10).keys), counts([("mug", 4)]));
    // An entry that moves is taken out in one place and put in in another.
    likes.put(like("a", 0, "cup")).run().unwrap();
    // What no entry depends on writes none; what is not in the index has none.
    likes.put(like("a", 0, "cup")).run().unwrap();
    likes.put(item! { "user": "c", "at": 1 }).run().unwrap();
    assert_eq!(by("product", &product.contributors(10).partition_keys), counts([("mug", 5), ("cup", 1)]));
    assert!(likes.contributors(10).partition_keys.is_empty(), "the table is not counted");
    assert!(likes.index("by_price").contributors(10).keys.is_empty());
}

#[test]
fn what_is_most_accessed_among_many_more_keys_than_are_counted_is_found() {
    let db = Database::new();
    let users = db.create_table("likes").partition_key("user", S).run().unwrap();
    switch(&db, "ENABLE", json!({}));
    for n in 0..20_000 {
        users.get(format!("user{n}")).run().unwrap();
        if n % 20 == 0 {
            users.get("haeri05").run().unwrap();
        }
    }
    let most = &users.contributors(1).partition_keys[0];
    assert_eq!(most.key, item! { "user": "haeri05" });
    assert!(most.accesses - most.excess <= 1000 && 1000 <= most.accesses && most.excess <= 21, "{most:?}");
    assert!(users.contributors(usize::MAX).partition_keys.len() <= 1000);
}

#[test]
fn switched_on_again_they_count_from_zero_and_throttled_keys_are_none_here() {
    let db = Database::new();
    let likes = likes(&db);
    assert_eq!(switch(&db, "ENABLE", json!({}))["ContributorInsightsStatus"], "ENABLING");
    assert_eq!(switch(&db, "ENABLE", json!({}))["ContributorInsightsStatus"], "ENABLED");
    likes.get(("a", 1)).run().unwrap();
    assert_eq!(switch(&db, "DISABLE", json!({}))["ContributorInsightsStatus"], "DISABLING");
    likes.get(("a", 1)).run().unwrap();
    switch(&db, "ENABLE", json!({}));
    assert!(likes.contributors(10).keys.is_empty());
    switch(&db, "ENABLE", json!({"ContributorInsightsMode": "THROTTLED_KEYS"}));
    likes.get(("a", 1)).run().unwrap();
    assert!(likes.contributors(10).keys.is_empty());
}

#[test]
fn they_are_described_with_their_rules() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_millis(1_576_629_651_520));
    let db = Database::builder().clock(clock).build();
    likes(&db);
    db.create_table("users").partition_key("id", S).run().unwrap();
    switch(&db, "ENABLE", json!({"IndexName": "of_product"}));
    let of = |request: Value| ask(&db, "DescribeContributorInsights", request);
    let described = of(json!({"TableName": "likes", "IndexName": "of_product"}));
    assert_eq!(
        described,
        json!({
            "TableName": "likes", "IndexName": "of_product", "ContributorInsightsStatus": "ENABLED",
            "ContributorInsightsMode": "ACCESSED_AND_THROTTLED_KEYS", "LastUpdateDateTime": 1_576_629_651.52,
            "ContributorInsightsRuleList": [
                "DynamoDBContributorInsights-PKC-likes-1576629651520",
                "DynamoDBContributorInsights-SKC-likes-1576629651520",
                "DynamoDBContributorInsights-PKT-likes-1576629651520",
                "DynamoDBContributorInsights-SKT-likes-1576629651520",
            ],
        })
    );
    assert_eq!(
        of(json!({"TableName": "users"})),
        json!({"TableName": "users", "ContributorInsightsStatus": "DISABLED"})
    );
    let throttled = json!({
        "TableName": "users", "ContributorInsightsAction": "ENABLE", "ContributorInsightsMode": "THROTTLED_KEYS",
    });
    ask(&db, "UpdateContributorInsights", throttled);
    let rules = &of(json!({"TableName": "users"}))["ContributorInsightsRuleList"];
    assert_eq!(*rules, json!(["DynamoDBContributorInsights-PKT-users-1576629651520"]));
    // A rule's name has a length, and a table's name may be longer.
    let long = "t".repeat(255);
    db.create_table(&long).partition_key("id", S).run().unwrap();
    ask(&db, "UpdateContributorInsights", json!({"TableName": long, "ContributorInsightsAction": "ENABLE"}));
    assert_eq!(of(json!({"TableName": long}))["ContributorInsightsRuleList"][0].as_str().unwrap().len(), 128);
}

#[test]
fn tables_and_indexes_that_are_counted_are_listed_in_pages() {
    let db = Database::new();
    likes(&db);
    for name in ["carts", "users"] {
        db.create_table(name).partition_key("id", S).run().unwrap();
        ask(
            &db,
            "UpdateContributorInsights",
            json!({"TableName": name, "ContributorInsightsAction": "ENABLE"}),
        );
    }
    switch(&db, "ENABLE", json!({"IndexName": "of_product"}));
    switch(&db, "ENABLE", json!({}));
    let mut listed = Vec::new();
    let mut request = json!({"MaxResults": 1});
    loop {
        let page = ask(&db, "ListContributorInsights", request.clone());
        let summaries = page["ContributorInsightsSummaries"].as_array().unwrap();
        assert_eq!(summaries.len(), 1);
        listed.push((summaries[0]["TableName"].clone(), summaries[0]["IndexName"].clone()));
        let Some(token) = page["NextToken"].as_str() else { break };
        request["NextToken"] = json!(token);
    }
    let expected = [("carts", None), ("likes", None), ("likes", Some("of_product")), ("users", None)];
    assert_eq!(listed, expected.map(|(table, index)| (json!(table), json!(index))));
    switch(&db, "DISABLE", json!({}));
    let of_likes = ask(&db, "ListContributorInsights", json!({"TableName": "likes"}));
    assert_eq!(of_likes["ContributorInsightsSummaries"].as_array().unwrap().len(), 1);
    assert_eq!(refused(&db, "ListContributorInsights", json!({"NextToken": "?"})).0, "ValidationException");
}

#[test]
fn a_table_or_index_that_is_not_there_is_refused() {
    let db = Database::new();
    likes(&db);
    for (table, index) in [("nobody", None), ("likes", Some("by_price")), ("likes", Some("nothing"))] {
        let named = json!({"TableName": table, "IndexName": index});
        assert_eq!(refused(&db, "DescribeContributorInsights", named.clone()).0, "ResourceNotFoundException");
        let mut update = named;
        update["ContributorInsightsAction"] = json!("ENABLE");
        assert_eq!(refused(&db, "UpdateContributorInsights", update).0, "ResourceNotFoundException");
    }
}

#[test]
fn a_fork_goes_on_counting_by_itself_and_a_loaded_database_from_zero() {
    let db = Database::new();
    let likes = likes(&db);
    switch(&db, "ENABLE", json!({}));
    likes.put(like("a", 1, "earphones")).run().unwrap();
    let fork = db.fork().table("likes").unwrap();
    fork.get(("a", 1)).run().unwrap();
    assert_eq!(by("user", &fork.contributors(1).partition_keys), counts([("a", 2)]));
    assert_eq!(by("user", &likes.contributors(1).partition_keys), counts([("a", 1)]));

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("likes.snapshot");
    db.save(&path).unwrap();
    let loaded = Database::load(&path).unwrap().table("likes").unwrap();
    assert!(loaded.contributors(1).partition_keys.is_empty());
    loaded.get(("a", 1)).run().unwrap();
    assert_eq!(by("user", &loaded.contributors(1).partition_keys), counts([("a", 1)]));
}

#[test]
fn they_are_being_switched_on_and_off_for_as_long_as_states_last() {
    let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    let db = Database::builder().clock(clock.clone()).build();
    likes(&db);
    db.set_transitions(Duration::from_secs(10));
    let status = || {
        let described = ask(&db, "DescribeContributorInsights", json!({"TableName": "likes"}));
        described["ContributorInsightsStatus"].as_str().unwrap().to_owned()
    };
    for (action, meanwhile, then) in [("ENABLE", "ENABLING", "ENABLED"), ("DISABLE", "DISABLING", "DISABLED")]
    {
        assert_eq!(switch(&db, action, json!({}))["ContributorInsightsStatus"], meanwhile);
        assert_eq!(status(), meanwhile);
        clock.advance(Duration::from_secs(10)).unwrap();
        assert_eq!(status(), then);
    }
}
