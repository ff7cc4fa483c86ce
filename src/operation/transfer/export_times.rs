//! The moments of an export, and the window of point-in-time recovery.

use super::export_description::IncrementalExportSpecification;
use crate::{
    engine::{ExportExtent, ExportType, ExportViewType},
    error::{Error, Result},
    limits::{INCREMENTAL_EXPORT_MAX_SECONDS, INCREMENTAL_EXPORT_MIN_SECONDS},
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

    /// The moments of an export now, of a table that can be exported as it was since `earliest_ms`.
    pub(super) fn extent(&self, earliest_ms: u64, now_ms: u64) -> Result<ExportExtent> {
        let outside = || Err(Error::InvalidExportTime(texts::transfer::OUTSIDE_OF_WINDOW.to_owned()));
        let is_inside = |ms: u64| (earliest_ms..=now_ms).contains(&ms);
        let Some(specification) = self.incremental else {
            let at_ms = self.export_time.map_or(now_ms, ms);
            return if is_inside(at_ms) { Ok(ExportExtent::Full { at_ms }) } else { outside() };
        };
        let from_ms = specification.export_from_time.map_or(earliest_ms, ms);
        let to_ms = specification.export_to_time.map_or(now_ms, ms);
        let lasts_ms = to_ms.saturating_sub(from_ms);
        if lasts_ms < INCREMENTAL_EXPORT_MIN_SECONDS * 1000 {
            return Err(Error::validation(texts::transfer::PERIOD_TOO_SHORT));
        }
        if lasts_ms > INCREMENTAL_EXPORT_MAX_SECONDS * 1000 {
            return Err(Error::validation(texts::transfer::PERIOD_TOO_LONG));
        }
        if !is_inside(from_ms) || !is_inside(to_ms) {
            return outside();
        }
        let view = specification.export_view_type.unwrap_or(ExportViewType::NewAndOldImages);
        Ok(ExportExtent::Incremental { from_ms, to_ms, view })
    }
}

/// A time of a request, in milliseconds.
fn ms(seconds: f64) -> u64 {
    // A number out of range becomes the nearest in range, which is outside of any window.
    (seconds * 1000.0).round() as u64
}
