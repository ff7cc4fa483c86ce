//! Resource policies as documents: whether one has the required form. Policies are stored, not enforced. (IAM user
//! guide: Grammar of the JSON policy language)

use std::collections::HashSet;

use serde_json::{Map, Value, error::Category};

use super::json::PolicyJson;
use crate::{
    error::{Error, Result},
    limits::RESOURCE_POLICY_BYTES,
    texts,
};

/// The elements of the grammar.
mod element {
    pub(super) const VERSION: &str = "Version";
    pub(super) const ID: &str = "Id";
    pub(super) const STATEMENT: &str = "Statement";
    pub(super) const SID: &str = "Sid";
    pub(super) const EFFECT: &str = "Effect";
    pub(super) const PRINCIPAL: &str = "Principal";
    pub(super) const NOT_PRINCIPAL: &str = "NotPrincipal";
    pub(super) const ACTION: &str = "Action";
    pub(super) const NOT_ACTION: &str = "NotAction";
    pub(super) const RESOURCE: &str = "Resource";
    pub(super) const NOT_RESOURCE: &str = "NotResource";
    pub(super) const CONDITION: &str = "Condition";
}

/// What an `Effect` can be.
const ALLOW: &str = "Allow";
const DENY: &str = "Deny";

const VERSIONS: [&str; 2] = ["2012-10-17", "2008-10-17"];

/// The kinds of principals that a statement can name.
const PRINCIPALS: [&str; 4] = ["AWS", "Federated", "Service", "CanonicalUser"];

/// The action that is needed to change a policy.
const PUT_RESOURCE_POLICY: &str = "dynamodb:PutResourcePolicy";

/// A policy of the required form.
#[derive(Debug)]
pub(crate) struct PolicyDocument {
    statements: Vec<Map<String, Value>>,
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
        Ok(Self { statements: statements.collect::<Result<_, String>>()? })
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
        let names_put = |actions: &Value| texts(actions).any(|action| is_like(PUT_RESOURCE_POLICY, action));
        self.statements.iter().any(|statement| {
            let holds = |member: &str, negated: &str, named: &dyn Fn(&Value) -> bool| {
                statement.get(member).is_some_and(named)
                    || statement.get(negated).is_some_and(|value| !named(value))
            };
            statement.get(element::EFFECT).and_then(Value::as_str) == Some(DENY)
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
    if !matches!(statement.get(element::EFFECT).and_then(Value::as_str), Some(ALLOW | DENY)) {
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

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let all = match value {
        Value::Array(texts) => texts.as_slice(),
        other => std::slice::from_ref(other),
    };
    all.iter().filter_map(Value::as_str)
}

/// Whether a name matches a pattern in which `*` stands for any text and `?` for any character, ignoring case.
fn is_like(name: &str, pattern: &str) -> bool {
    let (name, pattern) = (name.as_bytes(), pattern.as_bytes());
    let (mut at, mut of) = (0, 0);
    // The position of the last `*` in the pattern, and the end of the text that it matches so far.
    let mut star: Option<(usize, usize)> = None;
    while let Some(letter) = name.get(at) {
        match pattern.get(of) {
            Some(b'*') => {
                star = Some((of, at));
                of += 1;
            }
            Some(one) if *one == b'?' || one.eq_ignore_ascii_case(letter) => (at, of) = (at + 1, of + 1),
            _ => {
                let Some((place, end)) = star else { return false };
                star = Some((place, end + 1));
                (at, of) = (end + 1, place + 1);
            }
        }
    }
    pattern.iter().skip(of).all(|rest| *rest == b'*')
}

#[cfg(test)]
mod tests;
