//! Exports and imports: why they fail, in the words of Amazon S3.

/// A bucket does not exist.
pub(crate) const NO_SUCH_BUCKET: &str = "The specified bucket does not exist";

/// An object does not exist.
pub(crate) const NO_SUCH_KEY: &str = "The specified key does not exist.";

/// A bucket or an object cannot be read or written, for a reason that follows. (The reason is ours.)
pub(crate) fn access_denied(reason: &str) -> String {
    format!("Access Denied: {reason}")
}

/// A bucket's storage failed, such as a disk that is full. (This message is ours: the service's storage has no such
/// limit.)
pub(crate) fn storage_failed(reason: &str) -> String {
    format!("We encountered an internal error. Please try again. ({reason})")
}
