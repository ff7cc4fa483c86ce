//! A request up to its table: how it is read, what is wrong with it in the service's order and words, its parameters,
//! values and expressions.

pub(crate) mod condition;
pub(crate) mod enums;
pub(crate) mod expression_lists;
pub(crate) mod found;
pub(crate) mod input;
pub(crate) mod legacy;
pub(crate) mod names;
mod noticed;
pub(crate) mod operation;
pub(crate) mod page_limit;
pub(crate) mod parameters;
pub(crate) mod projection;
pub(crate) mod values;
mod violation;
pub(crate) mod wording;
