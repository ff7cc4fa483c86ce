//! Requests of megabytes: refused or carried out in time linear in their size.

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use hashrange::Database;

use crate::requests::{answer, database, still_works};

/// `count` pieces with commas between them.
fn listed(count: usize, piece: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for i in 0..count {
        let comma = if i == 0 { "" } else { "," };
        write!(text, "{comma}{}", piece(i)).expect("memory");
    }
    text
}

fn put(attribute: &str) -> String {
    format!(r#"{{"TableName":"hostile","Item":{{"p":{{"S":"l"}},"k":{{"N":"1"}},"x":{attribute}}}}}"#)
}

fn with_key(more: &str) -> String {
    format!(r#"{{"TableName":"hostile","Key":{{"p":{{"S":"a"}},"k":{{"N":"1"}}}},{more}}}"#)
}

/// How long this thread has worked, where the system tells it: time in which others have the processor is none of its
/// own. Elsewhere the time since then.
fn worked(since: Instant) -> Duration {
    // Its count is brought up to date when the thread gives way.
    std::thread::yield_now();
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ns = counted.and_then(|text| text.split(' ').next()?.parse().ok());
    ns.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

/// The shorter of two times, of a request that is answered.
fn time(db: &Database, operation: &str, body: &str) -> Duration {
    let run = || {
        let began = Instant::now();
        let before = worked(began);
        answer(db, operation, body.as_bytes());
        worked(began).saturating_sub(before)
    };
    run().min(run())
}

/// Holds a request's time against that of the same at an eighth of its size. What grows with the square takes 64
/// times as long; 32 and some more chances leave room for a busy machine.
fn linear(operation: &str, pieces: usize, body: impl Fn(usize) -> String) {
    let db = database();
    let (small, large) = (body(pieces / 8), body(pieces));
    let mut times = Vec::new();
    for _ in 0..10 {
        let short = time(&db, operation, &small).max(Duration::from_millis(10));
        let long = time(&db, operation, &large);
        if long < short * 32 {
            still_works(&db);
            return;
        }
        times.push((short, long));
    }
    let start: String = large.chars().take(100).collect();
    panic!("{operation}: {} and {} bytes take {times:?}: {start}", small.len(), large.len());
}

#[test]
fn values_of_megabytes_take_linear_time() {
    const BYTES: usize = 1_000_000;
    linear("PutItem", BYTES, |n| put(&format!(r#"{{"S":"{}"}}"#, "a".repeat(n))));
    linear("PutItem", BYTES / 6, |n| put(&format!(r#"{{"S":"{}"}}"#, "\\u00e9".repeat(n))));
    linear("PutItem", BYTES, |n| put(&format!(r#"{{"N":"{}"}}"#, "7".repeat(n))));
    linear("PutItem", BYTES, |n| put(&format!(r#"{{"N":"{}1"}}"#, "0".repeat(n))));
    linear("PutItem", BYTES, |n| put(&format!(r#"{{"N":"1e{}"}}"#, "7".repeat(n))));
    linear("PutItem", BYTES, |n| put(&format!(r#"{{"B":"{}="}}"#, "A".repeat(n))));
    linear("PutItem", BYTES, |n| put(&format!("{}1", " ".repeat(n))));
}

#[test]
fn many_members_take_linear_time() {
    const MEMBERS: usize = 24_000;
    linear("PutItem", MEMBERS, |n| {
        put(&format!(r#"{{"L":[{}]}}"#, listed(n, |i| format!(r#"{{"N":"{i}"}}"#))))
    });
    let map = |n: usize, name: &dyn Fn(usize) -> String| {
        put(&format!(r#"{{"M":{{{}}}}}"#, listed(n, |i| format!(r#""{}":{{"NULL":true}}"#, name(i)))))
    };
    linear("PutItem", MEMBERS, |n| map(n, &|i| format!("{i:08}")));
    linear("PutItem", MEMBERS, |n| map(n, &|i| format!("{:08}", MEMBERS - i)));
    linear("PutItem", MEMBERS, |n| map(n, &|i| format!("{:08}", i.wrapping_mul(7_919) % 100_003)));
    linear("PutItem", MEMBERS, |n| map(n, &|_| "same".to_owned()));
    for set in ["SS", "NS"] {
        let body = |n: usize, member: &dyn Fn(usize) -> usize| {
            put(&format!(r#"{{"{set}":[{}]}}"#, listed(n, |i| format!(r#""{}""#, member(i)))))
        };
        linear("PutItem", MEMBERS, |n| body(n, &|i| i));
        linear("PutItem", MEMBERS, |n| body(n, &|i| MEMBERS - i));
        linear("PutItem", MEMBERS, |n| body(n, &|_| 7));
    }
    linear("PutItem", MEMBERS, |n| put(&format!(r#"{{"BS":[{}]}}"#, listed(n, |i| format!(r#""{i:08}""#)))));
}

#[test]
fn many_attributes_and_placeholders_take_linear_time() {
    const MEMBERS: usize = 40_000;
    let named = |n: usize, kind: &str| listed(n, |i| format!(r#""{kind}{:06}":{{"N":"1"}}"#, MEMBERS - i));
    linear("PutItem", MEMBERS, |n| format!(r#"{{"TableName":"hostile","Item":{{{}}}}}"#, named(n, "a")));
    linear("GetItem", MEMBERS, |n| format!(r#"{{"TableName":"hostile","Key":{{{}}}}}"#, named(n, "a")));
    linear("UpdateItem", MEMBERS, |n| {
        with_key(&format!(
            r#""UpdateExpression":"SET c = :000001","ExpressionAttributeValues":{{{}}}"#,
            named(n, ":")
        ))
    });
    linear("GetItem", MEMBERS, |n| {
        let names = listed(n, |i| format!(r##""#{i}":"a{i}""##));
        with_key(&format!(r##""ProjectionExpression":"#1","ExpressionAttributeNames":{{{names}}}"##))
    });
    linear("UpdateItem", MEMBERS, |n| {
        with_key(&format!(r#""UpdateExpression":"SET {}""#, listed(n, |i| format!("a{i}=b"))))
    });
    linear("GetItem", MEMBERS, |n| {
        with_key(&format!(r#""AttributesToGet":[{}]"#, listed(n, |i| format!(r#""a{i}""#))))
    });
    linear("UpdateItem", MEMBERS / 4, |n| {
        let updates = listed(n, |i| format!(r#""a{i}":{{"Action":"PUT","Value":{{"N":"1"}}}}"#));
        with_key(&format!(r#""AttributeUpdates":{{{updates}}}"#))
    });
    linear("DeleteItem", MEMBERS / 4, |n| {
        let expected = listed(n, |i| format!(r#""a{i}":{{"Exists":false}}"#));
        with_key(&format!(r#""Expected":{{{expected}}}"#))
    });
    linear("Scan", MEMBERS / 4, |n| {
        let values = listed(n, |i| format!(r#"{{"N":"{i}"}}"#));
        format!(
            r#"{{"TableName":"hostile","ScanFilter":{{"k":{{"ComparisonOperator":"IN","AttributeValueList":[{values}]}}}}}}"#
        )
    });
}

#[test]
fn large_batches_and_tables_take_linear_time() {
    const MEMBERS: usize = 8_000;
    let key = |i: usize| format!(r#"{{"p":{{"S":"a"}},"k":{{"N":"{i}"}}}}"#);
    linear("BatchGetItem", MEMBERS, |n| {
        format!(r#"{{"RequestItems":{{"hostile":{{"Keys":[{}]}}}}}}"#, listed(n, key))
    });
    linear("BatchGetItem", MEMBERS, |n| {
        let tables = listed(n, |i| format!(r#""table{i}":{{"Keys":[{}]}}"#, key(i)));
        format!(r#"{{"RequestItems":{{{tables}}}}}"#)
    });
    linear("BatchWriteItem", MEMBERS, |n| {
        let requests = listed(n, |i| format!(r#"{{"DeleteRequest":{{"Key":{}}}}}"#, key(i)));
        format!(r#"{{"RequestItems":{{"hostile":[{requests}]}}}}"#)
    });
    linear("BatchWriteItem", MEMBERS, |n| {
        let tables = listed(n, |i| format!(r#""table{i}":[{{"DeleteRequest":{{"Key":{}}}}}]"#, key(i)));
        format!(r#"{{"RequestItems":{{{tables}}}}}"#)
    });
    let definition = |i: usize| format!(r#"{{"AttributeName":"a{i}","AttributeType":"S"}}"#);
    let element = |i: usize| format!(r#"{{"AttributeName":"a{i}","KeyType":"HASH"}}"#);
    linear("CreateTable", MEMBERS, |n| {
        format!(
            r#"{{"TableName":"large","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{}],"KeySchema":[{}]}}"#,
            listed(n, definition),
            element(1)
        )
    });
    linear("CreateTable", MEMBERS, |n| {
        let indexes = listed(n, |i| {
            format!(
                r#"{{"IndexName":"index{i}","Projection":{{"ProjectionType":"ALL"}},"KeySchema":[{}]}}"#,
                element(i)
            )
        });
        format!(
            r#"{{"TableName":"large","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{}],"KeySchema":[{}],
            "GlobalSecondaryIndexes":[{indexes}]}}"#,
            listed(n, definition),
            element(1)
        )
    });
    linear("DescribeTable", 2_000_000, |n| format!(r#"{{"TableName":"{}"}}"#, "a".repeat(n)));
}
