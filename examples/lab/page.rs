//! Where the lab is printed, and in which language.

use std::io::{self, Write};

/// A language of the lab. The data is the course's own, and in Korean in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Korean,
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
    pub language: Language,
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
