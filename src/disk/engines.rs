//! How the records of the regions are written.

use super::{error::StoreError, format::meta_engine};
use crate::snapshot::EngineRecord;

/// Writes the records of the regions.
pub(super) fn put_engines(
    meta: &mut redb::Table<'_, &str, &[u8]>,
    engines: &[EngineRecord],
) -> Result<(), StoreError> {
    for (place, engine) in engines.iter().enumerate() {
        let json = serde_json::to_vec(engine).map_err(StoreError::damaged)?;
        meta.insert(meta_engine(place).as_str(), json.as_slice())?;
    }
    Ok(())
}
