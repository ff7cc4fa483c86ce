//! Items: their size, and the conditions of writes.

/// An item to put is larger than 400 KB.
pub(crate) const TOO_LARGE: &str = "Item size has exceeded the maximum allowed size";

/// An update would make an item larger than 400 KB.
pub(crate) const UPDATE_TOO_LARGE: &str = "Item size to update has exceeded the maximum allowed size";

/// The condition of a write does not hold.
pub(crate) const CONDITION_FAILED: &str = "The conditional request failed";

/// An item collection would be larger than 10 GB. (Developer guide: Error handling,
/// `ItemCollectionSizeLimitExceededException`)
pub(crate) const COLLECTION_TOO_LARGE: &str = "Collection size exceeded.";
