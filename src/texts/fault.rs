//! Faults of the service and of the way to it. (Developer guide: Error handling with DynamoDB)

/// The service failed. The text was not measured.
pub(crate) const INTERNAL: &str = "Internal server error";

/// The service is unavailable. The text was not measured.
pub(crate) const UNAVAILABLE: &str = "DynamoDB is currently unavailable. (This should be a temporary state.)";

/// Requests are too frequent.
pub(crate) const RATE_EXCEEDED: &str = "Rate of requests exceeds the allowed throughput.";

/// There are too many operations of the control plane at once.
pub(crate) const LIMIT_EXCEEDED: &str = "Too many operations for a given subscriber.";

/// A table is being changed.
pub(crate) const RESOURCE_IN_USE: &str = "The resource which you are attempting to change is in use.";

/// What the message of a request ends with if nobody accepts connections at the address. It is hashrange's own text.
pub(crate) const NOTHING_LISTENS: &str = "nothing listens there";

/// A request or an answer was lost. It is hashrange's own text.
pub(crate) const NO_ANSWER: &str =
    "No answer: the connection was lost, and the request may have been carried out or not";
