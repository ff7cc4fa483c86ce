//! Rules: what is refused, and their life.

use hashrange::faults::{FaultAnswer, FaultRule, FaultStory, StoryKind};

use super::support::{like, likes};

#[test]
fn a_rule_that_could_never_hit_what_it_names_is_refused_with_the_reason() {
    let (db, likes) = likes();
    let refused = |rule: &str| {
        let rule: FaultRule = serde_json::from_str(rule).expect(rule);
        db.faults().add(rule).unwrap_err().message().into_owned()
    };
    for (rule, why) in [
        (
            r#"{"operations": ["PutItme"], "answer": "request_lost"}"#,
            "There is no operation PutItme. Did you mean PutItem?",
        ),
        (r#"{"table": "like", "answer": "request_lost"}"#, "There is no table like. Did you mean likes?"),
        (
            r#"{"table": "likes", "index": "by_band", "answer": "request_lost"}"#,
            "The table likes has no index by_band. Did you mean by_brand?",
        ),
        (
            r#"{"index": "by_brand", "answer": "request_lost"}"#,
            "A fault rule about the index by_brand names its table",
        ),
        (
            r#"{"table": "likes", "key": {"id": {"S": "a"}}, "answer": "request_lost"}"#,
            "its partition key or its whole key, of user (S), at (N), and not",
        ),
        (
            r#"{"table": "likes", "key": {"at": {"N": "1"}}, "answer": "request_lost"}"#,
            "its partition key or its whole key",
        ),
        (
            r#"{"table": "likes", "key": {"user": {"N": "1"}}, "answer": "request_lost"}"#,
            "its partition key or its whole key",
        ),
        (r#"{"key": {}, "answer": "request_lost"}"#, "at least the partition key"),
        (
            r#"{"operations": ["GetItem"], "answer": {"exception": {"name": "DuplicateItemException"}}}"#,
            "GetItem does not answer with DuplicateItemException, but with ProvisionedThroughputExceededException",
        ),
        (
            r#"{"operations": ["GetItem"], "answer": {"exception": {"name": "SomeException"}}}"#,
            "There is no exception SomeException",
        ),
        (
            r#"{"answer": {"exception": {"name": "ThrottleException"}}}"#,
            "There is no exception ThrottleException. Did you mean ThrottlingException?",
        ),
        (
            r#"{"answer": {"exception": {"name": "ConditionalCheckFailed"}}}"#,
            "There is no exception ConditionalCheckFailed. Did you mean ConditionalCheckFailedException?",
        ),
        (
            r#"{"operations": ["GetItem"], "answer": {"exception": {"name": "ValidationException"}}}"#,
            "The message of ValidationException depends on the request; give it one",
        ),
        (
            r#"{"answer": {"exception": {"name": "TransactionCanceledException"}}}"#,
            "by the answer `cancelled`",
        ),
        (
            r#"{"answer": {"exception": {"name": "LimitExceededException"}}}"#,
            "No operation of the data plane has this answer",
        ),
        (
            r#"{"answer": {"exception": {"name": "InternalServerError", "reasons": ["TableReadAccountLimitExceeded"]}}}"#,
            "InternalServerError has no throttling reasons",
        ),
        (
            r#"{"answer": {"throttled": {"reasons": ["TableExceeded"]}}}"#,
            "There is no throttling reason TableExceeded",
        ),
        (
            r#"{"answer": {"throttled": {"reasons": ["IndexReadAccountLimitExceeded"]}}}"#,
            "is an index's; name the index",
        ),
        (
            r#"{"operations": ["PutItem"], "answer": {"throttled": {"reasons": ["TableReadAccountLimitExceeded"]}}}"#,
            "does not fit PutItem",
        ),
        (r#"{"operations": ["PutItem"], "answer": "unprocessed"}"#, "PutItem has no unprocessed items"),
        (
            r#"{"operations": ["PutItem"], "answer": {"cancelled": {"reasons": ["TransactionConflict"]}}}"#,
            "PutItem is no transaction",
        ),
        (r#"{"answer": {"cancelled": {"reasons": ["Conflict"]}}}"#, "Conflict is no code"),
        (r#"{"answer": {"cancelled": {"reasons": ["None"]}}}"#, "of which one is not None"),
        (
            r#"{"operations": ["PutItem"], "item": 1, "answer": "request_lost"}"#,
            "PutItem has no parts that have a number",
        ),
        (r#"{"nth": 0, "answer": "request_lost"}"#, "`nth` of a fault rule is at least 1"),
        (r#"{"chance": 1.5, "answer": "request_lost"}"#, "a number from 0 to 1, and not 1.5"),
        (r#"{"answer": {"delayed": {"ms": 86400001}}}"#, "A delay is at most a day"),
    ] {
        let message = refused(rule);
        assert!(message.contains(why), "{rule}: {message}");
    }
    assert!(db.faults().on("PutItem").chance(f64::NAN).lose_request().is_err());
    let no_key = FaultStory::new(StoryKind::HotKey);
    assert!(db.faults().start(&no_key).unwrap_err().message().contains("a table and a key"));
    assert!(db.faults().list().is_empty());
    likes.put(like("a", 1)).run().unwrap();
}

#[test]
fn a_rule_may_be_about_a_table_that_it_keeps_from_being_made() {
    let (db, _) = likes();
    let mut rule = FaultRule::new(FaultAnswer::RequestLost);
    rule.operations = vec!["CreateTable".to_owned()];
    rule.table = Some("new".to_owned());
    db.faults().add(rule).unwrap();
}

#[test]
fn a_dropped_handle_leaves_its_rule_in_force() {
    let (db, likes) = likes();
    drop(db.faults().on("PutItem").lose_request().unwrap());
    assert!(likes.put(like("a", 1)).run().is_err());
    let [fault] = db.faults().list().try_into().expect("one rule");
    assert_eq!((fault.id(), fault.hits()), (1, 1));
    assert!(db.faults().get(1).is_some() && db.faults().get(2).is_none());
    assert!(fault.remove() && !fault.remove());
    likes.put(like("a", 1)).run().unwrap();
    assert_eq!(fault.hits(), 1);
}

#[test]
fn numbers_of_rules_are_not_used_again() {
    let (db, _) = likes();
    let add = || db.faults().on("PutItem").lose_request().unwrap().id();
    assert_eq!((add(), add()), (1, 2));
    db.faults().clear();
    assert_eq!(add(), 3);
}

#[test]
fn there_are_1000_rules_at_most() {
    let (db, _) = likes();
    let add = || db.faults().on("PutItem").nth(1).lose_request();
    (0..1000).for_each(|_| drop(add().unwrap()));
    assert!(add().unwrap_err().to_string().contains("There are 1000 rules of faults"));
    assert!(db.faults().get(1).unwrap().remove());
    add().unwrap();
}

#[test]
fn a_fork_has_copies_that_go_their_own_way_and_a_snapshot_has_none() {
    let (db, likes) = likes();
    let fault = db.faults().on("PutItem").times(2).lose_request().unwrap();
    assert!(likes.put(like("a", 1)).run().is_err());
    let fork = db.fork();
    let puts = |table: &hashrange::Table| (0..3).filter(|_| table.put(like("a", 1)).run().is_err()).count();
    assert_eq!(puts(&fork.table("likes").unwrap()), 1, "one hit is left");
    assert_eq!(fault.hits(), 1, "those of the fork are its own");
    fork.faults().clear();
    assert_eq!(puts(&likes), 1);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    db.save(&file).unwrap();
    assert!(hashrange::Database::load(&file).unwrap().faults().list().is_empty());
}

#[test]
fn rules_and_their_handles_are_one_line_in_debug() {
    let (db, _) = likes();
    let fault = db.faults().on("PutItem").times(2).lose_request().unwrap();
    let shown = format!("{fault:?}");
    assert!(shown.starts_with("FaultHandle { id: 1, rule: FaultRule {") && !shown.contains('\n'), "{shown}");
}
