//! PartiQL, the SQL-compatible language of DynamoDB: text -> [`Statement`] -> [`BoundStatement`] -> plan.
//!
//! 1. **Reading**: [`Statement::parse`] makes a statement from its text alone. It reads PartiQL's grammar as the
//!    service's parser does, so errors have the same texts. It then applies DynamoDB's own restrictions; some of their
//!    errors name a place in the text.
//! 2. **Binding**: [`Statement::bind`] replaces the question marks by the parameters.
//! 3. **Planning**: which keys of a table or index the condition selects.
//!
//! Recursion goes no deeper than the parsed tree, whose depth the parser bounds.

mod bind;
mod collect;
mod error;
mod lower;
mod parameters;
mod plan;
mod statement;
mod syntax;
mod translate;

#[cfg(test)]
mod tests;

pub(crate) use bind::{BoundStatement, BoundValue};
pub(crate) use error::PartiqlError;
pub(crate) use parameters::parameter_refusal;
pub(crate) use plan::{
    key_names::KeyNames,
    read_plan::{Access, ReadPlan},
};
pub(crate) use statement::{Delete, Insert, Predicate, Returning, Select, Statement, Update};
