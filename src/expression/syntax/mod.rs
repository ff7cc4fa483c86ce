//! Parsing an expression's text to its syntax tree.

pub(super) mod condition;
pub(super) mod cursor;
pub(super) mod function;
pub(super) mod path;
pub(super) mod projection;
pub(super) mod reserved_words;
pub(super) mod token;
pub(super) mod update;
