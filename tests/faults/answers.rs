//! What calls meet.

use std::time::Instant;

use hashrange::{
    Database, Error, ScalarAttributeType::S, ThrottlingReason, faults::FaultAnswer, item,
    operation::ReturnConsumedCapacity,
};

use super::support::{START, like, likes, seconds};

#[test]
fn each_of_the_sixteen_throttling_reasons_with_its_arn_in_every_exception() {
    let (db, likes) = likes();
    for (names, index) in ThrottlingReason::NAMES.iter().zip([false, false, true, true]) {
        for name in names {
            let reads = name.contains("Read");
            for exception in
                ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"]
            {
                let on = db.faults().on(if reads { "Query" } else { "PutItem" });
                let on = if index { on.index(&likes.index("by_brand")) } else { on.table("likes") };
                let (name_of, reasons) = (exception.to_owned(), vec![(*name).to_owned()]);
                let fault =
                    on.answer(FaultAnswer::Exception { name: name_of, message: None, reasons }).unwrap();
                let error = match reads {
                    true if index => likes.index("by_brand").query("소니").page().unwrap_err(),
                    true => likes.query("a").page().unwrap_err(),
                    false => likes.put(like("a", 1)).run().unwrap_err(),
                };
                assert_eq!(error.code(), exception);
                let [reason] = error.throttling_reasons() else { panic!("one reason: {error:?}") };
                let part = if index { "/index/by_brand" } else { "" };
                let arn = format!("arn:aws:dynamodb:us-east-1:000000000000:table/likes{part}");
                assert_eq!((reason.reason, reason.resource.as_str()), (*name, arn.as_str()));
                fault.remove();
            }
        }
    }
}

#[test]
fn the_members_of_throttled_answers_have_each_exception_s_spelling() {
    let (db, _) = likes();
    let body = br#"{"TableName": "likes", "Key": {"user": {"S": "a"}, "at": {"N": "1"}}}"#;
    for (exception, member) in [
        ("ProvisionedThroughputExceededException", "ThrottlingReasons"),
        ("ThrottlingException", "throttlingReasons"),
        ("RequestLimitExceeded", "ThrottlingReasons"),
    ] {
        let reasons = vec!["TableReadKeyRangeThroughputExceeded".to_owned()];
        let answer = FaultAnswer::Exception { name: exception.to_owned(), message: None, reasons };
        let fault = db.faults().on("GetItem").answer(answer).unwrap();
        let answer = db.wire("GetItem", body);
        let json: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(json[member][0]["reason"], "TableReadKeyRangeThroughputExceeded", "{exception}");
        assert_eq!(json[member][0]["resource"], "arn:aws:dynamodb:us-east-1:000000000000:table/likes");
        fault.remove();
    }
}

#[test]
fn throttling_fits_the_billing_mode_and_what_the_rule_is_about() {
    let db = Database::new();
    let paid = db.create_table("paid").partition_key("id", S).provisioned(5, 5).run().unwrap();
    let throttled = |fault: hashrange::faults::FaultBuilder, error: &dyn Fn() -> Error| {
        let fault = fault.throttle().unwrap();
        let error = error();
        fault.remove();
        (error.code(), error.throttling_reasons()[0].reason)
    };
    let put = || paid.put(item! { "id": "a" }).run().unwrap_err();
    assert_eq!(
        throttled(db.faults().on("PutItem"), &put),
        ("ProvisionedThroughputExceededException", "TableWriteProvisionedThroughputExceeded")
    );
    assert_eq!(
        throttled(db.faults().on("PutItem").key(&paid, "a"), &put),
        ("ProvisionedThroughputExceededException", "TableWriteKeyRangeThroughputExceeded")
    );
    let insert = || db.execute("INSERT INTO paid VALUE {'id': 'a'}", ()).unwrap_err();
    assert_eq!(throttled(db.faults().on_all(), &insert).1, "TableWriteProvisionedThroughputExceeded");
    let select = || db.execute("SELECT * FROM paid", ()).unwrap_err();
    assert_eq!(throttled(db.faults().on_all(), &select).1, "TableReadProvisionedThroughputExceeded");
}

#[test]
fn an_exception_has_the_service_s_text_status_and_effect() {
    let (db, likes) = likes();
    let body = br#"{"TableName": "likes", "Item": {"user": {"S": "a"}, "at": {"N": "1"}}}"#;
    for (name, status) in [
        ("InternalServerError", 500),
        ("ServiceUnavailable", 503),
        ("TransactionConflictException", 400),
        ("ItemCollectionSizeLimitExceededException", 400),
        ("ConditionalCheckFailedException", 400),
        ("ReplicatedWriteConflictException", 400),
    ] {
        let fault = db.faults().on("PutItem").exception(name).unwrap();
        let answer = db.wire("PutItem", body);
        assert_eq!(answer.status, status);
        assert!(answer.text().contains(&format!("#{name}\"")), "{}", answer.text());
        assert_eq!(likes.put(like("a", 1)).run().unwrap_err().code(), name);
        fault.remove();
    }
    assert_eq!(likes.item_count(), 0);
    let text = "Transaction is ongoing for the item";
    db.faults().on("PutItem").exception("TransactionConflictException").unwrap();
    assert_eq!(likes.put(like("a", 1)).run().unwrap_err(), Error::TransactionConflict(text.to_owned()));
}

#[test]
fn a_lost_request_did_nothing_and_a_lost_answer_was_carried_out() {
    let (db, likes) = likes();
    db.faults().on("PutItem").nth(1).lose_request().unwrap();
    db.faults().on("PutItem").nth(2).lose_answer().unwrap();
    let put = |at| likes.put(like("a", at)).run().unwrap_err();
    let (request, answer) = (put(1), put(2));
    assert_eq!(request, answer, "who meets one cannot tell which it was");
    assert!(request.is_no_answer() && !request.is_retryable());
    assert_eq!(
        request.to_string(),
        "No answer: the connection was lost, and the request may have been carried out or not"
    );
    assert!(likes.get(("a", 1)).run().unwrap().is_none() && likes.get(("a", 2)).run().unwrap().is_some());
    let lost = db.faults().on("GetItem").lose_answer().unwrap();
    let answer =
        db.wire("GetItem", br#"{"TableName": "likes", "Key": {"user": {"S": "a"}, "at": {"N": "1"}}}"#);
    assert!(answer.is_lost() && answer.status == 0 && answer.body.is_empty());
    assert_eq!(lost.hits(), 1);
}

#[test]
fn a_lost_transaction_is_known_by_its_token() {
    let (db, likes) = likes();
    db.faults().on("TransactWriteItems").times(1).lose_answer().unwrap();
    let pay = || db.transaction().update(&likes, ("a", 1), "ADD n :one").value(":one", 1).token("pay").run();
    assert!(pay().unwrap_err().is_no_answer());
    pay().unwrap();
    assert_eq!(
        likes.get(("a", 1)).run().unwrap().unwrap().get("n"),
        Some(&1.into()),
        "it was carried out once"
    );
}

#[test]
fn a_delay_moves_a_manual_clock_and_adds_to_others() {
    let (db, likes) = likes();
    db.faults().on("PutItem").delay(seconds(2)).unwrap();
    db.faults().on("PutItem").delay(seconds(3)).unwrap();
    db.faults().on("PutItem").nth(1).lose_request().unwrap();
    assert!(likes.put(like("a", 1)).run().is_err());
    assert_eq!(db.clock().now(), START + seconds(5));
    db.clock().set_moved_by_sleeps(false);
    likes.put(like("a", 1)).run().unwrap();
    assert_eq!(db.clock().now(), START + seconds(5));
}

#[test]
fn by_the_system_s_clock_a_delay_is_waited_for() {
    let db = Database::new();
    db.faults().on("ListTables").delay(std::time::Duration::from_millis(50)).unwrap();
    let began = Instant::now();
    assert_eq!(db.wire("ListTables", b"{}").status, 200);
    assert!(began.elapsed() >= std::time::Duration::from_millis(50));
}

#[test]
fn recorded_calls_tell_what_the_caller_met() {
    let (db, likes) = likes();
    let calls = db.calls();
    db.faults().on("PutItem").nth(1).exception("InternalServerError").unwrap();
    db.faults().on("PutItem").nth(2).lose_answer().unwrap();
    db.faults().on("CreateTable").exception("LimitExceededException").unwrap();
    for at in 1..=3 {
        let _ = likes.put(like("a", at)).return_consumed_capacity(ReturnConsumedCapacity::Total).run();
    }
    assert!(db.create_table("other").partition_key("id", S).run().is_err());
    let errors: Vec<_> = calls.list().iter().map(|call| call.error).collect();
    assert_eq!(errors, [Some("InternalServerError"), Some("NoAnswer"), None, Some("LimitExceededException")]);
}
