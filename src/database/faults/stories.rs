//! Stories by their names.

use super::{
    super::{key::IntoKey, table::Table},
    handle::Faults,
    story::StoryBuilder,
};
use crate::engine::StoryKind;

impl Faults {
    /// Begins the story of a [hot key](StoryKind::HotKey).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let likes = db.create_table("likes").partition_key("user_id", S).run()?;
    /// db.faults().hot_key(&likes, "jihoon07").chance(1.0).start()?;
    /// let throttled = likes.get("jihoon07").run().unwrap_err();
    /// assert_eq!(throttled.throttling_reasons()[0].reason, "TableReadKeyRangeThroughputExceeded");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn hot_key(&self, table: &Table, key: impl IntoKey) -> StoryBuilder {
        self.story(StoryKind::HotKey).key(table, key)
    }

    /// Begins the story of a [brown-out](StoryKind::BrownOut).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let clock = hashrange::Clock::manual(std::time::UNIX_EPOCH);
    /// # let db = Database::builder().clock(clock).build();
    /// # let likes = db.create_table("likes").partition_key("user_id", S).run()?;
    /// let faults = db.faults().brown_out().start()?;
    /// let failed = (0..100).filter(|_| likes.get("jihoon07").run().is_err()).count();
    /// assert!(failed > 10 && failed < 60);
    /// assert_eq!(failed as u64, faults[1].hits() + faults[2].hits());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn brown_out(&self) -> StoryBuilder {
        self.story(StoryKind::BrownOut)
    }

    /// Begins the story of [lost answers](StoryKind::LostAnswers).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let likes = db.create_table("likes").partition_key("user_id", S).run()?;
    /// db.faults().lost_answers().chance(1.0).times(1).start()?;
    /// assert!(likes.put(item! { "user_id": "jihoon07" }).run().unwrap_err().is_no_answer());
    /// assert_eq!(likes.item_count(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn lost_answers(&self) -> StoryBuilder {
        self.story(StoryKind::LostAnswers)
    }

    /// Begins the story of [partial batches](StoryKind::PartialBatches).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::{BatchWriteItemInput, WriteRequest}};
    /// # let db = Database::new();
    /// # let likes = db.create_table("likes").partition_key("user_id", S).run()?;
    /// db.faults().partial_batches().start()?;
    /// let puts = (0..25).map(|user| WriteRequest::put(item! { "user_id": format!("{user}") })).collect();
    /// let batch = BatchWriteItemInput { request_items: [("likes".to_owned(), puts)].into(), ..Default::default() };
    /// let left = db.batch_write_item(batch)?.unprocessed_items["likes"].len();
    /// assert_eq!(likes.item_count(), 25 - left as u64);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn partial_batches(&self) -> StoryBuilder {
        self.story(StoryKind::PartialBatches)
    }

    /// Begins the story of [conflicts](StoryKind::Conflicts).
    ///
    /// ```
    /// # use hashrange::{Database, Error, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let likes = db.create_table("likes").partition_key("user_id", S).run()?;
    /// db.faults().conflicts().chance(1.0).start()?;
    /// let put = likes.put(item! { "user_id": "jihoon07" }).run();
    /// assert!(matches!(put, Err(Error::TransactionConflict(_))));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn conflicts(&self) -> StoryBuilder {
        self.story(StoryKind::Conflicts)
    }

    fn story(&self, kind: StoryKind) -> StoryBuilder {
        StoryBuilder::new(self.clone(), kind)
    }
}
