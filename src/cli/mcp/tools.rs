//! The tools and their parameters.

use super::tool::{Effect, Kind, Parameter, Tool, may, must};
use crate::operation::{
    CreateTableInput, DescribeStreamInput, ExecuteStatementInput, GetItemInput, GetRecordsInput,
    GetShardIteratorInput, ListTablesInput, PutItemInput, QueryInput, UpdateItemInput,
};

const TABLE: Parameter = must(QueryInput::MEMBERS.table_name, Kind::Text, "The table");
const KEY: Parameter = must(
    GetItemInput::MEMBERS.key,
    Kind::Object,
    "The whole primary key, as DynamoDB JSON: {\"id\": {\"S\": \"a\"}}",
);
const INDEX: Parameter =
    may(QueryInput::MEMBERS.index_name, Kind::Text, "A secondary index to read instead of the table");
const FILTER: Parameter =
    may(QueryInput::MEMBERS.filter_expression, Kind::Text, "Which of the items read are returned");
const CONDITION: Parameter =
    may(UpdateItemInput::MEMBERS.condition_expression, Kind::Text, "What must hold of the stored item");
const PROJECTION: Parameter =
    may(QueryInput::MEMBERS.projection_expression, Kind::Text, "The attributes to return");
const NAMES: Parameter = may(
    QueryInput::MEMBERS.expression_attribute_names,
    Kind::Object,
    "Names in expressions: {\"#s\": \"status\"}",
);
const VALUES: Parameter = may(
    QueryInput::MEMBERS.expression_attribute_values,
    Kind::Object,
    "Values in expressions, as DynamoDB JSON: {\":a\": {\"N\": \"1\"}}",
);
const CONSISTENT: Parameter =
    may(GetItemInput::MEMBERS.consistent_read, Kind::Flag, "Read what was acknowledged last");
const LIMIT: Parameter =
    may(QueryInput::MEMBERS.limit, Kind::Number, "Items to read at most, 1 to 100; 25 unless given");
const START: Parameter = may(
    QueryInput::MEMBERS.exclusive_start_key,
    Kind::Object,
    "LastEvaluatedKey of the page before, to go on after it",
);

/// All tools, those that only read first.
pub(super) const TOOLS: &[Tool] = &[
    Tool {
        name: "list_tables",
        about: "The names of the tables.",
        effect: Effect::Reads,
        parameters: &[
            may(ListTablesInput::MEMBERS.limit, Kind::Number, "Names at most, 1 to 100; 100 unless given"),
            may(
                ListTablesInput::MEMBERS.exclusive_start_table_name,
                Kind::Text,
                "LastEvaluatedTableName of the page before",
            ),
        ],
    },
    Tool {
        name: "describe_table",
        about: "A table's key, indexes, size and settings. Read it before you query the table.",
        effect: Effect::Reads,
        parameters: &[TABLE],
    },
    Tool {
        name: "get_item",
        about: "One item by its key.",
        effect: Effect::Reads,
        parameters: &[TABLE, KEY, PROJECTION, NAMES, CONSISTENT],
    },
    Tool {
        name: "query",
        about: "Items of one partition key, in the order of the sort key. Cheaper than a scan.",
        effect: Effect::Reads,
        parameters: &[
            TABLE,
            INDEX,
            must(
                QueryInput::MEMBERS.key_condition_expression,
                Kind::Text,
                "The partition key, and a range of the sort key",
            ),
            FILTER,
            PROJECTION,
            NAMES,
            VALUES,
            may(QueryInput::MEMBERS.scan_index_forward, Kind::Flag, "false: descending order"),
            CONSISTENT,
            LIMIT,
            START,
        ],
    },
    Tool {
        name: "scan",
        about: "Items of a table, whatever their keys, a page at a time.",
        effect: Effect::Reads,
        parameters: &[TABLE, INDEX, FILTER, PROJECTION, NAMES, VALUES, CONSISTENT, LIMIT, START],
    },
    Tool {
        name: "execute_statement",
        about: "A statement of PartiQL: SELECT; where writing is allowed, INSERT, UPDATE and DELETE of one item too.",
        effect: Effect::Either,
        parameters: &[
            must(
                ExecuteStatementInput::MEMBERS.statement,
                Kind::Text,
                "The statement, with ? for parameters",
            ),
            may(
                ExecuteStatementInput::MEMBERS.parameters,
                Kind::List,
                "The parameters' values, as DynamoDB JSON: [{\"S\": \"a\"}]",
            ),
            CONSISTENT,
            LIMIT,
            may(ExecuteStatementInput::MEMBERS.next_token, Kind::Text, "NextToken of the page before"),
        ],
    },
    Tool {
        name: "explain_key",
        about: "The partition that a partition key's hash places its items in. A server must run with --control.",
        effect: Effect::Reads,
        parameters: &[
            TABLE,
            must(
                GetItemInput::MEMBERS.key,
                Kind::Text,
                "The partition key's value: a number as text, a binary value as base64",
            ),
        ],
    },
    Tool {
        name: "read_metrics",
        about: "Capacity units, throttles, errors and latencies that a server counted, under CloudWatch's names. The server \
                must run with --control and --metrics.",
        effect: Effect::Reads,
        parameters: &[TABLE],
    },
    Tool {
        name: "describe_stream",
        about: "The shards of a stream of changes. LatestStreamArn of describe_table is the stream's ARN.",
        effect: Effect::Reads,
        parameters: &[
            must(DescribeStreamInput::MEMBERS.stream_arn, Kind::Text, "The stream"),
            may(
                DescribeStreamInput::MEMBERS.limit,
                Kind::Number,
                "Shards at most, 1 to 100; 25 unless given",
            ),
            may(
                DescribeStreamInput::MEMBERS.exclusive_start_shard_id,
                Kind::Text,
                "LastEvaluatedShardId of the page before",
            ),
        ],
    },
    Tool {
        name: "get_records",
        about: "Changes of items, from one shard of a stream. To go on, give the last record's SequenceNumber.",
        effect: Effect::Reads,
        parameters: &[
            must(GetShardIteratorInput::MEMBERS.stream_arn, Kind::Text, "The stream"),
            must(GetShardIteratorInput::MEMBERS.shard_id, Kind::Text, "The shard"),
            may(
                GetShardIteratorInput::MEMBERS.sequence_number,
                Kind::Text,
                "Read after this record; from the oldest on unless given",
            ),
            may(GetRecordsInput::MEMBERS.limit, Kind::Number, "Records at most, 1 to 100; 25 unless given"),
        ],
    },
    Tool {
        name: "put_item",
        about: "Writes an item; one with the same key is replaced.",
        effect: Effect::Destroys,
        parameters: &[
            TABLE,
            must(PutItemInput::MEMBERS.item, Kind::Object, "The item, as DynamoDB JSON"),
            CONDITION,
            NAMES,
            VALUES,
        ],
    },
    Tool {
        name: "update_item",
        about: "Changes attributes of an item, which is made if there is none.",
        effect: Effect::Destroys,
        parameters: &[
            TABLE,
            KEY,
            must(
                UpdateItemInput::MEMBERS.update_expression,
                Kind::Text,
                "What changes: SET, REMOVE, ADD, DELETE",
            ),
            CONDITION,
            NAMES,
            VALUES,
            may(
                UpdateItemInput::MEMBERS.return_values,
                Kind::Text,
                "NONE, ALL_OLD, UPDATED_OLD, ALL_NEW or UPDATED_NEW",
            ),
        ],
    },
    Tool {
        name: "delete_item",
        about: "Deletes an item.",
        effect: Effect::Destroys,
        parameters: &[TABLE, KEY, CONDITION, NAMES, VALUES],
    },
    Tool {
        name: "create_table",
        about: "Makes a table, on demand unless ProvisionedThroughput is given.",
        effect: Effect::Adds,
        parameters: &[
            TABLE,
            must(
                CreateTableInput::MEMBERS.key_schema,
                Kind::List,
                "[{\"AttributeName\": \"id\", \"KeyType\": \"HASH\"}, ...]",
            ),
            must(
                CreateTableInput::MEMBERS.attribute_definitions,
                Kind::List,
                "[{\"AttributeName\": \"id\", \"AttributeType\": \"S\"}, ...]",
            ),
            may(CreateTableInput::MEMBERS.global_secondary_indexes, Kind::List, "As CreateTable takes them"),
            may(CreateTableInput::MEMBERS.local_secondary_indexes, Kind::List, "As CreateTable takes them"),
            may(CreateTableInput::MEMBERS.billing_mode, Kind::Text, "PAY_PER_REQUEST or PROVISIONED"),
            may(
                CreateTableInput::MEMBERS.provisioned_throughput,
                Kind::Object,
                "{\"ReadCapacityUnits\": 5, \"WriteCapacityUnits\": 5}",
            ),
            may(
                CreateTableInput::MEMBERS.stream_specification,
                Kind::Object,
                "{\"StreamEnabled\": true, \"StreamViewType\": ...}",
            ),
        ],
    },
    Tool {
        name: "delete_table",
        about: "Deletes a table with all its items. A snapshot or a backup is made before; the answer names it.",
        effect: Effect::Destroys,
        parameters: &[TABLE],
    },
];

/// The tool of this name.
pub(super) fn tool_named(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| tool.name == name)
}
