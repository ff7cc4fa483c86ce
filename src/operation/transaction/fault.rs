//! Why a transaction is not carried out: faults that refuse the request, and those that cancel it with a reason for
//! each action.

use crate::{
    error::{CancellationReason, Error, Result},
    key::key_item,
    partiql::PartiqlError,
    storage::Place,
    texts,
    value::Item,
    work::WorkExceeded,
};

/// Why a transaction cannot be carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The request is refused with this error.
    #[error(transparent)]
    Refuse(Error),
    /// The transaction is cancelled; the error is the action's reason.
    #[error(transparent)]
    Cancel(#[from] Error),
}

impl Fault {
    /// The reason that cancels the transaction.
    ///
    /// # Errors
    /// The fault refuses the request.
    pub(super) fn into_reason(self) -> Result<Error> {
        match self {
            Self::Refuse(error) => Err(error),
            Self::Cancel(error) => Ok(error),
        }
    }
}

impl From<PartiqlError> for Fault {
    fn from(error: PartiqlError) -> Self {
        Self::Refuse(error.into())
    }
}

impl From<WorkExceeded> for Fault {
    fn from(exceeded: WorkExceeded) -> Self {
        Self::Refuse(exceeded.into())
    }
}

impl From<Fault> for Error {
    /// Outside a transaction there is nothing to cancel.
    fn from(fault: Fault) -> Self {
        let (Fault::Refuse(error) | Fault::Cancel(error)) = fault;
        error
    }
}

/// An action that was not carried out, and why.
pub(super) struct Failure {
    /// Its place in the request, from 0.
    pub(super) position: usize,
    pub(super) table: Option<String>,
    pub(super) key: Option<Item>,
    pub(super) error: Error,
}

impl Failure {
    pub(super) fn at(position: usize, place: Option<&Place<'_>>, error: Error) -> Self {
        let table = place.map(|place| place.table.name().to_owned());
        let key = place.and_then(|place| key_item(place.table.schema(), &place.key));
        Self { position, table, key, error }
    }
}

/// The cancellation of a transaction of `count` actions. Actions without a failure have the reason `None`.
pub(super) fn cancelled(count: usize, failures: impl IntoIterator<Item = Failure>) -> Error {
    let mut reasons: Vec<CancellationReason> =
        std::iter::repeat_with(CancellationReason::none).take(count).collect();
    for Failure { position, table, key, error } in failures {
        debug_assert!(position < count, "a failure is of one of the actions");
        if let Some(reason) = reasons.get_mut(position) {
            *reason = error.into_reason(table, key);
        }
    }
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code.as_str()).collect();
    Error::TransactionCanceled { message: texts::transaction::cancelled(&codes), reasons }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_cancellation_has_a_reason_for_each_action_in_their_order() {
        let item = Arc::new(crate::item! { "pk": "a" });
        let failures = [
            Failure::at(1, None, Error::condition_failed(Some(Arc::clone(&item)))),
            Failure::at(3, None, Error::validation("no")),
        ];
        let Error::TransactionCanceled { message, reasons } = cancelled(4, failures) else {
            panic!("not a cancellation")
        };
        assert_eq!(
            message,
            "Transaction cancelled, please refer cancellation reasons for specific reasons \
             [None, ConditionalCheckFailed, None, ValidationError]"
        );
        let reason = |error: Error| error.into_reason(None, None);
        let failed = reason(Error::condition_failed(Some(item)));
        let fine = CancellationReason::none();
        assert_eq!(reasons, [fine.clone(), failed, fine, reason(Error::validation("no"))]);
    }
}
