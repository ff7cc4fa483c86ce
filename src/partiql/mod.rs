//! PartiQL, the SQL-compatible language of DynamoDB: text -> [`Statement`] -> [`BoundStatement`] -> plan.
//!
//! 1. **Reading**: [`Statement::parse`] makes a statement of its text alone. The grammar is PartiQL's, read as
//!    the service's parser reads it, so that errors have the same texts; then come DynamoDB's own restrictions, some of
//!    whose errors name a place in the text.
//! 2. **Binding**: [`Statement::bind`] puts the parameters in.
//! 3. **Planning**: which keys of a table or index the condition selects.
//!
//! Recursion is on the depth of the parsed tree alone, which the parser bounds.

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
