//! The expressions of one parameter: one text in requests from the wire, any number in requests made in Rust.
//!
//! Each is parsed and bound by itself, in the order of the list; limits hold for all together.

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

/// Texts that add to each other: updates, projections.
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
    /// There is none.
    ItemAbsent,
}

impl WriteJson for ConditionPart {
    /// Conditions without a text are written as no text is.
    fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => text.write_json(out),
            Self::ItemExists => true.write_json(out),
            Self::ItemAbsent => false.write_json(out),
        }
    }
}

/// The list of a request that has one text or none.
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
            // The AND between two of them is an operator as well.
            extent.add(bytes, operators + usize::from(place > 0))?;
            Ok(syntax)
        });
        Ok(Self(parsed.collect::<Result<_, ExpressionError>>()?))
    }

    /// The condition that all of them are, with the request's names and values in it; `None` where there are none.
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
    /// Parses by `parse`, which tells a tree's operators too.
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

    /// The trees; `None` where there are none.
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

    /// The update that all of them are, with the request's names and values in it; `None` where there are none.
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

    /// The projection that all of them are, with the request's names in it; `None` where there are none.
    pub(crate) fn bind<'s>(
        &'s self,
        placeholders: &mut Placeholders<'s>,
    ) -> Result<Option<Projection<'s>>, ExpressionError> {
        self.trees().map(|trees| ProjectionTree::bind_all(trees, placeholders)).transpose()
    }
}
