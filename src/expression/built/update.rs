//! Updates built in Rust.

use std::fmt;

use super::{
    fault::{self, Fault},
    nodes::{NODE_BYTES, path_bytes_at_most},
    spelling::{Expression, Speller},
    update_text,
};
use crate::{
    error::Result,
    expression::{
        bind::{list::Extent, placeholders::Placeholders},
        error::{ExpressionError, ExpressionKind},
        syntax::update::{Clause, Node, UpdateTree},
    },
    limits::EXPRESSION_OPERATORS,
    texts::expression as texts,
};

const KIND: ExpressionKind = ExpressionKind::Update;

/// The changes of an update, built in Rust: what an `UpdateExpression` says, without a text and placeholders. The builders
/// of updates have the same methods.
///
/// ```
/// use hashrange::{Database, ScalarAttributeType::S, UpdateExpression, attr, item};
///
/// let db = Database::new();
/// let stock = db.create_table("stock").partition_key("id", S).run()?;
/// stock.put(item! { "id": "cup", "left": 9, "draft": true }).run()?;
///
/// let sold = UpdateExpression::new().subtract("left", 2).add("sold", 2).remove("draft");
/// assert_eq!(sold.to_expression()?.text, "SET #left = #left - :u0 REMOVE draft ADD sold :u1");
/// let cup = stock.update("cup").expression(sold).updated()?;
/// assert_eq!(*cup, item! { "id": "cup", "left": 7, "sold": 2 });
/// # Ok::<(), hashrange::Error>(())
/// ```
///
/// It is checked as a text is, when it is used.
#[derive(Clone, Default)]
#[must_use = "an update does nothing until a request has it"]
pub struct UpdateExpression {
    pub(super) tree: UpdateTree,
    pub(super) fault: Option<Box<Fault>>,
}

impl UpdateExpression {
    /// An update without changes.
    pub fn new() -> Self {
        Self::default()
    }

    /// The text that says the same, with its placeholders: for the AWS SDK, or to learn the language. Placeholders of
    /// values are `:u0` and so on. Changes of one section stand together.
    ///
    /// # Errors
    /// What a request with the update would be refused for: [`Error::Validation`](crate::error::Error::Validation).
    pub fn to_expression(&self) -> Result<Expression> {
        self.check()?;
        let mut extent = Extent::new(KIND);
        extent.add(0, self.tree.operators)?;
        let spelled = self.spelled();
        extent.add(spelled.text.len(), 0)?;
        UpdateTree::bind_all([&self.tree], &mut Placeholders::default())?;
        Ok(spelled)
    }

    /// The text, also where it is longer than a request may have it; nothing if a part is not well formed.
    pub(crate) fn spelled(&self) -> Expression {
        if self.fault.is_some() || self.tree.operators > EXPRESSION_OPERATORS {
            return Expression::default();
        }
        let mut speller = Speller::with_placeholders('u');
        let text = update_text::text(&self.tree.clauses, &mut speller);
        speller.expression(text)
    }

    /// Fails if there is no change, or a part of one is not well formed.
    pub(crate) fn check(&self) -> Result<(), ExpressionError> {
        fault::check(self.fault.as_deref(), KIND)?;
        if self.tree.clauses.is_empty() { Err(KIND.invalid(texts::EMPTY)) } else { Ok(()) }
    }

    /// The tree that the text would be parsed to.
    pub(crate) fn tree(&self) -> &UpdateTree {
        &self.tree
    }

    /// An upper bound of the bytes of the update's text.
    pub(crate) fn bytes_at_most(&self) -> usize {
        let clause = |clause: &Clause| match clause {
            Clause::Set(path, nodes) => {
                let nodes = nodes.iter().map(|node| match node {
                    Node::Path(path) => path_bytes_at_most(path),
                    _ => NODE_BYTES,
                });
                path_bytes_at_most(path) + nodes.sum::<usize>()
            }
            Clause::Remove(path) => path_bytes_at_most(path),
            Clause::Add(path, _) | Clause::Delete(path, _) => path_bytes_at_most(path) + NODE_BYTES,
        };
        NODE_BYTES + self.tree.clauses.iter().map(clause).sum::<usize>()
    }
}

/// The changes in one line, with their values.
impl fmt::Debug for UpdateExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.check() {
            Ok(()) if self.tree.operators > EXPRESSION_OPERATORS => {
                write!(f, "{} operators", self.tree.operators)
            }
            Ok(()) => f.write_str(&update_text::text(&self.tree.clauses, &mut Speller::inline())),
            Err(error) => write!(f, "{error}"),
        }
    }
}
