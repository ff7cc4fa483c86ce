//! Where the lab is printed, and in which language.

use std::io::{self, Write};

/// A language of the lab. The data is the course's own, and in Korean in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// The course's.
    Korean,
    /// For everybody else.
    English,
}

impl Language {
    /// The language with this tag.
    pub fn tagged(tag: &str) -> Option<Self> {
        match tag {
            "ko" => Some(Self::Korean),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The text in this language.
    pub fn text<'t>(self, ko: &'t str, en: &'t str) -> &'t str {
        match self {
            Self::Korean => ko,
            Self::English => en,
        }
    }
}

/// The output, in one language.
pub struct Page<'w> {
    /// The language of the texts.
    pub language: Language,
    /// Where they go.
    pub out: &'w mut dyn Write,
}

impl Write for Page<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
