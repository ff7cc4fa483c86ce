//! A condition of a statement: an operator, a key and the values of the policy.

use serde_json::Value;

use super::{
    context::{Arity, Context},
    document::scalars,
    operator::{Comparison, Wanted},
};

/// A condition. All conditions of a statement must hold.
#[derive(Debug)]
pub(super) struct Condition {
    key: String,
    test: Test,
}

#[derive(Debug)]
enum Test {
    /// Whether the request has no value for the key.
    IsAbsent(bool),
    Compare {
        quantity: Quantity,
        /// It holds where the request has no value for the key.
        if_exists: bool,
        is_negated: bool,
        wanted: Vec<Wanted>,
    },
}

/// Which values of the request must be as the policy says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantity {
    TheOne,
    All,
    Any,
}

impl Condition {
    /// Reads the value of `Condition`, which has the required form.
    ///
    /// # Errors
    /// An operator or a key that is not enforced; a value that is not of the operator's kind.
    pub(super) fn read_all(value: Option<&Value>, has_variables: bool) -> Result<Vec<Self>, String> {
        let mut conditions = Vec::new();
        let operators = value.and_then(Value::as_object).into_iter().flatten();
        for (operator, keys) in operators {
            for (key, values) in keys.as_object().into_iter().flatten() {
                conditions.push(Self::read(operator, key, values, has_variables)?);
            }
        }
        Ok(conditions)
    }

    fn read(operator: &str, key: &str, values: &Value, has_variables: bool) -> Result<Self, String> {
        let arity =
            Context::arity(key).ok_or_else(|| format!("the condition key {key} is not enforced here"))?;
        let unknown = || format!("the condition operator {operator} is not enforced here");
        let key = key.to_owned();
        if operator == "Null" {
            return match scalars(values).as_slice() {
                [absent] if absent == "true" => Ok(Self { key, test: Test::IsAbsent(true) }),
                [absent] if absent == "false" => Ok(Self { key, test: Test::IsAbsent(false) }),
                _ => Err("the condition operator Null takes true or false".to_owned()),
            };
        }
        let (quantity, rest) = match operator.split_once(':') {
            Some(("ForAllValues", rest)) => (Quantity::All, rest),
            Some(("ForAnyValue", rest)) => (Quantity::Any, rest),
            Some(_) => return Err(unknown()),
            None => (Quantity::TheOne, operator),
        };
        if quantity == Quantity::TheOne && arity == Arity::Several {
            return Err(format!(
                "the condition key {key} has several values: {operator} needs ForAllValues or ForAnyValue"
            ));
        }
        let (name, if_exists) = match rest.strip_suffix("IfExists") {
            Some(name) => (name, true),
            None => (rest, false),
        };
        let comparison = Comparison::named(name).ok_or_else(unknown)?;
        let wanted = scalars(values).into_iter().map(|value| comparison.wanted(&value, has_variables));
        let wanted = wanted.collect::<Result<_, _>>()?;
        let is_negated = comparison.is_negated;
        Ok(Self { key, test: Test::Compare { quantity, if_exists, is_negated, wanted } })
    }

    /// Whether the condition holds for a request.
    pub(super) fn holds(&self, context: &Context<'_>) -> bool {
        if context.is_work_used_up() {
            return false;
        }
        let values = context.values(&self.key).filter(|values| !values.is_empty());
        let (quantity, if_exists, is_negated, wanted) = match &self.test {
            Test::IsAbsent(absent) => return values.is_none() == *absent,
            Test::Compare { quantity, if_exists, is_negated, wanted } => {
                (*quantity, *if_exists, *is_negated, wanted)
            }
        };
        // One of the policy's values must match, or none where the operator is negated.
        let is_as_wanted =
            |value: &String| wanted.iter().any(|wanted| wanted.is(value, context)) != is_negated;
        match (quantity, values) {
            (Quantity::All, None) => true,
            (Quantity::All, Some(values)) => values.iter().all(is_as_wanted),
            (Quantity::Any, None) => if_exists,
            // Without a value nothing is equal, so that a negated operator holds.
            (Quantity::TheOne, None) => if_exists || is_negated,
            (Quantity::Any | Quantity::TheOne, Some(values)) => values.iter().any(is_as_wanted),
        }
    }
}
