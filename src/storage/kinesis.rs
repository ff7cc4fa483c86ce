//! The Kinesis data streams that a table's changes are sent to.

use serde::{Deserialize, Serialize};

use super::{
    changes::{number::ChangeNumber, shard::is_gone},
    transition::Transition,
};
use crate::enumeration::wire_enum;

wire_enum! {
    /// Whether a table's changes are sent to a Kinesis data stream. (API reference: `KinesisDataStreamDestination`)
    DestinationStatus "[ENABLING, ACTIVE, DISABLING, DISABLED, ENABLE_FAILED, UPDATING]" {
        /// They will soon be.
        Enabling = "ENABLING",
        /// They are.
        Active = "ACTIVE",
        /// They soon will no longer be.
        Disabling = "DISABLING",
        /// They are not any more.
        Disabled = "DISABLED",
        /// They are not, because the stream refused them.
        EnableFailed = "ENABLE_FAILED",
        /// They are, and the precision of their times is being changed.
        Updating = "UPDATING",
    }
}

wire_enum! {
    /// The precision of the time in records for a Kinesis data stream.
    ApproximateCreationDateTimePrecision "[MILLISECOND, MICROSECOND]" {
        /// Milliseconds since 1970.
        Millisecond = "MILLISECOND",
        /// Microseconds since 1970.
        Microsecond = "MICROSECOND",
    }
}

/// A Kinesis data stream that a table's changes are or were sent to. The records are those of the table's change log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct KinesisDestination {
    pub(crate) stream_arn: String,
    pub(crate) status: DestinationStatus,
    pub(crate) precision: ApproximateCreationDateTimePrecision,
    /// Why the stream refused the records.
    pub(crate) failure: Option<String>,
    /// When it was disabled or failed, in milliseconds since 1970.
    pub(crate) ended_ms: Option<u64>,
    /// The changes that are sent, in order; those that are still kept.
    pub(crate) periods: Vec<DeliveryPeriod>,
    /// When the status ends, if it does.
    #[serde(skip)]
    pub(crate) transition: Transition,
    /// The precision when the update that is under way ends.
    #[serde(skip)]
    pub(crate) precision_to_come: Option<ApproximateCreationDateTimePrecision>,
}

/// A period in which a table's changes are sent to a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeliveryPeriod {
    /// A number that is less than those of its changes.
    pub(crate) first: ChangeNumber,
    /// A number that is greater than those of its changes, and when it ended in milliseconds since 1970; `None` while
    /// it goes on.
    pub(crate) end: Option<(ChangeNumber, u64)>,
    pub(crate) precision: ApproximateCreationDateTimePrecision,
}

impl KinesisDestination {
    /// A destination that is being enabled; `failure` is why it will fail.
    pub(crate) fn enabling(
        stream_arn: String,
        precision: ApproximateCreationDateTimePrecision,
        failure: Option<String>,
        transition: Transition,
    ) -> Self {
        let status = DestinationStatus::Enabling;
        let (ended_ms, periods, precision_to_come) = (None, Vec::new(), None);
        Self { stream_arn, status, precision, failure, ended_ms, periods, transition, precision_to_come }
    }

    /// The same for a destination that is off. It keeps its earlier periods.
    pub(crate) fn enable(
        &mut self,
        precision: ApproximateCreationDateTimePrecision,
        failure: Option<String>,
        transition: Transition,
    ) {
        let (stream_arn, periods) = (std::mem::take(&mut self.stream_arn), std::mem::take(&mut self.periods));
        *self = Self { periods, ..Self::enabling(stream_arn, precision, failure, transition) };
    }

    /// Whether it can be enabled: it is disabled, or could not be enabled.
    pub(crate) fn is_off(&self) -> bool {
        matches!(self.status, DestinationStatus::Disabled | DestinationStatus::EnableFailed)
    }

    /// Whether changes are sent. Those made while it is being disabled are.
    pub(super) fn delivers(&self) -> bool {
        matches!(
            self.status,
            DestinationStatus::Active | DestinationStatus::Updating | DestinationStatus::Disabling
        )
    }

    /// Whether it is described: one that is off is for 24 hours, as long as its records are kept.
    pub(crate) fn is_kept(&self, now_ms: u64) -> bool {
        !self.is_off() || self.ended_ms.is_some_and(|ended_ms| !is_gone(ended_ms, now_ms))
    }

    /// Ends the status if its moment has come; returns whether it did.
    pub(super) fn end_by(&mut self, now_ms: u64) -> bool {
        let Some(ended_ms) = self.transition.end_by(now_ms) else { return false };
        self.status = match self.status {
            DestinationStatus::Enabling if self.failure.is_some() => DestinationStatus::EnableFailed,
            DestinationStatus::Disabling => DestinationStatus::Disabled,
            _ => DestinationStatus::Active,
        };
        self.precision = self.precision_to_come.take().unwrap_or(self.precision);
        self.ended_ms = self.is_off().then_some(ended_ms);
        true
    }

    /// Begins and ends the periods that the status says, at a number that no change has, behind the `latest` change. A
    /// period without changes is not kept, so that there are not more periods than changes.
    pub(super) fn follow(&mut self, at: ChangeNumber, latest: Option<ChangeNumber>, now_ms: u64) {
        let precision = self.delivers().then_some(self.precision);
        let is_empty = |period: &DeliveryPeriod| latest.is_none_or(|latest| latest < period.first);
        if let Some(last) = self.periods.pop_if(|last| last.end.is_none() && is_empty(last))
            && Some(last.precision) == precision
        {
            self.periods.push(DeliveryPeriod { first: at, ..last });
        }
        if let Some(last) = self.periods.last_mut().filter(|last| last.end.is_none())
            && Some(last.precision) != precision
        {
            last.end = Some((at, now_ms));
        }
        self.periods.retain(|period| period.end.is_none_or(|(_, ended_ms)| !is_gone(ended_ms, now_ms)));
        if let Some(precision) = precision
            && self.periods.last().is_none_or(|last| last.end.is_some())
        {
            self.periods.push(DeliveryPeriod { first: at, end: None, precision });
        }
    }

    /// Whether the periods are those that the status says.
    #[cfg(feature = "disk")]
    pub(super) fn is_followed(&self) -> bool {
        let open = self.periods.last().filter(|last| last.end.is_none());
        open.map(|open| open.precision) == self.delivers().then_some(self.precision)
    }

    /// Whether it only tells that it was on: nothing that was sent is kept.
    pub(crate) fn is_idle(&self) -> bool {
        self.is_off() && self.periods.is_empty()
    }

    /// The first period with numbers at a position or behind it.
    pub(crate) fn period_from(&self, position: ChangeNumber) -> Option<&DeliveryPeriod> {
        self.periods.iter().find(|period| period.end.is_none_or(|(end, _)| position < end))
    }
}
