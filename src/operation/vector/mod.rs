//! SearchVectors, which the service serves at an endpoint of its own.

mod condition;
pub(crate) mod request_body;
pub(crate) mod search_vectors;
