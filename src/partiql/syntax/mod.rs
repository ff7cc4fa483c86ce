//! From a statement's text to its grammar tree.

pub(crate) mod keyword;
pub(crate) mod lexer;
pub(crate) mod number;
pub(crate) mod parser;
pub(crate) mod token;
pub(crate) mod tree;
