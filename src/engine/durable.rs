//! Operations of a database that is kept on disk: what one answers is durable, as far as the database promises it.

use super::OF_ITEMS;
use crate::{
    error::Result,
    storage::{Journal, take_seen},
};

/// What begins the names of operations that read.
const READS: [&str; 4] = ["Describe", "List", "Get", "Search"];

/// What reads change logs, whose closed shards lie beside the partitions.
const OF_STREAMS: [&str; 3] = ["GetRecords", "DescribeStream", "GetShardIterator"];

/// Admits an operation.
///
/// # Errors
/// It changes something, and the disk has failed.
pub(super) fn enter(journal: &dyn Journal, operation: &'static str) -> Result<()> {
    take_seen();
    // Writes of items find out by themselves: a statement may be a read.
    if !OF_ITEMS.contains(&operation) && !READS.iter().any(|begin| operation.starts_with(begin)) {
        journal.failure().map_or(Ok(()), Err)?;
    }
    Ok(())
}

/// Whether an operation looks at nothing but partitions and the tables' definitions. It waits for the partitions that it
/// has looked at, any other for whatever was changed. A search looks at vectors, which lie apart from partitions.
fn looks_at_partitions(operation: &str) -> bool {
    OF_ITEMS.contains(&operation) && operation != "SearchVectors"
}

/// Waits until what an operation tells is durable. If it does not become so, that is the operation's result.
pub(super) fn leave<R>(journal: &dyn Journal, operation: &'static str, result: &mut Result<R>) {
    let seen = take_seen();
    // With a failed disk too, reads go on, but for those of streams: counts may then include what is lost.
    let is_of_stream = OF_STREAMS.contains(&operation);
    let is_exact = looks_at_partitions(operation) || (journal.failure().is_some() && !is_of_stream);
    let told = if is_exact { seen.max(journal.last_definition()) } else { journal.last() };
    if let Err(failed) = journal.keep(told) {
        *result = Err(failed.into());
    }
}
