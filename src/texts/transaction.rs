//! Transactions, of items and of statements.

/// Actions stand against a transaction; `codes` has `None` for the others.
pub(crate) fn cancelled(codes: &[&str]) -> String {
    format!(
        "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
        codes.join(", ")
    )
}

/// Two actions are about the same item.
pub(crate) const ONE_ITEM_TWICE: &str = "Transaction request cannot include multiple operations on one item";

/// One statement of an `ExecuteTransaction` is refused; `number` counts from 0.
pub(crate) fn statement_refused(number: usize, message: &str) -> String {
    format!("Validation failed in TransactStatements[{number}]: {message}")
}

/// A SELECT in `operation`, which takes reads of single items, does not name one.
pub(crate) fn select_without_key(operation: &str) -> String {
    format!("Select statements within {operation} must specify the primary key in the where clause.")
}

/// EXISTS stands anywhere else than in a transaction.
pub(crate) const EXISTS_ALONE: &str = "EXISTS() is only supported in ExecuteTransaction.";
