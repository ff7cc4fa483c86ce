//! The changes of one shard that wait to be delivered.

use std::{
    collections::VecDeque,
    time::{Duration, Instant, SystemTime},
};

use super::{
    batch::{Batch, BatchResponse, Delivered, DiscardReason, DiscardedBatch},
    event::record_json,
    settings::Settings,
};
use crate::{
    engine::Engine,
    error::{Error, Result},
    limits::LAMBDA_PAYLOAD_BYTES,
    operation::{Behind, ChangePage, StreamReader},
    storage::{ChangeNumber, ItemChange, ShardId},
    texts,
};

/// The changes of one shard that wait to be delivered.
#[derive(Debug)]
pub(super) struct ShardQueue {
    id: ShardId,
    pub(super) parent: Option<ShardId>,
    reader: StreamReader,
    /// Changes that were read, but have no JSON yet. They share their items with the table.
    ahead: Option<ChangePage>,
    /// What follows the waiting changes if nothing was read ahead.
    behind: Behind,
    waiting: VecDeque<Waiting>,
    /// The size of their JSON, with a comma for each.
    waiting_bytes: usize,
    /// When the first waiting change was read.
    since: Option<Instant>,
    /// The sizes of the first batches if these are retries, and how often each failed.
    again: VecDeque<Again>,
}

#[derive(Debug)]
struct Waiting {
    change: ItemChange,
    json: String,
}

impl Waiting {
    /// What it takes of an event.
    fn bytes(&self) -> usize {
        self.json.len() + 1
    }
}

#[derive(Debug, Clone, Copy)]
struct Again {
    changes: usize,
    retries: u32,
}

impl ShardQueue {
    pub(super) fn new(id: ShardId, parent: Option<ShardId>, reader: StreamReader) -> Self {
        Self {
            id,
            parent,
            reader,
            ahead: None,
            behind: Behind::More,
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            since: None,
            again: VecDeque::new(),
        }
    }

    /// Whether all changes of the shard were delivered and it is closed.
    pub(super) fn is_done(&self) -> bool {
        self.behind == Behind::End && self.waiting.is_empty()
    }

    /// The number before which all changes were delivered.
    pub(super) fn delivered_before(&self) -> ChangeNumber {
        let first = self.waiting.front().and_then(|first| ChangeNumber::of(first.change.sequence));
        let next = || self.ahead.as_ref().and_then(ChangePage::next_number);
        first.or_else(next).unwrap_or(self.reader.position())
    }

    /// Reads until there is a whole batch, or there are no more changes.
    pub(super) fn fill(&mut self, engine: &Engine, settings: &Settings) -> Result<()> {
        while !self.is_whole(settings) {
            let page = match &mut self.ahead {
                Some(page) => page,
                None => self.ahead.insert(self.reader.read(engine)?),
            };
            if let Some((change, record)) = page.next_record(engine) {
                let json = record_json(&record, self.reader.arn());
                if settings.takes(&json) {
                    self.push(Waiting { change, json });
                }
                continue;
            }
            self.behind = page.behind;
            self.ahead = None;
            if self.behind == Behind::Nothing {
                break;
            }
        }
        if !self.waiting.is_empty() {
            self.since.get_or_insert_with(Instant::now);
        }
        Ok(())
    }

    /// When the waiting changes are due even without a whole batch; `None` if there are none.
    pub(super) fn due(&self, settings: &Settings) -> Option<Instant> {
        let since = self.since.filter(|_| !self.waiting.is_empty())?;
        let window = if self.is_whole(settings) { Duration::ZERO } else { settings.window };
        since.checked_add(window)
    }

    /// Whether the next batch is complete: no later change could be added to it.
    fn is_whole(&self, settings: &Settings) -> bool {
        !self.again.is_empty()
            || self.behind == Behind::End
            || self.waiting.len() >= settings.size
            || self.waiting_bytes > LAMBDA_PAYLOAD_BYTES
    }

    /// How many changes the next batch has, within the payload of an invocation.
    fn next_len(&self, most: usize) -> usize {
        let mut bytes = 0;
        let fitting = self.waiting.iter().take(most).take_while(|waiting| {
            bytes += waiting.bytes();
            bytes <= LAMBDA_PAYLOAD_BYTES
        });
        fitting.count().max(1)
    }

    /// Delivers a batch, and removes changes that were handled or are discarded.
    ///
    /// # Errors
    /// The handler's error, or one for changes that it reported as failed, unless retries are limited. Changes that
    /// were not handled stay.
    pub(super) fn deliver<R: Into<BatchResponse>, E: From<Error>>(
        &mut self,
        settings: &Settings,
        now: SystemTime,
        delivered: &mut Delivered,
        handler: &mut impl FnMut(&Batch) -> std::result::Result<R, E>,
    ) -> std::result::Result<(), E> {
        self.discard_old(settings, now, delivered);
        if self.waiting.is_empty() {
            return Ok(());
        }
        let first = || Again { changes: self.next_len(settings.size), retries: 0 };
        let Again { changes, retries } = self.again.front().copied().unwrap_or_else(first);
        let (changes_of, records) = self
            .waiting
            .iter()
            .take(changes)
            .map(|waiting| (waiting.change.clone(), waiting.json.clone()))
            .unzip();
        let batch = Batch { shard_id: self.id.to_string(), retries, changes: changes_of, records };
        let (done, error) = match handler(&batch) {
            Ok(response) => (response.into().done(&batch.changes), None),
            Err(error) => (Some(0), Some(error)),
        };
        // Only after the handler: if that panics, the batch is delivered again as it was.
        self.again.pop_front();
        let done_or_all = done.unwrap_or(changes);
        self.take(done_or_all);
        delivered.changes += done_or_all;
        delivered.batches += usize::from(done_or_all > 0);
        let left = changes - done_or_all;
        if done.is_none() || left == 0 {
            return Ok(());
        }
        // A split does not count as a retry. A batch that was handled in part is split at the failed change.
        if settings.bisect && (done_or_all > 0 || left > 1) {
            let first = if done_or_all > 0 { left } else { left.div_ceil(2) };
            for changes in [left - first, first] {
                if changes > 0 {
                    self.again.push_front(Again { changes, retries });
                }
            }
            return Ok(());
        }
        let retries = retries.saturating_add(1);
        match settings.retries {
            Some(most) if retries > most => self.discard(left, DiscardReason::RetriesExhausted, delivered),
            Some(_) => self.again.push_front(Again { changes: left, retries }),
            None => {
                self.again.push_front(Again { changes: left, retries });
                let reported = || E::from(Error::validation(texts::stream::reported_as_failed(left)));
                return Err(error.unwrap_or_else(reported));
            }
        }
        Ok(())
    }

    /// Discards changes that are too old. They are the first ones, because times do not descend.
    fn discard_old(&mut self, settings: &Settings, now: SystemTime, delivered: &mut Delivered) {
        let Some(most) = settings.record_age else { return };
        let is_old = |waiting: &&Waiting| now.duration_since(waiting.change.at).is_ok_and(|age| age > most);
        let mut old = self.waiting.iter().take_while(is_old).count();
        if old == 0 {
            return;
        }
        self.discard(old, DiscardReason::RecordAgeExceeded, delivered);
        while let Some(again) = self.again.front_mut() {
            let gone = again.changes.min(old);
            again.changes -= gone;
            old -= gone;
            if again.changes > 0 {
                break;
            }
            self.again.pop_front();
        }
    }

    fn discard(&mut self, changes: usize, reason: DiscardReason, delivered: &mut Delivered) {
        let number = |place: usize| self.waiting.get(place).map(|waiting| waiting.change.sequence);
        if let (Some(first), Some(last)) = (number(0), number(changes.saturating_sub(1))) {
            let shard_id = self.id.to_string();
            delivered.discarded.push(DiscardedBatch { shard_id, first, last, changes, reason });
        }
        self.take(changes);
    }

    fn push(&mut self, waiting: Waiting) {
        self.waiting_bytes += waiting.bytes();
        self.waiting.push_back(waiting);
    }

    fn take(&mut self, changes: usize) {
        let taken = self.waiting.drain(..changes.min(self.waiting.len()));
        self.waiting_bytes -= taken.map(|waiting| waiting.bytes()).sum::<usize>();
        if changes > 0 {
            self.since = (!self.waiting.is_empty()).then(Instant::now);
        }
    }
}

impl Settings {
    /// Whether a record is to be delivered.
    fn takes(&self, json: &str) -> bool {
        if self.filters.is_empty() {
            return true;
        }
        let record = serde_json::from_str(json).unwrap_or_default();
        self.filters.iter().any(|filter| filter.matches(&record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        database::handle::Database,
        item,
        key::ScalarAttributeType::S,
        operation::{ReadFrom, StreamViewType},
    };

    #[test]
    fn no_more_json_is_made_than_a_batch_needs() {
        let db = Database::builder().partitions(1).build();
        let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage);
        let users = users.run().unwrap();
        let text = "x".repeat(350_000);
        for number in 0..30 {
            users.put(item! { "id": format!("{number:02}"), "text": &*text }).run().unwrap();
        }
        let reader = || StreamReader::new(&db.engine, "users", None, ReadFrom::TrimHorizon).unwrap();
        let (shards, _) = reader().shards(&db.engine).unwrap();
        let [shard] = shards.as_slice() else { panic!("{shards:?}") };
        for (size, waiting) in [(10_000, 18), (5, 5)] {
            let settings = Settings { size, ..Settings::default() };
            let mut queue = ShardQueue::new(shard.id(), None, reader().of_shard(shard.id()));
            queue.fill(&db.engine, &settings).unwrap();
            assert_eq!(queue.waiting.len(), waiting, "6 MB are reached, or a batch is full");
            queue.take(waiting);
            assert_eq!(queue.waiting_bytes, 0);
            let next = users.changes().run().unwrap().nth(waiting).unwrap().unwrap();
            assert_eq!(
                queue.delivered_before().sequence(),
                next.sequence,
                "what is read ahead is not delivered"
            );
        }
    }
}
