//! Which tables a request names.

use crate::{
    codec::json::{self, Json, Wanted},
    limits::{STATEMENT_CHARACTERS, TABLE_ARN_CHARACTERS},
    operation::{
        BatchExecuteStatementInput, BatchGetItemInput, DescribeBackupInput, DescribeStreamInput,
        ExecuteStatementInput, ExecuteTransactionInput, GetItemInput, GetRecordsInput,
        RestoreTableFromBackupInput, RestoreTableToPointInTimeInput, TagResourceInput, TransactGetItemsInput,
        stream::stream_arn,
    },
    partiql::Statement,
};

const TABLE_NAME: &str = GetItemInput::MEMBERS.table_name.name();
const RESOURCE_ARN: &str = TagResourceInput::MEMBERS.resource_arn.name();
const TARGET_TABLE_NAME: &str = RestoreTableFromBackupInput::MEMBERS.target_table_name.name();
const SOURCE_TABLE_NAME: &str = RestoreTableToPointInTimeInput::MEMBERS.source_table_name.name();
const SOURCE_TABLE_ARN: &str = RestoreTableToPointInTimeInput::MEMBERS.source_table_arn.name();
const BACKUP_ARN: &str = DescribeBackupInput::MEMBERS.backup_arn.name();
const STREAM_ARN: &str = DescribeStreamInput::MEMBERS.stream_arn.name();
const SHARD_ITERATOR: &str = GetRecordsInput::MEMBERS.shard_iterator.name();
const REQUEST_ITEMS: &str = BatchGetItemInput::MEMBERS.request_items.name();
const TRANSACT_ITEMS: &str = TransactGetItemsInput::MEMBERS.transact_items.name();
const STATEMENT: &str = ExecuteStatementInput::MEMBERS.statement.name();
const STATEMENTS: &str = BatchExecuteStatementInput::MEMBERS.statements.name();
const TRANSACT_STATEMENTS: &str = ExecuteTransactionInput::MEMBERS.transact_statements.name();

/// The most tables that are returned.
const MAX_TABLES: usize = 10;

/// The tables that a request's body names, each once and in order, as far as the body can be parsed.
pub(super) fn request_tables(body: &[u8]) -> Vec<String> {
    let mut tables = Vec::new();
    if let Ok(text) = std::str::from_utf8(body) {
        // The operation reports what is wrong with the body.
        let _ = of_request(&mut Json::new(text), &mut tables);
    }
    tables
}

fn of_request(json: &mut Json<'_>, tables: &mut Vec<String>) -> json::Result<()> {
    json::object(Wanted::Structure, json, &mut |name, json| match name {
        TARGET_TABLE_NAME | SOURCE_TABLE_NAME | SOURCE_TABLE_ARN | BACKUP_ARN | STREAM_ARN => {
            note(tables, &json::string(Wanted::String, json)?);
            Ok(())
        }
        SHARD_ITERATOR => {
            let iterator = json::string(Wanted::String, json)?;
            stream_arn(&iterator).into_iter().for_each(|arn| note(tables, arn));
            Ok(())
        }
        TABLE_NAME | RESOURCE_ARN | STATEMENT => of_member(name, json, tables),
        REQUEST_ITEMS => json::object(Wanted::Map, json, &mut |table, json| {
            note(tables, table);
            json::skip(json).map(drop)
        }),
        TRANSACT_ITEMS => json::list(json, &mut |json| {
            json::object(Wanted::Structure, json, &mut |_, json| of_members(json, tables))
        }),
        STATEMENTS | TRANSACT_STATEMENTS => json::list(json, &mut |json| of_members(json, tables)),
        _ => json::skip(json).map(drop),
    })
}

fn of_members(json: &mut Json<'_>, tables: &mut Vec<String>) -> json::Result<()> {
    json::object(Wanted::Structure, json, &mut |name, json| of_member(name, json, tables))
}

fn of_member(name: &str, json: &mut Json<'_>, tables: &mut Vec<String>) -> json::Result<()> {
    match name {
        TABLE_NAME | RESOURCE_ARN => note(tables, &json::string(Wanted::String, json)?),
        STATEMENT => {
            let text = json::string(Wanted::String, json)?;
            // A longer statement is refused without being parsed.
            if tables.len() < MAX_TABLES
                && text.chars().nth(STATEMENT_CHARACTERS).is_none()
                && let Ok(statement) = Statement::parse(&text)
            {
                note(tables, statement.table());
            }
        }
        _ => drop(json::skip(json)?),
    }
    Ok(())
}

fn note(tables: &mut Vec<String>, table: &str) {
    let is_name = table.len() <= TABLE_ARN_CHARACTERS;
    if is_name && tables.len() < MAX_TABLES && !tables.iter().any(|known| known == table) {
        tables.push(table.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_of_every_kind_of_request_are_found() {
        for (body, tables) in [
            (r#"{"Key": {"TableName": {"S": "no"}}, "TableName": "a"}"#, &["a"][..]),
            (r#"{"RequestItems": {"a": {"Keys": [{}]}, "b": [1]}}"#, &["a", "b"]),
            (
                r#"{"TransactItems": [{"Put": {"TableName": "a"}}, {"Get": {"Key": {}, "TableName": "b"}}, {"Put": {"TableName": "a"}}]}"#,
                &["a", "b"],
            ),
            (r#"{"Statement": "SELECT * FROM \"a\".\"by_b\""}"#, &["a"]),
            (
                r#"{"Statements": [{"Statement": "DELETE FROM a WHERE b = 1"}, {"Statement": "SELECT"}]}"#,
                &["a"],
            ),
            (
                r#"{"TransactStatements": [{"Statement": "SELECT * FROM a"}, {"Statement": "SELECT * FROM b"}]}"#,
                &["a", "b"],
            ),
            (
                r#"{"ResourceArn": "arn:aws:dynamodb:us-east-1:000000000000:table/a"}"#,
                &["arn:aws:dynamodb:us-east-1:000000000000:table/a"],
            ),
            (r#"{"StreamArn": "arn:stream"}"#, &["arn:stream"]),
            (r#"{"ShardIterator": "arn:stream|1|x"}"#, &["arn:stream"]),
            (r#"{"ShardIterator": "none"}"#, &[]),
            (r#"{"BackupArn": "arn:backup"}"#, &["arn:backup"]),
            (r#"{"TargetTableName": "b", "BackupArn": "arn:backup"}"#, &["b", "arn:backup"]),
            (r#"{"SourceTableName": "a", "TargetTableName": "b"}"#, &["a", "b"]),
            (r#"{"SourceTableArn": "arn:a", "TargetTableName": "b"}"#, &["arn:a", "b"]),
            (r#"{"Limit": 1}"#, &[]),
            ("", &[]),
            (r#"{"TableName": "a", "#, &["a"]),
            (r#"{"TableName": 1}"#, &[]),
        ] {
            assert_eq!(request_tables(body.as_bytes()), tables, "{body}");
        }
    }

    #[test]
    fn what_is_longer_than_any_name_or_statement_is_passed_over() {
        let [name, long_name] = [1024, 1025].map(|length| "a".repeat(length));
        let body = format!(
            r#"{{"TransactItems": [{{"Put": {{"TableName": "{long_name}"}}, "Get": {{"TableName": "{name}"}}}}]}}"#
        );
        assert_eq!(request_tables(body.as_bytes()), [name]);
        let statement = |length: usize| format!("{:length$}", "SELECT * FROM a");
        let body = |length| serde_json::json!({ "Statement": statement(length) }).to_string();
        assert_eq!(request_tables(body(8192).as_bytes()), ["a"]);
        assert!(request_tables(body(8193).as_bytes()).is_empty());
    }

    #[test]
    fn ten_are_enough() {
        let names: Vec<String> = (0..100).map(|name| format!("\"{name}\": {{}}")).collect();
        let body = format!("{{\"RequestItems\": {{{}}}}}", names.join(","));
        assert_eq!(request_tables(body.as_bytes()).len(), MAX_TABLES);
    }
}
