//! The delivery of a table's changes, shard by shard.

use std::{
    collections::BTreeMap,
    fmt,
    sync::Arc,
    task::Waker,
    time::{Duration, Instant},
};

use super::{
    batch::{Batch, BatchResponse, Delivered},
    queue::ShardQueue,
    settings::Settings,
};
use crate::{
    database::parker::Parker,
    engine::EngineHandle,
    error::{Error, Result},
    operation::StreamReader,
    storage::{ChangeNumber, SequenceNumber, ShardId, ShardInfo},
};

/// A table's changes in batches: [`ChangesBuilder::batches`](crate::ChangesBuilder::batches). It has a position in each
/// shard, behind the changes that were handled.
pub struct Batches {
    engine: EngineHandle,
    settings: Settings,
    wait: Option<Duration>,
    /// A reader of the whole stream, or of one shard, at the position where the delivery began.
    start: StreamReader,
    shards: BTreeMap<ShardId, ShardQueue>,
    parker: Arc<Parker>,
    waker: Waker,
}

/// The result of a walk over the shards.
enum Walk {
    /// It delivered something.
    Delivered,
    /// There is nothing to deliver yet. If changes wait for a full batch, they are due at this time.
    Idle(Option<Instant>),
    /// The stream has ended, and all changes were delivered.
    End,
}

impl Batches {
    pub(super) fn new(
        engine: EngineHandle,
        settings: Settings,
        wait: Option<Duration>,
        start: StreamReader,
    ) -> Self {
        let parker = Arc::new(Parker::default());
        let waker = Waker::from(Arc::clone(&parker));
        Self { engine, settings, wait, start, shards: BTreeMap::new(), parker, waker }
    }

    /// Calls the handler with one batch after the other, and returns when there are no more changes. With
    /// [`wait`](crate::ChangesBuilder::wait), it returns when no change was made for that long, or the stream has
    /// ended.
    ///
    /// A batch has changes of one shard, in order. All changes of a shard's parent are delivered before those of the
    /// shard. If the handler fails, or reports that [some changes failed](BatchResponse::failed), they are delivered
    /// again before other changes of their shard, as the settings say. So a change may be delivered more than once, but
    /// none that is kept is skipped.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    ///
    /// let db = Database::new();
    /// let orders = db.create_table("orders").partition_key("id", S).stream(StreamViewType::NewAndOldImages).run()?;
    /// let mut batches = orders.changes().batches().size(10).filter(r#"{"eventName": ["INSERT"]}"#).run()?;
    ///
    /// orders.put_all((0..100).map(|number| item! { "id": format!("order{number}") }))?;
    /// orders.delete("order7").run()?;
    /// let mut seen = 0;
    /// let delivered = batches.for_each_batch(|batch| {
    ///     assert!(batch.changes.len() <= 10);
    ///     seen += batch.changes.len();
    ///     Ok::<_, hashrange::Error>(())
    /// })?;
    /// assert_eq!((seen, delivered.changes), (100, 100));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// The handler's error, unless the settings limit its [retries](crate::BatchesBuilder::retries); the next call
    /// begins with the same batch. [`Error::TrimmedDataAccess`] if changes were trimmed before they were delivered; the
    /// next call continues with the oldest change of the shard that is kept, as Lambda does.
    /// [`Error::ResourceNotFound`] if the stream no longer exists.
    pub fn for_each_batch<R: Into<BatchResponse>, E: From<Error>>(
        &mut self,
        mut handler: impl FnMut(&Batch) -> Result<R, E>,
    ) -> Result<Delivered, E> {
        let mut delivered = Delivered::default();
        let mut is_known = false;
        let idle_from = |wait: Option<Duration>| wait.and_then(|wait| Instant::now().checked_add(wait));
        let mut until = idle_from(self.wait);
        loop {
            match self.walk(&mut delivered, &mut handler)? {
                Walk::End => return Ok(delivered),
                Walk::Delivered => until = idle_from(self.wait),
                Walk::Idle(None) if self.wait.is_none() => return Ok(delivered),
                // A change that was written before the waker was registered wakes nobody, so the shards are walked once
                // more.
                Walk::Idle(_) if !is_known => {
                    self.start.wake_by_change(&self.waker);
                    is_known = true;
                    continue;
                }
                Walk::Idle(Some(due)) => drop(self.parker.sleep(Some(due))),
                Walk::Idle(None) => {
                    if !self.parker.sleep(until) {
                        return Ok(delivered);
                    }
                }
            }
            is_known = false;
        }
    }

    /// The number up to which all changes were handled or discarded; `None` if the table's first change was not. A
    /// delivery that begins [behind it](crate::ChangesBuilder::after) later misses no change, but may repeat some.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// users.put(item! { "id": "haeri05" }).run()?;
    /// let mut batches = users.changes().batches().run()?;
    /// batches.for_each_batch(|_| Ok::<_, hashrange::Error>(()))?;
    /// let done = batches.checkpoint().expect("one was delivered");
    ///
    /// users.put(item! { "id": "minji01" }).run()?;
    /// assert_eq!(users.changes().after(done).run()?.count(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn checkpoint(&self) -> Option<SequenceNumber> {
        let begun = self.shards.values().filter(|shard| self.is_begun(shard) && !shard.is_done());
        let before = begun.map(ShardQueue::delivered_before).min();
        before.unwrap_or(self.start.position()).previous().map(ChangeNumber::sequence)
    }

    /// Whether a shard's parent was delivered.
    fn is_begun(&self, shard: &ShardQueue) -> bool {
        let parent = shard.parent.and_then(|parent| self.shards.get(&parent));
        parent.is_none_or(ShardQueue::is_done)
    }

    /// Delivers one batch of each shard that has one.
    fn walk<R: Into<BatchResponse>, E: From<Error>>(
        &mut self,
        delivered: &mut Delivered,
        handler: &mut impl FnMut(&Batch) -> Result<R, E>,
    ) -> Result<Walk, E> {
        let may_grow = self.find_shards()?;
        let mut walk = Walk::Idle(None);
        let ids: Vec<ShardId> = self.shards.keys().copied().collect();
        for id in ids {
            if !self.shards.get(&id).is_some_and(|shard| self.is_begun(shard)) {
                continue;
            }
            let Some(shard) = self.shards.get_mut(&id) else { continue };
            let calling = self.engine.calling();
            shard.fill(&self.engine, &self.settings)?;
            drop(calling);
            let Some(due) = shard.due(&self.settings) else { continue };
            if due <= Instant::now() {
                let now = self.engine.clock().now();
                shard.deliver(&self.settings, now, delivered, handler)?;
                walk = Walk::Delivered;
            } else if let Walk::Idle(earliest) = &mut walk {
                *earliest = Some(earliest.map_or(due, |earliest| earliest.min(due)));
            }
        }
        let is_over = !may_grow && self.shards.values().all(ShardQueue::is_done);
        Ok(if is_over { Walk::End } else { walk })
    }

    /// Adds new shards, and drops those that were delivered and are trimmed. Returns whether there may be more shards
    /// later.
    fn find_shards(&mut self) -> Result<bool> {
        let _calling = self.engine.calling();
        let (found, may_grow) = self.start.shards(&self.engine)?;
        let is_there = |id: &ShardId| found.binary_search_by_key(id, ShardInfo::id).is_ok();
        self.shards.retain(|id, shard| !shard.is_done() || is_there(id));
        for shard in &found {
            let id = shard.id();
            let queue = || ShardQueue::new(id, shard.parent(), self.start.of_shard(id));
            self.shards.entry(id).or_insert_with(queue);
        }
        Ok(may_grow)
    }
}

impl Drop for Batches {
    fn drop(&mut self) {
        self.start.forget_waker(&self.waker);
    }
}

impl fmt::Debug for Batches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { settings, start, .. } = self;
        f.debug_struct("Batches").field("settings", settings).field("start", start).finish_non_exhaustive()
    }
}
