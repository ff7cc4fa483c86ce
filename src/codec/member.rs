//! The members of structures.

use std::fmt;

/// A member of a structure, by its name. [`structure!`](super::structure) defines one for each field, so that a name
/// that no structure has does not compile.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Member(&'static str);

impl Member {
    /// The member with this name in the API's spelling, such as `TableName`.
    pub(crate) const fn new(name: &'static str) -> Self {
        debug_assert!(!name.is_empty(), "a member has a name");
        Self(name)
    }

    /// Its name in the API's spelling.
    pub(crate) const fn name(self) -> &'static str {
        self.0
    }
}

/// The service's spelling in places: the member `TableName` is `tableName` there.
impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = self.name().chars();
        if let Some(first) = letters.next() {
            write!(f, "{}", first.to_ascii_lowercase())?;
        }
        f.write_str(letters.as_str())
    }
}

impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
