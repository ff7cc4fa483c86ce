//! Document paths and values as written, or as given in Rust.

use super::{
    reserved_words::is_reserved,
    token::{Kind, Token},
};
use crate::value::AttributeValue;

/// A name of a path.
#[derive(Debug, Clone)]
pub(crate) enum NameSyntax {
    /// `price`.
    Plain(Box<str>),
    /// `#p`.
    Placeholder(Box<str>),
    /// A name given in Rust that a text has a placeholder for.
    Given(Box<str>),
}

impl NameSyntax {
    /// A name given in Rust.
    pub(crate) fn given(name: &str) -> Self {
        let token = Token::next(name, 0);
        let is_word = token.kind == Kind::Word && token.text(name) == name;
        if is_word && !is_reserved(name) { Self::Plain(name.into()) } else { Self::Given(name.into()) }
    }

    /// The name or placeholder.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Plain(name) | Self::Placeholder(name) | Self::Given(name) => name,
        }
    }
}

/// A step into a document.
#[derive(Debug, Clone)]
pub(crate) enum StepSyntax {
    /// `.name`.
    Member(NameSyntax),
    /// `[0]`.
    Element(usize),
}

/// A document path.
#[derive(Debug, Clone)]
pub(crate) struct PathSyntax {
    pub(crate) name: NameSyntax,
    pub(crate) steps: Vec<StepSyntax>,
}

/// A value.
#[derive(Debug, Clone)]
pub(crate) enum ValueSyntax {
    /// `:v`.
    Placeholder(Box<str>),
    /// A value given in Rust.
    Given(AttributeValue),
}
