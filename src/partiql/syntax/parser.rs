//! Tokens to a tree. An expression is read with a stack of its own (`expression`), statements by rules that call
//! each other (`clauses`): they are expressions too, but are not nested in practice.
//!
//! The grammar is PartiQL's, of which DynamoDB supports a part. Errors have the texts of the PartiQL parser that the
//! service uses.

mod clauses;
mod complete;
mod expression;
mod path;
mod pending;
mod sources;

use super::{
    lexer::tokenize,
    token::{Token, TokenKind},
    tree::Expr,
};
use crate::partiql::error::{PartiqlError, Place};

/// Reads a text as one statement, which a semicolon may follow, and counts its parameters. Takes time linear in
/// the text.
pub(crate) fn parse(text: &str) -> Result<(Expr, usize), PartiqlError> {
    let tokens = tokenize(text)?;
    let parameters = tokens.iter().filter(|token| matches!(token.kind, TokenKind::Parameter(_))).count();
    let mut parser = Parser { tokens: &tokens, at: 0, depth: 0 };
    let statement = parser.expression(0)?;
    if parser.is_at_end_of_statement() {
        Ok((statement, parameters))
    } else if parser.head().is(";") {
        Err(PartiqlError::grammar("Unexpected token after semicolon. (Only one query is allowed.)"))
    } else {
        Err(PartiqlError::grammar("Unexpected token after expression"))
    }
}

struct Parser<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
    /// How many constructs are open around the head, statements counted by what they take of the stack.
    depth: usize,
}

const END: Token<'static> = Token { kind: TokenKind::End, place: Place { line: 0, column: 0, length: 0 } };

fn refuse<T>(message: &str) -> Result<T, PartiqlError> {
    Err(PartiqlError::grammar(message))
}

impl<'t, 'a> Parser<'t, 'a> {
    fn token(&self, ahead: usize) -> &'t Token<'a> {
        self.tokens.get(self.at + ahead).unwrap_or(&END)
    }

    fn head(&self) -> &'t TokenKind<'a> {
        &self.token(0).kind
    }

    fn place(&self) -> Place {
        self.token(0).place
    }

    fn word(&self) -> Option<&'static str> {
        self.head().word()
    }

    fn advance(&mut self) {
        self.at += 1;
    }

    /// Whether nothing is left but a semicolon.
    fn is_at_end_of_statement(&self) -> bool {
        *self.head() == TokenKind::End || (self.head().is(";") && self.token(1).kind == TokenKind::End)
    }

    /// Passes over the word if it is next.
    fn take_word(&mut self, word: &str) -> bool {
        let found = self.word() == Some(word);
        if found {
            self.advance();
        }
        found
    }

    fn take(&mut self, punctuation: &str) -> bool {
        let found = self.head().is(punctuation);
        if found {
            self.advance();
        }
        found
    }

    fn expect(&mut self, punctuation: &str) -> Result<(), PartiqlError> {
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
    fn list<T>(
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

#[cfg(test)]
mod tests;
