//! The regions that a request for replicas names.

use std::sync::Arc;

use crate::{
    engine::Engine,
    error::{Error, Result},
    texts,
};

/// The engine of another region.
pub(super) fn engine_of(engine: &Engine, region: &str) -> Result<Arc<Engine>> {
    if region == engine.options().region {
        return Err(Error::validation(texts::replica::LOCAL_REGION));
    }
    let regions = engine.regions().ok_or_else(|| engine.no_region(region))?;
    regions.engine(region).map(Arc::clone).ok_or_else(|| engine.no_region(region))
}
