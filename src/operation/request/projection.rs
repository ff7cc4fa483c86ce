//! Which attributes a read returns: `ProjectionExpression`, or its legacy form `AttributesToGet`.

use super::{
    expression_lists::{ProjectionPart, ProjectionTrees},
    wording::Wording,
};
use crate::{
    engine::Engine,
    error::Result,
    expression::{Placeholders, Projection},
};

/// A request's projection, parsed but not bound.
#[derive(Debug)]
pub(crate) enum ProjectionSource<'r> {
    /// Expressions, or nothing: all attributes.
    Expressions(ProjectionTrees<'r>),
    /// Names.
    Attributes(&'r [String]),
}

impl<'r> ProjectionSource<'r> {
    /// Parses the projection.
    pub(crate) fn read(
        engine: &Engine,
        wording: Wording,
        expressions: &'r [ProjectionPart],
        attributes: Option<&'r [String]>,
    ) -> Result<Self> {
        match attributes {
            Some(attributes) if expressions.is_empty() => {
                super::legacy::attributes_to_get::check_attributes_to_get(wording, attributes)
                    .map(|()| Self::Attributes(attributes))
            }
            _ => ProjectionTrees::read(engine.caches(), expressions)
                .map(Self::Expressions)
                .map_err(|error| wording.refuse(error.as_str())),
        }
    }

    /// Parses the projection of a request that has a text or none.
    pub(crate) fn of_text(
        engine: &Engine,
        wording: Wording,
        expression: Option<&str>,
        attributes: Option<&'r [String]>,
    ) -> Result<Self> {
        match expression {
            None => Self::read(engine, wording, &[], attributes),
            Some(text) => ProjectionTrees::of_text(engine.caches(), text)
                .map(Self::Expressions)
                .map_err(|error| wording.refuse(error.as_str())),
        }
    }

    /// The projection with the request's names bound; `None` for all attributes.
    pub(crate) fn bind<'t, 'p: 't>(
        &'t self,
        wording: Wording,
        placeholders: &mut Placeholders<'p>,
    ) -> Result<Option<Projection<'t>>> {
        match self {
            Self::Expressions(trees) => {
                trees.bind(placeholders).map_err(|error| wording.refuse(error.as_str()))
            }
            Self::Attributes(names) => Ok(Some(Projection::of_attributes(names.iter().map(String::as_str)))),
        }
    }
}
