//! An expression's text, cut into tokens.

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A bare name: a letter, then letters, digits and underscores.
    Word,
    /// `#` and letters, digits, underscores.
    Name,
    /// `:` and letters, digits, underscores.
    Value,
    /// Decimal digits.
    Index,
    And,
    Or,
    Not,
    Between,
    In,
    Set,
    Remove,
    Add,
    Delete,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Comma,
    Dot,
    Plus,
    Minus,
    /// A character that starts no token.
    Unknown,
    /// The end of the text.
    End,
}

/// One token: bytes `start..end` of the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Token {
    /// The first token at or after byte `from`, which is a character's first byte.
    pub(crate) fn next(text: &str, from: usize) -> Self {
        let bytes = text.as_bytes();
        let at = |place: usize| bytes.get(place).copied().unwrap_or(0);
        let mut start = from;
        while matches!(at(start), b' ' | b'\t' | b'\n' | b'\r') {
            start += 1;
        }
        let run = |from: usize| {
            let rest = bytes.get(from..).unwrap_or_default();
            from + rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count()
        };
        let (kind, end) = match at(start) {
            _ if start >= bytes.len() => (Kind::End, start),
            b'a'..=b'z' | b'A'..=b'Z' => {
                let end = run(start);
                (word(text.get(start..end).unwrap_or_default()), end)
            }
            b'0'..=b'9' => {
                let rest = bytes.get(start..).unwrap_or_default();
                (Kind::Index, start + rest.iter().take_while(|byte| byte.is_ascii_digit()).count())
            }
            b'#' if run(start + 1) > start + 1 => (Kind::Name, run(start + 1)),
            b':' if run(start + 1) > start + 1 => (Kind::Value, run(start + 1)),
            b'=' => (Kind::Equal, start + 1),
            b'<' if at(start + 1) == b'>' => (Kind::NotEqual, start + 2),
            b'<' if at(start + 1) == b'=' => (Kind::LessOrEqual, start + 2),
            b'<' => (Kind::Less, start + 1),
            b'>' if at(start + 1) == b'=' => (Kind::GreaterOrEqual, start + 2),
            b'>' => (Kind::Greater, start + 1),
            b'(' => (Kind::Open, start + 1),
            b')' => (Kind::Close, start + 1),
            b'[' => (Kind::OpenBracket, start + 1),
            b']' => (Kind::CloseBracket, start + 1),
            b',' => (Kind::Comma, start + 1),
            b'.' => (Kind::Dot, start + 1),
            b'+' => (Kind::Plus, start + 1),
            b'-' => (Kind::Minus, start + 1),
            _ => {
                let length = text.get(start..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                (Kind::Unknown, start + length)
            }
        };
        Self { kind, start, end }
    }

    /// The token as written.
    pub(crate) fn text(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// Keywords are recognized in any case, in expressions of every kind.
fn word(word: &str) -> Kind {
    const KEYWORDS: [(&str, Kind); 9] = [
        ("AND", Kind::And),
        ("OR", Kind::Or),
        ("NOT", Kind::Not),
        ("BETWEEN", Kind::Between),
        ("IN", Kind::In),
        ("SET", Kind::Set),
        ("REMOVE", Kind::Remove),
        ("ADD", Kind::Add),
        ("DELETE", Kind::Delete),
    ];
    KEYWORDS
        .iter()
        .find(|(keyword, _)| keyword.eq_ignore_ascii_case(word))
        .map_or(Kind::Word, |(_, kind)| *kind)
}
