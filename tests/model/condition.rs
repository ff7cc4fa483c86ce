//! Conditions and filters: as an expression with placeholders, and as the WHERE of a statement.

use std::collections::BTreeMap;

use hashrange::{AttributeValue, Item};

/// A condition or filter.
#[derive(Debug, Clone)]
pub enum Condition {
    Exists(&'static str),
    NotExists(&'static str),
    Equals(&'static str, AttributeValue),
    Differs(&'static str, AttributeValue),
    Above(&'static str, AttributeValue),
    Contains(&'static str, String),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}

/// What must hold for the item that a write meets: several conditions, each in a call of its own where a builder takes
/// them, and whether there must be an item or must be none.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    pub conditions: Vec<Condition>,
    pub presence: Option<bool>,
}

/// An expression with its placeholders.
#[derive(Debug, Clone, Default)]
pub struct Expression {
    pub names: BTreeMap<String, String>,
    pub values: Item,
}

impl Expression {
    pub fn name(&mut self, name: &str) -> String {
        let placeholder = format!("#{name}");
        self.names.insert(placeholder.clone(), name.to_owned());
        placeholder
    }

    pub fn value(&mut self, value: impl Into<AttributeValue>) -> String {
        let placeholder = format!(":v{}", self.values.len());
        self.values.insert(placeholder.as_str(), value);
        placeholder
    }
}

impl Condition {
    pub fn write(&self, to: &mut Expression) -> String {
        match self {
            Self::Exists(name) => format!("attribute_exists({})", to.name(name)),
            Self::NotExists(name) => format!("attribute_not_exists({})", to.name(name)),
            Self::Equals(name, value) => format!("{} = {}", to.name(name), to.value(value)),
            Self::Differs(name, value) => format!("{} <> {}", to.name(name), to.value(value)),
            Self::Above(name, value) => format!("{} > {}", to.name(name), to.value(value)),
            Self::Contains(name, part) => format!("contains({}, {})", to.name(name), to.value(part)),
            Self::Not(inner) => format!("NOT ({})", inner.write(to)),
            Self::And(one, two) => format!("({}) AND ({})", one.write(to), two.write(to)),
            Self::Or(one, two) => format!("({}) OR ({})", one.write(to), two.write(to)),
        }
    }
    /// As PartiQL, with its values as parameters.
    pub fn write_where(&self, parameters: &mut Vec<AttributeValue>) -> String {
        let mut test = |name: &str, operator: &str, value: &AttributeValue| {
            parameters.push(value.clone());
            format!("\"{name}\" {operator} ?")
        };
        match self {
            Self::Exists(name) => format!("\"{name}\" IS NOT MISSING"),
            Self::NotExists(name) => format!("\"{name}\" IS MISSING"),
            Self::Equals(name, value) => test(name, "=", value),
            Self::Differs(name, value) => test(name, "<>", value),
            Self::Above(name, value) => test(name, ">", value),
            Self::Contains(name, part) => {
                parameters.push(part.as_str().into());
                format!("contains(\"{name}\", ?)")
            }
            Self::Not(inner) => format!("NOT ({})", inner.write_where(parameters)),
            Self::And(one, two) => {
                format!("({}) AND ({})", one.write_where(parameters), two.write_where(parameters))
            }
            Self::Or(one, two) => {
                format!("({}) OR ({})", one.write_where(parameters), two.write_where(parameters))
            }
        }
    }
}

impl Guard {
    /// As one expression, for a table with this partition key; none where there is nothing to hold.
    pub fn write(&self, partition_key: &str, to: &mut Expression) -> Option<String> {
        let mut all = all(&self.conditions, to);
        if let Some(there) = self.presence {
            let function = if there { "attribute_exists" } else { "attribute_not_exists" };
            all.push(format!("{function}({})", to.name(partition_key)));
        }
        (!all.is_empty()).then(|| format!("({})", all.join(") AND (")))
    }
}

/// Each condition as an expression.
pub fn all(conditions: &[Condition], to: &mut Expression) -> Vec<String> {
    conditions.iter().map(|condition| condition.write(to)).collect()
}
