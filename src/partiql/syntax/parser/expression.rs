//! Expressions: operators by precedence, and the contents of brackets. Open constructs are kept on a stack on the heap,
//! so nested brackets do not recurse.

use super::{
    cursor::{Parser, refuse},
    pending::{Pending, State},
};
use crate::{
    partiql::{
        error::PartiqlError,
        syntax::{
            number,
            token::TokenKind,
            tree::{DEPTH, Expr, ExprKind, too_deep},
        },
    },
    texts::grammar,
};

/// Precedence of NOT.
const NOT: u8 = 30;

/// How many levels a nested statement counts for. The rules of statements call each other, so this bounds the call
/// stack.
const NESTED_STATEMENT: usize = 12;

impl Parser<'_, '_> {
    /// An expression whose operators bind more strongly than `precedence`.
    pub(crate) fn expression(&mut self, precedence: u8) -> Result<Expr, PartiqlError> {
        let mut pending: Vec<Pending> = Vec::new();
        let mut state = State::Operand;
        loop {
            state = match state {
                State::Operand => self.operand(&mut pending)?,
                State::Term(term) => self.steps(term, Vec::new(), &mut pending)?,
                State::Value(value) => {
                    let least = pending.last().map_or(precedence, Pending::precedence);
                    if self.head().precedence() > least {
                        self.infix(value, &mut pending)?
                    } else if let Some(open) = pending.pop() {
                        self.complete(open, value, &mut pending)?
                    } else {
                        return Ok(value);
                    }
                }
            };
        }
    }

    /// A prefix operator, a bracket or a term.
    fn operand(&mut self, pending: &mut Vec<Pending>) -> Result<State, PartiqlError> {
        if self.depth >= DEPTH {
            return Err(too_deep());
        }
        let token = self.token(0);
        let place = token.place;
        let atom = match &token.kind {
            TokenKind::Operator("not") => {
                self.advance();
                return Ok(self.open(Pending::Prefix("not", NOT, place), pending));
            }
            TokenKind::Operator(sign @ ("+" | "-")) => {
                self.advance();
                return Ok(self.open(Pending::Prefix(sign, u8::MAX, place), pending));
            }
            TokenKind::String(text) => ExprKind::String(text.to_string()),
            TokenKind::Number(text) if !number::is_decimal(text) => return refuse(""),
            TokenKind::Number(text) => ExprKind::Number((*text).to_owned()),
            TokenKind::Boolean(truth) => ExprKind::Boolean(*truth),
            TokenKind::Null => ExprKind::Null,
            TokenKind::Missing => ExprKind::Missing,
            TokenKind::Ion => ExprKind::Ion,
            TokenKind::Parameter(number) => ExprKind::Parameter(*number),
            TokenKind::Name(_) | TokenKind::QuotedName(_) if self.token(1).kind.is("(") => {
                return self.call(pending);
            }
            TokenKind::Name(name) => ExprKind::Name((*name).to_owned()),
            TokenKind::QuotedName(name) => ExprKind::Name(name.to_string()),
            TokenKind::Operator("@") if self.token(1).kind.is_name() => {
                self.advance();
                let name = self.name().unwrap_or_else(|| refuse(grammar::TERM));
                return name.map(State::Term);
            }
            TokenKind::Operator("@") => return refuse("Identifier must follow @-operator"),
            TokenKind::Operator(_) => return refuse("Unexpected operator"),
            TokenKind::Keyword(word) if is_function(word) && self.token(1).kind.is("(") => {
                return self.call(pending);
            }
            TokenKind::Keyword(word) => return self.nested_statement(word).map(State::Term),
            TokenKind::Punctuation(opens @ ("(" | "[" | "<<" | "{")) => return self.bracket(opens, pending),
            TokenKind::Punctuation(_) | TokenKind::End => return refuse(grammar::TERM),
        };
        self.advance();
        Expr::new(atom, place).map(State::Term)
    }

    /// A statement, which is an expression too.
    fn nested_statement(&mut self, word: &str) -> Result<Expr, PartiqlError> {
        let levels = if self.depth == 0 { 1 } else { NESTED_STATEMENT };
        self.depth += levels;
        let statement = self.statement(word)?;
        self.depth -= levels;
        Ok(statement)
    }

    /// Opens the construct of the opening bracket at the head.
    fn bracket(&mut self, opens: &'static str, pending: &mut Vec<Pending>) -> Result<State, PartiqlError> {
        let place = self.place();
        self.advance();
        let empty = match opens {
            "[" if self.take("]") => ExprKind::List(Vec::new()),
            "<<" if self.take(">>") => ExprKind::Bag(Vec::new()),
            "{" if self.take("}") => ExprKind::Struct(Vec::new()),
            "{" => return Ok(self.open(Pending::Name { members: Vec::new(), place }, pending)),
            _ => return Ok(self.open(Pending::List { opens, members: Vec::new(), place }, pending)),
        };
        Expr::new(empty, place).map(State::Term)
    }

    /// Opens the call of the function at the head, whose opening parenthesis follows.
    fn call(&mut self, pending: &mut Vec<Pending>) -> Result<State, PartiqlError> {
        let token = self.token(0);
        let name = match &token.kind {
            TokenKind::Name(name) => name.to_lowercase(),
            TokenKind::QuotedName(name) => name.to_lowercase(),
            kind => kind.word().unwrap_or_default().to_owned(),
        };
        self.advance_by(2);
        let is_aggregate = matches!(name.as_str(), "count" | "avg" | "max" | "min" | "sum");
        if is_aggregate && matches!(self.word(), Some("distinct" | "all")) {
            self.advance();
        }
        if name == "count" && self.take("*") {
            self.expect(")")?;
            return Expr::new(ExprKind::Aggregate, token.place).map(State::Term);
        }
        if self.head().is("*") {
            return refuse(&grammar::wildcard_call(&name));
        }
        let call = Pending::Call { name, is_aggregate, arguments: Vec::new(), place: token.place };
        if self.head().is(")") { self.end_call(call) } else { Ok(self.open(call, pending)) }
    }

    /// Applies the infix operator at the head to its left side.
    fn infix(&mut self, left: Expr, pending: &mut Vec<Pending>) -> Result<State, PartiqlError> {
        let token = self.token(0);
        let (place, binds) = (token.place, token.kind.precedence());
        let operator = match &token.kind {
            TokenKind::Operator(operator) => *operator,
            _ => "*",
        };
        match operator {
            "is" | "is_not" => {
                self.advance();
                let (name, most) = self.type_name()?;
                let test = Pending::Type { left, operator, name, most, parameters: 0, place };
                return if self.take("(") { Ok(self.open(test, pending)) } else { self.end_type(test) };
            }
            // Parentheses after IN are a list, even with a single member.
            "in" | "not_in" if self.token(1).kind.is("(") && !self.is_query(2) => {
                let opens = self.token(1).place;
                self.advance_by(2);
                return Ok(
                    self.open(Pending::In { left, operator, members: Vec::new(), opens, place }, pending)
                );
            }
            _ => {}
        }
        // The operator, at least one more token, and the end.
        if self.left() < 3 {
            return refuse("Missing right-hand side expression of infix operator");
        }
        self.advance();
        Ok(self.open(Pending::Infix { left, operator, binds, place }, pending))
    }

    fn is_query(&self, ahead: usize) -> bool {
        matches!(self.token(ahead).kind.word(), Some("select" | "values"))
    }

    /// The name of a type, and how many parameters it may have. The parameters have no effect.
    fn type_name(&mut self) -> Result<(&'static str, usize), PartiqlError> {
        let most = match self.word() {
            Some("float" | "time" | "character" | "char" | "character_varying" | "varchar") => 1,
            Some("decimal" | "dec" | "numeric") => 2,
            Some(
                "missing" | "null" | "boolean" | "bool" | "smallint" | "int2" | "integer2" | "int4"
                | "integer4" | "int8" | "integer8" | "bigint" | "int" | "integer" | "real"
                | "double_precision" | "timestamp" | "date" | "string" | "symbol" | "clob" | "blob"
                | "struct" | "tuple" | "list" | "sexp" | "bag" | "any",
            ) => 0,
            _ => return refuse("Expected type name"),
        };
        let name = self.word().unwrap_or_default();
        self.advance();
        Ok((name, most))
    }
}

/// Whether a keyword is a function name when an opening parenthesis follows it.
fn is_function(word: &str) -> bool {
    matches!(
        word,
        "exists"
            | "count"
            | "avg"
            | "max"
            | "min"
            | "sum"
            | "substring"
            | "char_length"
            | "character_length"
            | "octet_length"
            | "bit_length"
            | "upper"
            | "lower"
            | "size"
            | "sexp"
            | "list"
            | "bag"
            | "date_add"
            | "date_diff"
    )
}
