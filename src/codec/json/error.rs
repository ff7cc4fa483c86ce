//! Why a text cannot be read.

use hifijson::Expect;

/// Why a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum JsonError {
    /// It is no JSON.
    #[error("not JSON")]
    Syntax,
    /// It has something else than what is wanted: the service's words.
    #[error("{0}")]
    Type(Box<str>),
}

pub(crate) type Result<T> = std::result::Result<T, JsonError>;

impl JsonError {
    /// Something else than what is wanted, in the service's words.
    #[cold]
    pub(crate) fn unwanted(text: impl Into<Box<str>>) -> Self {
        Self::Type(text.into())
    }

    /// The service's text; for what is no JSON it has none.
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
