//! Projections with a request's names.

use super::placeholders::Placeholders;
use crate::expression::{
    error::{ExpressionError, ExpressionKind},
    syntax::projection::ProjectionTree,
    tree::{path::Path, projection::Projection},
};

impl ProjectionTree {
    /// The projection with the request's names.
    ///
    /// # Errors
    /// A name that is not defined; then paths that overlap or conflict.
    pub fn bind<'t, 'r: 't>(
        &'t self,
        placeholders: &mut Placeholders<'r>,
    ) -> Result<Projection<'t>, ExpressionError> {
        Self::bind_all([self], placeholders)
    }

    /// Appends the paths.
    pub(crate) fn bind_paths<'t, 'r: 't>(
        &'t self,
        placeholders: &mut Placeholders<'r>,
        paths: &mut Vec<Path<'t>>,
    ) -> Result<(), ExpressionError> {
        paths.reserve_exact(self.paths.len());
        for path in &self.paths {
            paths.push(path.bind(ExpressionKind::Projection, placeholders)?);
        }
        Ok(())
    }
}
