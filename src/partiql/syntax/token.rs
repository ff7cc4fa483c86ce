//! Tokens.

use std::borrow::Cow;

use crate::partiql::error::Place;

/// The kind of a token. Keywords, operators and punctuation have their text in lower case. If PartiQL reads several
/// words as one token, they are joined by `_` (`not_in`, `insert_into`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TokenKind<'a> {
    Keyword(&'static str),
    Operator(&'static str),
    /// One of `( ) [ ] { } << >> : , * ; .`
    Punctuation(&'static str),
    Name(&'a str),
    QuotedName(Cow<'a, str>),
    String(Cow<'a, str>),
    Number(&'a str),
    Boolean(bool),
    Null,
    Missing,
    /// A literal in backticks.
    Ion,
    /// The n-th question mark, from 0.
    Parameter(usize),
    End,
}

impl TokenKind<'_> {
    /// The text by which the parser decides how to continue, if the token is a word or an operator.
    pub(crate) fn word(&self) -> Option<&'static str> {
        match self {
            Self::Keyword(word) | Self::Operator(word) => Some(word),
            Self::Null => Some("null"),
            Self::Missing => Some("missing"),
            _ => None,
        }
    }

    pub(crate) fn is(&self, punctuation: &str) -> bool {
        matches!(self, Self::Punctuation(text) if *text == punctuation)
    }

    pub(crate) fn is_name(&self) -> bool {
        matches!(self, Self::Name(_) | Self::QuotedName(_))
    }

    /// The precedence of the token as an infix operator; 0 if it is none.
    pub(crate) fn precedence(&self) -> u8 {
        match self {
            Self::Punctuation("*") => 70,
            Self::Operator(operator) => match *operator {
                "union" | "union_all" | "union_distinct" | "intersect" | "intersect_all"
                | "intersect_distinct" | "except" | "except_all" | "except_distinct" => 5,
                "or" => 10,
                "and" => 20,
                "=" | "<>" | "is" | "is_not" | "in" | "not_in" => 40,
                "<" | "<=" | ">" | ">=" | "between" | "not_between" | "like" | "not_like" => 50,
                "+" | "-" | "||" => 60,
                "/" | "%" => 70,
                _ => 0,
            },
            _ => 0,
        }
    }
}

/// One token of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: TokenKind<'a>,
    pub(crate) place: Place,
}
