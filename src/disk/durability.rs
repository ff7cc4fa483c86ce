//! What a crash may take back.

/// When changes are on disk: [`DatabaseBuilder::durability`](crate::DatabaseBuilder::durability).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// Before they are acknowledged. No answer, a read's included, tells of a change that a crash can take back.
    #[default]
    Sync,
    /// Within 100 ms. Answers come from memory; a crash takes back at most what was acknowledged in that time, and with
    /// a change always all later ones.
    Buffered,
    /// When [`Database::sync`](crate::Database::sync) is called. A crash takes back all changes since, or the later ones
    /// of them.
    Manual,
}

impl Durability {
    /// What is kept of acknowledged changes if the disk fails, for people.
    pub(super) fn kept_by_a_failure(self) -> &'static str {
        match self {
            Self::Sync => {
                "What was acknowledged before is kept; items whose changes were not can be read again only then"
            }
            Self::Buffered => "What was acknowledged just before may be lost",
            Self::Manual => "What was acknowledged since the last sync may be lost",
        }
    }
}
