//! DescribeEndpoints: where the service is reached.

use crate::{codec::structure, engine::Engine, error::Result, operation::request::input::Request};

structure! {
    /// The input of DescribeEndpoints, which has no members. (API reference: DescribeEndpoints)
    pub struct DescribeEndpointsInput {}
}

structure! {
    /// What DescribeEndpoints answers.
    #[non_exhaustive]
    pub struct DescribeEndpointsOutput {
        /// The region's endpoint.
        endpoints: Vec<Endpoint> = "Endpoints",
    }
}

structure! {
    /// An endpoint. (API reference: `Endpoint`)
    #[non_exhaustive]
    pub struct Endpoint {
        /// Its host name, with the port unless it is the scheme's default.
        address: String = "Address",
        /// For how many minutes a client may cache it.
        cache_period_in_minutes: i64 = "CachePeriodInMinutes",
    }
}

/// How long a client may cache an endpoint.
const CACHE_PERIOD_MINUTES: i64 = 1440;

/// Returns the region's endpoint.
pub(crate) fn run(engine: &Engine, _: Request<DescribeEndpointsInput>) -> Result<DescribeEndpointsOutput> {
    Ok(reached_under(format!("dynamodb.{}.amazonaws.com", engine.options().region)))
}

/// Returns an endpoint with this address.
pub(crate) fn reached_under(address: String) -> DescribeEndpointsOutput {
    let endpoint = Endpoint { address, cache_period_in_minutes: CACHE_PERIOD_MINUTES };
    DescribeEndpointsOutput { endpoints: vec![endpoint] }
}
