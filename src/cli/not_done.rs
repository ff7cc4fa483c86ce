//! How a command fails, and the exit code that says so.

/// Why a command was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotDone {
    /// It failed.
    #[error("{0}")]
    Failed(String),
    /// What it was given makes no sense.
    #[error("{0}")]
    NotUnderstood(String),
    /// A signal stopped it.
    #[error("{0}")]
    Stopped(String),
}

impl From<String> for NotDone {
    fn from(message: String) -> Self {
        Self::Failed(message)
    }
}

impl NotDone {
    /// The exit code that says so. That of a signal is what a shell has for Ctrl-C.
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Self::Failed(_) => 1,
            Self::NotUnderstood(_) => 2,
            Self::Stopped(_) => 130,
        }
    }
}
