//! Syntax and placeholders to bound expressions.

pub(super) mod condition;
pub(super) mod key_condition;
pub(super) mod list;
pub(super) mod placeholders;
pub(super) mod projection;
pub(super) mod search_condition;
pub(super) mod update;
