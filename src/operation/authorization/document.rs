//! Resource policies as documents: whether one has the required form. (IAM user guide: Grammar of the JSON policy
//! language)

use std::collections::HashSet;

use serde_json::{Map, Value, error::Category};

use super::{
    context::Context,
    element,
    json::PolicyJson,
    pattern::{Pattern, Wildcards},
};
use crate::{
    error::{Error, Result},
    limits::RESOURCE_POLICY_BYTES,
    texts,
};

/// The version in which texts can have variables; the other is assumed where a policy has none.
const VERSION_WITH_VARIABLES: &str = "2012-10-17";

const VERSIONS: [&str; 2] = [VERSION_WITH_VARIABLES, "2008-10-17"];

/// The kinds of principals that a statement can name.
const PRINCIPALS: [&str; 4] = ["AWS", "Federated", "Service", "CanonicalUser"];

/// The action that is needed to change a policy.
const PUT_RESOURCE_POLICY: &str = "dynamodb:PutResourcePolicy";

/// A policy of the required form.
#[derive(Debug)]
pub(crate) struct PolicyDocument {
    statements: Vec<Map<String, Value>>,
    has_variables: bool,
}

impl PolicyDocument {
    /// Reads a policy.
    ///
    /// # Errors
    /// A ValidationException that names the first violation of the grammar.
    pub(crate) fn read(text: &str) -> Result<Self> {
        if text.len() > RESOURCE_POLICY_BYTES {
            return Err(invalid(&format!("it has more than {RESOURCE_POLICY_BYTES} bytes")));
        }
        match serde_json::from_str(text) {
            Ok(PolicyJson(Value::Object(policy))) => Self::parse(policy).map_err(|wrong| invalid(&wrong)),
            Err(twice) if twice.classify() == Category::Data => Err(invalid(&twice.to_string())),
            _ => Err(invalid("it is no JSON object")),
        }
    }

    fn parse(mut policy: Map<String, Value>) -> Result<Self, String> {
        check_members(&policy, &[element::VERSION, element::ID, element::STATEMENT])?;
        if let Some(version) = policy.get(element::VERSION)
            && !version.as_str().is_some_and(|version| VERSIONS.contains(&version))
        {
            return Err(format!("{version} is no Version"));
        }
        let version = policy.get(element::VERSION).and_then(Value::as_str);
        let has_variables = version == Some(VERSION_WITH_VARIABLES);
        if policy.get(element::ID).is_some_and(|id| !id.is_string()) {
            return Err("an Id is text".to_owned());
        }
        let statements = match policy.remove(element::STATEMENT) {
            Some(Value::Array(statements)) if !statements.is_empty() => statements,
            Some(statement @ Value::Object(_)) => vec![statement],
            _ => return Err("it has no Statement".to_owned()),
        };
        let mut sids = HashSet::new();
        let statements = statements.into_iter().map(|statement| {
            let Value::Object(statement) = statement else {
                return Err("a Statement is no object".to_owned());
            };
            check_statement(&statement)?;
            match statement.get(element::SID).map(Value::as_str) {
                None => {}
                Some(Some(sid)) if sids.insert(sid.to_owned()) => {}
                Some(_) => return Err("a Sid is no text, or comes twice".to_owned()),
            }
            Ok(statement)
        });
        Ok(Self { statements: statements.collect::<Result<_, String>>()?, has_variables })
    }

    /// Its statements, each of the required form.
    pub(super) fn statements(&self) -> &[Map<String, Value>] {
        &self.statements
    }

    /// Whether its texts can have variables.
    pub(super) fn has_variables(&self) -> bool {
        self.has_variables
    }

    /// Whether the policy unconditionally denies an account to replace the policy.
    pub(crate) fn shuts_out(&self, account: &str) -> bool {
        let root = format!("arn:aws:iam::{account}:root");
        let names_owner = |principal: &Value| match principal {
            Value::Object(kinds) => kinds
                .get("AWS")
                .is_some_and(|named| texts(named).any(|one| one == "*" || one == account || one == root)),
            other => other.as_str() == Some("*"),
        };
        let is_put = |action: &str| {
            let pattern = Pattern::read(action, Wildcards::All, false);
            pattern.is_ok_and(|pattern| pattern.matches(PUT_RESOURCE_POLICY, &Context::default(), true))
        };
        let names_put = |actions: &Value| texts(actions).any(is_put);
        self.statements.iter().any(|statement| {
            let holds = |member: &str, negated: &str, named: &dyn Fn(&Value) -> bool| {
                statement.get(member).is_some_and(named)
                    || statement.get(negated).is_some_and(|value| !named(value))
            };
            statement.get(element::EFFECT).and_then(Value::as_str) == Some(element::DENY)
                && !statement.contains_key(element::CONDITION)
                && holds(element::PRINCIPAL, element::NOT_PRINCIPAL, &names_owner)
                && holds(element::ACTION, element::NOT_ACTION, &names_put)
        })
    }
}

fn invalid(wrong: &str) -> Error {
    Error::validation(texts::resource::invalid_policy(wrong))
}

fn check_statement(statement: &Map<String, Value>) -> Result<(), String> {
    check_members(
        statement,
        &[
            element::SID,
            element::EFFECT,
            element::PRINCIPAL,
            element::NOT_PRINCIPAL,
            element::ACTION,
            element::NOT_ACTION,
            element::RESOURCE,
            element::NOT_RESOURCE,
            element::CONDITION,
        ],
    )?;
    if !matches!(statement.get(element::EFFECT).and_then(Value::as_str), Some(element::ALLOW | element::DENY))
    {
        return Err("a Statement's Effect is Allow or Deny".to_owned());
    }
    check_one(statement, [element::PRINCIPAL, element::NOT_PRINCIPAL], is_principal)?;
    check_one(statement, [element::ACTION, element::NOT_ACTION], is_texts)?;
    check_one(statement, [element::RESOURCE, element::NOT_RESOURCE], is_texts)?;
    match statement.get(element::CONDITION) {
        None => Ok(()),
        Some(condition) if is_condition(condition) => Ok(()),
        Some(_) => Err("a Condition has operators, each with keys and their values".to_owned()),
    }
}

/// Whether a value is an object of operators, each an object of keys with a value or a list of values.
fn is_condition(value: &Value) -> bool {
    let is_scalar = |value: &Value| value.is_string() || value.is_number() || value.is_boolean();
    let are_values = |values: &Value| match values {
        Value::Array(values) => values.iter().all(is_scalar),
        value => is_scalar(value),
    };
    let are_keys = |keys: &Value| keys.as_object().is_some_and(|keys| keys.values().all(are_values));
    value.as_object().is_some_and(|operators| operators.values().all(are_keys))
}

fn check_members(object: &Map<String, Value>, known: &[&str]) -> Result<(), String> {
    match object.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(format!("{name} is no part of it")),
        None => Ok(()),
    }
}

/// Checks that a statement has exactly one of two members, and that its value fits.
fn check_one(
    statement: &Map<String, Value>,
    members: [&str; 2],
    fits: fn(&Value) -> bool,
) -> Result<(), String> {
    let [member, negated] = members;
    match (statement.get(member), statement.get(negated)) {
        (Some(value), None) | (None, Some(value)) if fits(value) => Ok(()),
        _ => Err(format!("a Statement has either {member} or {negated}")),
    }
}

fn is_principal(value: &Value) -> bool {
    match value {
        Value::Object(kinds) => {
            !kinds.is_empty()
                && kinds.iter().all(|(kind, named)| PRINCIPALS.contains(&kind.as_str()) && is_texts(named))
        }
        other => other.as_str() == Some("*"),
    }
}

/// Whether a value is a text that is not empty, or a list of such texts.
fn is_texts(value: &Value) -> bool {
    let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    match value {
        Value::Array(texts) => !texts.is_empty() && texts.iter().all(is_text),
        other => is_text(other),
    }
}

/// The values of a condition key as texts.
pub(super) fn scalars(value: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match value {
        Value::Array(values) => values.iter().map(text).collect(),
        value => vec![text(value)],
    }
}

/// The texts of a value that is one or a list of them.
pub(super) fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let all = match value {
        Value::Array(texts) => texts.as_slice(),
        other => std::slice::from_ref(other),
    };
    all.iter().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests;
