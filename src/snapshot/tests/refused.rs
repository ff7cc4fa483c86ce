//! The errors for records that no store has.

use super::{super::error::StreamError, bytes, engine, sample};

/// The error for a snapshot of `sample` in which `from` is replaced by `to`.
fn refused(from: &str, to: &str) -> (u64, String) {
    let text = String::from_utf8(bytes(&sample())).unwrap();
    assert!(text.contains(from), "{from}");
    // Each error is found before the checksum is read.
    match engine(text.replacen(from, to, 1).as_bytes()) {
        Err(StreamError::Damaged { line, reason }) => (line, reason),
        other => panic!("{from} {to}: {other:?}"),
    }
}

#[test]
fn records_that_no_store_has_are_refused_in_their_line() {
    // The database, the table `files`, the table `likes`, and the items of `likes`.
    const INDEX_KEY: &str = r#""sort_key":[{"name":"price","attribute_type":"N"}]"#;
    /// A stream, and one before it with an invalid policy.
    const EARLIER_POLICY: &str = concat!(
        r#""stream":{"label":"2015-05-11T21:21:33.292","view_type":"KEYS_ONLY","enabled":true},"#,
        r#""earlier_streams":[{"label":"2015-05-11T21:21:33.291","view_type":"KEYS_ONLY","enabled":false,"#,
        r#""resource_policy":{"policy":"{}","revision_id":"1"}}]"#,
    );
    let two_of_a_name = r#""attribute_definitions":[{"name":"hash","attribute_type":"B"},{"name":"hash","attribute_type":"S"}]"#;
    for (expected, from, to, reason) in [
        (2, r#""partitions":null"#, r#""partitions":-1"#, "invalid value"),
        (2, r#""account":"123456789012""#, r#""account":"arn:x:table/likes""#, "no ARN can name it"),
        (2, r#""region":"ap-northeast-2""#, r#""region":"us/east""#, "no ARN can name it"),
        (2, r#""next_sequence":2"#, r#""next_sequence":18446744073709551615"#, "too large"),
        (2, r#""seed":7"#, r#""seed":8"#, "would give ids of tables again"),
        (2, r#""tables":2"#, r#""tables":1e3"#, "invalid type"),
        (3, r#""name":"files""#, r#""name":"f""#, "length greater than or equal to 3"),
        (3, r#""name":"files""#, r#""name":"arn:aws:dynamodb:eu-west-1:1:table/files""#, "an ARN"),
        (3, r#""name":"files""#, r#""name":"a\nb""#, "regular expression pattern"),
        (3, r#""next_sequence":2"#, r#""next_sequence":1"#, "a table's sequence"),
        (3, r#""partitions":[[0,0,0],[9"#, r#""partitions":[[1,0,0],[9"#, "cover the line of hashes"),
        (3, r#",[9223372036854775808,0,0]]"#, r#",[0,0,0]]"#, "cover the line of hashes"),
        (3, r#",[9223372036854775808,0,0]]"#, r#",[9,0,281474976710657]]"#, "counted to"),
        (
            3,
            r#""partition_key":[{"name":"hash","attribute_type":"B"}]"#,
            r#""partition_key":[]"#,
            "keySchema",
        ),
        (
            3,
            r#""partition_key":[{"name":"hash","attribute_type":"B"}]"#,
            r#""partition_key":[{"name":"hash","attribute_type":"S"}]"#,
            "other types",
        ),
        (
            3,
            r#""attribute_definitions":[{"name":"hash","attribute_type":"B"}]"#,
            r#""attribute_definitions":[]"#,
            "no definition",
        ),
        (3, r#""attribute_definitions":[{"name":"hash","attribute_type":"B"}]"#, two_of_a_name, "duplicated"),
        (3, r#""read_units":5"#, r#""read_units":9223372036854775808"#, "capacity units"),
        (3, r#""read_units":5"#, r#""read_units":0"#, "capacity units"),
        (3, r#""max_read_request_units":null"#, r#""max_read_request_units":-2"#, "limit for request units"),
        (3, r#""decreases_today":0"#, r#""decreases_today":29"#, "decreases on a day"),
        (3, r#""last_increase_seconds":null"#, r#""last_increase_seconds":-1"#, "no time"),
        (3, r#""pay_per_request_since_seconds":null"#, r#""pay_per_request_since_seconds":1e300"#, "no time"),
        (3, r#""status":"ACTIVE""#, r#""status":"CREATING""#, "CREATING"),
        (3, r#""id":""#, r#""id":"0"#, "not the id"),
        (3, r#""tags":{}"#, r#""tags":{"":"x"}"#, "length greater than or equal to 1"),
        (3, r#""stream":null"#, r#""stream":{"label":"x","view_type":"KEYS_ONLY","enabled":true}"#, "label"),
        (
            3,
            r#""resource_policy":null"#,
            r#""resource_policy":{"policy":"{}","revision_id":"1"}"#,
            "it has no Statement",
        ),
        (3, r#""stream":null,"earlier_streams":[]"#, EARLIER_POLICY, "it has no Statement"),
        (3, r#""on_demand_switches_seconds":[]"#, r#""on_demand_switches_seconds":[1,1,1,1,1]"#, "at most 4"),
        (3, r#""table_class_changes_seconds":[]"#, r#""table_class_changes_seconds":[-1]"#, "no time"),
        (3, r#""items":0"#, r#""items":-1"#, "invalid value"),
        (4, r#""name":"likes""#, r#""name":"files""#, "a second table of the same name"),
        (
            4,
            r#""name":"likes","sequence":0"#,
            r#""name":"likes","sequence":1"#,
            "a second table of the same sequence",
        ),
        (4, r#""name":"by_brand""#, r#""name":"of_brand""#, "Duplicate index name"),
        (4, r#""name":"by_brand""#, r#""name":"b""#, "length greater than or equal to 3"),
        (
            4,
            r#""global_indexes":{"of_brand""#,
            r#""global_indexes":{"by_brand""#,
            "settings of other global indexes",
        ),
        (4, INDEX_KEY, r#""sort_key":[{"name":"brand","attribute_type":"S"}]"#, "have the same name"),
        (4, INDEX_KEY, r#""sort_key":[{"name":"price","attribute_type":"S"}]"#, "other types"),
        (6, r#"{"N":"1"}"#, r#"{"N":"8"}"#, "a second item"),
        (5, r#""user_id":{"S":"user1"}"#, r#""user_id":{"S":""}"#, "empty string value"),
        (5, r#""brand":{"S":"소니"}"#, r#""brand":{"S":[]}"#, "Start of list"),
        (5, r#""brand":{"S":"소니"}"#, r#""brand":{"N":"1"}"#, "Type mismatch for Index Key brand"),
        (5, r#""brand":{"S":"소니"}"#, r#""brand":{"S":"소니"},"":{"S":"x"}"#, "Empty attribute name"),
    ] {
        let (line, told) = refused(from, to);
        assert!(told.contains(reason), "{to}: {told}");
        assert_eq!(line, expected, "{to}: {told}");
    }
    let deep = format!("{}{}{}", r#"{"L":["#.repeat(100_000), r#"{"NULL":true}"#, "]}".repeat(100_000));
    assert_eq!(refused(r#"{"S":"소니"}"#, &deep).0, 5);
}

#[test]
fn two_tables_have_no_id_in_common() {
    let text = String::from_utf8(bytes(&sample())).unwrap();
    let ids: Vec<&str> = text.split(r#""id":""#).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(refused(ids[1], ids[0]).1.contains("a second table of the same id"));
}

#[test]
fn a_change_log_that_no_table_has_is_refused() {
    let db = sample();
    let stream =
        br#"{"TableName":"likes","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}}"#;
    assert_eq!(db.wire("UpdateTable", stream).status, 200);
    let text = String::from_utf8(bytes(&db)).unwrap();
    for trimmed in ["0", "1000", "18446744073709551615"] {
        let changed = text.replacen(r#""trimmed":null"#, &format!(r#""trimmed":{trimmed}"#), 1);
        assert_ne!(changed, text);
        match engine(changed.as_bytes()) {
            Err(StreamError::Damaged { reason, .. }) => assert!(reason.contains("trimmed"), "{reason}"),
            other => panic!("{trimmed}: {other:?}"),
        }
    }
}

#[test]
fn replicas_and_destinations_that_no_request_made_are_refused() {
    const TAGS: &str = r#""tags":{}"#;
    let replica = |damage: &str| {
        let fields = concat!(
            r#""global_table":"01234567-89ab-cdef-0123-456789abcdef","version":"2019.11.21","#,
            r#""consistency":"EVENTUAL","index_overrides":{"by_x":{"read_units":5}}"#,
        );
        let (from, to) = damage.split_once(" -> ").unwrap_or(("", ""));
        refused(TAGS, &format!(r#""replica":{{{}}},{TAGS}"#, fields.replacen(from, to, 1))).1
    };
    let destination = |ended_ms: u64| {
        let period = format!(r#"{{"first":0,"end":[1,{ended_ms}],"precision":"MILLISECOND"}}"#);
        let destination = format!(
            r#"{{"stream_arn":"arn:aws:kinesis:us-east-1:000000000000:stream/changes","status":"DISABLED",
            "precision":"MILLISECOND","failure":null,"ended_ms":1,"periods":[{period}]}}"#
        );
        refused(TAGS, &format!(r#""kinesis_destinations":[{}],{TAGS}"#, destination.replace('\n', ""))).1
    };
    assert!(replica("").contains("checksum"), "this one is sound");
    for (damage, reason) in [
        (r#"01234567-89ab -> x"#, "not the id of a table"),
        (r#""by_x" -> "x""#, "not the name of an index"),
        (r#"":5} -> ":0}"#, "no number of capacity units"),
        (r#"":5} -> ":9223372036854775808}"#, "no number of capacity units"),
        (r#""version" -> "witness":"","version""#, "not the name of a region"),
        (r#""version" -> "witness":"eu-west-1","version""#, "without strong consistency"),
        (r#""version" -> "source_ms":18446744073709551615,"version""#, "no time"),
    ] {
        let told = replica(damage);
        assert!(told.contains(reason), "{damage}: {told}");
    }
    assert!(destination(2).contains("checksum"), "this one is sound");
    assert!(destination(u64::MAX).contains("no time"));
}
