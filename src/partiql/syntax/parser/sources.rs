//! The sources of FROM, and aliases.

use super::cursor::{Parser, refuse};
use crate::{
    partiql::{
        error::PartiqlError,
        syntax::{
            token::TokenKind,
            tree::{DEPTH, Expr, too_deep},
        },
    },
    texts::grammar,
};

/// What a FROM reads: the first source, whether it has an alias, whether there are more.
pub(crate) struct Sources {
    pub(crate) source: Expr,
    pub(crate) has_alias: bool,
    pub(crate) is_join: bool,
}

/// How the next source of a FROM is joined to those before it.
#[derive(Default)]
struct Joined {
    to: Option<Sources>,
    /// It is joined by JOIN, which needs ON; a comma or CROSS JOIN does not.
    needs_on: bool,
}

impl Parser<'_, '_> {
    /// The sources of FROM with everything joined to them. Open parentheses are kept on the heap, not on the call
    /// stack.
    pub(crate) fn sources(&mut self, precedence: u8) -> Result<Sources, PartiqlError> {
        let mut open: Vec<Joined> = Vec::new();
        let mut joined = Joined::default();
        loop {
            self.take_word("unpivot");
            if self.head().is("(") && !self.is_value_in_parentheses() {
                self.advance();
                self.depth += 1;
                if self.depth >= DEPTH {
                    return Err(too_deep());
                }
                open.push(std::mem::take(&mut joined));
                continue;
            }
            let mut source =
                Sources { source: self.expression(precedence)?, has_alias: false, is_join: false };
            source.has_alias |= self.aliases()?;
            loop {
                let whole = self.join(std::mem::take(&mut joined), source, precedence)?;
                let needs_on = self.word() == Some("join");
                if needs_on || self.head().is(",") || self.word() == Some("cross_join") {
                    self.advance();
                    joined = Joined { to: Some(whole), needs_on };
                    break;
                }
                let Some(outer) = open.pop() else { return Ok(whole) };
                self.depth -= 1;
                self.expect(")")?;
                joined = outer;
                source = whole;
                source.has_alias |= self.aliases()?;
            }
        }
    }

    /// Whether the opening parenthesis at the head belongs to an expression.
    fn is_value_in_parentheses(&self) -> bool {
        let inside = &self.token(1).kind;
        matches!(inside, TokenKind::String(_) | TokenKind::Number(_) | TokenKind::Boolean(_))
            || inside.word() == Some("select")
    }

    /// Joins a source to those before it, if there are any.
    fn join(&mut self, joined: Joined, source: Sources, precedence: u8) -> Result<Sources, PartiqlError> {
        let Some(first) = joined.to else { return Ok(source) };
        if joined.needs_on {
            if !self.take_word("on") {
                return refuse("Expected 'ON'");
            }
            self.expression(precedence)?;
        }
        Ok(Sources { is_join: true, ..first })
    }

    /// Reads `AS name`, `AT name` and `BY name`; returns whether there was any of them.
    pub(crate) fn aliases(&mut self) -> Result<bool, PartiqlError> {
        let named = self.alias("as", true)?;
        let placed = self.alias("at", false)?;
        Ok(self.alias("by", false)? || placed || named)
    }

    /// Reads the keyword, which may be optional, and a name.
    pub(crate) fn alias(&mut self, keyword: &str, is_optional: bool) -> Result<bool, PartiqlError> {
        let found = self.take_word(keyword);
        if self.head().is_name() && (found || is_optional) {
            self.advance();
            return Ok(true);
        }
        if found {
            return refuse(&grammar::no_alias(&keyword.to_uppercase()));
        }
        Ok(false)
    }
}
