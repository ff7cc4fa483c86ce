//! What whoever runs a server is told: of every request, and of what this version has not.

use crate::{
    client::{NOT_HERE, call},
    running::start,
};

#[test]
fn a_log_is_told_of_every_request() {
    let (tell, told) = std::sync::mpsc::channel();
    let server = start(|server| {
        server.log(move |served| {
            tell.send((served.operation.to_owned(), served.status, served.request_bytes)).unwrap();
        })
    });
    call("ListTables", "{}").send(server.address);
    call("", "").method("GET").without("X-Amz-Target").send(server.address);
    call("ListTables", "{}").without("Authorization").send(server.address);
    assert_eq!(told.recv().unwrap(), ("ListTables".to_owned(), 200, 2));
    assert_eq!(told.recv().unwrap(), ("GET".to_owned(), 200, 0));
    assert_eq!(told.recv().unwrap(), ("ListTables".to_owned(), 400, 2));
}

#[test]
fn a_log_is_told_which_tables_were_asked_for_and_what_was_wrong() {
    let (tell, told) = std::sync::mpsc::channel();
    let server = start(|server| {
        server.log(move |served| {
            let said = [served.tables.join(","), served.error.to_owned(), served.message.to_owned()];
            tell.send(said.join("|")).unwrap();
        })
    });
    let not_here = format!(
        "likes|UnknownOperationException|hashrange {} does not have {NOT_HERE} yet",
        env!("CARGO_PKG_VERSION")
    );
    for (operation, body, said) in [
        ("ListTables", "{}", "||"),
        (
            "DescribeTable",
            r#"{"TableName": "likes"}"#,
            "likes|ResourceNotFoundException|Requested resource not found: Table: likes not found",
        ),
        (
            "GetItem",
            r#"{"TableName": "likes", "Key": 1}"#,
            "likes|SerializationException|Unexpected field type",
        ),
        (NOT_HERE, r#"{"TableName": "likes"}"#, not_here.as_str()),
        (
            "BatchGetItem",
            r#"{"RequestItems": {"likes": {"Keys": [{"id": {"S": "a"}}]}, "users": {"Keys": [{"id": {"S": "a"}}]}}}"#,
            "likes,users|ResourceNotFoundException|Requested resource not found",
        ),
        (
            "ExecuteStatement",
            r#"{"Statement": "SELECT * FROM likes"}"#,
            "likes|ResourceNotFoundException|Requested resource not found",
        ),
    ] {
        call(operation, body).send(server.address);
        assert_eq!(told.recv().unwrap(), said, "{operation}");
    }
}

#[test]
fn an_operation_that_this_version_has_not_is_named() {
    let (tell, told) = std::sync::mpsc::channel();
    let server = start(|server| server.notices(move |notice| tell.send(notice.to_string()).unwrap()));
    let text = format!("hashrange {} does not have {NOT_HERE} yet", env!("CARGO_PKG_VERSION"));
    for _ in 0..3 {
        let answer = call(NOT_HERE, "{}").send(server.address);
        let said = answer.refused(400, "UnknownOperationException");
        assert!(said.contains(&format!("\"message\":\"{text}\"")), "{said}");
    }
    call("Nothing", "{}").send(server.address).refused(400, "UnknownOperationException");
    assert_eq!(told.try_iter().collect::<Vec<_>>(), [text]);
}
