//! Operations that describe the account and the endpoint.

pub(crate) mod describe_endpoints;
pub(crate) mod describe_limits;
