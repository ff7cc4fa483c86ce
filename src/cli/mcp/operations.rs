//! Tools that are one operation of the API.

use serde_json::json;

use super::{
    answers::{bounded, page, written},
    arguments::Arguments,
};
use crate::{
    cli::target::{Access, Connection, Target},
    operation::{
        CreateTableInput, DeleteItemInput, DescribeStreamInput, DescribeTableInput, ExecuteStatementInput,
        GetItemInput, GetRecordsInput, GetShardIteratorInput, ListTablesInput, Operation, PutItemInput,
        QueryInput, ScanInput, ShardIteratorType, Structure, UpdateItemInput, WriteJson,
    },
};

/// Items of a page unless the call says otherwise.
const ITEMS: i32 = 25;
const NAMES: i32 = 100;

/// Carries out a tool that only reads; `None` if this is none of those.
pub(super) fn read(target: &Target, tool: &str, arguments: &Arguments) -> Option<Result<String, String>> {
    let run: fn(&mut Connection, &Arguments) -> Result<String, String> = match tool {
        "list_tables" => |connection, arguments| {
            let input: ListTablesInput = arguments.input()?;
            page(connection, arguments.limit(NAMES)?, |limit| ListTablesInput {
                limit: Some(limit),
                ..input.clone()
            })
        },
        "describe_table" => one::<DescribeTableInput>,
        "get_item" => one::<GetItemInput>,
        "query" => |connection, arguments| {
            let input: QueryInput = arguments.input()?;
            page(connection, arguments.limit(ITEMS)?, |limit| QueryInput {
                limit: Some(limit),
                ..input.clone()
            })
        },
        "scan" => |connection, arguments| {
            let input: ScanInput = arguments.input()?;
            page(connection, arguments.limit(ITEMS)?, |limit| ScanInput {
                limit: Some(limit),
                ..input.clone()
            })
        },
        "describe_stream" => |connection, arguments| {
            let input: DescribeStreamInput = arguments.input()?;
            let of = |limit| DescribeStreamInput { limit: Some(limit), ..input.clone() };
            page(connection, arguments.limit(ITEMS)?, of)
        },
        "get_records" => records,
        _ => return None,
    };
    Some(target.open(Access::Read).and_then(|mut connection| run(&mut connection, arguments)))
}

/// Carries out a statement, which only reads unless `may_write`.
pub(super) fn statement(target: &Target, arguments: &Arguments, may_write: bool) -> Result<String, String> {
    let limit = arguments.limit(ITEMS)?;
    let input: ExecuteStatementInput = arguments.input()?;
    if arguments.statement_reads()? {
        let mut connection = target.open(Access::Read)?;
        return page(&mut connection, limit, |limit| ExecuteStatementInput {
            limit: Some(limit),
            ..input.clone()
        });
    }
    if !may_write {
        return Err(
            "the statement writes, and this server only reads: `hashrange mcp --write` allows it".to_owned()
        );
    }
    write(target, Access::Write, &input)
}

/// Carries out a tool that writes; `None` if this is none of those.
pub(super) fn written_by(
    target: &Target,
    tool: &str,
    arguments: Arguments,
) -> Option<Result<String, String>> {
    Some(match tool {
        "put_item" => given::<PutItemInput>(target, &arguments),
        "update_item" => given::<UpdateItemInput>(target, &arguments),
        "delete_item" => given::<DeleteItemInput>(target, &arguments),
        "create_table" => {
            let is_provisioned = arguments.has(CreateTableInput::MEMBERS.provisioned_throughput);
            let mode = if is_provisioned { "PROVISIONED" } else { "PAY_PER_REQUEST" };
            let arguments = arguments.with_default(CreateTableInput::MEMBERS.billing_mode, json!(mode));
            arguments.input::<CreateTableInput>().and_then(|input| write(target, Access::Make, &input))
        }
        _ => return None,
    })
}

fn one<I: Structure + Operation + WriteJson>(
    connection: &mut Connection,
    arguments: &Arguments,
) -> Result<String, String> {
    connection.answer(&arguments.input::<I>()?).and_then(bounded)
}

fn records(connection: &mut Connection, arguments: &Arguments) -> Result<String, String> {
    let from = match arguments.text(GetShardIteratorInput::MEMBERS.sequence_number) {
        Some(_) => ShardIteratorType::AfterSequenceNumber,
        None => ShardIteratorType::TrimHorizon,
    };
    let input: GetShardIteratorInput = arguments.input()?;
    let input = GetShardIteratorInput { shard_iterator_type: Some(from), ..input };
    let iterator = connection.call(&input)?.shard_iterator.unwrap_or_default();
    // An iterator can be used again: it is a place.
    let of = |limit| GetRecordsInput { limit: Some(limit), ..GetRecordsInput::from(iterator.as_str()) };
    page(connection, arguments.limit(ITEMS)?, of).or_else(|too_large| {
        // A record of a large item must not stand before all that follow it.
        let mut alone = connection.call(&of(1))?;
        for record in alone.records.iter_mut().filter_map(|record| record.dynamodb.as_mut()) {
            (record.new_image, record.old_image) = (None, None);
        }
        let mut without_images = Vec::new();
        alone.write_json(&mut without_images);
        match alone.records.is_empty() {
            true => Err(too_large),
            false => bounded(without_images)
                .map(|text| format!("{text}\nThe images of this record are left out: they are too large.")),
        }
    })
}

fn given<I: Structure + Operation + WriteJson>(
    target: &Target,
    arguments: &Arguments,
) -> Result<String, String> {
    arguments.input::<I>().and_then(|input| write(target, Access::Write, &input))
}

fn write<I: Operation + WriteJson>(target: &Target, access: Access, input: &I) -> Result<String, String> {
    let mut connection = target.open(access)?;
    let answer = connection.answer(input)?;
    connection.save()?;
    written(answer)
}
