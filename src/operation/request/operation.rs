//! What the inputs of all operations have in common.

use crate::codec::{Structure, WriteJson};

/// An input that may name tables.
pub(crate) trait NamesTables {
    /// Their names or ARNs as the request has them, each once, in its order.
    fn named_tables(&self) -> Vec<String>;

    /// The index of the table, where the operation is on an index.
    fn named_index(&self) -> Option<&str> {
        None
    }
}

/// An input of an operation. The table of operations implements it.
pub(crate) trait Operation: NamesTables {
    /// The operation, as the service calls it.
    const OPERATION: &'static str;

    /// What the operation answers.
    type Output: Structure + WriteJson;
}
