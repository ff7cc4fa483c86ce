//! Which values satisfy the model.

use serde_json::Value;

use crate::{model::Model, runner::matching::pattern};

impl Model {
    /// Whether a value satisfies the model.
    pub fn takes(&self, name: &str, value: &Value) -> bool {
        let shape = self.shape(name);
        let within = |number: i64| {
            shape["min"].as_i64().is_none_or(|least| number >= least)
                && shape["max"].as_i64().is_none_or(|most| number <= most)
        };
        let has_length = |length: usize| within(length as i64);
        match (self.shape_type(name), value) {
            ("structure", Value::Object(object)) => {
                let members = self.members(name);
                self.required(name).into_iter().all(|member| object.contains_key(member))
                    && object.iter().all(|(member, value)| {
                        members.get(member.as_str()).is_some_and(|shape| self.takes(shape, value))
                    })
            }
            ("list", Value::Array(list)) => {
                let element = shape["member"].as_str().unwrap();
                has_length(list.len()) && list.iter().all(|value| self.takes(element, value))
            }
            ("map", Value::Object(map)) => {
                let element = shape["value"].as_str().unwrap();
                has_length(map.len()) && map.values().all(|value| self.takes(element, value))
            }
            ("string", Value::String(text)) => match (shape["enum"].as_array(), shape["pattern"].as_str()) {
                (Some(words), _) => words.contains(value),
                (None, Some(it)) if !pattern(&whole(it)).is_match(text).unwrap() => false,
                (None, _) => has_length(text.chars().count()),
            },
            ("blob", Value::String(_)) | ("boolean", Value::Bool(_)) => true,
            ("integer" | "long", Value::Number(number)) => number.as_i64().is_some_and(within),
            ("double" | "float" | "timestamp", Value::Number(_)) => true,
            _ => false,
        }
    }
}

/// A pattern for the whole of a text, with code points where the model has the halves of their pairs in UTF-16.
fn whole(of_model: &str) -> String {
    format!("^(?:{})$", of_model.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\u{10000}-\u{10FFFF}"))
}
