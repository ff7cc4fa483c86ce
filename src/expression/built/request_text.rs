//! The texts of one request whose expressions may be built in Rust.

use std::collections::{BTreeMap, BTreeSet};

use super::{condition::ConditionExpression, condition_text, spelling::Speller, update_text};
use crate::{
    expression::{
        Expression,
        syntax::{
            path::{NameSyntax, PathSyntax, ValueSyntax},
            projection::ProjectionTree,
            update::UpdateTree,
        },
    },
    value::{AttributeValue, Item},
};

/// Spells the expressions of one request. A placeholder means one thing in all of them, and none is the caller's.
pub(crate) struct RequestText(Speller);

impl RequestText {
    /// For a request with these placeholders of its caller's.
    pub(crate) fn new(names: Option<&BTreeMap<String, String>>, values: Option<&Item>) -> Self {
        let names = names.into_iter().flat_map(BTreeMap::keys).cloned();
        let values = values.into_iter().flat_map(|values| values.iter().map(|(name, _)| name.to_string()));
        let taken: BTreeSet<String> = names.chain(values).collect();
        Self(Speller::beside('c', taken))
    }

    /// A condition or filter.
    pub(crate) fn condition(&mut self, condition: &ConditionExpression) -> String {
        condition_text::text(condition.nodes(), &mut self.0)
    }

    /// Updates as one.
    pub(crate) fn updates<'t>(&mut self, trees: impl IntoIterator<Item = &'t UpdateTree>) -> String {
        let clauses: Vec<_> = trees.into_iter().flat_map(|tree| tree.clauses.iter().cloned()).collect();
        update_text::text(&clauses, &mut self.0)
    }

    /// A projection.
    pub(crate) fn projection(&mut self, tree: &ProjectionTree) -> String {
        let paths: Vec<String> = tree.paths.iter().map(|path| self.0.path(path)).collect();
        paths.join(", ")
    }

    /// An attribute's name.
    pub(crate) fn name(&mut self, name: &str) -> String {
        self.0.path(&PathSyntax { name: NameSyntax::given(name), steps: Vec::new() })
    }

    /// A value.
    pub(crate) fn value(&mut self, value: &AttributeValue) -> String {
        self.0.value(&ValueSyntax::Given(value.clone()))
    }

    /// The placeholders that were given.
    pub(crate) fn placeholders(self) -> (BTreeMap<String, String>, Item) {
        let Expression { names, values, .. } = self.0.expression(String::new());
        (names, values)
    }
}
