//! Any bytes as the body of any operation: the first byte chooses the operation.
#![no_main]

use hashrange_fuzz::FIXTURE;
use libfuzzer_sys::fuzz_target;

const OPERATIONS: [&str; 19] = [
    "PutItem",
    "GetItem",
    "UpdateItem",
    "DeleteItem",
    "Query",
    "Scan",
    "BatchGetItem",
    "BatchWriteItem",
    "TransactGetItems",
    "TransactWriteItems",
    "ExecuteStatement",
    "BatchExecuteStatement",
    "ExecuteTransaction",
    "CreateTable",
    "DescribeTable",
    "ListTables",
    "DeleteTable",
    "DescribeLimits",
    "DescribeEndpoints",
];

fuzz_target!(|data: &[u8]| {
    let Some((operation, body)) = data.split_first() else { return };
    let Some(name) = OPERATIONS.get(usize::from(*operation) % OPERATIONS.len()) else { return };
    let answer = FIXTURE.fork().wire(name, body);
    assert!(matches!(answer.status, 200 | 400), "{name}: {}", answer.text());
    assert!(answer.body.starts_with(b"{") && answer.body.ends_with(b"}"), "{name}: {}", answer.text());
});
