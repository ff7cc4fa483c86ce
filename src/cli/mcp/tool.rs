//! What a tool is, and what it takes.

use serde_json::{Map, Value, json};

use crate::codec::Member;

/// A tool: what it does, and what it takes.
#[derive(Debug)]
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) effect: Effect,
    pub(super) parameters: &'static [Parameter],
}

/// What a tool may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Reads,
    /// Reads, and writes where that is allowed: statements.
    Either,
    Adds,
    /// Replaces or removes what was there.
    Destroys,
}

/// A parameter of a tool: a member of the API's input.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) member: Member,
    pub(super) kind: Kind,
    pub(super) is_required: bool,
    about: &'static str,
}

impl Parameter {
    /// Its name, which is that of the API.
    pub(super) fn name(&self) -> &'static str {
        self.member.name()
    }
}

/// The JSON type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Flag,
    Object,
    List,
}

impl Kind {
    /// Its name in JSON Schema.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Number => "integer",
            Self::Flag => "boolean",
            Self::Object => "object",
            Self::List => "array",
        }
    }

    /// Whether a value is of this type.
    pub(super) fn takes(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Number => value.is_i64() || value.is_u64(),
            Self::Flag => value.is_boolean(),
            Self::Object => value.is_object(),
            Self::List => value.is_array(),
        }
    }
}

pub(super) const fn must(member: Member, kind: Kind, about: &'static str) -> Parameter {
    Parameter { member, kind, is_required: true, about }
}

pub(super) const fn may(member: Member, kind: Kind, about: &'static str) -> Parameter {
    Parameter { member, kind, is_required: false, about }
}

impl Tool {
    /// Whether it can do something where only reading is allowed.
    pub(super) fn reads(&self) -> bool {
        matches!(self.effect, Effect::Reads | Effect::Either)
    }

    /// The JSON Schema of its parameters.
    pub(super) fn schema(&self) -> Map<String, Value> {
        let property = |parameter: &Parameter| {
            let schema = json!({ "type": parameter.kind.name(), "description": parameter.about });
            (parameter.name().to_owned(), schema)
        };
        let properties: Map<String, Value> = self.parameters.iter().map(property).collect();
        let required = self.parameters.iter().filter(|parameter| parameter.is_required);
        let required: Vec<&str> = required.map(Parameter::name).collect();
        Map::from_iter([
            ("type".to_owned(), json!("object")),
            ("properties".to_owned(), Value::Object(properties)),
            ("required".to_owned(), json!(required)),
            ("additionalProperties".to_owned(), json!(false)),
        ])
    }
}
