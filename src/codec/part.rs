//! The way from a request to a value inside it.

use std::{fmt, rc::Rc};

/// The way from a request to a value inside it.
pub(crate) type Way = Vec<Part>;

/// One step of the way to a value. Steps from the same value come in the order in which the service tells of them,
/// which is not the order of the JSON: structures have theirs, and maps are sorted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// A member of a structure: its place among the members, and its name in the API's spelling.
    Member(usize, &'static str),
    /// An element of a list, counted from 1.
    Element(usize),
    /// A value of a map. Notes inside it share its name, which can be as long as the request.
    Key(Rc<str>),
}

impl Part {
    /// How many bytes it takes where it is written out, at most.
    pub(crate) fn text_bytes(&self) -> usize {
        const DIGITS: usize = usize::MAX.ilog10() as usize + 1;
        match self {
            Self::Member(_, name) => name.len(),
            Self::Element(_) => DIGITS,
            Self::Key(key) => key.len(),
        }
    }
}

/// A part as the service writes places: the member `TableName` is `tableName` there.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(_, name) => {
                let mut letters = name.chars();
                if let Some(first) = letters.next() {
                    write!(f, "{}", first.to_ascii_lowercase())?;
                }
                f.write_str(letters.as_str())
            }
            Self::Element(number) => write!(f, "{number}"),
            Self::Key(key) => f.write_str(key),
        }
    }
}

/// The place at the end of a way, as the service writes it: `transactItems.1.member.put.tableName`.
pub(crate) fn spelled(way: &[Part]) -> String {
    way.iter().map(Part::to_string).collect::<Vec<_>>().join(".")
}
