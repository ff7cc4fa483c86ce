//! Which calls a rule hits.

use hashrange::{item, operation};

use super::support::{START, like, likes, seconds};

#[test]
fn those_of_an_operation_a_table_and_a_key() {
    let (db, likes) = likes();
    db.create_table("users").partition_key("id", hashrange::ScalarAttributeType::S).run().unwrap();
    let one = db.faults().on("PutItem").table("likes").exception("InternalServerError").unwrap();
    assert!(db.table("users").unwrap().put(item! { "id": "a" }).run().is_ok());
    assert!(likes.scan().run().is_ok());
    assert!(likes.put(like("a", 1)).run().is_err());
    assert_eq!((one.calls(), one.hits()), (1, 1));
    one.remove();

    db.faults().on_all().key(&likes, ("a", 1)).throttle().unwrap();
    assert!(likes.put(like("a", 2)).run().is_ok() && likes.put(like("a", 1)).run().is_err());
    assert!(likes.get(("a", 1)).run().is_err() && likes.get(("b", 1)).run().is_ok());
    assert!(likes.update(("a", 1)).expression("SET x = :x").value(":x", 1).run().is_err());
    assert!(likes.delete(("a", 1)).run().is_err());
    assert!(likes.query("a").page().is_err(), "the range has the key");
    assert!(likes.query("a").greater_than(1).page().is_ok(), "the range does not have the key");
    assert!(likes.query("b").page().is_ok() && likes.scan().page().is_ok());
}

#[test]
fn those_of_a_partition_key_through_any_interface() {
    let (db, likes) = likes();
    let fault = db.faults().on_all().key(&likes, "a").throttle().unwrap();
    assert!(likes.put(like("a", 1)).run().is_err());
    assert!(likes.put(like("a", 1)).return_values(operation::ReturnValue::AllOld).run().is_err());
    assert!(db.execute("SELECT * FROM likes WHERE \"user\" = 'a'", ()).is_err());
    assert!(db.execute("SELECT * FROM likes WHERE \"user\" = 'b'", ()).is_ok());
    assert!(db.execute("INSERT INTO likes VALUE {'user': 'a', 'at': 1}", ()).is_err());
    let body = br#"{"TableName": "likes", "Key": {"user": {"S": "a"}, "at": {"N": "1"}}}"#;
    let answer = db.wire("GetItem", body);
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("ThrottlingException"), "{}", answer.text());
    let named = br#"{"TableName": "arn:aws:dynamodb:us-east-1:000000000000:table/likes", "Key": {"user": {"S": "a"}, "at": {"N": "1"}}}"#;
    assert_eq!(db.wire("GetItem", named).status, 400, "an ARN names the table too");
    assert_eq!(fault.hits(), 6);
}

#[test]
fn reads_of_an_index_and_writes_that_reach_it() {
    let (db, likes) = likes();
    let by_brand = likes.index("by_brand");
    let reads = db.faults().on("Query").index(&by_brand).throttle().unwrap();
    assert!(likes.query("a").page().is_ok());
    let error = by_brand.query("소니").page().unwrap_err();
    let reason = &error.throttling_reasons()[0];
    assert_eq!(reason.reason, "IndexReadKeyRangeThroughputExceeded");
    assert_eq!(reason.resource, "arn:aws:dynamodb:us-east-1:000000000000:table/likes/index/by_brand");
    assert_eq!(reads.hits(), 1);
    db.faults().on("PutItem").index(&by_brand).throttle().unwrap();
    let error = likes.put(like("a", 1)).run().unwrap_err();
    assert_eq!(error.throttling_reasons()[0].reason, "IndexWriteKeyRangeThroughputExceeded");
}

#[test]
fn by_their_numbers_and_until_a_time() {
    let (db, likes) = likes();
    let hits =
        |gets: usize| -> Vec<usize> { (1..=gets).filter(|_| likes.get(("a", 1)).run().is_err()).collect() };
    let nth = db.faults().on("GetItem").nth(3).lose_request().unwrap();
    assert_eq!(hits(5), [3]);
    nth.remove();
    let some = db.faults().on("GetItem").after(1).every(2).times(2).lose_request().unwrap();
    assert_eq!(hits(9), [3, 5]);
    some.remove();
    db.faults().on("GetItem").lasting(seconds(10)).lose_request().unwrap();
    assert_eq!(hits(2), [1, 2]);
    db.clock().set(START + seconds(10)).unwrap();
    assert_eq!(hits(2), [0_usize; 0]);
}

#[test]
fn the_control_plane_only_by_name() {
    let (db, _) = likes();
    db.faults().on_all().exception("InternalServerError").unwrap();
    db.faults().on_all().lose_request().unwrap();
    assert!(db.describe_table("likes").is_ok());
    let create = || db.create_table("new").partition_key("id", hashrange::ScalarAttributeType::S).run();
    let fault =
        db.faults().on("CreateTable").table("new").times(1).exception("LimitExceededException").unwrap();
    assert_eq!(create().unwrap_err().code(), "LimitExceededException");
    assert!(create().is_ok());
    assert_eq!(fault.hits(), 1);
    db.faults().on("DescribeTable").table("likes").lose_answer().unwrap();
    assert!(db.describe_table("likes").unwrap_err().is_no_answer());
    assert!(db.describe_table("new").is_ok());
}

#[test]
fn a_request_that_is_refused_as_invalid_is_no_call() {
    let (db, likes) = likes();
    let fault = db.faults().on("PutItem").exception("InternalServerError").unwrap();
    assert!(likes.put(like("a", 1)).condition("no expression").run().unwrap_err().is_validation());
    assert_eq!(fault.calls(), 0);
    assert!(
        likes.put(like("a", 1)).condition("attribute_exists(x)").run().unwrap_err().code()
            == "InternalServerError"
    );
}
