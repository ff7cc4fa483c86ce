//! Conditions built in Rust.

use std::{fmt, ops::Not};

use super::{
    condition_text,
    nodes::Nodes,
    spelling::{Expression, Speller},
};
use crate::{
    error::Result,
    expression::{
        bind::{condition::bind_nodes, list::Extent, placeholders::Placeholders},
        error::{ExpressionError, ExpressionKind},
        syntax::condition::Node,
        tree::condition::{Condition, Step},
    },
};

/// A condition on an item, built from [`attr`](crate::attr): what a `ConditionExpression` or `FilterExpression` says,
/// without a text and placeholders. All the builders' methods that take a condition take one.
///
/// ```
/// use hashrange::{Database, ScalarAttributeType::S, attr, item};
///
/// let db = Database::new();
/// let stock = db.create_table("stock").partition_key("id", S).run()?;
/// stock.put(item! { "id": "cup", "left": 2, "status": "open", "tags": ["new", "red"] }).run()?;
///
/// let takeable = attr("left").at_least(2).and(attr("status").equals("open"));
/// stock.update("cup").subtract("left", 2).condition(takeable.clone()).run()?;
/// let refused = stock.update("cup").subtract("left", 2).condition(takeable).run();
/// assert!(refused.unwrap_err().is_condition_failed());
///
/// let old = !attr("tags").contains("new") | attr("left").equals(0);
/// assert_eq!(stock.scan().filter(old).count()?, 1);
/// # Ok::<(), hashrange::Error>(())
/// ```
///
/// It is checked as a text is, when it is used: the number of its operators, the types of operands, the depth of paths
/// ([`limits`](crate::limits)), and the length that its [text](Self::to_expression) would have.
#[derive(Clone)]
#[must_use = "a condition does nothing until a request has it"]
pub struct ConditionExpression(pub(super) Nodes);

impl ConditionExpression {
    /// Both this condition and another.
    ///
    /// ```
    /// use hashrange::attr;
    ///
    /// let both = attr("age").at_least(18).and(attr("email").exists());
    /// assert_eq!(both.to_expression()?.text, "age >= :c0 AND attribute_exists(email)");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn and(self, other: Self) -> Self {
        Self(self.0.joined(Node::And, other.0))
    }

    /// This condition or another, or both.
    ///
    /// ```
    /// use hashrange::attr;
    ///
    /// let either = attr("price").less_than(10).or(attr("sale").equals(true)).and(attr("left").greater_than(0));
    /// assert_eq!(either.to_expression()?.text, "(price < :c0 OR sale = :c1) AND #left > :c2");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn or(self, other: Self) -> Self {
        Self(self.0.joined(Node::Or, other.0))
    }

    /// The text that says the same, with its placeholders: for the AWS SDK, or to learn the language. Placeholders of
    /// values are `:c0` and so on; those of an [update](crate::UpdateExpression::to_expression) are other ones.
    ///
    /// # Errors
    /// What a request with the condition would be refused for:
    /// [`Error::Validation`](crate::error::Error::Validation).
    pub fn to_expression(&self) -> Result<Expression> {
        const KIND: ExpressionKind = ExpressionKind::Condition;
        self.check(KIND)?;
        let mut extent = Extent::new(KIND);
        extent.add(0, self.operators())?;
        let spelled = self.spelled();
        extent.add(spelled.text.len(), 0)?;
        self.bind(KIND, &mut Placeholders::default())?;
        Ok(spelled)
    }

    /// The text, also where it is longer than a request may have it; nothing if a part is not well formed.
    pub(crate) fn spelled(&self) -> Expression {
        if self.0.nodes().is_empty() || self.check(ExpressionKind::Condition).is_err() {
            return Expression::default();
        }
        let mut speller = Speller::with_placeholders('c');
        let text = condition_text::text(self.0.nodes(), &mut speller);
        speller.expression(text)
    }

    /// Its nodes.
    pub(super) fn nodes(&self) -> &[Node] {
        self.0.nodes()
    }

    /// Fails if a part of the condition is not well formed.
    pub(crate) fn check(&self, kind: ExpressionKind) -> Result<(), ExpressionError> {
        self.0.check(kind)
    }

    /// How many operators and functions the condition has.
    pub(crate) fn operators(&self) -> usize {
        self.0.operators()
    }

    /// An upper bound of the bytes of the condition's text.
    pub(crate) fn bytes_at_most(&self) -> usize {
        self.0.bytes_at_most()
    }

    /// The condition of a request, in a parameter of this kind.
    ///
    /// # Errors
    /// As [`ConditionTree::bind`](crate::expression::ConditionTree::bind).
    pub(crate) fn bind<'t, 'r: 't>(
        &'t self,
        kind: ExpressionKind,
        placeholders: &mut Placeholders<'r>,
    ) -> Result<Condition<'t>, ExpressionError> {
        self.bind_program(kind, placeholders).map(|program| Condition { program })
    }

    /// The condition's steps.
    pub(crate) fn bind_program<'t, 'r: 't>(
        &'t self,
        kind: ExpressionKind,
        placeholders: &mut Placeholders<'r>,
    ) -> Result<Vec<Step<'t>>, ExpressionError> {
        bind_nodes(kind, self.0.nodes(), placeholders)
    }
}

/// The condition that holds where this one does not.
///
/// ```
/// use hashrange::attr;
///
/// assert_eq!((!attr("tags").contains("new")).to_expression()?.text, "NOT contains(tags, :c0)");
/// # Ok::<(), hashrange::Error>(())
/// ```
impl Not for ConditionExpression {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0.operator(Node::Not))
    }
}

/// As [`and`](ConditionExpression::and).
impl std::ops::BitAnd for ConditionExpression {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

/// As [`or`](ConditionExpression::or).
impl std::ops::BitOr for ConditionExpression {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

/// The condition in one line, with its values.
impl fmt::Debug for ConditionExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
