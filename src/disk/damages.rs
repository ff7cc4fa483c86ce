//! What is done about damage.

use super::{error::StoreError, verified::is_limited};

/// How many damages are told.
#[cfg(feature = "cli")]
const MOST_FOUND: usize = 1000;

/// What is done about damage.
#[derive(Debug)]
pub(super) enum Damages {
    /// The first is an error.
    Refused,
    /// They are collected, and what is damaged is left out.
    #[cfg(feature = "cli")]
    Collected(Vec<String>),
}

impl Damages {
    /// The same, and none yet.
    pub(super) fn same(&self) -> Self {
        match self {
            Self::Refused => Self::Refused,
            #[cfg(feature = "cli")]
            Self::Collected(_) => Self::Collected(Vec::new()),
        }
    }

    /// Damage is found.
    pub(super) fn found(&mut self, what: String) -> Result<(), StoreError> {
        match self {
            Self::Refused => Err(StoreError::Damaged(what)),
            #[cfg(feature = "cli")]
            Self::Collected(found) => {
                // A file can have as many as it has items.
                if found.len() < MOST_FOUND {
                    found.push(what);
                }
                Ok(())
            }
        }
    }

    /// What a step has found is an error, or is collected.
    pub(super) fn collect(&mut self, step: Result<(), StoreError>) -> Result<(), StoreError> {
        step.or_else(|error| self.found(Self::told_by(error)?))
    }

    /// What is damaged, where an error tells that.
    pub(super) fn told_by(error: StoreError) -> Result<String, StoreError> {
        match error {
            StoreError::Damaged(what) => Ok(what),
            StoreError::Io(error) if is_limited() => Ok(error.to_string()),
            error => Err(error),
        }
    }

    /// Adds what another thread has found.
    pub(super) fn extend(&mut self, more: Self) {
        match (self, more) {
            #[cfg(feature = "cli")]
            (Self::Collected(found), Self::Collected(more)) => {
                let room = MOST_FOUND.saturating_sub(found.len());
                found.extend(more.into_iter().take(room));
            }
            _ => {}
        }
    }

    /// What was collected.
    #[cfg(feature = "cli")]
    pub(super) fn into_found(self) -> Vec<String> {
        match self {
            Self::Refused => Vec::new(),
            Self::Collected(found) => found,
        }
    }
}
