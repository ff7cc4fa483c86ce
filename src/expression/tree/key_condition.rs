//! `KeyConditionExpression`: the conditions of a Query on the key.

use smallvec::SmallVec;

use crate::{expression::comparator::Comparator, value::AttributeValue};

/// One condition on one attribute of a key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeyClause<'r> {
    /// The attribute's name.
    pub(crate) attribute: &'r str,
    /// The test of its value.
    pub(crate) test: KeyTest<'r>,
}

/// A test of a key attribute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum KeyTest<'r> {
    /// `=`, `<`, `<=`, `>`, `>=`; never `<>`.
    Compare(Comparator, &'r AttributeValue),
    /// `BETWEEN`, bounds included.
    Between(&'r AttributeValue, &'r AttributeValue),
    /// `begins_with`.
    BeginsWith(&'r AttributeValue),
}

/// The conditions on the attributes of a key: one or two in a table.
pub(crate) type KeyClauses<'r> = SmallVec<[KeyClause<'r>; 2]>;

/// A key condition that is bound to a request's names and values, not yet to a table's or index's key:
/// [`resolve`](Self::resolve) does that.
#[derive(Debug, Clone)]
pub struct KeyCondition<'r> {
    pub(crate) clauses: KeyClauses<'r>,
}

impl<'r> KeyCondition<'r> {
    /// A key condition made in code, for the legacy `KeyConditions` and PartiQL.
    pub(crate) fn new(clauses: KeyClauses<'r>) -> Self {
        Self { clauses }
    }
}
