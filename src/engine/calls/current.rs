//! The call that a thread carries out, while it is recorded.

use std::{
    cell::RefCell,
    time::{Duration, SystemTime},
};

use super::call::{Call, CallKey, CallPartition, CallUnits};
use crate::{
    engine::clock::Clock,
    storage::throughput::Usage,
    value::{AttributeName, AttributeValue},
};

thread_local! {
    /// What is known of the call that this thread carries out, if it is recorded. An operation runs on the thread that
    /// calls it, from its gate to its end.
    static CURRENT: RefCell<Option<Noted>> = const { RefCell::new(None) };
}

/// What a request names, and what it consumed.
#[derive(Debug, Default)]
struct Noted {
    index: Option<String>,
    keys: Vec<CallKey>,
    returned: usize,
}

/// A call that is being recorded. Due work that a call does may call operations itself, so the one before comes back when
/// this is dropped.
#[derive(Debug)]
pub(in crate::engine) struct Recording {
    operation: &'static str,
    tables: Vec<String>,
    at: SystemTime,
    /// What the thread had put off of delays when the call began.
    put_off: Duration,
    before: Option<Noted>,
}

impl Recording {
    /// Begins to record a call.
    pub(in crate::engine) fn begin(operation: &'static str, tables: Vec<String>, clock: &Clock) -> Self {
        let before = CURRENT.replace(Some(Noted::default()));
        Self { operation, tables, at: clock.now(), put_off: clock.put_off_so_far(), before }
    }

    /// The call, and how many items its pages returned; `error` is the name of the exception with which it failed. The
    /// partitions are left out unless somebody wants to know them.
    pub(in crate::engine) fn end(
        mut self,
        error: Option<&'static str>,
        clock: &Clock,
        usage: Vec<Usage>,
        wants_partitions: bool,
    ) -> (Call, usize) {
        let Noted { index, keys, returned } = CURRENT.take().unwrap_or_default();
        // A delay that the caller waits for later is a part of the call.
        let put_off = clock.put_off_so_far().saturating_sub(self.put_off);
        // The system's clock may be set back.
        let passed = clock.now().duration_since(self.at).unwrap_or_default();
        let call = Call {
            operation: self.operation,
            tables: std::mem::take(&mut self.tables),
            index,
            keys,
            partitions: if wants_partitions { CallPartition::of(&usage) } else { Vec::new() },
            units: CallUnits::of(usage),
            at: self.at,
            duration: passed.saturating_add(put_off),
            error,
        };
        (call, returned)
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        CURRENT.set(self.before.take());
    }
}

/// Notes an item that the call names, by the attributes of its key in the order of the schema.
pub(crate) fn note_key(table: &str, key: impl IntoIterator<Item = (AttributeName, AttributeValue)>) {
    note(|noted| noted.keys.push(CallKey { table: table.to_owned(), key: key.into_iter().collect() }));
}

/// Notes the index that the call reads.
pub(crate) fn note_index(index: &str) {
    note(|noted| noted.index = Some(index.to_owned()));
}

/// Notes items that a page of the call returns.
pub(crate) fn note_returned(items: usize) {
    note(|noted| noted.returned += items);
}

fn note(add: impl FnOnce(&mut Noted)) {
    CURRENT.with_borrow_mut(|noted| noted.as_mut().map(add));
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;
    use crate::{error::ThrottledAccess, key::HashRange};

    #[test]
    fn partitions_are_told_to_whom_wants_them() {
        let clock = Clock::manual(UNIX_EPOCH);
        let usage = Usage {
            table: "users".to_owned(),
            index: None,
            partition: HashRange::WHOLE,
            access: ThrottledAccess::Read,
            units: 1.0,
        };
        for wants in [true, false] {
            let recording = Recording::begin("GetItem", vec!["users".to_owned()], &clock);
            let (call, _) = recording.end(None, &clock, vec![usage.clone()], wants);
            assert_eq!((call.partitions.len(), call.units.len()), (usize::from(wants), 1));
        }
    }
}
