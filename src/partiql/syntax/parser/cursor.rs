//! The tokens of a statement from left to right, with the next one at the head.

use crate::partiql::{
    error::{PartiqlError, Place},
    syntax::token::{Token, TokenKind},
};

/// The tokens of a statement, and the parser's position among them.
pub(super) struct Parser<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
    /// How many constructs are open around the head. A statement counts for several, because it uses more of the call
    /// stack.
    pub(super) depth: usize,
}

const END: Token<'static> = Token { kind: TokenKind::End, place: Place { line: 0, column: 0, length: 0 } };

/// A grammar error with this text.
pub(super) fn refuse<T>(message: &str) -> Result<T, PartiqlError> {
    Err(PartiqlError::grammar(message))
}

impl<'t, 'a> Parser<'t, 'a> {
    /// The parser at the first token.
    pub(super) fn new(tokens: &'t [Token<'a>]) -> Self {
        Self { tokens, at: 0, depth: 0 }
    }

    pub(super) fn token(&self, ahead: usize) -> &'t Token<'a> {
        self.tokens.get(self.at + ahead).unwrap_or(&END)
    }

    pub(super) fn head(&self) -> &'t TokenKind<'a> {
        &self.token(0).kind
    }

    pub(super) fn place(&self) -> Place {
        self.token(0).place
    }

    pub(super) fn word(&self) -> Option<&'static str> {
        self.head().word()
    }

    pub(super) fn advance(&mut self) {
        self.advance_by(1);
    }

    pub(super) fn advance_by(&mut self, tokens: usize) {
        self.at += tokens;
    }

    /// How many tokens are left, including the end.
    pub(super) fn left(&self) -> usize {
        self.tokens.len().saturating_sub(self.at)
    }

    /// Whether nothing is left but a semicolon.
    pub(super) fn is_at_end_of_statement(&self) -> bool {
        *self.head() == TokenKind::End || (self.head().is(";") && self.token(1).kind == TokenKind::End)
    }

    /// Skips the word if it is next; returns whether it was.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.word() == Some(word);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn take(&mut self, punctuation: &str) -> bool {
        let found = self.head().is(punctuation);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn expect(&mut self, punctuation: &str) -> Result<(), PartiqlError> {
        if self.take(punctuation) {
            return Ok(());
        }
        refuse(match punctuation {
            "(" => "Expected LEFT_PAREN",
            ")" => "Expected RIGHT_PAREN",
            "]" => "Expected RIGHT_BRACKET",
            "}" => "Expected RIGHT_CURLY",
            ">>" => "Expected RIGHT_DOUBLE_ANGLE_BRACKET",
            ":" => "Expected COLON",
            _ => "Unexpected token",
        })
    }

    /// One or more of what `item` reads, with commas between them.
    pub(super) fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, PartiqlError>,
    ) -> Result<Vec<T>, PartiqlError> {
        let mut items = vec![item(self)?];
        while self.take(",") {
            items.push(item(self)?);
        }
        Ok(items)
    }
}
