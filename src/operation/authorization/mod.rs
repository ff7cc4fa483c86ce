//! Who may do what: the resource policies of tables, their indexes and streams, as IAM evaluates them.
//!
//! ```text
//!  document.rs    the policy's form                     statement.rs    a statement, compiled
//!  request.rs     what a request does, and to what      condition.rs    its conditions: operators and keys
//!  context.rs     the values of condition keys          principal.rs    whom it names
//!  decision.rs    allowed or not, and the text          pattern.rs      wildcards and variables
//!  named.rs       operations that are no access to items        called.rs       what recorded calls tell of it
//!  acceptance.rs  which policies can be put                     faulted.rs      what faults know of it
//! ```
//!
//! Identity-based policies are not part of this: a principal of the database's account may do all that no statement
//! denies, as if an identity-based policy allowed it everything; a principal of another account may do what a statement
//! allows. (IAM user guide: Policy evaluation logic)

pub(crate) mod acceptance;
mod called;
mod compiled;
mod condition;
mod context;
pub(crate) mod decision;
pub(crate) mod document;
mod element;
mod faulted;
mod json;
pub(crate) mod named;
mod operator;
mod pattern;
mod principal;
pub(crate) mod request;
mod statement;
