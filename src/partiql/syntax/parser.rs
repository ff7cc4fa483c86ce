//! Tokens to a tree. Expressions are read with an explicit stack (`expression`), statements by rules that call each
//! other (`clauses`). Statements are expressions too, but are not nested in practice.
//!
//! The grammar is PartiQL's; DynamoDB supports a part of it. Errors have the texts of the PartiQL parser that the
//! service uses.

mod clauses;
mod complete;
mod cursor;
mod expression;
mod path;
mod pending;
mod sources;

use cursor::Parser;

use super::{lexer::tokenize, token::TokenKind, tree::Expr};
use crate::partiql::error::PartiqlError;

/// Reads a text as one statement, which a semicolon may follow, and counts its parameters. Takes time linear in the
/// text.
pub(crate) fn parse(text: &str) -> Result<(Expr, usize), PartiqlError> {
    let tokens = tokenize(text)?;
    let parameters = tokens.iter().filter(|token| matches!(token.kind, TokenKind::Parameter(_))).count();
    let mut parser = Parser::new(&tokens);
    let statement = parser.expression(0)?;
    if parser.is_at_end_of_statement() {
        Ok((statement, parameters))
    } else if parser.head().is(";") {
        Err(PartiqlError::grammar("Unexpected token after semicolon. (Only one query is allowed.)"))
    } else {
        Err(PartiqlError::grammar("Unexpected token after expression"))
    }
}

#[cfg(test)]
mod tests;
