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
    engine::Engine,
    error::{Error, Result},
    operation::StreamReader,
    storage::{SequenceNumber, ShardId},
};

/// A table's changes in batches: [`ChangesBuilder::batches`](crate::ChangesBuilder::batches). It has a position in each
/// shard, which goes on behind what was dealt with.
pub struct Batches {
    engine: Arc<Engine>,
    settings: Settings,
    wait: Option<Duration>,
    /// The whole stream, or the one shard that is wanted, where the delivery began.
    start: StreamReader,
    shards: BTreeMap<ShardId, ShardQueue>,
    parker: Arc<Parker>,
    waker: Waker,
}

/// What a walk over the shards came to.
enum Walk {
    /// It delivered something.
    Delivered,
    /// There is nothing to deliver yet; what is there is due then.
    Idle(Option<Instant>),
    /// The stream has ended, and all was delivered.
    End,
}

impl Batches {
    pub(super) fn new(
        engine: Arc<Engine>,
        settings: Settings,
        wait: Option<Duration>,
        start: StreamReader,
    ) -> Self {
        let parker = Arc::new(Parker::default());
        let waker = Waker::from(Arc::clone(&parker));
        Self { engine, settings, wait, start, shards: BTreeMap::new(), parker, waker }
    }

    /// Calls the handler with one batch after the other, and returns when there are no more changes by now; with
    /// [`wait`](crate::ChangesBuilder::wait), when none came for that long, or the stream has ended.
    ///
    /// A batch has changes of one shard, in order. A shard's parent is delivered whole before it. Where the handler fails,
    /// or says that [some changes failed](BatchResponse::failed), they are delivered again before anything else of their
    /// shard, as the settings say. So a change may be delivered more than once, and none is passed over.
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
    /// That of the handler, where the settings do not say [how often](crate::BatchesBuilder::retries) it may fail: called
    /// again, this begins with the same batch. [`Error::TrimmedDataAccess`] where changes that were not delivered are not
    /// kept any longer, and [`Error::ResourceNotFound`] where nothing is left of the stream.
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
                // What was written before it is known wakes nobody: the shards are walked over once more.
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

    /// The number up to which all changes were dealt with or given up; none where that is not the first. What begins
    /// [behind it](crate::ChangesBuilder::after) later misses none, and may be given some again.
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
        before.unwrap_or(self.start.position()).previous()
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
            shard.fill(&self.engine, &self.settings)?;
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

    /// Takes in new shards, and forgets those that were delivered and are trimmed. Whether there may be more later.
    fn find_shards(&mut self) -> Result<bool> {
        let (found, may_grow) = self.start.shards(&self.engine)?;
        let is_there = |id: &ShardId| found.iter().any(|shard| shard.id() == *id);
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
