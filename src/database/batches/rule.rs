//! Rules for one value of an event.

use serde_json::{Map, Number, Value};

/// A rule for a value. (Lambda developer guide: Filter rule syntax)
#[derive(Debug, Clone)]
pub(super) enum Rule {
    /// It is this text, number, truth value or null.
    Is(Value),
    /// It is this text, ignoring case.
    IsIgnoringCase(String),
    /// It is a text with this beginning.
    Prefix(String),
    /// It is a text with this end.
    Suffix(String),
    /// It exists, and none of these rules hold for it.
    AnythingBut(Vec<Rule>),
    /// It is a number in all of these relations.
    Numeric(Vec<(Relation, f64)>),
    /// It exists, or it does not.
    Exists(bool),
}

/// A comparison of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Relation {
    fn read(text: &str) -> Option<Self> {
        Some(match text {
            "=" => Self::Equal,
            "<" => Self::Less,
            "<=" => Self::AtMost,
            ">" => Self::Greater,
            ">=" => Self::AtLeast,
            _ => return None,
        })
    }

    fn holds(self, one: f64, other: f64) -> bool {
        match self {
            Self::Equal => one == other,
            Self::Less => one < other,
            Self::AtMost => one <= other,
            Self::Greater => one > other,
            Self::AtLeast => one >= other,
        }
    }
}

impl Rule {
    /// Reads a rule. An error says what is wrong with it.
    pub(super) fn read(rule: &Value) -> Result<Self, String> {
        match rule {
            Value::Object(rule) => Self::read_operator(rule),
            Value::Array(_) => Err("a list in a list".to_owned()),
            value => Ok(Self::Is(value.clone())),
        }
    }

    fn read_operator(rule: &Map<String, Value>) -> Result<Self, String> {
        let mut members = rule.iter();
        let (Some((operator, operand)), None) = (members.next(), members.next()) else {
            return Err(format!("a rule has one operator, and not {}", rule.len()));
        };
        let text = || {
            let text = operand.as_str().map(str::to_owned);
            text.ok_or_else(|| format!("the operand of {operator} is a text"))
        };
        match operator.as_str() {
            "prefix" => text().map(Self::Prefix),
            "suffix" => text().map(Self::Suffix),
            "equals-ignore-case" => text().map(|text| Self::IsIgnoringCase(text.to_lowercase())),
            "exists" => {
                operand.as_bool().map(Self::Exists).ok_or_else(|| "exists is true or false".to_owned())
            }
            "anything-but" => {
                let but = match operand {
                    Value::Array(values) => values.iter().map(Self::read).collect(),
                    value => Self::read(value).map(|rule| vec![rule]),
                };
                but.and_then(Self::anything_but)
            }
            "numeric" => Self::numeric(operand),
            other => Err(format!("there is no operator {other}")),
        }
    }

    fn anything_but(but: Vec<Self>) -> Result<Self, String> {
        let is_fit = |rule: &Self| {
            matches!(rule, Self::Is(_) | Self::IsIgnoringCase(_) | Self::Prefix(_) | Self::Suffix(_))
        };
        match !but.is_empty() && but.iter().all(is_fit) {
            true => Ok(Self::AnythingBut(but)),
            false => Err("anything-but takes values, prefix, suffix or equals-ignore-case".to_owned()),
        }
    }

    fn numeric(operand: &Value) -> Result<Self, String> {
        let wrong = || "numeric takes one or two relations, such as [\">\", 0, \"<=\", 5]".to_owned();
        let operands = operand.as_array().ok_or_else(wrong)?;
        let (pairs, []) = operands.as_chunks::<2>() else { return Err(wrong()) };
        let read =
            |[relation, number]: &[Value; 2]| Some((Relation::read(relation.as_str()?)?, number.as_f64()?));
        let relations = pairs.iter().map(read).collect::<Option<Vec<_>>>().ok_or_else(wrong)?;
        match relations.len() {
            1 | 2 => Ok(Self::Numeric(relations)),
            _ => Err(wrong()),
        }
    }

    /// Whether the rule holds for the value at its place or, if that is a list, for one of its elements.
    pub(super) fn holds(&self, found: Option<&Value>) -> bool {
        match (self, found) {
            // Objects do not count as values; only their members do.
            (Self::Exists(exists), found) => *exists == found.is_some_and(|found| !found.is_object()),
            (_, None) => false,
            (_, Some(Value::Array(elements))) => elements.iter().any(|element| self.holds(Some(element))),
            (Self::Is(value), Some(found)) => is_same(value, found),
            (Self::AnythingBut(but), Some(found)) => {
                !found.is_object() && !but.iter().any(|rule| rule.holds(Some(found)))
            }
            (Self::Numeric(relations), Some(found)) => found.as_f64().is_some_and(|found| {
                relations.iter().all(|(relation, number)| relation.holds(found, *number))
            }),
            (Self::Prefix(prefix), Some(Value::String(found))) => found.starts_with(prefix),
            (Self::Suffix(suffix), Some(Value::String(found))) => found.ends_with(suffix),
            (Self::IsIgnoringCase(text), Some(Value::String(found))) => found.to_lowercase() == *text,
            (Self::Prefix(_) | Self::Suffix(_) | Self::IsIgnoringCase(_), Some(_)) => false,
        }
    }
}

/// Whether two values are equal; numbers are compared by value.
fn is_same(one: &Value, other: &Value) -> bool {
    let number = |value: &Value| value.as_number().and_then(Number::as_f64);
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}
