//! A request before its table is looked up: how it is read, its faults with the service's order and messages, its
//! parameters, values and expressions.

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
pub(crate) mod spelled;
pub(crate) mod table_arn;
pub(crate) mod values;
mod violation;
pub(crate) mod wording;
