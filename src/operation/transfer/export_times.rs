//! The moments of an export, and the window of point-in-time recovery.

use super::export_description::IncrementalExportSpecification;
use crate::{
    engine::{ExportExtent, ExportType, ExportViewType},
    error::{Error, Result},
    limits::{INCREMENTAL_EXPORT_MAX_SECONDS, INCREMENTAL_EXPORT_MIN_SECONDS},
    operation::access::recovery::RestorableTimes,
    texts,
};

/// What a request for an export says about its moments.
#[derive(Debug, Clone, Copy)]
pub(super) struct AskedTimes<'r> {
    pub(super) export_type: Option<ExportType>,
    pub(super) export_time: Option<f64>,
    pub(super) incremental: Option<&'r IncrementalExportSpecification>,
}

impl AskedTimes<'_> {
    /// Refuses parameters of the one type of export in a request for the other.
    pub(super) fn check(&self) -> Result<()> {
        let is_incremental = self.export_type == Some(ExportType::IncrementalExport);
        let message = match (is_incremental, self.incremental) {
            (false, Some(_)) => texts::transfer::SPECIFICATION_OF_FULL_EXPORT,
            (true, None) => texts::transfer::NO_SPECIFICATION,
            (true, Some(specification)) if specification.export_from_time.is_none() => {
                texts::transfer::NO_FROM_TIME
            }
            (true, Some(_)) if self.export_time.is_some() => texts::transfer::TIME_OF_INCREMENTAL_EXPORT,
            _ => return Ok(()),
        };
        Err(Error::validation(message))
    }

    /// The moments of an export of a table that can be exported at these times.
    pub(super) fn extent(&self, times: RestorableTimes) -> Result<ExportExtent> {
        let RestorableTimes { earliest_ms, latest_ms } = times;
        let inside = |asked: Option<f64>, other_ms: u64| {
            let moment_ms = asked.map_or(Some(other_ms), |seconds| times.moment_ms(seconds));
            let outside = || Error::InvalidExportTime(texts::transfer::OUTSIDE_OF_WINDOW.to_owned());
            moment_ms.ok_or_else(outside)
        };
        let Some(specification) = self.incremental else {
            return Ok(ExportExtent::Full { at_ms: inside(self.export_time, latest_ms)? });
        };
        let (from, to) = (specification.export_from_time, specification.export_to_time);
        let (from_ms, to_ms) = (from.map_or(earliest_ms, ms), to.map_or(latest_ms, ms));
        check_period(from_ms, to_ms)?;
        let (from_ms, to_ms) = (inside(from, earliest_ms)?, inside(to, latest_ms)?);
        let view = specification.export_view_type.unwrap_or(ExportViewType::NewAndOldImages);
        Ok(ExportExtent::Incremental { from_ms, to_ms, view })
    }
}

/// Refuses a time that is too short or too long for an incremental export.
pub(super) fn check_period(from_ms: u64, to_ms: u64) -> Result<()> {
    let lasts_ms = to_ms.saturating_sub(from_ms);
    if lasts_ms < INCREMENTAL_EXPORT_MIN_SECONDS * 1000 {
        return Err(Error::validation(texts::transfer::PERIOD_TOO_SHORT));
    }
    if lasts_ms > INCREMENTAL_EXPORT_MAX_SECONDS * 1000 {
        return Err(Error::validation(texts::transfer::PERIOD_TOO_LONG));
    }
    Ok(())
}

/// A time of a request, in milliseconds.
fn ms(seconds: f64) -> u64 {
    // A number out of range becomes the nearest in range, which is outside of any window.
    (seconds * 1000.0).round() as u64
}
