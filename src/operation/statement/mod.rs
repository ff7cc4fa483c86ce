//! Statements of PartiQL, carried out: three operations, and a file for each kind of statement.

mod access;
pub(crate) mod batch_execute_statement;
mod clauses;
mod delete;
pub(crate) mod execute_statement;
pub(crate) mod execute_transaction;
mod exists;
mod insert;
mod item_read;
mod next_token;
mod select;
mod update;
mod write;

#[cfg(test)]
mod tests;
