//! Why a text cannot be read.

use hifijson::Expect;

/// Why a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JsonError {
    /// The text is not JSON.
    #[error("not JSON")]
    Syntax,
    /// A value has another type than the wanted one: the service's text.
    #[error("{0}")]
    Type(Box<str>),
}

pub(crate) type Result<T> = std::result::Result<T, JsonError>;

impl JsonError {
    /// The error for a value of another type than the wanted one, with the service's text.
    #[cold]
    pub(crate) fn unwanted(text: impl Into<Box<str>>) -> Self {
        Self::Type(text.into())
    }

    /// The service's text; empty if the text is not JSON.
    pub(crate) fn into_message(self) -> String {
        match self {
            Self::Syntax => String::new(),
            Self::Type(text) => text.into(),
        }
    }
}

impl From<Expect> for JsonError {
    fn from(_: Expect) -> Self {
        Self::Syntax
    }
}
