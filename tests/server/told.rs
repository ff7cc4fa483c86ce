//! What whoever runs a server is told of every request.

use crate::{client::call, running::start};

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
        ("Nothing", r#"{"TableName": "likes"}"#, "likes|UnknownOperationException|"),
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
