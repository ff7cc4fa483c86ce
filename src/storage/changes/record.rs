//! A change of an item, as the log keeps it and as listeners receive it.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::de::DeserializeOwned;

use super::{number::ChangeNumber, sequence::SequenceNumber};
use crate::{
    enumeration::wire_enum,
    error::Result,
    key::KeySchema,
    storage::{stored::Stored, time::US_OF_MS},
    value::{Item, from_item_ref},
};

wire_enum! {
    /// What was done to an item. (API reference: `Record`)
    OperationType "[INSERT, MODIFY, REMOVE]" {
        /// It was created.
        Insert = "INSERT",
        /// It was changed.
        Modify = "MODIFY",
        /// It was deleted.
        Remove = "REMOVE",
    }
}

/// Who changed an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangedBy {
    /// A request of a client.
    Request,
    /// Time to live: the item expired.
    TimeToLive,
    /// A replica of the table in another region: it was changed there.
    Replication,
}

/// Where a change comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) by: ChangedBy,
    /// When the change is made, in milliseconds since 1970.
    pub(crate) at_ms: u64,
    /// The microseconds of that time beyond the milliseconds.
    pub(crate) us: u16,
    /// For how long an item that expired had been invisible to requests, in milliseconds.
    pub(crate) late_ms: u32,
}

impl Origin {
    /// A change that is made now.
    pub(crate) fn now(by: ChangedBy, at_us: u64) -> Self {
        let us = u16::try_from(at_us % US_OF_MS).unwrap_or_default();
        Self { by, at_ms: at_us / US_OF_MS, us, late_ms: 0 }
    }

    /// The deletion of an item that expired, and that requests do not see since a time.
    pub(in crate::storage) fn expired(unseen_ms: u64, at_us: u64) -> Self {
        let now = Self::now(ChangedBy::TimeToLive, at_us);
        let late_ms = u32::try_from(now.at_ms.saturating_sub(unseen_ms)).unwrap_or(u32::MAX);
        Self { late_ms, ..now }
    }

    /// When the change is made, in microseconds since 1970.
    pub(crate) fn at_us(self) -> u64 {
        self.at_ms.saturating_mul(US_OF_MS).saturating_add(self.us.into())
    }

    /// Since when requests saw the change.
    pub(super) fn visible_ms(self) -> u64 {
        self.at_ms.saturating_sub(self.late_ms.into())
    }
}

/// A change of an item in a table that is [watched](crate::Table::watch), or that has a stream
/// ([`Table::changes`](crate::Table::changes)). A stream shows the images of its view type. A watcher shows all: at
/// least one of old and new.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ItemChange {
    /// What was done to the item.
    pub event_name: OperationType,
    /// The change's number, in the order of the table's changes.
    pub sequence: SequenceNumber,
    /// When it was made, by the database's clock.
    pub at: SystemTime,
    /// The item's key.
    pub key: Item,
    /// The item before the change; `None` if there was none.
    pub old: Option<Arc<Item>>,
    /// The item after the change; `None` if it was deleted.
    pub new: Option<Arc<Item>>,
    /// Who made the change.
    pub by: ChangedBy,
}

impl ItemChange {
    /// The item's key as a struct of yours.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    ///
    /// #[derive(serde::Deserialize)]
    /// struct UserId { id: String }
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::KeysOnly).run()?;
    /// users.put(item! { "id": "haeri05", "age": 39 }).run()?;
    /// for change in users.changes().run()? {
    ///     assert_eq!(change?.key_as::<UserId>()?.id, "haeri05");
    /// }
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Conversion`](crate::Error::Conversion) if it does not fit the type.
    pub fn key_as<T: DeserializeOwned>(&self) -> Result<T> {
        Ok(from_item_ref(&self.key)?)
    }

    /// The item before the change as a struct of yours; `None` if there was none or it is not shown.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    /// #[derive(serde::Deserialize)]
    /// struct User { age: u32 }
    ///
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::OldImage).run()?;
    /// users.put(item! { "id": "haeri05", "age": 39 }).run()?;
    /// users.delete("haeri05").run()?;
    /// let ages = users.changes().run()?.map(|change| Ok(change?.old_as::<User>()?.map(|user| user.age)));
    /// assert_eq!(ages.collect::<hashrange::Result<Vec<_>>>()?, [None, Some(39)]);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Conversion`](crate::Error::Conversion) if it does not fit the type.
    pub fn old_as<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        image_as(self.old.as_deref())
    }

    /// The item after the change as a struct of yours; `None` if it was deleted or is not shown.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item, operation::StreamViewType};
    /// #[derive(serde::Deserialize)]
    /// struct User { age: u32 }
    ///
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("id", S).stream(StreamViewType::NewImage).run()?;
    /// users.put(item! { "id": "haeri05", "age": 39 }).run()?;
    /// let change = users.changes().run()?.next().expect("there is one")?;
    /// assert_eq!(change.new_as::<User>()?.expect("it is shown").age, 39);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Conversion`](crate::Error::Conversion) if it does not fit the type.
    pub fn new_as<T: DeserializeOwned>(&self) -> Result<Option<T>> {
        image_as(self.new.as_deref())
    }
}

fn image_as<T: DeserializeOwned>(image: Option<&Item>) -> Result<Option<T>> {
    Ok(image.map(from_item_ref).transpose()?)
}

/// A change of an item as the log keeps it, with at least one of old and new. The images are shared with the table and
/// with the item's other records.
#[derive(Debug, Clone)]
pub(crate) struct ChangeRecord {
    pub(super) sequence: ChangeNumber,
    pub(super) at_ms: u64,
    late_ms: u32,
    us: u16,
    pub(super) by: ChangedBy,
    pub(super) old: Option<Stored>,
    pub(super) new: Option<Stored>,
}

impl ChangeRecord {
    /// A record of a change.
    pub(crate) fn new(
        sequence: ChangeNumber,
        origin: Origin,
        (old, new): (Option<Stored>, Option<Stored>),
    ) -> Self {
        debug_assert!(old.is_some() || new.is_some(), "a change has an image");
        let Origin { by, at_ms, us, late_ms } = origin;
        Self { sequence, at_ms, late_ms, us, by, old, new }
    }

    /// Where the change came from.
    pub(crate) fn origin(&self) -> Origin {
        Origin { by: self.by, at_ms: self.at_ms, us: self.us, late_ms: self.late_ms }
    }

    /// The change's number, in the order of the table's changes.
    pub(crate) fn sequence(&self) -> ChangeNumber {
        self.sequence
    }

    /// When the change was made, in milliseconds since 1970.
    pub(crate) fn at_ms(&self) -> u64 {
        self.at_ms
    }

    /// When the change was made, in microseconds since 1970.
    pub(crate) fn at_us(&self) -> u64 {
        self.origin().at_us()
    }

    /// Who made the change.
    pub(crate) fn by(&self) -> ChangedBy {
        self.by
    }

    /// The item at a moment before the change and behind the one before, as requests saw it.
    pub(super) fn before(&self, moment_ms: u64) -> Option<&Stored> {
        debug_assert!(moment_ms < self.at_ms, "the moment is before the change");
        self.old.as_ref().filter(|_| moment_ms < self.origin().visible_ms())
    }

    /// What was done to the item.
    pub(crate) fn event_name(&self) -> OperationType {
        match (&self.old, &self.new) {
            (None, _) => OperationType::Insert,
            (Some(_), Some(_)) => OperationType::Modify,
            (Some(_), None) => OperationType::Remove,
        }
    }

    /// The item before.
    pub(crate) fn old(&self) -> Option<&Stored> {
        self.old.as_ref()
    }

    /// The item after.
    pub(crate) fn new_item(&self) -> Option<&Stored> {
        self.new.as_ref()
    }

    /// The item's key.
    pub(crate) fn key(&self, schema: &KeySchema) -> Item {
        let image = self.new.as_ref().or(self.old.as_ref());
        debug_assert!(image.is_some(), "a change has an image");
        image.map(|image| schema.of(image.item())).unwrap_or_default()
    }

    /// The change as listeners receive it, with all images.
    pub(crate) fn shown(&self, schema: &KeySchema) -> ItemChange {
        let item = |image: &Option<Stored>| image.as_ref().map(|image| Arc::clone(image.item()));
        ItemChange {
            event_name: self.event_name(),
            sequence: self.sequence.sequence(),
            at: UNIX_EPOCH.checked_add(Duration::from_micros(self.at_us())).unwrap_or(UNIX_EPOCH),
            key: self.key(schema),
            old: item(&self.old),
            new: item(&self.new),
            by: self.by,
        }
    }

    /// The size of the record in bytes. Both images count in full, although their memory is often shared.
    pub(super) fn bytes(&self) -> u64 {
        let image = |image: &Option<Stored>| image.as_ref().map_or(0, |image| image.size() as u64);
        size_of::<Self>() as u64 + image(&self.old) + image(&self.new)
    }
}
