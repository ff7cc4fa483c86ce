//! The expression language: text -> tree -> bound tree -> evaluation.
//!
//! 1. **Syntax**: [`ConditionTree`], [`ProjectionTree`] and [`UpdateTree`] are made from an expression's text alone, so
//!    that requests can share them. Errors of the text itself are reported here: its size, its grammar, reserved words,
//!    unknown functions, needless parentheses.
//! 2. **Binding**: with a request's [`Placeholders`], a tree becomes a [`Condition`], a [`KeyCondition`], a
//!    [`Projection`] or an [`Update`], which borrow names and values. Undefined placeholders and operands of the wrong
//!    kind are reported here, in the order of the tree, as the service does.
//! 3. **Evaluation** against items. A missing item is an empty [`Item`](crate::value::Item).
//!
//! The trees can also be built in Rust, with names and values in place of placeholders: [`attr`], [`ConditionExpression`],
//! [`UpdateExpression`], [`ProjectionExpression`]. The bound trees can be made in code too: the legacy parameters and
//! PartiQL use that.
//!
//! Nothing recurses on the nesting of an expression: trees are programs in postfix order. The one exception,
//! the operands of `SET`, nests at most [`EXPRESSION_OPERATORS`](crate::limits::EXPRESSION_OPERATORS) deep.

mod bind;
mod built;
mod comparator;
mod error;
mod syntax;
#[cfg(test)]
mod tests;
mod tree;

pub use bind::placeholders::Placeholders;
pub use built::attribute::{Attr, Size, attr};
pub use built::condition::ConditionExpression;
pub use built::new_value::NewValue;
pub use built::operand::Operand as ConditionOperand;
pub use built::projection::ProjectionExpression;
pub(crate) use built::request_text::RequestText;
pub use built::spelling::Expression;
pub use built::update::UpdateExpression;
pub(crate) use comparator::Comparator;
pub(crate) use error::ExpressionError;
pub use error::ExpressionKind;
pub use syntax::condition::ConditionTree;
pub use syntax::projection::ProjectionTree;
pub use syntax::update::UpdateTree;
pub(crate) use tree::condition::Condition;
pub(crate) use tree::key_condition::KeyCondition;
pub(crate) use tree::key_range::KeyRange;
pub(crate) use tree::projection::Projection;
pub(crate) use tree::update::Update;

pub(crate) use bind::condition::{Binder, check_bounds};
pub(crate) use bind::key_condition::one_condition_per_key;
pub(crate) use bind::list::Extent;
pub(crate) use bind::search_condition::SearchClause;
pub(crate) use bind::update::long_name;
pub(crate) use syntax::function::Function;
pub(crate) use tree::apply::Prepared;
pub(crate) use tree::condition::{ConditionBuilder, Operand, Test};
pub(crate) use tree::key_condition::{KeyClause, KeyClauses, KeyTest};
pub(crate) use tree::path::{Path, Step};
pub(crate) use tree::update::{Action, Change, SetOperand, SetValue};
