//! Splits for heat.

use hashrange::{
    ScalarAttributeType::S,
    Throughput, item,
    operation::{
        ContributorInsightsAction, ContributorInsightsMode, StreamViewType, UpdateContributorInsightsInput,
    },
};

use super::{database, put, seconds};

#[test]
fn a_partition_that_stays_hot_is_split_and_then_does_twice_as_much() {
    let rules = Throughput::per_partition(10, 10).split_after(seconds(60));
    let (db, clock) = database(rules, 1);
    let table = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly);
    let users = table.run().unwrap();
    let ids: Vec<String> = (0..100).map(|n| format!("user{n}")).collect();
    let written = || ids.iter().filter(|id| put(&users, id).is_ok()).count();
    for _ in 0..60 {
        assert_eq!(written(), 10);
        assert_eq!(users.partitions().len(), 1);
        clock.advance(seconds(1)).unwrap();
    }
    written();
    assert_eq!(users.partitions().len(), 2);
    clock.advance(seconds(1)).unwrap();
    assert_eq!(written(), 20);
    let throttled: u64 = users.partitions().iter().map(|partition| partition.heat.throttled_writes).sum();
    assert!(throttled > 60 * 90, "{throttled}: none is lost");
    let records = users.changes().run().unwrap().count() as u64;
    assert_eq!(records, users.item_count(), "the stream follows the split");
    assert_eq!(db.verify(), Vec::<String>::new());
}

#[test]
fn a_minute_below_the_limit_cools_a_partition() {
    let (db, clock) = database(Throughput::per_partition(2, 2).split_after(seconds(90)), 1);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    for _ in 0..5 {
        for id in ["a", "b", "c", "d"] {
            let _may_be_throttled = put(&users, id);
        }
        clock.advance(seconds(61)).unwrap();
    }
    assert_eq!(users.partitions().len(), 1);
}

#[test]
fn one_hot_key_gets_a_partition_of_its_own_and_no_more() {
    let (db, clock) = database(Throughput::per_partition(10, 10).split_after(seconds(30)), 1);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    (0..5).for_each(|n| put(&users, &format!("user{n}")).unwrap());
    let burn = || (0..20).filter(|_| put(&users, "hot").is_ok()).count();
    for _ in 0..200 {
        burn();
        clock.advance(seconds(1)).unwrap();
    }
    assert_eq!(users.partitions().len(), 3);
    let range = users.explain("hot").unwrap().range;
    assert!((0..5).all(|n| users.explain(format!("user{n}")).unwrap().range != range));
    assert_eq!(burn(), 10, "it does what a partition does");
    put(&users, "user1").unwrap();
}

#[test]
fn a_partition_is_not_split_where_that_is_off() {
    let (db, clock) = database(Throughput::per_partition(1, 1).split_after(None), 1);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    for n in 0..3600 {
        let _may_be_throttled = put(&users, &format!("user{n}"));
        clock.advance(seconds(1)).unwrap();
    }
    assert_eq!(users.partitions().len(), 1);
}

#[test]
fn contributor_insights_tell_the_keys_that_are_throttled_most() {
    let (db, _) = database(Throughput::per_partition(100, 3), 1);
    let users = db.create_table("users").partition_key("id", S).run().unwrap();
    db.update_contributor_insights(UpdateContributorInsightsInput {
        table_name: "users".into(),
        contributor_insights_action: Some(ContributorInsightsAction::Enable),
        contributor_insights_mode: Some(ContributorInsightsMode::ThrottledKeys),
        ..Default::default()
    })
    .unwrap();
    for id in ["a", "b", "hot", "hot", "hot", "b"] {
        let _may_be_throttled = put(&users, id);
    }
    let most = users.contributors(1);
    let [hot] = most.throttled_partition_keys.as_slice() else { panic!("one was asked for") };
    assert_eq!((&hot.key, hot.accesses), (&item! { "id": "hot" }, 2));
    assert!(most.partition_keys.is_empty(), "accesses are not counted");
}
