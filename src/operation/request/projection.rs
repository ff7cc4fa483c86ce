//! Which attributes a read returns: `ProjectionExpression`, or its legacy form `AttributesToGet`.

use super::{expression_lists::ProjectionTrees, wording::Wording};
use crate::{
    engine::Engine,
    error::Result,
    expression::{Placeholders, Projection},
};

/// A request's projection, parsed but not bound.
#[derive(Debug)]
pub(crate) enum ProjectionSource<'r> {
    /// Expressions, or nothing: all attributes.
    Expressions(ProjectionTrees),
    /// Names.
    Attributes(&'r [String]),
}

impl<'r> ProjectionSource<'r> {
    /// Parses the projection.
    pub(crate) fn read(
        engine: &Engine,
        wording: Wording,
        expressions: &[String],
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

    /// The projection with the request's names bound; `None` for all attributes.
    pub(crate) fn bind<'s>(
        &'s self,
        wording: Wording,
        placeholders: &mut Placeholders<'s>,
    ) -> Result<Option<Projection<'s>>> {
        match self {
            Self::Expressions(trees) => {
                trees.bind(placeholders).map_err(|error| wording.refuse(error.as_str()))
            }
            Self::Attributes(names) => Ok(Some(Projection::of_attributes(names.iter().map(String::as_str)))),
        }
    }
}
