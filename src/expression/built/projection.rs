//! Projections built in Rust.

use std::fmt;

use super::{
    attribute::Attr,
    fault::{self, Fault},
    nodes::path_bytes_at_most,
    spelling::{Expression, Speller},
};
use crate::{
    error::Result,
    expression::{
        bind::{list::Extent, placeholders::Placeholders},
        error::{ExpressionError, ExpressionKind},
        syntax::projection::ProjectionTree,
    },
    texts::expression as texts,
};

const KIND: ExpressionKind = ExpressionKind::Projection;

/// The parts of an item that a read returns, as paths: what a `ProjectionExpression` says. The builders' `project` takes
/// an array or vector of paths too.
///
/// ```
/// use hashrange::{Database, ProjectionExpression, ScalarAttributeType::S, item};
///
/// let db = Database::new();
/// let users = db.create_table("users").partition_key("user_id", S).run()?;
/// users.put(item! { "user_id": "haeri05", "name": "해리", "status": "open" }).run()?;
///
/// let shown = ProjectionExpression::new(["name", "status"]);
/// assert_eq!(shown.to_expression()?.text, "#name, #status");
/// assert_eq!(*users.get("haeri05").project(shown).run()?.unwrap(), item! { "name": "해리", "status": "open" });
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a projection does nothing until a request has it"]
pub struct ProjectionExpression {
    tree: ProjectionTree,
    fault: Option<Box<Fault>>,
}

impl ProjectionExpression {
    /// The values at these paths.
    pub fn new(paths: impl IntoIterator<Item = impl Into<Attr>>) -> Self {
        let mut projection = Self { tree: ProjectionTree::default(), fault: None };
        for path in paths {
            match path.into().into_path() {
                Ok(path) => projection.tree.paths.push(path),
                Err(fault) => projection.fault = projection.fault.or(Some(fault)),
            }
        }
        projection
    }

    /// The text that says the same, with its placeholders. Placeholders of names that are no words are `#p0` and so on.
    ///
    /// # Errors
    /// What a request with the projection would be refused for:
    /// [`Error::Validation`](crate::error::Error::Validation).
    pub fn to_expression(&self) -> Result<Expression> {
        self.check()?;
        let spelled = self.spelled();
        Extent::new(KIND).add(spelled.text.len(), 0)?;
        self.tree.bind(&mut Placeholders::default())?;
        Ok(spelled)
    }

    /// The text, also where it is longer than a request may have it.
    pub(crate) fn spelled(&self) -> Expression {
        let mut speller = Speller::with_placeholders('p');
        let text = self.text(&mut speller);
        speller.expression(text)
    }

    fn text(&self, speller: &mut Speller) -> String {
        let paths: Vec<String> = self.tree.paths.iter().map(|path| speller.path(path)).collect();
        paths.join(", ")
    }

    /// Fails if there is no path, or one is not well formed.
    pub(crate) fn check(&self) -> Result<(), ExpressionError> {
        fault::check(self.fault.as_deref(), KIND)?;
        if self.tree.paths.is_empty() { Err(KIND.invalid(texts::EMPTY)) } else { Ok(()) }
    }

    /// The tree that the text would be parsed to.
    pub(crate) fn tree(&self) -> &ProjectionTree {
        &self.tree
    }

    /// An upper bound of the bytes of the projection's text.
    pub(crate) fn bytes_at_most(&self) -> usize {
        self.tree.paths.iter().map(path_bytes_at_most).sum()
    }
}

/// The paths in one line.
impl fmt::Debug for ProjectionExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(&mut Speller::inline()))
    }
}
