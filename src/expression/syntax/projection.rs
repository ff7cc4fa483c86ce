//! `ProjectionExpression`, from its text.

use super::{cursor::Cursor, path::PathSyntax, token::Kind};
use crate::expression::error::{ExpressionError, ExpressionKind};

/// A `ProjectionExpression` as written, its placeholders not yet replaced.
#[derive(Debug, Clone, Default)]
pub struct ProjectionTree {
    pub(crate) paths: Vec<PathSyntax>,
}

impl ProjectionTree {
    /// Reads a projection.
    ///
    /// # Errors
    /// The first error of the text itself: empty, too long, a syntax error, a reserved word.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let mut cursor = Cursor::new(ExpressionKind::Projection, text)?;
        let mut paths = vec![cursor.path()?];
        while cursor.accept(Kind::Comma) {
            paths.push(cursor.path()?);
        }
        cursor.finish()?;
        Ok(Self { paths })
    }
}
