//! Tokens to a tree: expressions. Statements are expressions too, see [`clauses`].
//!
//! The grammar is PartiQL's, of which DynamoDB takes a part; what is refused here is told in the words of the
//! PartiQL parser that the service uses.

mod clauses;

use super::{
    PartiqlError,
    lexer::tokenize,
    syntax::{DEPTH, Expr, ExprKind, PathStep, too_deep},
    token::{Place, Token, TokenKind},
};

/// Reads a text as one statement, which a semicolon may follow, and counts its parameters. Takes time linear in
/// the text.
pub(super) fn parse(text: &str) -> Result<(Expr, usize), PartiqlError> {
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

/// How much of a path the grammar allows where it stands.
#[derive(Clone, Copy, PartialEq)]
enum PathMode {
    /// Any term, and steps from it.
    Full,
    /// A name, and steps from it: what can be written to.
    Simple,
}

struct Parser<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
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

    /// Runs a rule one level deeper: every recursion of the parser goes through here.
    fn deeper<T>(
        &mut self,
        rule: impl FnOnce(&mut Self) -> Result<T, PartiqlError>,
    ) -> Result<T, PartiqlError> {
        if self.depth == DEPTH {
            return Err(too_deep());
        }
        self.depth += 1;
        let result = rule(self);
        self.depth -= 1;
        result
    }

    /// An expression whose operators bind more strongly than `precedence`.
    fn expression(&mut self, precedence: u8) -> Result<Expr, PartiqlError> {
        let mut left = self.deeper(Self::unary)?;
        loop {
            let token = self.token(0);
            let binds = token.kind.precedence();
            if binds <= precedence {
                return Ok(left);
            }
            let operator = match &token.kind {
                TokenKind::Operator(operator) => *operator,
                _ => "*",
            };
            left = match operator {
                "is" | "is_not" => {
                    self.advance();
                    let name = self.type_name()?;
                    let test = Expr::new(ExprKind::Is(Box::new(left), name), token.place)?;
                    negated(test, operator == "is_not")?
                }
                "in" | "not_in" => {
                    let list = self.in_list(binds)?;
                    let test = Expr::new(ExprKind::In(Box::new(left), Box::new(list)), token.place)?;
                    negated(test, operator == "not_in")?
                }
                "between" | "not_between" => {
                    let low = self.right_side(binds)?;
                    if !self.take_word("and") {
                        return refuse("Expected AND keyword");
                    }
                    if self.is_at_end_of_statement() {
                        return refuse("Expected expression after AND");
                    }
                    let high = self.expression(binds)?;
                    let kind = ExprKind::Between(Box::new(left), Box::new(low), Box::new(high));
                    negated(Expr::new(kind, token.place)?, operator == "not_between")?
                }
                "like" | "not_like" => {
                    let pattern = self.right_side(binds)?;
                    if self.take_word("escape") {
                        if self.is_at_end_of_statement() {
                            return refuse("Expected expression after ESCAPE");
                        }
                        self.expression(binds)?;
                    }
                    let kind = ExprKind::Binary("like", Box::new(left), Box::new(pattern));
                    negated(Expr::new(kind, token.place)?, operator == "not_like")?
                }
                "and" | "or" => {
                    let right = self.right_side(binds)?;
                    logical(operator, left, right, token.place)?
                }
                _ => {
                    let right = self.right_side(binds)?;
                    Expr::new(ExprKind::Binary(operator, Box::new(left), Box::new(right)), token.place)?
                }
            };
        }
    }

    /// What stands to the right of the infix operator at the head.
    fn right_side(&mut self, precedence: u8) -> Result<Expr, PartiqlError> {
        // The operator, one token at least, and the end.
        if self.tokens.len() - self.at.min(self.tokens.len()) < 3 {
            return refuse("Missing right-hand side expression of infix operator");
        }
        self.advance();
        self.expression(precedence)
    }

    /// What stands to the right of the IN at the head; a list in parentheses is one even if it has one member.
    fn in_list(&mut self, precedence: u8) -> Result<Expr, PartiqlError> {
        let opens = self.token(1);
        let is_query = matches!(self.token(2).kind.word(), Some("select" | "values"));
        if !opens.kind.is("(") || is_query {
            return self.right_side(precedence);
        }
        self.at += 2;
        let members = self.list(|parser| parser.expression(0))?;
        self.expect(")")?;
        Expr::new(ExprKind::List(members), opens.place)
    }

    /// The name of a type, and its parameters, which mean nothing here.
    fn type_name(&mut self) -> Result<&'static str, PartiqlError> {
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
        if self.take("(") {
            let parameters = self.list(|parser| parser.expression(0))?;
            self.expect(")")?;
            if parameters.len() > most {
                return refuse(&format!("CAST for {name} must have arity of 0..{most}"));
            }
        }
        Ok(name)
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

    fn unary(&mut self) -> Result<Expr, PartiqlError> {
        let token = self.token(0);
        match &token.kind {
            TokenKind::Operator("not") => {
                self.advance();
                let operand = self.expression(30)?;
                Expr::new(ExprKind::Unary("not", Box::new(operand)), token.place)
            }
            TokenKind::Operator(sign @ ("+" | "-")) => {
                self.advance();
                let operand = self.deeper(Self::unary)?;
                if let ExprKind::Number(text) = &operand.kind {
                    let text = match (*sign, text.strip_prefix('-')) {
                        ("-", Some(positive)) => positive.to_owned(),
                        ("-", None) => format!("-{text}"),
                        _ => text.clone(),
                    };
                    return Expr::new(ExprKind::Number(text), operand.place);
                }
                Expr::new(ExprKind::Unary(sign, Box::new(operand)), token.place)
            }
            _ => self.path(PathMode::Full),
        }
    }

    /// A term, or for [`PathMode::Simple`] a name, and the steps of a path from it.
    fn path(&mut self, mode: PathMode) -> Result<Expr, PartiqlError> {
        let root = match mode {
            PathMode::Full => self.term()?,
            PathMode::Simple => {
                let Some(name) = self.name() else { return refuse("Expected identifier for simple path") };
                name?
            }
        };
        let mut steps = Vec::new();
        loop {
            let token = self.token(0);
            if self.take(".") {
                match self.head() {
                    TokenKind::Name(name) => steps.push(PathStep::Field((*name).to_owned())),
                    TokenKind::QuotedName(name) => steps.push(PathStep::Field(name.to_string())),
                    head if head.is("*") && mode == PathMode::Simple => {
                        return refuse("Invalid path dot component for simple path");
                    }
                    head if head.is("*") => steps.push(PathStep::Wildcard(self.place())),
                    _ => return refuse("Invalid path dot component"),
                }
                self.advance();
            } else if self.take("[") {
                if self.head().is("*") {
                    steps.push(PathStep::Wildcard(token.place));
                    self.advance();
                    self.expect("]")?;
                    continue;
                }
                let index = self.expression(0)?;
                self.expect("]")?;
                let is_literal = matches!(
                    index.kind,
                    ExprKind::Number(_) | ExprKind::String(_) | ExprKind::Boolean(_) | ExprKind::Ion
                );
                if mode == PathMode::Simple && !is_literal {
                    return refuse("Invalid path component for simple path");
                }
                steps.push(PathStep::Index(index));
            } else if steps.is_empty() {
                return Ok(root);
            } else {
                let place = root.place;
                return Expr::new(ExprKind::Path(Box::new(root), steps), place);
            }
        }
    }

    /// The name at the head, if there is one.
    fn name(&mut self) -> Option<Result<Expr, PartiqlError>> {
        let name = match self.head() {
            TokenKind::Name(name) => (*name).to_owned(),
            TokenKind::QuotedName(name) => name.to_string(),
            _ => return None,
        };
        let place = self.place();
        self.advance();
        Some(Expr::new(ExprKind::Name(name), place))
    }

    fn term(&mut self) -> Result<Expr, PartiqlError> {
        let token = self.token(0);
        let place = token.place;
        let atom = match &token.kind {
            TokenKind::String(text) => ExprKind::String(text.to_string()),
            TokenKind::Number(text) if !super::number::is_decimal(text) => return refuse(""),
            TokenKind::Number(text) => ExprKind::Number((*text).to_owned()),
            TokenKind::Boolean(truth) => ExprKind::Boolean(*truth),
            TokenKind::Null => ExprKind::Null,
            TokenKind::Missing => ExprKind::Missing,
            TokenKind::Ion => ExprKind::Ion,
            TokenKind::Parameter(number) => ExprKind::Parameter(*number),
            TokenKind::Name(_) | TokenKind::QuotedName(_) if self.token(1).kind.is("(") => {
                return self.call();
            }
            TokenKind::Name(name) => ExprKind::Name((*name).to_owned()),
            TokenKind::QuotedName(name) => ExprKind::Name(name.to_string()),
            TokenKind::Operator("@") if self.token(1).kind.is_name() => {
                self.advance();
                return self.name().unwrap_or_else(|| refuse("Unexpected term"));
            }
            TokenKind::Operator("@") => return refuse("Identifier must follow @-operator"),
            TokenKind::Operator(_) => return refuse("Unexpected operator"),
            TokenKind::Keyword(word) => return self.keyword(word),
            TokenKind::Punctuation(opens @ ("(" | "[" | "<<" | "{")) => return self.bracketed(opens),
            TokenKind::Punctuation(_) | TokenKind::End => return refuse("Unexpected term"),
        };
        self.advance();
        Expr::new(atom, place)
    }

    fn bracketed(&mut self, opens: &str) -> Result<Expr, PartiqlError> {
        let place = self.place();
        self.advance();
        let kind = match opens {
            "[" if self.take("]") => ExprKind::List(Vec::new()),
            "<<" if self.take(">>") => ExprKind::Bag(Vec::new()),
            "{" if self.take("}") => ExprKind::Struct(Vec::new()),
            "{" => {
                let members = self.list(|parser| {
                    let name = parser.expression(0)?;
                    parser.expect(":")?;
                    Ok((name, parser.expression(0)?))
                })?;
                self.expect("}")?;
                ExprKind::Struct(members)
            }
            "[" => {
                let members = self.list(|parser| parser.expression(0))?;
                self.expect("]")?;
                ExprKind::List(members)
            }
            "<<" => {
                let members = self.list(|parser| parser.expression(0))?;
                self.expect(">>")?;
                ExprKind::Bag(members)
            }
            _ => {
                let mut members = self.list(|parser| parser.expression(0))?;
                self.expect(")")?;
                if members.len() == 1
                    && let Some(only) = members.pop()
                {
                    return Ok(only);
                }
                ExprKind::List(members)
            }
        };
        Expr::new(kind, place)
    }

    /// A call of the function at the head, which an opening parenthesis follows.
    fn call(&mut self) -> Result<Expr, PartiqlError> {
        let token = self.token(0);
        let name = match &token.kind {
            TokenKind::Name(name) => name.to_lowercase(),
            TokenKind::QuotedName(name) => name.to_lowercase(),
            kind => kind.word().unwrap_or_default().to_owned(),
        };
        self.at += 2;
        let is_aggregate = matches!(name.as_str(), "count" | "avg" | "max" | "min" | "sum");
        if is_aggregate && matches!(self.word(), Some("distinct" | "all")) {
            self.advance();
        }
        if name == "count" && self.take("*") {
            self.expect(")")?;
            return Expr::new(ExprKind::Aggregate, token.place);
        }
        if self.head().is("*") {
            return refuse(&format!("{name}(*) is not allowed"));
        }
        let arguments =
            if self.head().is(")") { Vec::new() } else { self.list(|parser| parser.expression(0))? };
        if is_aggregate && arguments.len() != 1 {
            return refuse("Aggregate functions are always unary");
        }
        self.expect(")")?;
        let kind = match name.as_str() {
            _ if is_aggregate => ExprKind::Aggregate,
            "list" | "sexp" => ExprKind::List(arguments),
            "bag" => ExprKind::Bag(arguments),
            _ => ExprKind::Call(name, arguments),
        };
        Expr::new(kind, token.place)
    }
}

/// `left AND right` or `left OR right`: a row of the same operator is one node, however long it is.
fn logical(operator: &str, left: Expr, right: Expr, place: Place) -> Result<Expr, PartiqlError> {
    let is_and = operator == "and";
    if matches!((is_and, &left.kind), (true, ExprKind::And(_)) | (false, ExprKind::Or(_))) {
        return left.extended(right);
    }
    let members = vec![left, right];
    Expr::new(if is_and { ExprKind::And(members) } else { ExprKind::Or(members) }, place)
}

fn negated(test: Expr, is_negated: bool) -> Result<Expr, PartiqlError> {
    let place = test.place;
    if is_negated { Expr::new(ExprKind::Unary("not", Box::new(test)), place) } else { Ok(test) }
}

#[cfg(test)]
mod tests;
