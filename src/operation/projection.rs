//! Which attributes a read gives back: `ProjectionExpression`, or its legacy form `AttributesToGet`.

use std::sync::Arc;

use super::validation::Wording;
use crate::{
    error::Result,
    expression::{Placeholders, Projection, ProjectionTree},
    storage::Store,
};

/// What a request says of the attributes it wants, parsed but not bound.
#[derive(Debug)]
pub(crate) enum ProjectionSource<'r> {
    /// Nothing: all attributes.
    Whole,
    /// An expression.
    Expression(Arc<ProjectionTree>),
    /// Names.
    Attributes(&'r [String]),
}

impl<'r> ProjectionSource<'r> {
    /// Parses what the request says.
    pub(crate) fn read(
        store: &Store,
        wording: Wording,
        expression: Option<&str>,
        attributes: Option<&'r [String]>,
    ) -> Result<Self> {
        match (expression, attributes) {
            (Some(text), _) => store
                .expressions
                .projection(text)
                .map(Self::Expression)
                .map_err(|error| wording.refuse(error.as_str())),
            (None, Some(attributes)) => super::legacy::check_attributes_to_get(wording, attributes)
                .map(|()| Self::Attributes(attributes)),
            (None, None) => Ok(Self::Whole),
        }
    }

    /// The projection with the request's names in it; `None` for all attributes.
    pub(crate) fn bind<'s>(
        &'s self,
        wording: Wording,
        placeholders: &mut Placeholders<'s>,
    ) -> Result<Option<Projection<'s>>> {
        match self {
            Self::Whole => Ok(None),
            Self::Expression(tree) => {
                tree.bind(placeholders).map(Some).map_err(|error| wording.refuse(error.as_str()))
            }
            Self::Attributes(names) => Ok(Some(Projection::of_attributes(names.iter().map(String::as_str)))),
        }
    }
}
