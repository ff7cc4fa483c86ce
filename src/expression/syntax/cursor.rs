//! Shared by all parsers: the position in the text, syntax errors and paths.

use super::{
    function::Function,
    path::{NameSyntax, PathSyntax, StepSyntax, ValueSyntax},
    reserved_words::is_reserved,
    token::{Kind, Token},
};
use crate::{
    expression::error::{ExpressionError, ExpressionKind},
    limits::{DOCUMENT_PATH_ELEMENTS, EXPRESSION_BYTES, EXPRESSION_OPERATORS},
    steps,
    texts::expression as texts,
};

/// The position among an expression's tokens.
///
/// Faults that the grammar allows (a reserved word, needless parentheses) are noted, and reported after the whole text
/// has been parsed without an error, as the service does.
pub(crate) struct Cursor<'t> {
    text: &'t str,
    kind: ExpressionKind,
    previous: Option<Token>,
    token: Token,
    operators: usize,
    fault: Option<ExpressionError>,
}

impl<'t> Cursor<'t> {
    /// The first token of an expression that is neither empty nor too long.
    pub(crate) fn new(kind: ExpressionKind, text: &'t str) -> Result<Self, ExpressionError> {
        if text.trim_ascii().is_empty() {
            return Err(kind.invalid(texts::EMPTY));
        }
        if text.len() > EXPRESSION_BYTES {
            return Err(kind.too_long(text.len()));
        }
        Ok(Self { text, kind, previous: None, token: Token::next(text, 0), operators: 0, fault: None })
    }

    /// The kind of the current token.
    pub(crate) fn peek(&self) -> Kind {
        self.token.kind
    }

    /// The current token as written.
    pub(crate) fn token_text(&self) -> &'t str {
        self.token.text(self.text)
    }

    /// Moves to the next token.
    pub(crate) fn advance(&mut self) {
        self.previous = Some(self.token);
        self.token = Token::next(self.text, self.token.end);
        steps::take(self.token.end - self.token.start + 1);
    }

    /// Moves past a token of this kind; fails if the current token is of another kind.
    pub(crate) fn expect(&mut self, kind: Kind) -> Result<(), ExpressionError> {
        if self.token.kind != kind {
            return Err(self.syntax_error());
        }
        self.advance();
        Ok(())
    }

    /// Moves past a token of this kind, if it is the current one; returns whether it was.
    pub(crate) fn accept(&mut self, kind: Kind) -> bool {
        let there = self.token.kind == kind;
        if there {
            self.advance();
        }
        there
    }

    /// The error for a token that is not allowed here. It shows the token with its neighbours on both sides, as
    /// written.
    pub(crate) fn syntax_error(&self) -> ExpressionError {
        let token = match self.token.kind {
            Kind::End => "<EOF>",
            _ => self.token_text(),
        };
        let start = self.previous.unwrap_or(self.token).start;
        let end = match self.token.kind {
            Kind::End => self.previous.unwrap_or(self.token).end,
            _ => match Token::next(self.text, self.token.end) {
                next if next.kind == Kind::End => self.token.end,
                next => next.end,
            },
        };
        let near = self.text.get(start..end).unwrap_or_default();
        self.kind.invalid(texts::syntax_error(token, near))
    }

    /// Notes a fault, which is reported if the grammar is correct. The first one counts.
    pub(crate) fn note(&mut self, text: impl FnOnce() -> String) {
        self.fault.get_or_insert_with(|| self.kind.invalid(text()));
    }

    /// Notes parentheses around nothing but parentheses.
    pub(crate) fn note_redundant_parentheses(&mut self) {
        self.note(|| texts::REDUNDANT_PARENTHESES.to_owned());
    }

    /// Counts an operator or function.
    pub(crate) fn count_operator(&mut self) {
        self.operators += 1;
        if self.operators == EXPRESSION_OPERATORS + 1 {
            self.fault.get_or_insert_with(|| self.kind.too_many_operators(self.operators));
        }
    }

    /// Ends the expression and reports noted faults; returns the number of its operators and functions.
    pub(crate) fn finish(self) -> Result<usize, ExpressionError> {
        match (self.token.kind, self.fault) {
            (Kind::End, None) => Ok(self.operators),
            (Kind::End, Some(fault)) => Err(fault),
            (_, fault) => Err(Self { fault, ..self }.syntax_error()),
        }
    }

    /// A document path, or a function's name with the parenthesis after it.
    pub(crate) fn path_or_call(&mut self) -> Result<PathOrCall, ExpressionError> {
        let (kind, text) = (self.token.kind, self.token_text());
        if kind == Kind::Word {
            self.advance();
            if self.accept(Kind::Open) {
                self.count_operator();
                return Ok(PathOrCall::Call(match Function::named(text, self.kind) {
                    Ok(function) => Some(function),
                    Err(what) => {
                        self.note(|| what);
                        None
                    }
                }));
            }
            let name = self.plain_name(text);
            return self.path_after(name).map(PathOrCall::Path);
        }
        self.path().map(PathOrCall::Path)
    }

    /// A document path.
    pub(crate) fn path(&mut self) -> Result<PathSyntax, ExpressionError> {
        let name = self.name()?;
        self.path_after(name)
    }

    /// `:value`: the placeholder as written, with its colon.
    pub(crate) fn value(&mut self) -> Result<ValueSyntax, ExpressionError> {
        let text = self.token_text();
        self.expect(Kind::Value)?;
        Ok(ValueSyntax::Placeholder(text.into()))
    }

    fn path_after(&mut self, name: NameSyntax) -> Result<PathSyntax, ExpressionError> {
        let mut steps = Vec::new();
        loop {
            if self.accept(Kind::Dot) {
                steps.push(StepSyntax::Member(self.name()?));
            } else if self.accept(Kind::OpenBracket) {
                let digits = self.token_text();
                self.expect(Kind::Index)?;
                let index = digits.parse().ok().filter(|index| *index <= i32::MAX as usize);
                if index.is_none() {
                    self.note(|| texts::list_index(digits));
                }
                self.expect(Kind::CloseBracket)?;
                steps.push(StepSyntax::Element(index.unwrap_or_default()));
            } else {
                break;
            }
        }
        if steps.len() >= DOCUMENT_PATH_ELEMENTS {
            self.note(|| texts::path_too_deep(steps.len() + 1));
        }
        Ok(PathSyntax { name, steps })
    }

    fn name(&mut self) -> Result<NameSyntax, ExpressionError> {
        let (kind, text) = (self.token.kind, self.token_text());
        match kind {
            Kind::Word => {
                self.advance();
                Ok(self.plain_name(text))
            }
            Kind::Name => {
                self.advance();
                Ok(NameSyntax::Placeholder(text.into()))
            }
            _ => Err(self.syntax_error()),
        }
    }

    fn plain_name(&mut self, text: &str) -> NameSyntax {
        if is_reserved(text) {
            self.note(|| texts::reserved_word(text));
        }
        NameSyntax::Plain(text.into())
    }
}

/// A construct that begins with a bare name.
pub(crate) enum PathOrCall {
    /// A document path.
    Path(PathSyntax),
    /// A function's name and its opening parenthesis; `None` for a function that may not be called, which has been
    /// noted as a fault.
    Call(Option<Function>),
}
