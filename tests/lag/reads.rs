//! Which reads are late, and which never are.

use hashrange::Lag;
use serde_json::json;

use super::{NOTHING, READS, ask, clock, create, late, ms, read, version};

#[test]
fn reads_that_need_not_be_consistent_are_late_and_consistent_ones_are_not() {
    let clock = clock();
    let db = late(&clock, Lag::between(ms(10), ms(20)));
    let items = create(&db);
    items.put(version("a", 1, 1)).run().unwrap();
    for (kind, can_be_consistent) in READS {
        assert_eq!(read(&db, kind, false), NOTHING, "{kind}");
        if can_be_consistent {
            assert_eq!(read(&db, kind, true), [1], "{kind}");
        }
    }
    clock.advance(ms(20)).unwrap();
    for (kind, _) in READS {
        assert_eq!(read(&db, kind, false), [1], "{kind}");
    }
    items.delete(("a", 1)).run().unwrap();
    for (kind, can_be_consistent) in READS {
        assert_eq!(read(&db, kind, false), [1], "{kind}");
        if can_be_consistent {
            assert_eq!(read(&db, kind, true), NOTHING, "{kind}");
        }
    }
    db.converge();
    for (kind, _) in READS {
        assert_eq!(read(&db, kind, false), NOTHING, "{kind}");
    }
    assert_eq!(db.verify(), [""; 0]);
}

#[test]
fn transactions_conditions_and_returned_values_are_never_late() {
    let clock = clock();
    let db = late(&clock, Lag::between(ms(10), ms(20)));
    let items = create(&db);
    let key = json!({"p": {"S": "a"}, "s": {"N": "1"}});
    items.put(version("a", 1, 1)).run().unwrap();
    assert!(items.put(version("a", 1, 2)).condition("attribute_not_exists(p)").run().is_err());
    items.put(version("a", 1, 2)).condition("v = :one").value(":one", 1).run().unwrap();
    let get = json!({"TransactItems": [{"Get": {"TableName": "items", "Key": key}}]});
    assert_eq!(super::versions(&ask(&db, "TransactGetItems", get)), [2]);
    let select = "SELECT * FROM items WHERE p = 'a' AND s = 1";
    let select = json!({"TransactStatements": [{"Statement": select}]});
    assert_eq!(super::versions(&ask(&db, "ExecuteTransaction", select)), [2]);
    let exists = json!({"TransactStatements": [
        {"Statement": "EXISTS(SELECT * FROM items WHERE p = 'a' AND s = 1 AND v = 2)"},
        {"Statement": "INSERT INTO items VALUE {'p': 'b', 's': 1}"}]});
    ask(&db, "ExecuteTransaction", exists);
    let add = json!({"TableName": "items", "Key": key, "UpdateExpression": "ADD v :one",
        "ExpressionAttributeValues": {":one": {"N": "1"}}, "ReturnValues": "UPDATED_NEW"});
    assert_eq!(super::versions(&ask(&db, "UpdateItem", add)), [3]);
    assert_eq!(read(&db, "GetItem", false), NOTHING);
    assert_eq!(items.item_count(), 2, "what describes a table is not late");
}

#[test]
fn an_index_may_be_later_than_its_table() {
    let clock = clock();
    let db = late(&clock, Lag::up_to(ms(0)).index(ms(50)..=ms(60)));
    let items = create(&db);
    items.put(version("a", 1, 1)).run().unwrap();
    let of_indexes = ["Query by_g", "Scan by_g", "SearchVectors", "SELECT of by_g"];
    for (kind, _) in READS {
        let is_late = of_indexes.contains(&kind);
        assert_eq!(read(&db, kind, false).is_empty(), is_late, "{kind}");
    }
    clock.advance(ms(60)).unwrap();
    of_indexes.iter().for_each(|kind| assert_eq!(read(&db, kind, false), [1], "{kind}"));
}

#[test]
fn each_read_goes_to_one_of_three_replicas() {
    let clock = clock();
    let db = late(&clock, Lag::up_to(ms(1000)));
    let items = create(&db);
    for v in 0..20 {
        items.put(version("a", 1, v)).run().unwrap();
        clock.advance(ms(100)).unwrap();
    }
    for kind in READS.map(|(kind, _)| kind) {
        let found: Vec<u64> = (0..100).flat_map(|_| read(&db, kind, false)).collect();
        let mut different = found.clone();
        different.sort_unstable();
        different.dedup();
        assert!((1..=3).contains(&different.len()), "{kind}: {different:?}");
        assert!(different.iter().all(|v| *v >= 10), "{kind}: {different:?}");
        let goes_back = found.is_sorted();
        assert!(different.len() == 1 || !goes_back, "{kind}: {found:?}");
    }
}

#[test]
fn with_monotonic_reads_each_reader_stays_at_a_replica() {
    let clock = clock();
    let db = late(&clock, Lag::up_to(ms(1000)).monotonic());
    let items = create(&db);
    let readers: Vec<_> = (0..6).map(|number| db.as_reader(number)).collect();
    let mut last = vec![0; READS.len() * readers.len()];
    let mut differ = 0;
    for v in 1..100 {
        items.put(version("a", 1, v)).run().unwrap();
        clock.advance(ms(70)).unwrap();
        for (number, (kind, _)) in READS.iter().enumerate() {
            let found: Vec<u64> =
                readers.iter().map(|reader| read(reader, kind, false).pop().unwrap_or(0)).collect();
            assert_eq!(found[..3], found[3..], "the fourth reads what the first does");
            differ += usize::from(found[0] != found[1]);
            for (reader, found) in found.iter().enumerate() {
                let last = &mut last[number * readers.len() + reader];
                assert!(*found >= *last, "{kind}: {found} after {last}");
                *last = *found;
            }
        }
    }
    assert!(differ > 0, "readers beside each other are at different replicas");
}

#[test]
fn pages_go_on_while_items_come_and_go() {
    let clock = clock();
    let db = late(&clock, Lag::up_to(ms(50)));
    let items = create(&db);
    items.put_all((0..40).map(|s| version("a", s, s))).unwrap();
    for kind in ["Query", "Scan"] {
        for index in [None, Some("by_l"), Some("by_g")] {
            let (mut pages, mut start) = (0, None);
            loop {
                let mut request = json!({"TableName": "items", "Limit": 3});
                let more = request.as_object_mut().unwrap();
                if kind == "Query" {
                    let (name, value) = if index == Some("by_g") { ("g", "one") } else { ("p", "a") };
                    more.insert("KeyConditionExpression".to_owned(), format!("{name} = :x").into());
                    more.insert("ExpressionAttributeValues".to_owned(), json!({":x": {"S": value}}));
                }
                index.map(|index| more.insert("IndexName".to_owned(), index.into()));
                start.map(|start| more.insert("ExclusiveStartKey".to_owned(), start));
                let mut answer = ask(&db, kind, request);
                let (old, new) = (pages * 3 % 40, 100 + pages * 7);
                items.delete(("a", old)).run().unwrap();
                items.put(version("a", new, new)).run().unwrap();
                clock.advance(ms(9)).unwrap();
                pages += 1;
                assert!(pages < 1000, "{kind} of {index:?} ends");
                start = Some(answer["LastEvaluatedKey"].take()).filter(|key| !key.is_null());
                if start.is_none() {
                    break;
                }
            }
        }
    }
    assert_eq!(db.verify(), [""; 0]);
}
