//! The expressions of a request made in Rust as the texts of the protocol, for an endpoint.

use std::collections::BTreeMap;

use super::expression_lists::{ConditionPart, Part, ProjectionPart, UpdatePart};
use crate::{
    engine::Caches,
    error::Result,
    expression::{ExpressionKind, RequestText, UpdateTree},
    key::KeySchema,
    value::{AttributeValue, Item},
};

/// The placeholders of a request.
pub(crate) type Names = Option<BTreeMap<String, String>>;

/// Makes the texts of a request's expressions. A single text stays as it is.
pub(crate) struct Spelled {
    names: Names,
    values: Option<Item>,
    text: RequestText,
}

impl Spelled {
    /// For a request with these placeholders of its caller's.
    pub(crate) fn new(names: Names, values: Option<Item>) -> Self {
        let text = RequestText::new(names.as_ref(), values.as_ref());
        Self { names, values, text }
    }

    /// The conditions on an item of a table with this key, all of which must hold.
    ///
    /// # Errors
    /// One is not well formed, as for the others.
    pub(crate) fn conditions(
        &mut self,
        kind: ExpressionKind,
        conditions: &[ConditionPart],
        schema: &KeySchema,
    ) -> Result<Option<String>> {
        let mut texts = Vec::with_capacity(conditions.len());
        for condition in conditions {
            texts.push(match condition {
                ConditionPart::Text(text) => text.clone(),
                ConditionPart::Built(built) => {
                    built.check(kind)?;
                    self.text.condition(built)
                }
                ConditionPart::ItemExists => self.key_test("attribute_exists", schema),
                ConditionPart::ItemAbsent => self.key_test("attribute_not_exists", schema),
            });
        }
        Ok(match texts.as_slice() {
            [] => None,
            [_] => texts.pop(),
            several => Some(several.iter().map(|text| format!("({text})")).collect::<Vec<_>>().join(" AND ")),
        })
    }

    /// An item exists if it has the first attribute of its key.
    fn key_test(&mut self, function: &str, schema: &KeySchema) -> String {
        let name = schema.partition_key.first().map_or("", |key| key.name.as_str());
        format!("{function}({})", self.text.name(name))
    }

    /// The updates as one.
    pub(crate) fn updates(&mut self, caches: &Caches, updates: &[UpdatePart]) -> Result<Option<String>> {
        if let [] | [Part::Text(_)] = updates {
            return Ok(updates.first().and_then(|update| match update {
                Part::Text(text) => Some(text.clone()),
                Part::Built(_) => None,
            }));
        }
        let mut of_texts = Vec::new();
        for update in updates {
            match update {
                Part::Text(text) => of_texts.push(Some(caches.update(text)?)),
                Part::Built(built) => {
                    built.check()?;
                    of_texts.push(None);
                }
            }
        }
        let trees = updates.iter().zip(&of_texts).filter_map(|(update, of_text)| match (update, of_text) {
            (Part::Built(built), _) => Some(built.tree()),
            (Part::Text(_), Some(tree)) => Some::<&UpdateTree>(tree),
            (Part::Text(_), None) => None,
        });
        Ok(Some(self.text.updates(trees)))
    }

    /// The projections together.
    pub(crate) fn projections(&mut self, projections: &[ProjectionPart]) -> Result<Option<String>> {
        let mut texts = Vec::with_capacity(projections.len());
        for projection in projections {
            texts.push(match projection {
                Part::Text(text) => text.clone(),
                Part::Built(built) => {
                    built.check()?;
                    self.text.projection(built.tree())
                }
            });
        }
        Ok((!texts.is_empty()).then(|| texts.join(", ")))
    }

    /// An attribute's name in a text.
    pub(crate) fn name(&mut self, name: &str) -> String {
        self.text.name(name)
    }

    /// A value in a text.
    pub(crate) fn value(&mut self, value: &AttributeValue) -> String {
        self.text.value(value)
    }

    /// All placeholders: the caller's and those of the texts that were made.
    pub(crate) fn placeholders(self) -> (Names, Option<Item>) {
        let Self { mut names, mut values, text } = self;
        let (more_names, more_values) = text.placeholders();
        if !more_names.is_empty() {
            names.get_or_insert_default().extend(more_names);
        }
        if !more_values.is_empty() {
            values.get_or_insert_default().extend(more_values);
        }
        (names, values)
    }
}
