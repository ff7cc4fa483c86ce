//! Items of a snapshot: put, got, deleted, queried, shown.

use serde_json::Value;

use crate::support::{Desk, all, lines};

#[test]
fn tables_for_people_are_aligned_for_hangul() {
    let desk = Desk::with_likes();
    assert_eq!(
        desk.good(&["query", "likes", "haeri05", "--file", "a.snap"]),
        "\
user_id  at  brand  price
-------  --  -----  -----------------------
haeri05  1   소니   89000
haeri05  2   애플   12345678901234567890123
2 items
"
    );
}

#[test]
fn items_are_put_got_and_deleted_in_a_snapshot() {
    let desk = Desk::with_likes();
    let got = desk.good(&["get", "likes", "jihoon07", "-1.50", "--dynamodb-json", "--file", "a.snap"]);
    assert_eq!(
        got,
        "{\"at\":{\"N\":\"-1.5\"},\"tags\":{\"SS\":[\"a\",\"b\"]},\"user_id\":{\"S\":\"jihoon07\"}}\n"
    );
    let missing = desk.bad(&["get", "likes", "jihoon07", "7", "--file", "a.snap"]);
    assert_eq!(missing, "hashrange: likes has no item with the key jihoon07 7\n");
    assert!(desk.bad(&["get", "likes", "jihoon07", "--file", "a.snap"]).contains("give 2 values, not 1"));
    assert!(
        desk.bad(&["get", "likes", "jihoon07", "x", "--file", "a.snap"]).contains("at: 'x' is not a number")
    );
    let deleted = desk.good(&["delete", "likes", "haeri05", "1", "--json", "--file", "a.snap"]);
    assert_eq!(deleted, "{\"at\":1,\"brand\":\"소니\",\"price\":89000,\"user_id\":\"haeri05\"}\n");
    desk.bad(&["delete", "likes", "haeri05", "1", "--file", "a.snap"]);
    assert_eq!(all(&desk, "likes", "a.snap").lines().count(), 2);
    let again = ["put", "likes", r#"{"user_id": "haeri05", "at": 2}"#, "--if-absent", "--file", "a.snap"];
    assert!(desk.bad(&again).contains("ConditionalCheckFailedException"));
    let done = desk.run_with(&["put", "likes", "-", "--file", "a.snap"], r#"{"user_id": "from", "at": 0}"#);
    assert_eq!((done.code, done.out.as_str()), (0, ""));
    assert!(desk.bad(&["put", "likes", "{\"user_id\"", "--file", "a.snap"]).contains("cannot read the item"));
    assert!(
        desk.bad(&["put", "likes", "{\"user_id\":\"x\"}", "--file", "a.snap"]).contains("Missing the key at")
    );
}

#[test]
fn queries_and_scans_choose() {
    let desk = Desk::with_likes();
    let json = |arguments: &[&str]| lines(&desk.good(&[arguments, &["--json", "--file", "a.snap"]].concat()));
    let ats = |items: Vec<Value>| items.iter().map(|item| item["at"].to_string()).collect::<Vec<_>>();
    assert_eq!(ats(json(&["query", "likes", "haeri05", "--at-least", "2"])), ["2"]);
    assert_eq!(ats(json(&["query", "likes", "haeri05", "--at-most", "1"])), ["1"]);
    assert_eq!(ats(json(&["query", "likes", "haeri05", "--at-least", "-3", "--at-most", "9"])), ["1", "2"]);
    assert_eq!(ats(json(&["query", "likes", "haeri05", "--descending", "--limit", "1"])), ["2"]);
    let cheap = ["scan", "likes", "--filter", "#p < :p", "--name", "#p=price", "--value", ":p=90000"];
    assert_eq!(ats(json(&cheap)), ["1"]);
    assert_eq!(json(&["scan", "likes", "--limit", "2"]).len(), 2);
    let no_index = desk.bad(&["query", "likes", "x", "--index", "nope", "--file", "a.snap"]);
    assert_eq!(no_index, "hashrange: likes has no index nope: it has none\n");
    let csv = desk.good(&["query", "likes", "haeri05", "--csv", "--at-most", "1", "--file", "a.snap"]);
    assert_eq!(csv, "user_id,at,brand,price\nhaeri05,1,소니,89000\n");
}

#[test]
fn explain_shows_what_sha256sum_prints() {
    let desk = Desk::with_likes();
    let shown = desk.good(&["explain", "abc", "--partitions", "2"]);
    assert!(
        shown.contains("\nba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"),
        "{shown}"
    );
    assert!(shown.contains("\nPartition B  ") && shown.ends_with(", one of 2\n"), "{shown}");
    let json = lines(&desk.good(&["explain", "haeri05", "--file", "a.snap", "--table", "likes", "--json"]));
    assert_eq!(json[0]["partitions"], 4);
    assert_eq!(
        lines(&desk.good(&["explain", "1.0", "1", "--type", "N", "--json"]))
            .iter()
            .map(|one| &one["hash"])
            .collect::<std::collections::HashSet<_>>()
            .len(),
        1
    );
    assert!(desk.bad(&["explain", "x", "--type", "N"]).contains("not a number"));
    assert_eq!(desk.run(&["explain", "x", "--partitions", "0"]).code, 2);
}
