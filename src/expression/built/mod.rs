//! Expressions built in Rust: the trees that the parsers make, with names and values in place of placeholders.

pub(super) mod attribute;
mod changes;
mod comparisons;
pub(super) mod condition;
mod condition_text;
mod fault;
pub(super) mod new_value;
mod nodes;
pub(super) mod operand;
mod path;
pub(super) mod projection;
pub(super) mod request_text;
pub(super) mod spelling;
pub(super) mod update;
mod update_text;
