//! Items of a batch that are throttled.

use crate::error::{Error, Result, ThrottlingReason};

/// The items of a batch that were read or written, and those that were not because they are throttled.
#[derive(Debug, Default)]
pub(super) struct Throttled {
    processed: bool,
    first: Option<Error>,
}

impl Throttled {
    /// Takes an item's result apart: `None` if it was throttled.
    ///
    /// # Errors
    /// All errors but that.
    pub(super) fn sort<R>(&mut self, result: Result<R>) -> Result<Option<R>> {
        match result {
            Ok(result) => {
                self.processed = true;
                Ok(Some(result))
            }
            Err(error) if error.is_throttled() => {
                self.first.get_or_insert(error);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// # Errors
    /// No item could be read or written. The exception is `ProvisionedThroughputExceededException` only if provisioned
    /// throughput is why, otherwise `ThrottlingException`. (API reference: BatchWriteItem, BatchGetItem)
    pub(super) fn check(self) -> Result<()> {
        match self.first {
            Some(Error::ProvisionedThroughputExceeded(throttled))
                if !throttled.reasons.first().is_none_or(ThrottlingReason::is_provisioned) =>
            {
                if self.processed { Ok(()) } else { Err(Error::Throttling(throttled)) }
            }
            Some(error) if !self.processed => Err(error),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ThrottledAccess, ThrottledResource, ThroughputLimit};

    fn refused(limit: ThroughputLimit) -> Error {
        let (table, write) = (ThrottledResource::Table, ThrottledAccess::Write);
        Error::throttled(table, limit, false, vec![ThrottlingReason::new(table, write, limit, "arn")])
    }

    #[test]
    fn a_batch_of_which_nothing_was_done_fails_with_the_first_reason() {
        let mut throttled = Throttled::default();
        assert!(throttled.sort::<()>(Err(refused(ThroughputLimit::Provisioned))).unwrap().is_none());
        assert!(throttled.sort::<()>(Err(refused(ThroughputLimit::KeyRange))).unwrap().is_none());
        assert_eq!(throttled.check().unwrap_err().code(), "ProvisionedThroughputExceededException");
        let mut throttled = Throttled::default();
        throttled.sort::<()>(Err(refused(ThroughputLimit::KeyRange))).unwrap();
        assert_eq!(throttled.check().unwrap_err().code(), "ThrottlingException");
    }

    #[test]
    fn a_batch_of_which_something_was_done_succeeds() {
        let mut throttled = Throttled::default();
        throttled.sort::<()>(Err(refused(ThroughputLimit::KeyRange))).unwrap();
        assert_eq!(throttled.sort(Ok(5)).unwrap(), Some(5));
        assert_eq!(throttled.check(), Ok(()));
        assert!(Throttled::default().sort::<()>(Err(Error::validation("no"))).is_err());
    }
}
