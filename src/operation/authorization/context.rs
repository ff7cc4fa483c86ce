//! The context of a request: the values of condition keys. (IAM user guide: AWS global condition context keys; developer
//! guide: Using IAM policy conditions for fine-grained access control)

use std::{cell::Cell, net::IpAddr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;

use super::request::ItemAccess;
use crate::{
    engine::{Principal, PrincipalKind},
    expression::KeyCondition,
    key::KeySchema,
    storage::Table,
    value::{AttributeValue, Item},
};

/// How many values a condition key has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arity {
    One,
    Several,
}

/// The condition keys, in lower case, because their names have no case.
mod key {
    pub(super) const PRINCIPAL_ARN: &str = "aws:principalarn";
    pub(super) const PRINCIPAL_ACCOUNT: &str = "aws:principalaccount";
    pub(super) const PRINCIPAL_TYPE: &str = "aws:principaltype";
    pub(super) const USER_NAME: &str = "aws:username";
    pub(super) const SOURCE_IP: &str = "aws:sourceip";
    pub(super) const CURRENT_TIME: &str = "aws:currenttime";
    pub(super) const EPOCH_TIME: &str = "aws:epochtime";
    pub(super) const SECURE_TRANSPORT: &str = "aws:securetransport";
    pub(super) const REQUESTED_REGION: &str = "aws:requestedregion";
    pub(super) const RESOURCE_TAG: &str = "aws:resourcetag/";
    pub(super) const LEADING_KEYS: &str = "dynamodb:leadingkeys";
    pub(super) const ATTRIBUTES: &str = "dynamodb:attributes";
    pub(super) const SELECT: &str = "dynamodb:select";
    pub(super) const RETURN_VALUES: &str = "dynamodb:returnvalues";
    pub(super) const RETURN_CONSUMED_CAPACITY: &str = "dynamodb:returnconsumedcapacity";
    pub(super) const ENCLOSING_OPERATION: &str = "dynamodb:enclosingoperation";
    pub(super) const FULL_TABLE_SCAN: &str = "dynamodb:fulltablescan";
}

const SINGLE_KEYS: [&str; 14] = [
    key::PRINCIPAL_ARN,
    key::PRINCIPAL_ACCOUNT,
    key::PRINCIPAL_TYPE,
    key::USER_NAME,
    key::SOURCE_IP,
    key::CURRENT_TIME,
    key::EPOCH_TIME,
    key::SECURE_TRANSPORT,
    key::REQUESTED_REGION,
    key::SELECT,
    key::RETURN_VALUES,
    key::RETURN_CONSUMED_CAPACITY,
    key::ENCLOSING_OPERATION,
    key::FULL_TABLE_SCAN,
];

/// The work that the evaluation of a request's policies may take, in characters compared. A request that needs more is
/// denied: 20 KB of patterns can be compared with thousands of names.
const MOST_WORK: usize = 20_000_000;

/// What is left of the work that a request's policies may take.
#[derive(Debug)]
pub(super) struct Work(Cell<usize>);

impl Default for Work {
    fn default() -> Self {
        Self(Cell::new(MOST_WORK))
    }
}

impl Work {
    /// Takes work; `false` if there is not enough left.
    pub(super) fn take(&self, units: usize) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(units));
        left >= units
    }

    /// Whether all is taken.
    pub(super) fn is_used_up(&self) -> bool {
        self.0.get() == 0
    }
}

/// The context of a request.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context<'r> {
    pub(super) principal: Option<&'r Principal>,
    pub(super) source_ip: Option<IpAddr>,
    pub(super) now_ms: u64,
    pub(super) region: &'r str,
    pub(super) table: Option<&'r Table>,
    pub(super) access: Option<&'r ItemAccess<'r>>,
    pub(super) work: Option<&'r Work>,
}

impl Context<'_> {
    /// How many values this key has; `None` if it is not known here.
    pub(super) fn arity(key: &str) -> Option<Arity> {
        let key = key.to_ascii_lowercase();
        if matches!(key.as_str(), key::LEADING_KEYS | key::ATTRIBUTES) {
            return Some(Arity::Several);
        }
        (SINGLE_KEYS.contains(&key.as_str()) || key.starts_with(key::RESOURCE_TAG)).then_some(Arity::One)
    }

    /// Whether this key is known here and has one value at most.
    pub(super) fn is_single_key(key: &str) -> bool {
        Self::arity(key) == Some(Arity::One)
    }

    /// Takes work; `false` if there is not enough left, so that nothing matches and the request is denied.
    pub(super) fn take_work(&self, units: usize) -> bool {
        self.work.is_none_or(|work| work.take(units))
    }

    /// Whether there is no work left, so that the request is denied whatever its policies say.
    pub(super) fn is_work_used_up(&self) -> bool {
        self.work.is_some_and(Work::is_used_up)
    }

    /// The values of a key; `None` if the request has none.
    pub(super) fn values(&self, key: &str) -> Option<Vec<String>> {
        let lower = key.to_ascii_lowercase();
        if lower.starts_with(key::RESOURCE_TAG) {
            let tag = key.get(key::RESOURCE_TAG.len()..)?;
            return Some(vec![self.table?.settings().tags.get(tag)?.clone()]);
        }
        match lower.as_str() {
            key::LEADING_KEYS => return self.leading_keys(),
            key::ATTRIBUTES => {
                return self
                    .access
                    .map(|access| access.attributes.iter().map(|name| (*name).to_owned()).collect());
            }
            _ => {}
        }
        self.value(&lower).map(|value| vec![value])
    }

    fn value(&self, lower_key: &str) -> Option<String> {
        match lower_key {
            key::PRINCIPAL_ARN => {
                self.principal.map(|principal| principal.role_arn().unwrap_or(principal.arn()).to_owned())
            }
            key::PRINCIPAL_ACCOUNT => self.principal.map(|principal| principal.account().to_owned()),
            key::PRINCIPAL_TYPE => self.principal.map(|principal| {
                let kind = match principal.kind() {
                    PrincipalKind::Account => "Account",
                    PrincipalKind::User => "User",
                    PrincipalKind::Role => "AssumedRole",
                    PrincipalKind::FederatedUser => "FederatedUser",
                };
                kind.to_owned()
            }),
            key::USER_NAME => self.principal?.user_name().map(str::to_owned),
            key::SOURCE_IP => self.source_ip.map(|address| address.to_canonical().to_string()),
            key::CURRENT_TIME => {
                let now = i64::try_from(self.now_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
                now.map(|now| now.to_string())
            }
            key::EPOCH_TIME => Some((self.now_ms / 1000).to_string()),
            key::SECURE_TRANSPORT => Some("false".to_owned()),
            key::REQUESTED_REGION => Some(self.region.to_owned()),
            key::SELECT => self.access?.select.map(str::to_owned),
            key::RETURN_VALUES => self.access?.return_values.map(str::to_owned),
            key::RETURN_CONSUMED_CAPACITY => self.access?.return_consumed_capacity.map(str::to_owned),
            key::ENCLOSING_OPERATION => self.access?.enclosing_operation.map(str::to_owned),
            key::FULL_TABLE_SCAN => self.access?.full_table_scan.map(|is_scan| is_scan.to_string()),
            _ => None,
        }
    }

    /// The values of the partition keys that the request names.
    fn leading_keys(&self) -> Option<Vec<String>> {
        let (table, access) = (self.table?, self.access?);
        let index =
            access.index.and_then(|name| table.indexes().into_iter().find(|index| index.name() == name));
        let schema = index.as_ref().map_or(table.schema(), |index| index.schema());
        let mut values: Vec<String> =
            access.subjects.iter().flat_map(|item| partition_values(schema, item)).collect();
        let condition = KeyCondition::new(access.key_clauses.iter().copied().collect());
        if let Ok(range) = condition.resolve(schema) {
            values.extend(range.partition.iter().map(|value| text_of(value)));
        }
        (!values.is_empty()).then_some(values)
    }
}

fn partition_values<'i>(schema: &'i KeySchema, item: &'i Item) -> impl Iterator<Item = String> + 'i {
    schema.partition_key.iter().filter_map(|attribute| item.get(&attribute.name)).map(text_of)
}

/// A key's value as conditions compare it.
fn text_of(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) => text.to_string(),
        AttributeValue::N(number) => number.to_string(),
        AttributeValue::B(bytes) => STANDARD.encode(bytes),
        _ => String::new(),
    }
}
