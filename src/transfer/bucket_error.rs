//! Why a bucket or an object cannot be used.

use std::io;

use crate::texts::transfer;

/// Why a bucket or an object cannot be used. The text is the service's `FailureMessage`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BucketError {
    /// The database has no bucket of this name, or the bucket's folder is gone.
    #[error("{}", transfer::NO_SUCH_BUCKET)]
    NoSuchBucket,
    /// The bucket has no such object.
    #[error("{}", transfer::NO_SUCH_KEY)]
    NoSuchKey,
    /// The key would lead out of the bucket's folder, or the system refuses access.
    #[error("{}", transfer::access_denied(.0))]
    AccessDenied(String),
    /// Reading or writing failed, such as on a full disk.
    #[error("{}", transfer::storage_failed(&.0.to_string()))]
    Failed(io::Error),
}

impl BucketError {
    /// The service's `FailureCode`. `S3InternalError` is ours, for what cannot happen in Amazon S3.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NoSuchBucket => "S3NoSuchBucket",
            Self::NoSuchKey => "S3NoSuchKey",
            Self::AccessDenied(_) => "S3AccessDenied",
            Self::Failed(_) => "S3InternalError",
        }
    }
}
