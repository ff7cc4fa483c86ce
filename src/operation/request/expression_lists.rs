//! The expressions of one parameter: one text in requests from the wire, any number in requests made in Rust.
//!
//! Each is parsed and bound separately, in the order of the list; limits apply to all together.

use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use crate::{
    codec::WriteJson,
    engine::Caches,
    expression::{
        Condition, ConditionExpression, ConditionTree, ExpressionError, ExpressionKind, Extent, Placeholders,
        Projection, ProjectionExpression, ProjectionTree, SearchClause, Update, UpdateExpression, UpdateTree,
    },
};

/// Updates that are made as one.
pub(crate) type Updates = SmallVec<[UpdatePart; 1]>;

/// Projections that are combined.
pub(crate) type Projections = SmallVec<[ProjectionPart; 1]>;

/// Conditions or filters, all of which must hold.
pub(crate) type Conditions = SmallVec<[ConditionPart; 1]>;

/// An update of a list.
pub type UpdatePart = Part<UpdateExpression>;

/// A projection of a list.
pub type ProjectionPart = Part<ProjectionExpression>;

/// An expression of a list: a text, or one that is built in Rust.
#[derive(Debug, Clone)]
pub enum Part<B> {
    /// A text.
    Text(String),
    /// One that is built in Rust.
    Built(B),
}

/// A condition of a list.
#[derive(Debug, Clone)]
pub enum ConditionPart {
    /// A text.
    Text(String),
    /// One that is built in Rust.
    Built(ConditionExpression),
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
            Self::Built(condition) => condition.spelled().write_json(out),
            Self::ItemExists => true.write_json(out),
            Self::ItemAbsent => false.write_json(out),
        }
    }
}

impl WriteJson for UpdatePart {
    fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => text.write_json(out),
            Self::Built(update) => update.spelled().write_json(out),
        }
    }
}

/// The list for one text or none.
pub(crate) fn parts_of<B>(text: Option<String>) -> SmallVec<[Part<B>; 1]> {
    text.map(Part::Text).into_iter().collect()
}

/// The list for one text or none.
pub(crate) fn conditions_of(text: Option<String>) -> Conditions {
    text.map(ConditionPart::Text).into_iter().collect()
}

/// A tree of a list.
#[derive(Debug)]
enum Tree<'r, T> {
    /// Of a text; texts that are the same share it.
    OfText(Arc<T>),
    /// Built in Rust.
    Built(&'r T),
}

impl<T> Tree<'_, T> {
    fn tree(&self) -> &T {
        match self {
            Self::OfText(tree) => tree,
            Self::Built(tree) => tree,
        }
    }
}

/// A list of conditions, parsed but not bound.
#[derive(Debug)]
pub(crate) struct ConditionTrees<'r> {
    kind: ExpressionKind,
    trees: SmallVec<[ConditionSyntax<'r>; 1]>,
}

#[derive(Debug)]
enum ConditionSyntax<'r> {
    Tree(Arc<ConditionTree>),
    Built(&'r ConditionExpression),
    ItemExists,
    ItemAbsent,
}

impl<'r> ConditionTrees<'r> {
    /// Parses conditions, or filters.
    pub(crate) fn read(
        caches: &Caches,
        kind: ExpressionKind,
        conditions: &'r [ConditionPart],
    ) -> Result<Self, ExpressionError> {
        let most = conditions.iter().map(|condition| match condition {
            ConditionPart::Text(text) => text.len(),
            ConditionPart::Built(built) => built.bytes_at_most(),
            ConditionPart::ItemExists | ConditionPart::ItemAbsent => 0,
        });
        let mut extent = Extent::with_at_most(kind, most.sum());
        let parsed = conditions.iter().enumerate().map(|(place, condition)| {
            // The AND between two conditions counts as an operator too.
            extent.add(0, usize::from(place > 0))?;
            match condition {
                ConditionPart::Text(text) => {
                    let tree = match kind {
                        ExpressionKind::Filter => caches.filter(text),
                        ExpressionKind::SearchCondition => caches.search_condition(text),
                        _ => caches.condition(text),
                    }?;
                    extent.add(text.len(), tree.operators())?;
                    Ok(ConditionSyntax::Tree(tree))
                }
                ConditionPart::Built(built) => {
                    built.check(kind)?;
                    extent.add_built(built.operators(), || built.spelled().text.len())?;
                    Ok(ConditionSyntax::Built(built))
                }
                ConditionPart::ItemExists => extent.add(0, 1).map(|()| ConditionSyntax::ItemExists),
                ConditionPart::ItemAbsent => extent.add(0, 1).map(|()| ConditionSyntax::ItemAbsent),
            }
        });
        Ok(Self { kind, trees: parsed.collect::<Result<_, ExpressionError>>()? })
    }

    /// The conditions joined by AND, with the request's names and values bound; `None` without conditions.
    pub(crate) fn bind<'t, 'p: 't>(
        &'t self,
        placeholders: &mut Placeholders<'p>,
    ) -> Result<Option<Condition<'t>>, ExpressionError> {
        let mut bind = |syntax: &'t ConditionSyntax<'r>| match syntax {
            ConditionSyntax::Tree(tree) => tree.bind(placeholders),
            ConditionSyntax::Built(built) => built.bind(self.kind, placeholders),
            ConditionSyntax::ItemExists => Ok(Condition::item_exists()),
            ConditionSyntax::ItemAbsent => Ok(Condition::item_absent()),
        };
        match self.trees.as_slice() {
            [] => Ok(None),
            [one] => bind(one).map(Some),
            several => {
                let bound = several.iter().map(bind).collect::<Result<Vec<_>, _>>()?;
                Ok(Some(Condition::all(bound)))
            }
        }
    }

    /// The clauses of search conditions, with the request's names and values bound.
    pub(crate) fn bind_search<'t, 'p: 't>(
        &'t self,
        placeholders: &mut Placeholders<'p>,
    ) -> Result<Vec<SearchClause<'t>>, ExpressionError> {
        let mut clauses = Vec::new();
        for syntax in &self.trees {
            clauses.extend(match syntax {
                ConditionSyntax::Tree(tree) => tree.bind_search(placeholders)?,
                ConditionSyntax::Built(built) => built.bind_search(placeholders)?,
                ConditionSyntax::ItemExists | ConditionSyntax::ItemAbsent => {
                    debug_assert!(false, "a search has no condition on one item");
                    Vec::new()
                }
            });
        }
        Ok(clauses)
    }
}

/// A list of updates or projections, parsed but not bound.
#[derive(Debug)]
pub(crate) struct Trees<'r, T>(SmallVec<[Tree<'r, T>; 1]>);

pub(crate) type UpdateTrees<'r> = Trees<'r, UpdateTree>;
pub(crate) type ProjectionTrees<'r> = Trees<'r, ProjectionTree>;

impl<T> Trees<'_, T> {
    /// The trees; `None` if there are none.
    fn trees(&self) -> Option<impl Iterator<Item = &T>> {
        (!self.0.is_empty()).then(|| self.0.iter().map(Tree::tree))
    }
}

impl<'r> UpdateTrees<'r> {
    /// Parses updates.
    pub(crate) fn read(caches: &Caches, updates: &'r [UpdatePart]) -> Result<Self, ExpressionError> {
        let most = updates.iter().map(|update| match update {
            Part::Text(text) => text.len(),
            Part::Built(built) => built.bytes_at_most(),
        });
        let mut extent = Extent::with_at_most(ExpressionKind::Update, most.sum());
        let parsed = updates.iter().map(|update| match update {
            Part::Text(text) => {
                let tree = caches.update(text)?;
                extent.add(text.len(), tree.operators())?;
                Ok(Tree::OfText(tree))
            }
            Part::Built(built) => {
                built.check()?;
                extent.add_built(built.tree().operators(), || built.spelled().text.len())?;
                Ok(Tree::Built(built.tree()))
            }
        });
        Ok(Self(parsed.collect::<Result<_, ExpressionError>>()?))
    }

    /// The updates as one, with the request's names and values bound; `None` without updates.
    pub(crate) fn bind<'t, 'p: 't>(
        &'t self,
        placeholders: &mut Placeholders<'p>,
    ) -> Result<Option<Update<'t>>, ExpressionError> {
        self.trees().map(|trees| UpdateTree::bind_all(trees, placeholders)).transpose()
    }
}

impl<'r> ProjectionTrees<'r> {
    /// Parses projections, which have no operators.
    pub(crate) fn read(caches: &Caches, projections: &'r [ProjectionPart]) -> Result<Self, ExpressionError> {
        let most = projections.iter().map(|projection| match projection {
            Part::Text(text) => text.len(),
            Part::Built(built) => built.bytes_at_most(),
        });
        let mut extent = Extent::with_at_most(ExpressionKind::Projection, most.sum());
        let parsed = projections.iter().map(|projection| match projection {
            Part::Text(text) => {
                extent.add(text.len(), 0)?;
                Ok(Tree::OfText(caches.projection(text)?))
            }
            Part::Built(built) => {
                built.check()?;
                extent.add_built(0, || built.spelled().text.len())?;
                Ok(Tree::Built(built.tree()))
            }
        });
        Ok(Self(parsed.collect::<Result<_, ExpressionError>>()?))
    }

    /// Parses a single text.
    pub(crate) fn of_text(caches: &Caches, text: &str) -> Result<Self, ExpressionError> {
        Ok(Self(smallvec![Tree::OfText(caches.projection(text)?)]))
    }

    /// The projections as one, with the request's names bound; `None` without projections.
    pub(crate) fn bind<'t, 'p: 't>(
        &'t self,
        placeholders: &mut Placeholders<'p>,
    ) -> Result<Option<Projection<'t>>, ExpressionError> {
        self.trees().map(|trees| ProjectionTree::bind_all(trees, placeholders)).transpose()
    }
}
