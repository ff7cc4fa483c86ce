//! Attribute names.

use std::{borrow::Borrow, fmt, ops::Deref};

use smol_str::SmolStr;

/// The name of an attribute. Names of up to 23 bytes take no memory of their own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct AttributeName(SmolStr);

impl AttributeName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Deref for AttributeName {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for AttributeName {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for AttributeName {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for AttributeName {
    fn from(name: &str) -> Self {
        Self(SmolStr::new(name))
    }
}

impl From<String> for AttributeName {
    fn from(name: String) -> Self {
        Self(SmolStr::from(name))
    }
}

impl From<&String> for AttributeName {
    fn from(name: &String) -> Self {
        Self(SmolStr::new(name))
    }
}

impl PartialEq<str> for AttributeName {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for AttributeName {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Debug for AttributeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for AttributeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
