//! The expressions of one parameter: one text in requests from the wire, any number in requests made in Rust.
//!
//! Each is parsed and bound separately, in the order of the list; limits apply to all together.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::{
    codec::WriteJson,
    engine::Caches,
    expression::{
        Condition, ConditionTree, ExpressionError, ExpressionKind, Extent, Placeholders, Projection,
        ProjectionTree, Update, UpdateTree,
    },
};

/// Texts that are combined: updates, projections.
pub(crate) type Texts = SmallVec<[String; 1]>;

/// Conditions or filters, all of which must hold.
pub(crate) type Conditions = SmallVec<[ConditionPart; 1]>;

/// A condition of a list.
#[derive(Debug, Clone)]
pub(crate) enum ConditionPart {
    /// An expression.
    Text(String),
    /// There is an item with this key.
    ItemExists,
    /// There is no item with this key.
    ItemAbsent,
}

impl WriteJson for ConditionPart {
    /// Conditions without a text are written like a missing text.
    fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => text.write_json(out),
            Self::ItemExists => true.write_json(out),
            Self::ItemAbsent => false.write_json(out),
        }
    }
}

/// The list for one text or none.
pub(crate) fn conditions_of(text: Option<String>) -> Conditions {
    text.map(ConditionPart::Text).into_iter().collect()
}

/// A list of conditions, parsed but not bound.
#[derive(Debug)]
pub(crate) struct ConditionTrees(SmallVec<[ConditionSyntax; 1]>);

#[derive(Debug)]
enum ConditionSyntax {
    Tree(Arc<ConditionTree>),
    ItemExists,
    ItemAbsent,
}

impl ConditionTrees {
    /// Parses conditions, or filters.
    pub(crate) fn read(
        caches: &Caches,
        kind: ExpressionKind,
        conditions: &[ConditionPart],
    ) -> Result<Self, ExpressionError> {
        let mut extent = Extent::new(kind);
        let parsed = conditions.iter().enumerate().map(|(place, condition)| {
            let (syntax, bytes, operators) = match condition {
                ConditionPart::Text(text) => {
                    let tree = match kind {
                        ExpressionKind::Filter => caches.filter(text),
                        _ => caches.condition(text),
                    }?;
                    let operators = tree.operators();
                    (ConditionSyntax::Tree(tree), text.len(), operators)
                }
                ConditionPart::ItemExists => (ConditionSyntax::ItemExists, 0, 1),
                ConditionPart::ItemAbsent => (ConditionSyntax::ItemAbsent, 0, 1),
            };
            // The AND between two conditions counts as an operator too.
            extent.add(bytes, operators + usize::from(place > 0))?;
            Ok(syntax)
        });
        Ok(Self(parsed.collect::<Result<_, ExpressionError>>()?))
    }

    /// The conditions joined by AND, with the request's names and values bound; `None` without conditions.
    pub(crate) fn bind<'s>(
        &'s self,
        placeholders: &mut Placeholders<'s>,
    ) -> Result<Option<Condition<'s>>, ExpressionError> {
        let mut bind = |syntax: &'s ConditionSyntax| match syntax {
            ConditionSyntax::Tree(tree) => tree.bind(placeholders),
            ConditionSyntax::ItemExists => Ok(Condition::item_exists()),
            ConditionSyntax::ItemAbsent => Ok(Condition::item_absent()),
        };
        match self.0.as_slice() {
            [] => Ok(None),
            [one] => bind(one).map(Some),
            several => {
                let bound = several.iter().map(bind).collect::<Result<Vec<_>, _>>()?;
                Ok(Some(Condition::all(bound)))
            }
        }
    }
}

/// A list of updates or projections, parsed but not bound.
#[derive(Debug)]
pub(crate) struct Trees<T>(SmallVec<[Arc<T>; 1]>);

pub(crate) type UpdateTrees = Trees<UpdateTree>;
pub(crate) type ProjectionTrees = Trees<ProjectionTree>;

impl<T> Trees<T> {
    /// Parses with `parse`, which also returns the number of operators.
    fn parse(
        kind: ExpressionKind,
        texts: &[String],
        parse: impl Fn(&str) -> Result<(Arc<T>, usize), ExpressionError>,
    ) -> Result<Self, ExpressionError> {
        let mut extent = Extent::new(kind);
        let parsed = texts.iter().map(|text| {
            let (tree, operators) = parse(text)?;
            extent.add(text.len(), operators)?;
            Ok(tree)
        });
        Ok(Self(parsed.collect::<Result<_, ExpressionError>>()?))
    }

    /// The trees; `None` if there are none.
    fn trees(&self) -> Option<impl Iterator<Item = &T>> {
        (!self.0.is_empty()).then(|| self.0.iter().map(|tree| &**tree))
    }
}

impl UpdateTrees {
    /// Parses updates.
    pub(crate) fn read(caches: &Caches, texts: &[String]) -> Result<Self, ExpressionError> {
        Self::parse(ExpressionKind::Update, texts, |text| {
            let tree = caches.update(text)?;
            let operators = tree.operators();
            Ok((tree, operators))
        })
    }

    /// The updates as one, with the request's names and values bound; `None` without updates.
    pub(crate) fn bind<'s>(
        &'s self,
        placeholders: &mut Placeholders<'s>,
    ) -> Result<Option<Update<'s>>, ExpressionError> {
        self.trees().map(|trees| UpdateTree::bind_all(trees, placeholders)).transpose()
    }
}

impl ProjectionTrees {
    /// Parses projections, which have no operators.
    pub(crate) fn read(caches: &Caches, texts: &[String]) -> Result<Self, ExpressionError> {
        Self::parse(ExpressionKind::Projection, texts, |text| Ok((caches.projection(text)?, 0)))
    }

    /// The projections as one, with the request's names bound; `None` without projections.
    pub(crate) fn bind<'s>(
        &'s self,
        placeholders: &mut Placeholders<'s>,
    ) -> Result<Option<Projection<'s>>, ExpressionError> {
        self.trees().map(|trees| ProjectionTree::bind_all(trees, placeholders)).transpose()
    }
}
