//! Strings, symbols, numbers and lobs of Ion text.

use std::io::BufRead;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::bytes::{Bytes, Result};
use crate::value::{Number, NumberError};

/// A value without quotes or brackets: a number, a word, or a timestamp.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bare {
    Number(Storable<Number>),
    Word(String),
    /// A type that DynamoDB does not have.
    Other(&'static str),
}

/// A number, or why it cannot be stored, with its text.
pub(super) type Storable<T> = std::result::Result<T, (NumberError, String)>;

/// A lob: `{{...}}`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lob {
    Blob(Vec<u8>),
    Clob,
}

/// Whether a byte ends a bare value.
const fn is_stop(byte: u8) -> bool {
    byte.is_ascii_whitespace()
        || matches!(byte, b'{' | b'}' | b'[' | b']' | b'(' | b')' | b',' | b'"' | b'\'' | b':' | b'/' | 0x0B)
}

/// Whether a byte may be in a symbol without quotes.
const fn is_of_symbol(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

/// Whether a text can be written as a symbol without quotes. Words have a meaning, and `$10` is a place in a table.
pub(super) fn is_plain_symbol(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_place = bytes.split_first().is_some_and(|(first, rest)| {
        *first == b'$' && !rest.is_empty() && rest.iter().all(u8::is_ascii_digit)
    });
    bytes.first().is_some_and(|first| !first.is_ascii_digit())
        && bytes.iter().all(|byte| is_of_symbol(*byte))
        && !is_place
        && !matches!(text, "null" | "true" | "false" | "nan")
}

impl<R: BufRead> Bytes<R> {
    /// Reads a value that begins with neither quote nor bracket.
    pub(super) fn bare(&mut self) -> Result<Bare> {
        let mut text = Vec::new();
        self.take_until(is_stop, &mut text)?;
        // The colons of a time of day belong to it.
        while matches!(text.as_slice(), [b'0'..=b'9', ..]) && text.contains(&b'T') && self.take_if(b':')? {
            text.push(b':');
            self.take_until(is_stop, &mut text)?;
        }
        let Ok(text) = String::from_utf8(text) else { return self.malformed("not UTF-8") };
        match text.as_bytes() {
            [] => match self.peek()? {
                Some(byte) => self.malformed(format!("unexpected {:?}", char::from(byte))),
                None => self.malformed("the file ends inside a value"),
            },
            [b'+' | b'-', b'i', ..] => Ok(Bare::Other("float")),
            [b'0'..=b'9', ..] | [b'-', b'0'..=b'9', ..] => self.number(&text),
            bytes if bytes.iter().all(|byte| is_of_symbol(*byte) || *byte == b'.') => Ok(Bare::Word(text)),
            _ => self.malformed(format!("unexpected {:?}", text.chars().next().unwrap_or_default())),
        }
    }

    /// The number that a text is: an integer, or a decimal such as `103.` and `6d2`.
    fn number(&self, text: &str) -> Result<Bare> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let based = |prefix: [&str; 2], radix| {
            let digits = prefix.iter().find_map(|prefix| digits.strip_prefix(prefix))?;
            Some(u128::from_str_radix(&digits.replace('_', ""), radix))
        };
        if let Some(magnitude) = based(["0x", "0X"], 16).or_else(|| based(["0b", "0B"], 2)) {
            let Ok(magnitude) = magnitude else { return self.malformed(format!("{text} is no integer")) };
            let sign = if digits.len() < text.len() { "-" } else { "" };
            return Ok(Bare::Number(stored(&format!("{sign}{magnitude}"))));
        }
        if digits.contains('T') || digits.bytes().filter(|byte| *byte == b'-').count() == 2 {
            return Ok(Bare::Other("timestamp"));
        }
        if digits.contains(['e', 'E']) {
            return Ok(Bare::Other("float"));
        }
        let is_of_decimal =
            |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'd' | b'D' | b'-' | b'+' | b'_');
        if !digits.bytes().all(is_of_decimal) {
            return self.malformed(format!("{text} is no number"));
        }
        let decimal: String = text
            .chars()
            .filter(|character| *character != '_')
            .map(|character| if matches!(character, 'd' | 'D') { 'E' } else { character })
            .collect();
        match stored(&decimal) {
            Err((NumberError::NotANumber(_), _)) => self.malformed(format!("{text} is no number")),
            number => Ok(Bare::Number(number)),
        }
    }

    /// Reads a string whose opening quote was taken.
    pub(super) fn string(&mut self) -> Result<String> {
        let mut text = Vec::new();
        self.quoted(b'"', &mut text)?;
        self.utf8(text)
    }

    /// Reads a symbol in quotes, or a long string, whose first quote was taken.
    pub(super) fn single_quoted(&mut self) -> Result<Quoted> {
        let mut text = Vec::new();
        if !self.take_if(b'\'')? {
            self.quoted(b'\'', &mut text)?;
            return self.utf8(text).map(Quoted::Symbol);
        }
        if !self.take_if(b'\'')? {
            return Ok(Quoted::Symbol(String::new()));
        }
        self.long_segment(&mut text)?;
        // Segments that follow each other are one string.
        while self.next_token()? == Some(b'\'') {
            for _ in 0..3 {
                if self.expect()? != b'\'' {
                    return self.malformed("a symbol follows a string");
                }
            }
            self.long_segment(&mut text)?;
        }
        self.utf8(text).map(Quoted::String)
    }

    fn utf8(&self, text: Vec<u8>) -> Result<String> {
        String::from_utf8(text).or_else(|_| self.malformed("not UTF-8"))
    }

    /// Appends what stands before the closing quote, and takes that.
    fn quoted(&mut self, quote: u8, text: &mut Vec<u8>) -> Result<()> {
        loop {
            self.take_until(|byte| byte == quote || byte == b'\\' || byte < b' ', text)?;
            match self.expect()? {
                byte if byte == quote => return Ok(()),
                b'\\' => self.escaped(text)?,
                b'\t' => text.push(b'\t'),
                _ => return self.malformed("a control character inside quotes"),
            }
        }
    }

    /// The same for a long string, which ends with three quotes and may have line feeds.
    fn long_segment(&mut self, text: &mut Vec<u8>) -> Result<()> {
        loop {
            self.take_until(|byte| matches!(byte, b'\'' | b'\\' | b'\r'), text)?;
            match self.expect()? {
                b'\\' => self.escaped(text)?,
                b'\r' => {
                    self.take_if(b'\n')?;
                    text.push(b'\n');
                }
                _ if !self.take_if(b'\'')? => text.push(b'\''),
                _ if !self.take_if(b'\'')? => text.extend_from_slice(b"''"),
                _ => return Ok(()),
            }
        }
    }

    /// Appends what stands behind a backslash.
    fn escaped(&mut self, text: &mut Vec<u8>) -> Result<()> {
        let byte = match self.expect()? {
            b'0' => 0,
            b'a' => 7,
            b'b' => 8,
            b't' => b'\t',
            b'n' => b'\n',
            b'f' => 12,
            b'r' => b'\r',
            b'v' => 11,
            same @ (b'"' | b'\'' | b'?' | b'\\' | b'/') => same,
            b'x' => return self.character(2, text),
            b'u' => return self.character(4, text),
            b'U' => return self.character(8, text),
            b'\n' => return Ok(()),
            b'\r' => return self.take_if(b'\n').map(drop),
            other => return self.malformed(format!("no escape: \\{}", char::from(other))),
        };
        text.push(byte);
        Ok(())
    }

    fn hexadecimal(&mut self, digits: usize) -> Result<u32> {
        let mut code = 0;
        for _ in 0..digits {
            match char::from(self.expect()?).to_digit(16) {
                Some(digit) => code = (code << 4) | digit,
                None => return self.malformed("no hexadecimal digit in an escape"),
            }
        }
        Ok(code)
    }

    /// Appends the character with this many digits, or with two of them as in UTF-16.
    fn character(&mut self, digits: usize, text: &mut Vec<u8>) -> Result<()> {
        let mut code = self.hexadecimal(digits)?;
        if digits == 4 && (0xD800..0xDC00).contains(&code) {
            let is_pair = self.expect()? == b'\\' && self.expect()? == b'u';
            let low = if is_pair { self.hexadecimal(4)? } else { 0 };
            if !(0xDC00..0xE000).contains(&low) {
                return self.malformed("half a character in an escape");
            }
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        let Some(character) = char::from_u32(code) else {
            return self.malformed("no character in an escape");
        };
        text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        Ok(())
    }

    /// Reads a lob whose two opening braces were taken.
    pub(super) fn lob(&mut self) -> Result<Lob> {
        let mut text = Vec::new();
        loop {
            self.take_until(
                |byte| byte.is_ascii_whitespace() || matches!(byte, b'}' | b'"' | b'\''),
                &mut text,
            )?;
            match self.expect()? {
                b'}' if self.take_if(b'}')? => break,
                byte if byte.is_ascii_whitespace() => {}
                quote @ (b'"' | b'\'') if text.is_empty() => return self.clob(quote),
                other => return self.malformed(format!("unexpected {:?} in a blob", char::from(other))),
            }
        }
        match STANDARD.decode(&text) {
            Ok(bytes) => Ok(Lob::Blob(bytes)),
            Err(error) => self.malformed(format!("not base64: {error}")),
        }
    }

    /// Skips the rest of a clob: a type that DynamoDB does not have.
    fn clob(&mut self, quote: u8) -> Result<Lob> {
        if quote == b'"' {
            self.quoted(b'"', &mut Vec::new())?;
        } else if !matches!(self.single_quoted()?, Quoted::String(_)) {
            return self.malformed("a symbol in a lob");
        }
        if self.next_token()? == Some(b'}') {
            self.take()?;
            if self.take_if(b'}')? {
                return Ok(Lob::Clob);
            }
        }
        self.malformed("a clob does not end")
    }
}

/// What stands in single quotes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Quoted {
    Symbol(String),
    String(String),
}

fn stored(text: &str) -> Storable<Number> {
    text.parse().map_err(|error| (error, text.to_owned()))
}
