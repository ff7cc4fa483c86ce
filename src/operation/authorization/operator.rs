//! Condition operators: how the values of a request are compared with those of a policy. (IAM user guide: IAM JSON
//! policy elements: Condition operators)

use std::{cmp::Ordering, net::IpAddr};

use jiff::Timestamp;

use super::{
    context::Context,
    pattern::{Pattern, Wildcards},
};
use crate::value::Number;

/// The parts of an ARN: `arn:partition:service:region:account:resource`.
const ARN_PARTS: usize = 6;

/// A comparison, without its set operator and without `IfExists`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comparison {
    kind: Kind,
    /// It holds where no value of the policy matches.
    pub(super) is_negated: bool,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Text { has_wildcards: bool, ignores_case: bool },
    Arn,
    Number(fn(Ordering) -> bool),
    Date(fn(Ordering) -> bool),
    Bool,
    Ip,
}

/// A kind of values that have an order, for a comparison that holds for these orders.
type OrderedKind = fn(fn(Ordering) -> bool) -> Kind;

/// A value of a policy, read for its operator.
#[derive(Debug, Clone)]
pub(super) enum Wanted {
    Text { pattern: Pattern, ignores_case: bool },
    Arn(Vec<Pattern>),
    Number(fn(Ordering) -> bool, Number),
    Date(fn(Ordering) -> bool, Timestamp),
    Bool(bool),
    Network(IpAddr, u8),
}

impl Comparison {
    /// The comparison of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        let text = |has_wildcards, ignores_case| Kind::Text { has_wildcards, ignores_case };
        let (kind, is_negated) = match name {
            "StringEquals" => (text(false, false), false),
            "StringNotEquals" => (text(false, false), true),
            "StringEqualsIgnoreCase" => (text(false, true), false),
            "StringNotEqualsIgnoreCase" => (text(false, true), true),
            "StringLike" => (text(true, false), false),
            "StringNotLike" => (text(true, false), true),
            "ArnEquals" | "ArnLike" => (Kind::Arn, false),
            "ArnNotEquals" | "ArnNotLike" => (Kind::Arn, true),
            "Bool" => (Kind::Bool, false),
            "IpAddress" => (Kind::Ip, false),
            "NotIpAddress" => (Kind::Ip, true),
            other => {
                let kinds: [(_, OrderedKind); 2] = [("Numeric", Kind::Number), ("Date", Kind::Date)];
                let named = kinds.iter().find_map(|(prefix, kind)| Some((kind, other.strip_prefix(prefix)?)));
                let (kind, order) = named?;
                match order {
                    "Equals" => (kind(Ordering::is_eq), false),
                    "NotEquals" => (kind(Ordering::is_eq), true),
                    "LessThan" => (kind(Ordering::is_lt), false),
                    "LessThanEquals" => (kind(Ordering::is_le), false),
                    "GreaterThan" => (kind(Ordering::is_gt), false),
                    "GreaterThanEquals" => (kind(Ordering::is_ge), false),
                    _ => return None,
                }
            }
        };
        Some(Self { kind, is_negated })
    }

    /// Reads a value of the policy.
    ///
    /// # Errors
    /// The value is not of the operator's kind.
    pub(super) fn wanted(self, value: &str, has_variables: bool) -> Result<Wanted, String> {
        let invalid = |what: &str| format!("'{value}' in a Condition is no {what}");
        match self.kind {
            Kind::Text { has_wildcards, ignores_case } => {
                let wildcards = if has_wildcards { Wildcards::All } else { Wildcards::Variables };
                let pattern = Pattern::read(value, wildcards, has_variables)?;
                Ok(Wanted::Text { pattern, ignores_case })
            }
            Kind::Arn => {
                let parts = value.splitn(ARN_PARTS, ':');
                let parts = parts.map(|part| Pattern::read(part, Wildcards::All, has_variables));
                let parts = parts.collect::<Result<Vec<_>, _>>()?;
                if parts.len() == ARN_PARTS { Ok(Wanted::Arn(parts)) } else { Err(invalid("ARN")) }
            }
            Kind::Number(holds) => {
                value.parse().map(|number| Wanted::Number(holds, number)).map_err(|_| invalid("number"))
            }
            Kind::Date(holds) => {
                date(value).map(|date| Wanted::Date(holds, date)).ok_or_else(|| invalid("date"))
            }
            Kind::Bool => match value {
                "true" => Ok(Wanted::Bool(true)),
                "false" => Ok(Wanted::Bool(false)),
                _ => Err(invalid("true or false")),
            },
            Kind::Ip => network(value).ok_or_else(|| invalid("IP address or range of them")),
        }
    }
}

impl Wanted {
    /// Whether a value of the request is what the policy says.
    pub(super) fn is(&self, value: &str, context: &Context<'_>) -> bool {
        match self {
            Self::Text { pattern, ignores_case } => pattern.matches(value, context, *ignores_case),
            Self::Arn(patterns) => {
                let parts: Vec<&str> = value.splitn(ARN_PARTS, ':').collect();
                let mut pairs = patterns.iter().zip(&parts);
                parts.len() == ARN_PARTS && pairs.all(|(pattern, part)| pattern.matches(part, context, false))
            }
            Self::Number(holds, wanted) => {
                value.parse::<Number>().is_ok_and(|value| holds(value.cmp(wanted)))
            }
            Self::Date(holds, wanted) => date(value).is_some_and(|value| holds(value.cmp(wanted))),
            Self::Bool(wanted) => value == if *wanted { "true" } else { "false" },
            Self::Network(wanted, bits) => {
                value.parse().is_ok_and(|address| is_in_network(address, *wanted, *bits))
            }
        }
    }
}

/// A date of ISO 8601, or seconds since 1970.
fn date(text: &str) -> Option<Timestamp> {
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    if let Ok(day) = text.parse::<jiff::civil::Date>() {
        return jiff::tz::Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok();
    }
    text.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok())
}

/// An address, or a range of them in CIDR notation.
fn network(text: &str) -> Option<Wanted> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address.parse::<IpAddr>().ok()?, Some(bits.parse::<u8>().ok()?)),
        None => (text.parse().ok()?, None),
    };
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.unwrap_or(most);
    (bits <= most).then_some(Wanted::Network(address, bits))
}

fn is_in_network(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let (one, other, most) = match (address.to_canonical(), network) {
        (IpAddr::V4(one), IpAddr::V4(other)) => (one.to_bits().into(), other.to_bits().into(), 32),
        (IpAddr::V6(one), IpAddr::V6(other)) => (one.to_bits(), other.to_bits(), 128),
        _ => return false,
    };
    let differ: u128 = one ^ other;
    differ.checked_shr(most - u32::from(bits)).unwrap_or(0) == 0
}
