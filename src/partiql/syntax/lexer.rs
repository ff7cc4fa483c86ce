//! Text to tokens.

use std::borrow::Cow;

use super::{
    keyword,
    token::{Token, TokenKind},
};
use crate::{
    partiql::error::{PartiqlError, Place},
    steps,
};

/// Splits a statement into tokens; the last one is [`TokenKind::End`]. Takes time linear in the text.
///
/// A text with a character that begins no token, or that ends inside a token, fails with the service's text for
/// malformed statements, without a detail.
pub(crate) fn tokenize(text: &str) -> Result<Vec<Token<'_>>, PartiqlError> {
    let mut lexer = Lexer {
        text,
        at: 0,
        line: 1,
        column: 1,
        parameters: 0,
        tokens: Vec::with_capacity(text.len() / 5 + 2),
    };
    while lexer.token()? {}
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    text: &'a str,
    // The position in `text` in bytes, always between two characters, with its line and column in characters.
    at: usize,
    line: usize,
    column: usize,
    parameters: usize,
    tokens: Vec<Token<'a>>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Reads one token, one run of white space or one comment; returns false at the end.
    fn token(&mut self) -> Result<bool, PartiqlError> {
        let rest = self.rest();
        let mut characters = rest.chars();
        let Some(first) = characters.next() else {
            self.push(TokenKind::End, "");
            return Ok(false);
        };
        let second = characters.next();
        match first {
            ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' => self.skip(first.len_utf8()),
            '-' if second == Some('-') => self.skip(rest.find(['\n', '\r']).unwrap_or(rest.len())),
            '/' if second == Some('*') => {
                let inside = rest.get(2..).unwrap_or_default();
                let end = inside.find("*/").ok_or_else(unreadable)?;
                self.skip(end + 4);
            }
            '\'' | '"' => self.quoted(first)?,
            '`' => {
                let inside = rest.get(1..).unwrap_or_default();
                let end = inside.find('`').ok_or_else(unreadable)?;
                self.take(end + 2, |_| TokenKind::Ion);
            }
            '0'..='9' => self.number()?,
            '.' if second.is_some_and(|next| next.is_ascii_digit()) => self.number()?,
            'a'..='z' | 'A'..='Z' | '_' | '$' => {
                let end = rest
                    .find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$')))
                    .unwrap_or(rest.len());
                self.take(end, keyword::classify);
            }
            '?' => {
                let number = self.parameters;
                self.parameters += 1;
                self.take(1, |_| TokenKind::Parameter(number));
            }
            _ => {
                let (kind, length) = symbol(first, second).ok_or_else(unreadable)?;
                self.take(length, |_| kind);
            }
        }
        Ok(true)
    }

    /// A text between two equal quotation marks. A doubled mark stands for the mark itself.
    fn quoted(&mut self, mark: char) -> Result<(), PartiqlError> {
        let rest = self.rest();
        let mut end = 1;
        let mut doubled = false;
        loop {
            let inside = rest.get(end..).unwrap_or_default();
            end += inside.find(mark).ok_or_else(unreadable)? + 1;
            if !rest.get(end..).unwrap_or_default().starts_with(mark) {
                break;
            }
            doubled = true;
            end += 1;
        }
        self.take(end, |token| {
            let inside = token.get(1..token.len() - 1).unwrap_or_default();
            let text = if doubled {
                let (two, one) = if mark == '"' { ("\"\"", "\"") } else { ("''", "'") };
                Cow::Owned(inside.replace(two, one))
            } else {
                Cow::Borrowed(inside)
            };
            if mark == '"' { TokenKind::QuotedName(text) } else { TokenKind::String(text) }
        });
        Ok(())
    }

    /// Digits, a point, digits, an exponent. An exponent without digits fails: no other token begins like that.
    fn number(&mut self) -> Result<(), PartiqlError> {
        let rest = self.rest().as_bytes();
        let digits =
            |from: usize| from + rest.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
        let mut end = digits(0);
        let mut takes_exponent = true;
        if rest.get(end) == Some(&b'.') {
            let after = digits(end + 1);
            takes_exponent = after > end + 1;
            end = after;
        }
        if takes_exponent && matches!(rest.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(rest.get(end + 1), Some(b'+' | b'-')));
            let after = digits(end + 1 + sign);
            if after == end + 1 + sign {
                return Err(unreadable());
            }
            end = after;
        }
        self.take(end, TokenKind::Number);
        Ok(())
    }

    /// Makes the next `length` bytes a token.
    fn take(&mut self, length: usize, kind: impl FnOnce(&'a str) -> TokenKind<'a>) {
        let token = self.rest().get(..length).unwrap_or_default();
        self.push(kind(token), token);
        self.skip(length);
    }

    fn push(&mut self, mut kind: TokenKind<'a>, text: &str) {
        let mut place = Place { line: self.line, column: self.column, length: text.chars().count() };
        while let Some(merged) = self.tokens.last().and_then(|last| keyword::merge(&last.kind, &kind)) {
            kind = merged;
            if let Some(last) = self.tokens.pop() {
                place = last.place;
            }
        }
        self.tokens.push(Token { kind, place });
    }

    /// Skips the next `length` bytes. A line ends at CR, LF or CR LF.
    fn skip(&mut self, length: usize) {
        let rest = self.rest();
        let skipped = rest.get(..length).unwrap_or(rest);
        self.at += skipped.len();
        steps::take(skipped.len());
        let next = self.rest().chars().next();
        let mut characters = skipped.chars().peekable();
        while let Some(character) = characters.next() {
            let ends_line = match character {
                '\n' => true,
                '\r' => characters.peek().copied().or(next) != Some('\n'),
                _ => false,
            };
            if ends_line {
                self.line += 1;
                self.column = 1;
            } else if character != '\r' {
                self.column += 1;
            }
        }
    }
}

/// The operator or punctuation that begins with these two characters, and its length in bytes.
fn symbol(first: char, second: Option<char>) -> Option<(TokenKind<'static>, usize)> {
    use TokenKind::{Operator, Punctuation};
    Some(match (first, second) {
        ('<', Some('=')) => (Operator("<="), 2),
        ('<', Some('>')) | ('!', Some('=')) => (Operator("<>"), 2),
        ('<', Some('<')) => (Punctuation("<<"), 2),
        ('>', Some('=')) => (Operator(">="), 2),
        ('>', Some('>')) => (Punctuation(">>"), 2),
        ('|', Some('|')) => (Operator("||"), 2),
        ('<', _) => (Operator("<"), 1),
        ('>', _) => (Operator(">"), 1),
        ('=', _) => (Operator("="), 1),
        ('+', _) => (Operator("+"), 1),
        ('-', _) => (Operator("-"), 1),
        ('/', _) => (Operator("/"), 1),
        ('%', _) => (Operator("%"), 1),
        ('@', _) => (Operator("@"), 1),
        ('(', _) => (Punctuation("("), 1),
        (')', _) => (Punctuation(")"), 1),
        ('[', _) => (Punctuation("["), 1),
        (']', _) => (Punctuation("]"), 1),
        ('{', _) => (Punctuation("{"), 1),
        ('}', _) => (Punctuation("}"), 1),
        (':', _) => (Punctuation(":"), 1),
        (',', _) => (Punctuation(","), 1),
        ('*', _) => (Punctuation("*"), 1),
        (';', _) => (Punctuation(";"), 1),
        ('.', _) => (Punctuation("."), 1),
        _ => return None,
    })
}

fn unreadable() -> PartiqlError {
    PartiqlError::grammar("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind<'_>> {
        tokenize(text).unwrap().into_iter().map(|token| token.kind).collect()
    }

    #[test]
    fn words_that_belong_together_are_one_token() {
        assert_eq!(
            kinds("INSERT INTO x is  not in"),
            [
                TokenKind::Keyword("insert_into"),
                TokenKind::Name("x"),
                TokenKind::Operator("is_not"),
                TokenKind::Operator("in"),
                TokenKind::End
            ]
        );
    }

    #[test]
    fn a_mark_inside_a_quoted_text_is_written_twice() {
        assert_eq!(
            kinds("'it''s'\"a\"\"b\"''"),
            [
                TokenKind::String("it's".into()),
                TokenKind::QuotedName("a\"b".into()),
                TokenKind::String("".into()),
                TokenKind::End
            ]
        );
    }

    #[test]
    fn a_number_ends_where_it_can_go_no_further() {
        assert_eq!(
            kinds("1 e5 .5e1 1.x 7.31E+6 2."),
            [
                TokenKind::Number("1"),
                TokenKind::Name("e5"),
                TokenKind::Number(".5e1"),
                TokenKind::Number("1."),
                TokenKind::Name("x"),
                TokenKind::Number("7.31E+6"),
                TokenKind::Number("2."),
                TokenKind::End
            ]
        );
    }

    #[test]
    fn comments_and_blanks_are_passed_over() {
        assert_eq!(
            kinds("-- a note\n1 /* 2 * / */ -3 -- '"),
            [TokenKind::Number("1"), TokenKind::Operator("-"), TokenKind::Number("3"), TokenKind::End]
        );
    }

    #[test]
    fn places_count_characters_and_lines_from_one() {
        let tokens = tokenize("'\u{e9}\u{e9}' x\r\n  abc\rz").unwrap();
        let places: Vec<String> = tokens.iter().map(|token| token.place.to_string()).collect();
        assert_eq!(places, ["1:1:4", "1:6:1", "2:3:3", "3:1:1", "3:2:0"]);
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for text in
            ["1 # note", "/* note", "'open", "\"open", "1e", "1e+", "a ! b", "a | b", "`open", "\u{e9}"]
        {
            assert_eq!(
                tokenize(text).unwrap_err().message(),
                "Statement wasn't well formed, can't be processed: ",
                "{text}"
            );
        }
    }
}
