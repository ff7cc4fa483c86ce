//! SearchVectors, which the service serves at a separate endpoint.

mod condition;
pub(crate) mod request_body;
pub(crate) mod search_vectors;
