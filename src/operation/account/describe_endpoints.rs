//! DescribeEndpoints: where the service is reached.

use crate::{
    codec::{empty_structure, output},
    engine::Engine,
    error::Result,
    operation::request::input::Request,
};

/// What DescribeEndpoints takes: nothing. (API reference: DescribeEndpoints)
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DescribeEndpointsInput {}

empty_structure! { DescribeEndpointsInput }

output! {
    /// What DescribeEndpoints answers.
    pub struct DescribeEndpointsOutput {
        /// The region's endpoint.
        endpoints: Vec<Endpoint> = "Endpoints",
    }
}

output! {
    /// An endpoint. (API reference: `Endpoint`)
    pub struct Endpoint {
        /// Its host name, with the port where it is not the scheme's.
        address: String = "Address",
        /// For how many minutes it may be remembered.
        cache_period_in_minutes: i64 = "CachePeriodInMinutes",
    }
}

/// How long the service lets clients remember an endpoint.
const CACHE_PERIOD_MINUTES: i64 = 1440;

/// Tells the region's endpoint.
pub(crate) fn run(engine: &Engine, _: Request<DescribeEndpointsInput>) -> Result<DescribeEndpointsOutput> {
    Ok(reached_under(format!("dynamodb.{}.amazonaws.com", engine.options().region)))
}

/// Tells an endpoint with this address.
pub(crate) fn reached_under(address: String) -> DescribeEndpointsOutput {
    let endpoint = Endpoint { address, cache_period_in_minutes: CACHE_PERIOD_MINUTES };
    DescribeEndpointsOutput { endpoints: vec![endpoint] }
}
