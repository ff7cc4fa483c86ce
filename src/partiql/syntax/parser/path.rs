//! Names, and paths: a term or a name with steps from it.

use super::{
    cursor::{Parser, refuse},
    pending::{Pending, State},
};
use crate::partiql::{
    error::PartiqlError,
    syntax::{
        token::TokenKind,
        tree::{Expr, ExprKind, PathStep},
    },
};

impl Parser<'_, '_> {
    /// The name at the head, if there is one.
    pub(crate) fn name(&mut self) -> Option<Result<Expr, PartiqlError>> {
        let name = match self.head() {
            TokenKind::Name(name) => (*name).to_owned(),
            TokenKind::QuotedName(name) => name.to_string(),
            _ => return None,
        };
        let place = self.place();
        self.advance();
        Some(Expr::new(ExprKind::Name(name), place))
    }

    /// The steps that follow a term, up to one whose index must be read first.
    pub(crate) fn steps(
        &mut self,
        root: Expr,
        mut steps: Vec<PathStep>,
        pending: &mut Vec<Pending>,
    ) -> Result<State, PartiqlError> {
        while let Some(step) = self.step(true)? {
            match step {
                Some(step) => steps.push(step),
                None => return Ok(self.open(Pending::Index { root, steps }, pending)),
            }
        }
        path(root, steps).map(State::Value)
    }

    /// A name and steps into it: a path that can be written to.
    pub(crate) fn simple_path(&mut self) -> Result<Expr, PartiqlError> {
        let Some(root) = self.name() else { return refuse("Expected identifier for simple path") };
        let root = root?;
        let mut steps = Vec::new();
        while let Some(step) = self.step(false)? {
            steps.push(match step {
                Some(step) => step,
                None => PathStep::Index(self.simple_index()?),
            });
        }
        path(root, steps)
    }

    /// The index in a path that can be written to, after its opening bracket.
    fn simple_index(&mut self) -> Result<Expr, PartiqlError> {
        let index = self.expression(0)?;
        self.expect("]")?;
        let is_literal = matches!(
            index.kind,
            ExprKind::Number(_) | ExprKind::String(_) | ExprKind::Boolean(_) | ExprKind::Ion
        );
        if is_literal { Ok(index) } else { refuse("Invalid path component for simple path") }
    }

    /// The next step of a path, if there is one. If an index follows, only its opening bracket is read.
    #[expect(clippy::option_option, reason = "no step, and a step that is yet to be read")]
    fn step(&mut self, takes_all_members: bool) -> Result<Option<Option<PathStep>>, PartiqlError> {
        let place = self.place();
        if self.take(".") {
            let step = match self.head() {
                TokenKind::Name(name) => PathStep::Field((*name).to_owned()),
                TokenKind::QuotedName(name) => PathStep::Field(name.to_string()),
                head if head.is("*") && takes_all_members => PathStep::Wildcard(self.place()),
                head if head.is("*") => return refuse("Invalid path dot component for simple path"),
                _ => return refuse("Invalid path dot component"),
            };
            self.advance();
            return Ok(Some(Some(step)));
        }
        if !self.take("[") {
            return Ok(None);
        }
        if !self.take("*") {
            return Ok(Some(None));
        }
        self.expect("]")?;
        Ok(Some(Some(PathStep::Wildcard(place))))
    }
}

fn path(root: Expr, steps: Vec<PathStep>) -> Result<Expr, PartiqlError> {
    if steps.is_empty() {
        return Ok(root);
    }
    let place = root.place;
    Expr::new(ExprKind::Path(Box::new(root), steps), place)
}
