//! A call's arguments, checked by the tool's parameters.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::tool::{Parameter, Tool};
use crate::{
    codec::Member,
    error::Error,
    operation::{ExecuteStatementInput, Operation, QueryInput, Request, Structure, read_request},
    partiql::Statement,
};

/// The most bytes of a call's arguments, as JSON. An item of 400 KB has at most seven times as many: a list of flags.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// What helps where an argument has another form.
const DYNAMODB_JSON: &str = "Keys, items and values are in DynamoDB JSON: {\"id\": {\"S\": \"a text\"}, \"n\": {\"N\": \"39\"}, \
                             \"on\": {\"BOOL\": true}, \"list\": {\"L\": [{\"S\": \"x\"}]}, \"map\": {\"M\": {}}}";

/// How many items, names, shards or records are asked for.
const LIMIT: Member = QueryInput::MEMBERS.limit;

/// The arguments of a call, each of its parameter's type.
#[derive(Debug)]
pub(super) struct Arguments(Map<String, Value>);

impl Arguments {
    /// Checks that there is what the tool needs, and nothing that it would drop.
    pub(super) fn new(tool: &Tool, given: Map<String, Value>) -> Result<Self, String> {
        for (name, value) in &given {
            let Some(parameter) = tool.parameters.iter().find(|parameter| parameter.name() == name) else {
                let taken: Vec<&str> = tool.parameters.iter().map(Parameter::name).collect();
                return Err(format!("{} takes no {name:.60}; it takes {}", tool.name, taken.join(", ")));
            };
            if !parameter.kind.takes(value) {
                return Err(format!("{name} has the JSON type {}", parameter.kind.name()));
            }
        }
        let mut needed = tool.parameters.iter().filter(|parameter| parameter.is_required);
        if let Some(missing) = needed.find(|parameter| !given.contains_key(parameter.name())) {
            return Err(format!("{} needs {}", tool.name, missing.name()));
        }
        Ok(Self(given))
    }

    /// Whether the call gives this argument.
    pub(super) fn has(&self, member: Member) -> bool {
        self.0.contains_key(member.name())
    }

    /// The argument of a parameter that is a text.
    pub(super) fn text(&self, member: Member) -> Option<&str> {
        self.0.get(member.name()).and_then(Value::as_str)
    }

    /// The same of one that is required.
    pub(super) fn needed(&self, member: Member) -> &str {
        let text = self.text(member);
        debug_assert!(text.is_some(), "{member:?} is required, and a text");
        text.unwrap_or_default()
    }

    /// How many items are asked for: `default` unless the call says so.
    pub(super) fn limit(&self, default: i32) -> Result<i32, String> {
        let Some(given) = self.0.get(LIMIT.name()) else { return Ok(default) };
        let limit = given.as_i64().and_then(|limit| i32::try_from(limit).ok());
        limit.filter(|limit| (1..=100).contains(limit)).ok_or_else(|| "Limit is 1 to 100".to_owned())
    }

    /// The same with this member, which the call did not give.
    pub(super) fn with_default(mut self, member: Member, value: Value) -> Self {
        self.0.entry(member.name()).or_insert(value);
        self
    }

    /// The arguments as an operation's input, but for the limit.
    pub(super) fn input<I: Structure + Operation>(&self) -> Result<I, String> {
        let members: BTreeMap<&String, &Value> =
            self.0.iter().filter(|(name, _)| *name != LIMIT.name()).collect();
        let body = serde_json::to_string(&members).map_err(|error| error.to_string())?;
        if body.len() > MOST_BYTES {
            return Err(format!("the arguments have {} bytes; {MOST_BYTES} is the most", body.len()));
        }
        let mut request = Request::<I>::default();
        read_request(body.as_bytes(), &mut request).map_err(|error| match error {
            Error::Serialization(_) => format!("{error}\n{DYNAMODB_JSON}"),
            error => error.to_string(),
        })?;
        Ok(request.input)
    }

    /// Whether the statement only reads, by its grammar.
    ///
    /// # Errors
    /// The statement is none.
    pub(super) fn statement_reads(&self) -> Result<bool, String> {
        let statement = Statement::parse(self.needed(ExecuteStatementInput::MEMBERS.statement));
        statement
            .map(|statement| statement.is_read())
            .map_err(|error| format!("ValidationException: {error}"))
    }
}
