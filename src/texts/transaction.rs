//! Transactions, of items and of statements.

/// A transaction is cancelled because actions failed; `codes` has `None` for the others.
pub(crate) fn cancelled(codes: &[&str]) -> String {
    format!(
        "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
        codes.join(", ")
    )
}

/// Another transaction in progress has the item.
pub(crate) const ONGOING: &str = "Transaction is ongoing for the item";

/// The transaction of a client request token is in progress. (API reference: `TransactionInProgressException`)
pub(crate) const IN_PROGRESS: &str = "The transaction with the given request token is already in progress.";

/// Two actions are for the same item.
pub(crate) const ONE_ITEM_TWICE: &str = "Transaction request cannot include multiple operations on one item";

/// One statement of an `ExecuteTransaction` is refused; `number` counts from 0.
pub(crate) fn statement_refused(number: usize, message: &str) -> String {
    format!("Validation failed in TransactStatements[{number}]: {message}")
}

/// A SELECT does not identify one item, as `operation` requires.
pub(crate) fn select_without_key(operation: &str) -> String {
    format!("Select statements within {operation} must specify the primary key in the where clause.")
}

/// EXISTS is used outside a transaction.
pub(crate) const EXISTS_ALONE: &str = "EXISTS() is only supported in ExecuteTransaction.";
